"""Text files of which a program uses some columns only.

    _rt.reading(pd, "people.csv", ["name", "age"]).read_csv("people.csv")    # the other columns are not read

pandas checks less of columns that it does not read: lines that are too long, and columns of numbers with texts in between, of which it
warns. So the file is looked at first, and read as a whole unless all of its lines have as many fields as the first one and no such
warning can come from a column that is left out. That costs a fraction of what the columns cost.
"""
import codecs
import functools
import os
import re
import stat
import sys
import types

from noodle_rt.frames.scripts import _is_read_by_nobody
from noodle_rt.guards import _library, genuine

# Below, looking at the file costs as much as it saves.
_LEAST_TEXT = 1 << 17
_TEXT_BLOCK = 1 << 18
_COMPRESSED = (".gz", ".bz2", ".zip", ".xz", ".zst", ".tar")
_NUMBER_LIKE = re.compile(r"[0-9+\-.eEjJ \t]*")
_DATE_LIKE = re.compile(r"\d{4}-\d\d-\d\d.*")
_NO_TEXTS = frozenset(["#n/a n/a", *"nan null none na n/a #n/a #na <na> inf infinity nat true false 1.#ind 1.#qnan".split()])


def reading(pandas, path, columns, separator=",", in_parts=True, needed=(), by_rows=False, index=None):
    """`pandas`, or something whose `read_csv` leaves out columns of the file at `path` that are not among `columns`.

    in_parts: whether the file is read with `low_memory`; needed: columns without which the whole file is read; by_rows: whether rows are
    looked at, whose cells are objects of Python if one of them is a text; index: the column that becomes the index.
    """
    try:
        found = os.stat(path) if type(path) is str else None
    except (OSError, ValueError):
        return pandas
    if found is None or found.st_size < _LEAST_TEXT or not stat.S_ISREG(found.st_mode) or path.lower().endswith(_COMPRESSED):
        return pandas
    if pandas is not _library("pandas") or not genuine("pandas.read_csv") or not _is_read_by_nobody(sys._getframe(1)):
        return pandas
    # Large files are read by several threads, in another way than a part of their columns.
    parallel = getattr(sys.modules.get("pandas.io.parsers.readers"), "_PARALLEL_READ_MIN_BYTES", None)
    if parallel is not None and found.st_size >= parallel:
        return pandas
    try:
        # Where texts are objects of Python, what is left out is worth more.
        wanted = _Wanted(columns, needed, by_rows, index)
        kept = _columns_to_read(path, wanted, separator, in_parts, found.st_size, 0.35 if parallel is None else 0.5)
    except (OSError, ValueError):
        return pandas
    if kept is None:
        return pandas
    return types.SimpleNamespace(read_csv=functools.partial(pandas.read_csv, usecols=kept))


class _Wanted:
    """Columns that a program looks at. Those that a file does not have are none of its own."""

    __slots__ = ("columns", "needed", "by_rows", "index")

    def __init__(self, columns, needed, by_rows, index):
        self.columns = set(columns)
        self.needed = set(needed)
        self.by_rows = by_rows
        self.index = index

    def places(self, names):
        """Where they stand among the labels of a file; `None` when the file must have others, or when nothing but an index would be left."""
        kept = self.columns.intersection(names)
        if not self.needed <= set(names) or not kept - {self.index}:
            return None
        return {names.index(name) for name in kept}

    def completed(self, kept, samples):
        """With a column of texts when rows are looked at; `None` when there is none."""
        if not self.by_rows:
            return kept
        texts = [place for place in range(len(samples[0])) if all(_is_text(sample[place]) for sample in samples)]
        if not texts or kept & set(texts):
            return kept if texts else None
        return kept | {min(texts, key=lambda place: len(samples[0][place]))}


def _columns_to_read(path, wanted, separator, in_parts, size, least):
    """Positions of the columns that have to be read; `None` unless that saves at least a part `least` of the work."""
    with open(path, "rb") as file:
        names = _names_in(file.readline(1 << 16), separator)
        kept = None if names is None or len(names) < 2 else wanted.places(names)
        if not kept:
            return None
        start = file.tell()
        first = file.readline(1 << 16).decode().rstrip("\r\n").split(separator)
        file.seek(start)
        # A file is read in parts of at least so many lines; what one part takes for numbers may be texts in the next.
        limit = (1 << 19) // len(names) if in_parts else size
        if len(first) != len(names):
            return None
        likely = _with_numbers(kept, [first], size > limit * (len(separator.join(first)) + 1))
        work = [len(field) + 1 + 10 * _is_text(field) for field in first]
        if sum(work[place] for place in likely) > (1 - least) * sum(work):
            return None
        samples, rows = _samples_of(file, separator.encode(), len(names))
    if samples is None:
        return None
    kept = wanted.completed(_with_numbers(kept, samples, rows > limit), samples)
    if kept is None:
        return None
    return sorted(kept) if len(kept) < len(names) else None


def _with_numbers(kept, samples, are_parts):
    """With the columns of which pandas could warn: those that are not certainly texts in every part of the file."""
    return kept | {place for place in range(len(samples[0])) if are_parts and not all(_is_text(sample[place]) for sample in samples)}


def _names_in(header, separator):
    """The labels in the first line, when they are simple."""
    if not header.endswith(b"\n") or header.startswith(codecs.BOM_UTF8) or b'"' in header or b"\0" in header:
        return None
    text = header.decode().rstrip("\r\n")
    if text.strip() == "" or "\r" in text:
        return None
    names = [name or f"Unnamed: {place}" for place, name in enumerate(text.split(separator))]
    return names if len(set(names)) == len(names) else None


def _samples_of(file, separator, width):
    """Fields of a line in each block and of the last line, and the number of lines; `None` when lines differ in their number of fields."""
    others = bytes(code for code in range(256) if code not in (separator[0], 10))
    pattern = separator * (width - 1) + b"\n"
    wanted = pattern * (_TEXT_BLOCK // width + 2)
    decode = codecs.getincrementaldecoder("utf-8")().decode
    samples, rows, rest, last = [], 0, b"", b""
    for block in iter(functools.partial(file.read, _TEXT_BLOCK), b""):
        if block.endswith(b"\r"):
            block += file.read(1)
        if b'"' in block or b"\0" in block or (b"\r" in block and block.count(b"\r") != block.count(b"\r\n")):
            return None, 0
        decode(block)
        marks = rest + block.translate(None, others)
        if marks != wanted[: len(marks)]:
            return None, 0
        rows += len(marks) // width
        rest = marks[len(marks) // width * width :]
        lines = block.split(b"\n", 2)
        if len(block) == _TEXT_BLOCK and len(lines) < 3:
            return None, 0
        if len(lines) == 3:
            samples.append(lines[1])
        last = (last + block)[-(1 << 16) :]
    decode(b"", True)
    if rest:
        if rest != pattern[:-1]:
            return None, 0
        rows += 1
    samples.append(last.rstrip(b"\r\n").rsplit(b"\n", 1)[-1])
    fields = [sample.rstrip(b"\r").decode().split(separator.decode()) for sample in samples]
    return (fields, rows) if rows > 0 and all(len(each) == width for each in fields) else (None, 0)


def _is_text(field):
    """Whether pandas takes a field for a text, so that it takes all of its column for texts."""
    if field.strip().lower().lstrip("+-") in _NO_TEXTS:
        return False
    return _NUMBER_LIKE.fullmatch(field) is None or _DATE_LIKE.fullmatch(field) is not None
