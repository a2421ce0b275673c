"""What differs between two runs of one program: times in files, places in tracebacks."""
import gzip
import io
import re
import zipfile

PLACE = re.compile(rb'^(\s*)File ".*", line \d+(, in .*)?$')
TIMES = {
    "pdf": [(rb"/(CreationDate|ModDate) ?\([^)]*\)", rb"/\1"), (rb"/ID ?\[[^\]]*\]", rb"/ID")],
    "svg": [(rb"<dc:date>[^<]*</dc:date>", b"<dc:date/>"), (rb'\b(id|href|clip-path|style)="([^"]*?)#?[a-z]{1,2}[0-9a-f]{10}(\)?)"', rb'\1="\2\3"'),
            (rb'<clipPath id="[^"]*"', b"<clipPath")],
    "ps": [(rb"%%CreationDate:[^\n]*", b"")],
    "eps": [(rb"%%CreationDate:[^\n]*", b"")],
}
MODIFIED = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*<")


# Severity, date, time and thread, as libraries of Google begin the lines of their logs.
LOG = re.compile(rb"^[IWEF]\d{4} \d\d:\d\d:[\d.]+ +\d+ ", re.MULTILINE)


ADDRESS = re.compile(rb"\bat 0x[0-9a-fA-F]+")


def without_addresses(text):
    """Text without the addresses of objects, which are others in each run."""
    return ADDRESS.sub(b"at 0x", text)


def without_places(text):
    """Text of standard error without the lines of tracebacks that say where in a file something happened, and without the
    times of logs."""
    kept = []
    lines = iter(LOG.sub(b"", text).split(b"\n"))
    indent = None
    for line in lines:
        match = PLACE.match(line)
        if match is not None:
            indent = len(match.group(1))
            continue
        # The line of the source below, and the marks below that.
        if indent is not None and len(line) - len(line.lstrip(b" ")) > indent:
            continue
        indent = None
        kept.append(line)
    return b"\n".join(kept)


def file_bytes(path, data):
    """What a file says, without the time at which it was written; anything that is equal for files that say the same."""
    if data[:2] == b"\x1f\x8b":
        try:
            return gzip.decompress(data)
        except (OSError, EOFError):
            return data
    if data[:4] == b"PK\3\4":
        return archive(data)
    for pattern, by in TIMES.get(path.rpartition(".")[2].lower(), ()):
        data = re.sub(pattern, by, data)
    return data


def archive(data):
    """Names and contents of a zip file, which a spreadsheet is as well."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            return [(entry.filename, MODIFIED.sub(b"<", file.read(entry))) for entry in file.infolist()]
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError):
        return data
