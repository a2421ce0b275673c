"""Captures in files. A capture is a folder:

    capture.json    what this is: format, version, sizes and checksums, where the program ran. Written last
    values.jsonl    one JSON value a line: {"section": "variables", "name": "x", "value": node}, see `image.py`
    data.bin        raw elements, each piece from a multiple of 64 bytes on

In nodes, raw elements are {"$data": [format, shape, order, start, size, checksum]}, or [format, shape, order, hexadecimal text]
when they are few. Checksums are CRC-32.
"""
import json
import mmap
import os
import zlib

from noodle_rt.compare.data import MOST_INLINE, Data, Memory, Stored

FORMAT = "noodle-opt capture"
VERSION = 1
ALIGNMENT = 64


class DamagedCapture(Exception):
    """A capture that cannot be read; the message says what is wrong and is for people."""


class Writer:
    """Writes a capture into a folder, which is made if need be."""

    def __init__(self, folder):
        self.folder = folder
        os.makedirs(folder, exist_ok=True)
        if os.path.exists(self.path("capture.json")):
            os.remove(self.path("capture.json"))
        self.data = open(self.path("data.bin"), "wb")
        self.lines = open(self.path("values.jsonl"), "wb")
        self.size = 0
        self.lines_size = 0
        self.checksum = 0
        self.encoder = json.JSONEncoder(default=self.data_node, check_circular=False)

    def path(self, name):
        return os.path.join(self.folder, name)

    def add(self, section, name, node):
        """Writes one value."""
        line = self.encoder.encode({"section": section, "name": name, "value": node}).encode() + b"\n"
        self.lines.write(line)
        self.lines_size += len(line)
        self.checksum = zlib.crc32(line, self.checksum)

    def data_node(self, data):
        if not isinstance(data, Data):
            raise TypeError(f"{type(data).__name__} is no node")
        if data.source.size <= MOST_INLINE:
            return {"$data": [data.format, data.shape, data.order, data.tobytes().hex()]}
        gap = -self.size % ALIGNMENT
        self.data.write(bytes(gap))
        start = self.size + gap
        checksum = 0
        size = 0
        for chunk in data.chunks():
            self.data.write(chunk)
            checksum = zlib.crc32(chunk, checksum)
            size += len(chunk)
        self.size = start + size
        return {"$data": [data.format, data.shape, data.order, start, size, checksum]}

    def finish(self, about):
        """Completes the capture. `about`: plain data for people and for the comparison."""
        self.lines.close()
        self.data.close()
        head = {"format": FORMAT, "version": VERSION, "about": about,
                "values": {"size": self.lines_size, "checksum": self.checksum}, "data": {"size": self.size}}
        unfinished = self.path("capture.json.part")
        with open(unfinished, "w", encoding="utf-8") as file:
            json.dump(head, file, indent=1)
            file.write("\n")
        os.replace(unfinished, self.path("capture.json"))


class Capture:
    """A capture that is read. `sections`: section -> {name: line}, in the order of writing."""

    def __init__(self, folder):
        self.folder = folder
        self.head = self.read_head()
        self.about = self.head["about"]
        self.file = self.map_data()
        self.sections = {}
        self.later = []
        for line in self.read_lines():
            value = self.parse(line)
            self.sections.setdefault(value["section"], {})[value["name"]] = value["value"]
        self.later = list(self.sections.pop("later", {}).values())

    def read_head(self):
        path = os.path.join(self.folder, "capture.json")
        try:
            with open(path, encoding="utf-8") as file:
                head = json.load(file)
        except FileNotFoundError:
            if not os.path.isdir(self.folder):
                raise DamagedCapture(f"{self.folder}: there is no such folder") from None
            raise DamagedCapture(f"{self.folder}: not a finished capture (the program has not come to its end, or this is "
                                 "another folder)") from None
        except OSError as error:
            raise DamagedCapture(f"{path}: {error.strerror}") from None
        except ValueError:
            raise DamagedCapture(f"{path}: damaged (no JSON)") from None
        if not isinstance(head, dict) or head.get("format") != FORMAT:
            raise DamagedCapture(f"{path}: not a capture")
        if head.get("version") != VERSION:
            raise DamagedCapture(f"{path}: format version {head.get('version')}, this is for version {VERSION}; capture again")
        try:
            int(head["values"]["size"]), int(head["values"]["checksum"]), int(head["data"]["size"]), dict(head["about"])
        except (KeyError, TypeError, ValueError):
            raise DamagedCapture(f"{path}: damaged (fields are missing)") from None
        return head

    def map_data(self):
        path = os.path.join(self.folder, "data.bin")
        try:
            with open(path, "rb") as file:
                size = os.fstat(file.fileno()).st_size
                if size != self.head["data"]["size"]:
                    raise DamagedCapture(f"{path}: damaged ({size} bytes instead of {self.head['data']['size']})")
                return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if size else b""
        except OSError as error:
            raise DamagedCapture(f"{path}: {error.strerror}") from None

    def read_lines(self):
        path = os.path.join(self.folder, "values.jsonl")
        try:
            with open(path, "rb") as file:
                data = file.read()
        except OSError as error:
            raise DamagedCapture(f"{path}: {error.strerror}") from None
        if len(data) != self.head["values"]["size"] or zlib.crc32(data) != self.head["values"]["checksum"]:
            raise DamagedCapture(f"{path}: damaged (size or checksum is not what it was)")
        return data.splitlines()

    def parse(self, line):
        try:
            return json.loads(line, object_hook=self.hook)
        except (ValueError, KeyError, TypeError) as error:
            raise DamagedCapture(f"{os.path.join(self.folder, 'values.jsonl')}: damaged ({error})") from None

    def hook(self, found):
        if "$data" not in found:
            return found
        format, shape, order, *where = found["$data"]
        if len(where) == 1:
            return Data(format, shape, Memory(bytes.fromhex(where[0])), order)
        start, size, checksum = where
        if not 0 <= start <= start + size <= self.head["data"]["size"]:
            raise ValueError("data lie outside of the file")
        return Data(format, shape, Stored(self.file, start, size, checksum), order)

    def check(self):
        """Reads all data and raises `DamagedCapture` when some are not what was written."""
        for section in (*self.sections.values(), {"": self.later}):
            for node in section.values():
                check_node(node, self.folder)


def check_node(node, folder):
    pending = [node]
    while pending:
        item = pending.pop()
        if isinstance(item, dict):
            pending.extend(item.values())
        elif isinstance(item, list):
            pending.extend(item)
        elif isinstance(item, Data) and isinstance(item.source, Stored):
            checksum = 0
            for chunk in item.chunks():
                checksum = zlib.crc32(chunk, checksum)
            if checksum != item.source.check:
                raise DamagedCapture(f"{os.path.join(folder, 'data.bin')}: damaged (checksum of the data at {item.source.start})")
