"""Prints uncaught exceptions as Python does, with the place in the `.nc` file beside each of its frames."""
import _thread
import os
import re
import sys
import traceback
from itertools import islice

from noodle_rt import modules

FRAME = re.compile(r'[\s|+-]*File "(?P<file>.+)", line (?P<line>\d+)(?:, in (?P<name>.+))?$')
COLOR = re.compile("\x1b\\[[0-9;]*m")


# Held by the thread that has `sys.stderr` replaced.
printing = _thread.allocate_lock()


def hook(kind, value, trace):
    """Takes the place of `sys.__excepthook__`."""
    show(value, trace, lambda: sys.__excepthook__(kind, value, trace))


def show(value, trace, standard, header=""):
    """Prints an exception by calling `standard`, and adds the places; `header` is what `standard` prints first.

    What goes wrong here must not hide the exception.
    """
    try:
        marks, has_sources = find_marks(value, trace)
    except Exception:
        marks = {}
    if not marks or sys.stderr is None or isinstance(value, SystemExit) or not printing.acquire(timeout=1):
        standard()
        return
    stderr = sys.stderr
    sys.stderr = printer = MarkingStream(stderr, marks)
    try:
        if has_sources or sys.version_info >= (3, 13):
            standard()
        else:
            # The interpreter itself reads sources from files only; `traceback` asks loaders, too.
            printer.write(header)
            traceback.print_exception(type(value), value, trace)
    finally:
        sys.stderr = stderr
        printing.release()
        printer.finish()


class MarkingStream:
    """A text stream that adds a mark to the lines which name a frame, and passes everything on."""

    def __init__(self, stream, marks):
        self._stream = stream
        self._marks = marks
        self._line = ""

    def write(self, text):
        *lines, self._line = (self._line + text).split("\n")
        for line in lines:
            frame = FRAME.match(COLOR.sub("", line))
            mark = frame and self._marks.get((frame["file"], int(frame["line"]), frame["name"]))
            self._stream.write(f"{line}  [{mark}]\n" if mark else line + "\n")
        return len(text)

    def finish(self):
        if self._line:
            self._stream.write(self._line)
        self._stream.flush()

    def __getattr__(self, name):
        return getattr(self._stream, name)


def find_marks(value, trace):
    """The mark of each frame line that may be printed, by (file, line, name); and whether all their sources are files."""
    marks = {}
    files = {}
    pending = [value]
    seen = set()
    while pending:
        error = pending.pop()
        if error is None or id(error) in seen:
            continue
        seen.add(id(error))
        pending += [error.__cause__, error.__context__, *getattr(error, "exceptions", ())]
        frames = walk(trace if error is value else error.__traceback__)
        places = [(code.co_filename, line, column, code.co_name) for code, line, column in frames]
        if isinstance(error, SyntaxError):
            places.append((error.filename, error.lineno, None, None))
        for file, line, column, name in places:
            if file not in modules.nc_files or not line:
                continue
            if file not in files:
                files[file] = NcFile(modules.nc_files[file])
            mark = files[file].mark(line, column)
            if mark:
                marks.setdefault((file, line, name), mark)
    return marks, all(map(os.path.isfile, files))


def walk(trace):
    """Code, line and column (from 0, or `None` before Python 3.11) of each frame."""
    while trace is not None:
        code = trace.tb_frame.f_code
        column = None
        if hasattr(code, "co_positions") and trace.tb_lasti >= 0:
            _, _, column, _ = next(islice(code.co_positions(), trace.tb_lasti // 2, None))
        yield code, trace.tb_lineno, column
        trace = trace.tb_next


class NcFile:
    """Finds lines of a `.nc` file by places of its source."""

    def __init__(self, nc_path):
        self.by_place = {}
        self.by_line = {}
        relative = os.path.relpath(nc_path)
        self.path = nc_path if relative.startswith(os.pardir) else relative
        module = modules.fetch(nc_path)
        self.cells = cells(module) if module.is_notebook() else {}
        places = module.places()
        if places is None:
            return
        for line, column, nc_line in zip(places.source_lines, places.source_columns, places.nc_lines):
            self.by_place.setdefault((line, column), set()).add(nc_line)
            self.by_line[line] = min(nc_line, self.by_line.get(line, nc_line))

    def mark(self, line, column):
        """`file:line`, for a notebook after `cell-2:line`. Two lines when code was doubled and either may have run."""
        parts = []
        start = max((start for start in self.cells if start < line), default=None)
        if start is not None:
            parts.append(f"{self.cells[start]}:{line - start}")
        lines = self.by_place.get((line, column)) or {self.by_line.get(line)}
        # A program that is built only to be run has no `.nc` file to show.
        if None not in lines and self.path.endswith(".nc"):
            parts.append(f"{self.path}:{'/'.join(map(str, sorted(lines)))}")
        return ", ".join(parts)


def cells(module):
    """Line of the heading -> name, for each cell of a notebook's text."""
    lines = (module.source_text or b"").decode().split("\n")
    return {number: line[5:] for number, line in enumerate(lines, 1) if line.startswith("# %% cell-")}
