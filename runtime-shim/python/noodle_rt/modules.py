"""What noodle-opt says about a `.nc` file, and the code made from it."""
import builtins
import os
import sys

from noodle_rt import channel, locations

# Sends a request (kind, text) to noodle-opt and returns the answer's bytes; set once by the host.
ask = None

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
        # Without a map the `.nc` file is the source.
        self.source_text = (source_text or b"") if self.is_mapped else nc_text
        self.positions = positions

    def source_on_disk(self):
        """Path of the original source when that file exists, else `None`."""
        return self.source_path if self.is_mapped and os.path.isfile(self.source_path) else None

    def places(self):
        return locations.Places(self.positions, self.source_text) if self.positions else None

    def source_lines(self):
        return self.source_text.decode().splitlines(True)


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
    filename = module.source_path if module.is_mapped else module.nc_path
    if module.is_mapped:
        nc_files[filename] = module.nc_path
    try:
        code = _compile(module, filename)
    except RecursionError:
        # Python 3.12 takes shallower trees than texts, whatever the recursion limit; the text has its own line numbers.
        code = compile(module.python, filename, "exec", dont_inherit=True)
    if "get_ipython" in module.python or filename.endswith(".ipynb"):
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
        return locations.compile_tree(tree, filename, places)
    except SyntaxError as error:
        if error.text is None and error.lineno:
            error.text = "".join(module.source_lines()[error.lineno - 1:error.lineno])
        raise


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
    lines = module.source_lines()
    text = lines[line - 1] if line <= len(lines) else ""
    column = len(text.encode()[:column].decode(errors="replace"))
    return SyntaxError(message, (error.filename, line, column + 1, text))
