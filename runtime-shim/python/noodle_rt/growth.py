"""What loops call that make an array longer and longer: pieces are collected, and put together when the loop has ended.

    _grown = noodle_rt.growing(np.append, result)
    for x in values:
        _grown.append(x * 2)
    result = _grown.array()
"""
from noodle_rt.guards import _library


class growing:
    """`array = function(array, value)` again and again (`numpy.append`), or `array = function((array, value))` (`numpy.concatenate`,
    `hstack` and `vstack`).

    Pieces wait as long as it is known of which dtype and shape the result is: arrays of float64 or int64, and numbers or arrays that
    fit in there. Everything else is left to the function at once, with all that it raises or warns.
    """

    __slots__ = ("_all", "_add", "_array", "_function", "_is_append", "_is_vstack", "_pieces")

    def __init__(self, function, array):
        numpy = _library("numpy")
        self._function = function
        self._array = array
        self._pieces = None
        self._is_append = function is numpy.append
        self._is_vstack = function is numpy.vstack
        self._add = self._add_number if self._is_append else self._add_part

    def append(self, value):
        if not self._add(value):
            array = self.array()
            self._pieces = None
            self._array = self._function(array, value) if self._is_append else self._function((array, value))

    def array(self):
        """What the variable holds now."""
        if not self._pieces:
            return self._array
        numpy = _library("numpy")
        dtype = self._array.dtype
        if self._is_append:
            parts, numbers = [self._array], []
            for piece in self._pieces:
                if type(piece) is not numpy.ndarray:
                    numbers.append(piece)
                    continue
                if numbers:
                    parts.append(numpy.array(numbers, dtype))
                    numbers = []
                parts.append(piece)
            if numbers:
                parts.append(numpy.array(numbers, dtype))
        else:
            parts = [self._array, *self._pieces]
        self._array = numpy.concatenate([part if part.dtype is dtype else part.astype(dtype) for part in parts])
        self._pieces = []
        return self._array

    # ------------------------------------------------------------ pieces

    def _begin(self, numpy, ranks):
        """Whether pieces can wait: the array is copied once, since the function copies it, too."""
        array = self._array
        if type(array) is not numpy.ndarray or array.dtype not in _growable(numpy) or not array.dtype.isnative:
            return False
        if array.ndim not in ranks or (array.ndim == 2 and not _is_by_rows(array)):
            return False
        self._array = array.ravel().copy() if self._is_append else array.copy()
        self._pieces = []
        return True

    def _add_number(self, value):
        numpy = _library("numpy")
        if self._pieces is None and not self._begin(numpy, (1, 2, 3)):
            return False
        is_float = self._array.dtype.kind == "f"
        cls = type(value)
        if cls is float or cls is numpy.float64:
            if not is_float:
                return False
        elif cls is int:
            if not -(2**63) <= value < 2**63:
                return False
        elif cls is numpy.ndarray:
            if value.dtype not in _narrower(numpy, is_float):
                return False
            value = value.ravel().copy()
        elif cls is not numpy.int64 and cls is not bool:
            return False
        self._pieces.append(value)
        return True

    def _add_part(self, value):
        numpy = _library("numpy")
        if self._pieces is None and not self._begin(numpy, (2,) if self._is_vstack else (1,)):
            return False
        is_float = self._array.dtype.kind == "f"
        if type(value) is list or type(value) is tuple:
            # A row of numbers.
            if not value or not {float, numpy.float64, int}.issuperset(map(type, value)):
                return False
            if not is_float or not all(type(each) is not int or -(2**53) < each < 2**53 for each in value):
                return False
            value = numpy.array(value, self._array.dtype)
        elif type(value) is numpy.ndarray and value.dtype in _narrower(numpy, is_float) and (value.ndim != 2 or _is_by_rows(value)):
            value = value.copy()
        else:
            return False
        if self._is_vstack:
            if value.ndim == 1:
                value = value.reshape(1, -1)
            if value.ndim != 2 or value.shape[1] != self._array.shape[1]:
                return False
        elif value.ndim != 1:
            return False
        self._pieces.append(value)
        return True


def _growable(numpy):
    return (numpy.dtype("float64"), numpy.dtype("int64"))


_NARROWER = {}


def _narrower(numpy, is_float):
    """Dtypes that an array of float64, or of int64, takes up without becoming another."""
    if not _NARROWER:
        wholes = "int64 int32 int16 int8 uint32 uint16 uint8 bool"
        _NARROWER[False] = {numpy.dtype(name) for name in wholes.split()}
        _NARROWER[True] = _NARROWER[False] | {numpy.dtype(name) for name in ("float64", "float32", "float16")}
    return _NARROWER[is_float]


def _is_by_rows(array):
    """Rows one behind the other, which is how arrays are put together of such."""
    return array.strides == (array.shape[1] * array.itemsize, array.itemsize)
