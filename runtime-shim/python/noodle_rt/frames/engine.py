"""Frames that are too large for memory, on Dask (`--engine dask`).

    df = _rt.engine(pd, "sales.csv", ["city", "price"]).read_csv("sales.csv")   # a Dask DataFrame
    dear = df[df["price"] > 100]                                                # rows by rows: still nothing is computed
    print(_rt.collected(dear["price"], "max").max())                            # a compute point

The file is read once, in blocks of lines by several threads. Each block is kept in a temporary folder with the rows, dtypes and index that
it has in the frame that pandas would make of the whole file, so that steps that look at one row at a time give the same rows with the same index in
any engine. Reductions stay with Dask where the order of rows makes no difference to the last bit; otherwise their columns are
collected, and pandas does them. Whatever is not certain before the first row is used, the file is read by pandas as always.

`NOODLE_ENGINE_LOG` names a file that gets a line of JSON for each decision, `NOODLE_ENGINE_ADDRESS` a cluster of dask.distributed
that sees the temporary folder; `NOODLE_ENGINE_BLOCK` is the size of a block in MiB (default: 32).
"""
import concurrent.futures
import importlib
import io
import json
import os
import pickle
import shutil
import stat
import sys
import tempfile
import types
import weakref

from noodle_rt.frames.reading import _COMPRESSED, _is_text, _names_in
from noodle_rt.guards import _library, genuine

# pandas reads files in parts of at least so many lines' text, and takes each for numbers or for texts on its own.
_ENGINE_PIECE = 1 << 18
_ENGINE_LINES = 40
# Text of numbers takes about as much memory when it is read; a program needs it a few times.
_ENGINE_GROWTH = 3
_EXACT_INTS = 1 << 53


def engine(pandas, path, columns=None, separator=",", mode="dask", **options):
    """`pandas`, or something whose `read_csv` gives a Dask DataFrame of the columns (`None`: all) of the file at `path`.

    mode: `dask` whenever it can be, `auto` only for files that are large beside the memory of the machine; options: those of the call
    """
    reason = _engine_objection(pandas, path, mode)
    if reason is None:
        try:
            frame = _EngineFile(pandas, path, columns, separator, options).frame()
            _engine_decision(path, "dask", f"{frame.npartitions} blocks")
            return types.SimpleNamespace(read_csv=lambda *_args, **_options: frame.copy())
        except _Unfit as error:
            reason = str(error)
    _engine_decision(path, "pandas", reason)
    return pandas


class _Unfit(Exception):
    """Why a file is left to pandas."""


def _engine_objection(pandas, path, mode):
    if pandas is not _library("pandas") or not genuine("pandas.read_csv"):
        return "pandas.read_csv is not that of pandas"
    if type(path) is not str or path.lower().endswith(_COMPRESSED):
        return "the file is not named by a text, or is compressed"
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return "there is no such file"
    if not stat.S_ISREG(found.st_mode):
        return "it is no regular file"
    if mode == "auto" and found.st_size * _ENGINE_GROWTH < _engine_memory():
        return "it fits into memory"
    if "dask" in sys.modules and not _engine_started:
        return "the program uses Dask itself"
    try:
        _engine_dask()
    except ImportError as error:
        return f"Dask is missing ({error}): pip install dask pyarrow"
    return None


def _engine_memory():
    """Bytes that a frame may take: half of the memory of the machine, or of what `NOODLE_ENGINE_MEMORY` (MiB) says."""
    said = os.environ.get("NOODLE_ENGINE_MEMORY", "")
    if said.isdigit():
        return int(said) << 20
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2
    except (AttributeError, ValueError, OSError):
        return 4 << 30


_engine_started = []


def _engine_dask():
    """`dask.dataframe`, set up so that it leaves dtypes as they are."""
    if not _engine_started:
        importlib.import_module("dask").config.set({"dataframe.convert-string": False})
        frames = importlib.import_module("dask.dataframe")
        address = os.environ.get("NOODLE_ENGINE_ADDRESS")
        client = importlib.import_module("dask.distributed").Client(address) if address else None
        _engine_started.append((frames, client))
    return _engine_started[0][0]


class _EngineFile:
    """A text file that becomes blocks in a temporary folder."""

    def __init__(self, pandas, path, columns, separator, options):
        self.pandas, self.path, self.separator = pandas, path, separator.encode()
        # What the program asks for has to be there; of what it looks at, some may be texts that are no labels.
        self.required = options.pop("usecols", None)
        self.options = {**options, "sep": separator}
        self.wanted = columns if self.required is None else self.required
        self.starts, self.dtypes, self.wide = [0], [], set()

    def frame(self):
        self.folder = tempfile.mkdtemp(prefix="noodle-engine-")
        try:
            with open(self.path, "rb") as file:
                self.read(file)
            return self.as_frame()
        except (OSError, ValueError) as error:
            shutil.rmtree(self.folder, True)
            raise _Unfit(f"it cannot be read in blocks: {error}") from None
        except BaseException:
            shutil.rmtree(self.folder, True)
            raise

    def read(self, file):
        self.names = _names_in(file.readline(1 << 16), self.separator.decode())
        if self.names is None or len(self.names) < 2:
            raise _Unfit("its first line is no list of simple labels")
        self.columns = self.names if self.wanted is None else [name for name in self.names if name in self.wanted]
        if not self.columns or not set(self.required or ()) <= set(self.names):
            raise _Unfit("it has not the columns")
        size = int(os.environ.get("NOODLE_ENGINE_BLOCK", "") or 32) << 20
        threads = os.cpu_count() or 1
        with concurrent.futures.ThreadPoolExecutor(threads) as pool:
            pending = []
            for number, block in enumerate(_blocks_of_lines(file, size)):
                self.starts.append(self.starts[-1] + self.rows_of(block))
                pending.append(pool.submit(self.parse, number, block))
                # Not more blocks in memory than are worked on.
                while len(pending) > threads:
                    self.take(pending.pop(0).result())
            for each in pending:
                self.take(each.result())
        if self.starts[-1] == 0:
            raise _Unfit("it has no lines")

    def rows_of(self, block):
        """Number of lines, all with as many fields as the first one and none in quotes."""
        if b'"' in block or b"\0" in block or block.count(b"\r") != block.count(b"\r\n"):
            raise _Unfit("fields are in quotes, or lines end in another way")
        others = bytes(code for code in range(256) if code not in (self.separator[0], 10))
        marks = block.translate(None, others)
        line = self.separator * (len(self.names) - 1) + b"\n"
        rows, rest = divmod(len(marks), len(line))
        if rest or marks != line * rows:
            raise _Unfit("lines differ in their number of fields")
        return rows

    def parse(self, number, block):
        """Keeps a block; dtypes by column, and the columns of numbers that a float does not hold."""
        frame = self.pandas.read_csv(
            io.BytesIO(block), header=None, names=self.names, usecols=self.columns, low_memory=False, index_col=False, **self.options
        )[self.columns]
        given = self.options.get("dtype") or {}
        dtypes = {}
        wide = []
        for name in self.columns:
            dtype = str(frame[name].dtype)
            if name not in given and dtype in ("object", "str", "string") and not self.is_text_everywhere(block, self.names.index(name)):
                raise _Unfit(f"column {name} may be of texts or of other values in parts")
            if dtype == "int64" and len(frame) and not -_EXACT_INTS < frame[name].min() <= frame[name].max() < _EXACT_INTS:
                wide.append(name)
            dtypes[name] = dtype
        with open(os.path.join(self.folder, f"{number}.pickle"), "wb") as file:
            pickle.dump(frame, file, 5)
        return dtypes, wide

    def is_text_everywhere(self, block, place):
        """Whether each piece of the block has a field that pandas can only take for a text."""
        separator = self.separator
        for start in range(0, len(block), _ENGINE_PIECE):
            first = 0 if start == 0 else block.find(b"\n", start) + 1
            lines = block[first : first + (1 << 14)].split(b"\n", _ENGINE_LINES)[:_ENGINE_LINES]
            fields = [line.split(separator) for line in lines]
            if not any(len(each) == len(self.names) and _is_text(each[place].decode().rstrip("\r")) for each in fields):
                # The last piece may be too short to matter, but then it is part of the one before.
                if len(block) - start >= _ENGINE_PIECE or start == 0:
                    return False
        return True

    def take(self, parsed):
        dtypes, wide = parsed
        self.dtypes.append(dtypes)
        self.wide.update(wide)

    def as_frame(self):
        read = _EngineBlock(self.folder, {name: self.dtype_of(name) for name in self.columns}, self.starts)
        count = len(self.dtypes)
        divisions = (*self.starts[:count], self.starts[count] - 1)
        frame = _engine_dask().from_map(read, range(count), meta=read(0).iloc[:0], divisions=divisions)
        # The blocks stay as long as something may read them, at most until the program ends.
        weakref.finalize(read, shutil.rmtree, self.folder, True)
        return frame

    def dtype_of(self, name):
        """The dtype of the whole column."""
        found = {dtypes[name] for dtypes in self.dtypes}
        if name in (self.options.get("dtype") or {}) and len(found) == 1:
            return None
        if found == {"int64", "float64"} and name not in self.wide:
            return "float64"
        if len(found) > 1 or not found <= {"int64", "float64", "bool", "object", "str"}:
            raise _Unfit(f"column {name} is {' and '.join(sorted(found))} in parts")
        return None


class _EngineBlock:
    """Reads a block with the dtypes and the index that it has in the whole file."""

    def __init__(self, folder, dtypes, starts):
        self.folder, self.starts = folder, starts
        self.changed = {name: dtype for name, dtype in dtypes.items() if dtype is not None}

    def __call__(self, number):
        with open(os.path.join(self.folder, f"{number}.pickle"), "rb") as file:
            frame = pickle.load(file)
        changed = {name: dtype for name, dtype in self.changed.items() if str(frame[name].dtype) != dtype}
        if changed:
            frame = frame.astype(changed)
        frame.index = type(frame.index)(self.starts[number], self.starts[number + 1])
        return frame

    def __dask_tokenize__(self):
        return "noodle-engine", self.folder


def _blocks_of_lines(file, size):
    """Blocks of about `size` bytes, each with whole lines."""
    rest = b""
    while True:
        block = file.read(size)
        if not block:
            if rest:
                yield rest if rest.endswith(b"\n") else rest + b"\n"
            return
        end = block.rfind(b"\n") + 1
        if end == 0:
            rest += block
            continue
        yield rest + block[:end]
        rest = block[end:]


def collected(value, how=None, keys=None, columns=None, ulp=False):
    """The object of pandas that a collection of Dask stands for; anything else as it is.

    how: the reduction that follows, which stays with Dask when that cannot be seen, by group of `keys` for `columns` if these are given: then a
    stand-in with `groupby` comes back. ulp: sums may differ in their last bits
    """
    if not _engine_started or not type(value).__module__.startswith(("dask.", "dask_expr.")):
        return value
    if how is None:
        return _engine_computed(value, "the program looks at all of it")
    if keys is None:
        if how == "len":
            return value
        if _is_exact_reduction(value.dtype, how, ulp):
            return _EngineReduction(value, how)
        return _engine_computed(value, f"{how} of {value.dtype} depends on the order of rows")
    narrow = value[list(dict.fromkeys([*keys, *columns]))]
    inexact = [name for name in columns if not _is_exact_reduction(narrow.dtypes[name], _how_of(how, name), ulp)]
    if inexact:
        return _engine_computed(narrow, f"{how} of {', '.join(inexact)} depends on the order of rows")
    return _EngineGroups(narrow, how)


def _how_of(how, column):
    return how.get(column) if type(how) is dict else how


def _is_exact_reduction(dtype, how, ulp):
    if how in ("count", "size"):
        return True
    kind = getattr(dtype, "kind", "O")
    if kind in "iu":
        return how in ("sum", "min", "max") or (ulp and how in ("mean", "std", "var"))
    if kind == "f":
        return how in ("min", "max") or (ulp and how in ("sum", "mean", "std", "var"))
    return False


class _EngineReduction:
    """Stands for a series in front of one reduction."""

    def __init__(self, value, how):
        def reduce():
            result = _engine_computed(getattr(value, how)(), f"{how} in blocks")
            # Which zero is the smallest depends on the order; a block without rows has none, and makes floats of whole numbers.
            if how in ("min", "max") and (type(result) is not value.dtype.type or not result or result != result):
                return getattr(_engine_computed(value, "the extreme is zero, or a block has none"), how)()
            return result

        setattr(self, how, reduce)


class _EngineGroups:
    """Stands for a frame in front of `groupby(keys)[columns].how()`."""

    def __init__(self, value, how, selected=None, by=None):
        self._value, self._how, self._selected, self._by = value, how, selected, by

    def groupby(self, by):
        return _EngineGroups(self._value, self._how, None, by)

    def __getitem__(self, columns):
        return _EngineGroups(self._value, self._how, columns, self._by)

    def _reduced(self, name, *arguments):
        def of(frame):
            groups = frame.groupby(self._by)
            return getattr(groups if self._selected is None else groups[self._selected], name)(*arguments)

        result = _engine_computed(of(self._value), f"{name} of groups in blocks").sort_index()
        # Which zero is the smallest depends on the order.
        if {"min", "max"} & set(self._how.values() if type(self._how) is dict else [self._how]) and _has_zeros(result):
            return of(_engine_computed(self._value, "the sign of a zero depends on the order of rows"))
        return result

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *arguments: self._reduced(name, *arguments)


def _has_zeros(result):
    columns = [result[name] for name in result] if hasattr(result, "columns") else [result]
    return any(each.dtype.kind == "f" and (each == 0).any() for each in columns)


def _engine_computed(value, reason):
    client = _engine_started[0][1]
    result = value.compute() if client else value.compute(scheduler="threads")
    _engine_decision(getattr(value, "_name", str(type(value).__name__)), "collected", reason)
    return result


def _engine_decision(what, where, reason):
    path = os.environ.get("NOODLE_ENGINE_LOG")
    if path:
        with open(path, "a", encoding="utf-8") as file:
            file.write(json.dumps({"what": what, "where": where, "reason": reason}) + "\n")
