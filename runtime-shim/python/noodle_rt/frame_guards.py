"""Guards of frames, series and tensors. What holds for all guards is said in `guards.py`."""
from noodle_rt.guards import _library

# ---------------------------------------------------------------- pandas

# Names of dtypes whose objects say everything; others (categories, intervals, zones) have parameters.
_PANDAS_STRINGS = ("str", "string", "object")


def frame(value, rows=0):
    """A `pandas.DataFrame`, no subclass, of at least so many rows, whose column labels are all different."""
    pandas = _library("pandas")
    if pandas is None or type(value) is not pandas.DataFrame:
        return False
    return len(value) >= rows and value.columns.is_unique


def column(value, label, *dtypes):
    """A frame has exactly one column of this label, and its dtype is one of these (none: any)."""
    pandas = _library("pandas")
    if pandas is None or type(value) is not pandas.DataFrame:
        return False
    try:
        found = value.columns.get_loc(label)
    except Exception:
        return False  # no such label, or none at all: pandas has several classes of errors for these
    if type(found) is not int:
        return False
    return not dtypes or str(value.dtypes.iloc[found]) in dtypes


def no_column(value, label):
    """A frame has no column of this label."""
    pandas = _library("pandas")
    if pandas is None or type(value) is not pandas.DataFrame:
        return False
    try:
        return label not in value.columns
    except Exception:
        return False


def series(value, dtype=None, size=0):
    """A `pandas.Series`, no subclass, of a dtype (its name; `None`: any) with at least `size` elements."""
    pandas = _library("pandas")
    if pandas is None or type(value) is not pandas.Series:
        return False
    return (dtype is None or str(value.dtype) == dtype) and len(value) >= size


def range_index(value):
    """A frame or series whose index is 0 … n - 1, as pandas makes it by default, without a name."""
    if not frame_or_series(value):
        return False
    index = value.index
    return type(index) is _library("pandas").RangeIndex and index.start == 0 and index.step == 1 and index.name is None


def unique_index(value):
    """A frame or series no two of whose index entries are equal. O(n) the first time, pandas remembers it."""
    return frame_or_series(value) and type(value.index) is not _library("pandas").MultiIndex and value.index.is_unique


def same_index(first, *others):
    """Frames or series that share one index object: operations between them align nothing."""
    if not frame_or_series(first):
        return False
    index = first.index
    for other in others:
        if not frame_or_series(other) or not other.index.is_(index):
            return False
    return True


def no_null(*values):
    """No missing value (NaN, None, NaT, NA) in series or frames. O(n)."""
    for value in values:
        if not frame_or_series(value):
            return False
        missing = value.isna()
        if missing.to_numpy().any():
            return False
    return True


def strings(value):
    """A series of a string or object dtype all of whose elements are exactly `str`. O(n), slow for object dtype."""
    if not series(value) or str(value.dtype) not in _PANDAS_STRINGS:
        return False
    if str(value.dtype) == "object":
        return {str}.issuperset(map(type, value.array))
    return not value.isna().to_numpy().any()


def frame_or_series(value):
    """A `pandas.DataFrame` or `pandas.Series`, no subclass."""
    pandas = _library("pandas")
    return pandas is not None and (type(value) is pandas.DataFrame or type(value) is pandas.Series)


# ---------------------------------------------------------------- PyTorch


def tensor(value, dtype=None, rank=None, device=None, requires_grad=None):
    """A `torch.Tensor`, no subclass, by dtype (`float32`), number of axes, kind of device (`cpu`) and whether it takes gradients."""
    torch = _library("torch")
    if torch is None or type(value) is not torch.Tensor:
        return False
    if dtype is not None and value.dtype is not getattr(torch, dtype, None):
        return False
    if device is not None and value.device.type != device:
        return False
    return (rank is None or value.dim() == rank) and (requires_grad is None or value.requires_grad is requires_grad)
