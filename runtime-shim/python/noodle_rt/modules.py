"""What noodle-opt says about a `.nc` file, and the code made from it."""
import builtins
import os
import sys

from noodle_rt import channel, locations

# Sends a request (kind, text) to noodle-opt and returns the answer's bytes; set once by the host.
ask = None

# In the text of modules with probes: functions whose code may be exchanged.
EXCHANGED = "__noodle_function__"

# `co_filename` of code that has a source -> its `.nc` file.
nc_files = {}


class Module:
    """One `.nc` file as Python: `RunnableModule` on noodle-opt's side."""

    __slots__ = ("nc_path", "python", "source_path", "source_text", "positions", "is_mapped")

    def __init__(self, nc_path, python, source_path, source_text, nc_text, positions):
        self.nc_path = nc_path
        self.python = python.decode()
        self.source_path = source_path and os.fsdecode(source_path)
        self.is_mapped = source_path is not None
        # Without a map the `.nc` file is the source. A map may be without the source's text.
        self.source_text = (source_text or None) if self.is_mapped else nc_text
        self.positions = positions

    def source_on_disk(self):
        """Path of the original source when that file exists, else `None`."""
        return self.source_path if self.is_mapped and os.path.isfile(self.source_path) else None

    def is_notebook(self):
        return self.is_mapped and self.source_path.endswith(".ipynb")

    def filename(self):
        """What code says it comes from. Lines of a notebook are no lines of its file, so its name is that of no file."""
        if self.is_notebook():
            return self.source_path + " (code)"
        return self.source_path if self.is_mapped else self.nc_path

    def places(self):
        return locations.Places(self.positions, self.source_text) if self.positions else None

    def source_line(self, number):
        """One line of the source; nothing where there is none."""
        lines = self.source_text.decode().split("\n") if self.source_text else []
        return lines[number - 1] + "\n" if 0 < number <= len(lines) else ""


def fetch(nc_path):
    """The `Module` of a `.nc` file. Raises `SyntaxError` at its place in the `.nc` file, or `ImportError`."""
    try:
        status, *rest = channel.fields(ask(channel.MODULE, nc_path))
    except (OSError, EOFError) as error:
        raise ImportError(f"noodle-opt does not answer for {nc_path!r}: {error}", path=nc_path) from None
    if status == b"module":
        return Module(nc_path, *rest)
    if status == b"failure":
        raise ImportError(rest[0].decode(), path=nc_path)
    message, file, *place, text = [part if part is None else part.decode() for part in rest]
    line, column, end_line, end_column = map(int, place)
    raise SyntaxError(message, (file, line, column, text, end_line, end_column)[:None if sys.version_info >= (3, 10) else 4])


def compile_module(module):
    """Code of a `Module`. Raises `SyntaxError` at the place in the original source."""
    filename = module.filename()
    if module.is_mapped:
        nc_files[filename] = module.nc_path
    try:
        code = _compile(module, filename)
    except RecursionError:
        # Python 3.12 takes shallower trees than texts, whatever the recursion limit; the text has its own line numbers.
        code = compile(module.python, filename, "exec", dont_inherit=True)
    # Python files do without: they may find out by a `NameError` that there is no IPython.
    if module.is_notebook() or not module.is_mapped and "get_ipython" in module.python:
        from noodle_rt import notebook
        notebook.install(builtins)
    return code


def _compile(module, filename):
    places = module.places()
    try:
        tree = locations.parse(module.python, filename)
    except SyntaxError as error:
        raise _too_new(error, module, places) from None
    try:
        code = locations.compile_tree(tree, filename, places)
    except SyntaxError as error:
        if error.text is None and error.lineno:
            error.text = module.source_line(error.lineno)
        raise
    if EXCHANGED in module.python:
        from noodle_rt.probes import functions
        functions.prepare(tree, filename, code)
    return code


def _too_new(error, module, places):
    """The error for a text that this Python cannot read: noodle-opt has checked it, so this Python is too old for it."""
    version = "%d.%d" % sys.version_info[:2]
    message = f"NC2305: {error.msg} (the program is run by Python {version} and needs a newer one; choose it with --python)"
    line = error.lineno or 1
    column = (error.offset or 1) - 1
    if places is not None:
        texts = module.python.split("\n")
        column = len(texts[line - 1][:column].encode()) if line <= len(texts) else 0
        line, column = places.start(line, column)
    text = module.source_line(line)
    column = len(text.encode()[:column].decode(errors="replace"))
    return SyntaxError(message, (error.filename, line, column + 1, text))
