"""Arguments of NumPy's functions: arrays of every layout, with the values that are known to make trouble."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

SPECIAL_FLOATS = [0.0, -0.0, 1.0, -1.0, 0.5, float("nan"), float("inf"), float("-inf"), 5e-324, 1e308, 2.0**53, 3.0]

#: One shape for all arrays of a call, so that they mostly fit each other.
shapes = st.shared(
    st.sampled_from([(3,), (4,), (2, 3), (3, 3), (1,), (0,), (), (2, 2), (2, 0), (1, 3), (2, 2, 2), (5,), (7,)]), key="shape"
)
dtypes = st.sampled_from(["float64", "float64", "float64", "int64", "int64", "bool", "float32", "int32", "uint8", "complex128"])


def elements(dtype: str):
    if dtype.startswith("float"):
        return st.one_of(st.sampled_from(SPECIAL_FLOATS), st.floats(-100, 100)).map(lambda value: float(np.dtype(dtype).type(value)))
    if dtype.startswith("complex"):
        return st.complex_numbers(max_magnitude=10)
    if dtype == "bool":
        return st.booleans()
    return st.integers(0 if dtype.startswith("u") else -9, 9)


@st.composite
def arrays(draw, dtype=dtypes, shape=shapes):
    """An array: whole, or a view with another layout on a larger one."""
    kind = draw(dtype)
    wanted = draw(shape)
    count = int(np.prod(wanted))
    with np.errstate(all="ignore"):
        values = np.array(draw(st.lists(elements(kind), min_size=count, max_size=count)), dtype=kind).reshape(wanted)
    layout = draw(st.sampled_from(["own", "own", "own", "reversed", "strided", "fortran", "readonly", "broadcast"]))
    if layout == "reversed" and values.ndim:
        return values[::-1].copy()[::-1]
    if layout == "strided" and values.ndim:
        wide = np.zeros((*values.shape[:-1], values.shape[-1] * 2), dtype=kind)
        wide[..., ::2] = values
        return wide[..., ::2]
    if layout == "fortran":
        return np.asfortranarray(values)
    if layout == "readonly":
        values.flags.writeable = False
    if layout == "broadcast" and values.ndim == 1 and values.size:
        return np.broadcast_to(values[0], values.shape)
    return values


any_array = arrays()
plain_lists = st.one_of(st.lists(st.integers(-9, 9), min_size=1, max_size=4), st.lists(st.floats(-9, 9), max_size=4))
python_numbers = st.one_of(st.integers(-9, 9), st.sampled_from(SPECIAL_FLOATS), st.booleans())
numpy_numbers = st.sampled_from([np.float64(1.5), np.int64(3), np.float32(0.5), np.bool_(True), np.uint8(7), np.float64("nan")])
array_likes = st.one_of(any_array, any_array, any_array, any_array, plain_lists, python_numbers, numpy_numbers)
float_arrays = arrays(st.just("float64"))
int_arrays = arrays(st.just("int64"))
bool_arrays = arrays(st.just("bool"))
vectors = arrays(shape=st.shared(st.sampled_from([(3,), (4,), (1,), (5,), (0,)]), key="vector"))
square = arrays(st.sampled_from(["float64", "float32"]), st.sampled_from([(2, 2), (3, 3), (1, 1)]))
small_shapes = st.one_of(st.integers(0, 4), st.sampled_from([(2, 3), (3,), (), (2, 2), (1, 3), (0, 2), (4, 1), -1, (-1,)]))
sizes = st.one_of(st.none(), st.integers(0, 5), st.sampled_from([(2, 3), (3,), (0,), ()]))
indices = st.one_of(st.integers(0, 2), st.lists(st.integers(0, 1), max_size=3), st.just(np.array([0, 1])), st.just(np.array([], dtype=int)))
positive = st.one_of(st.floats(0.125, 9), st.integers(1, 5), st.just(np.array([1.0, 2.5])))
polynomials = st.lists(st.floats(-5, 5), min_size=1, max_size=4)


@st.composite
def several(draw):
    """A list or tuple of arrays."""
    return draw(st.lists(any_array, min_size=1, max_size=3).map(draw(st.sampled_from([list, tuple]))))


records = st.just(None).map(lambda _: np.array([(1, 2.0), (3, 4.0)], dtype=[("a", "i8"), ("b", "f8")]))
dates = st.just(None).map(lambda _: np.array(["2020-01-01", "2021-03-04"], dtype="datetime64[D]"))
strings = st.just(None).map(lambda _: np.array(["a", "Bc", ""]))
objects = st.just(None).map(lambda _: np.array([1, "a", None], dtype=object))

RECEIVERS = {
    "numpy.ndarray": st.one_of(any_array, any_array, any_array, any_array, dates, strings, objects, records),
    "numpy.random.Generator": st.integers(0, 9).map(np.random.default_rng),
    "numpy.random.RandomState": st.integers(0, 9).map(np.random.RandomState),
    "numpy.generic": numpy_numbers,
    "numpy.float64": st.sampled_from([np.float64(value) for value in SPECIAL_FLOATS]),
    "numpy.int64": st.sampled_from([np.int64(value) for value in (0, 1, -5, 2**40)]),
    "numpy.bool": st.sampled_from([np.bool_(True), np.bool_(False)]),
    "numpy.dtype": st.sampled_from([np.dtype("f8"), np.dtype("i4"), np.dtype("U3"), np.dtype([("a", "i8")])]),
    "numpy.ufunc": st.sampled_from([np.add, np.multiply, np.maximum]),
    "numpy.poly1d": polynomials.map(np.poly1d),
    "numpy.polynomial.Polynomial": polynomials.map(np.polynomial.Polynomial),
    "numpy.ma.MaskedArray": bool_arrays.map(lambda mask: np.ma.array(np.ones(mask.shape), mask=mask)),
    "numpy.finfo": st.just(np.finfo(float)),
    "numpy.iinfo": st.just(np.iinfo(int)),
}

_FIRST = "a x x1 x2 x3 arr ary array m v obj object p b y A B u w other matrix array_like element elements values ar ar1 ar2 p1 p2 z X".split()

PARAMETERS = {
    "*": st.one_of(array_likes, array_likes, st.none(), small_shapes, st.sampled_from(["a", "float64"])),
    **{name: array_likes for name in _FIRST},
    "arrays": several(),
    "tup": several(),
    "seq": several(),
    "arys": any_array,
    "args": array_likes,
    "condition": bool_arrays,
    "condlist": st.lists(bool_arrays, min_size=1, max_size=2),
    "choicelist": st.lists(any_array, min_size=1, max_size=2),
    "mask": bool_arrays,
    "where": bool_arrays,
    "axis": st.one_of(st.none(), st.integers(-2, 1)),
    "axes": st.one_of(st.none(), st.sampled_from([(0, 1), (1, 0), 0, 1])),
    "axis1": st.integers(0, 1),
    "axis2": st.integers(0, 1),
    "source": st.integers(0, 1),
    "destination": st.integers(0, 1),
    "dtype": st.one_of(st.none(), st.sampled_from([float, int, bool, complex, "float32", "int64", np.uint8, np.dtype("f8"), object])),
    "keepdims": st.booleans(),
    "shape": small_shapes,
    "newshape": small_shapes,
    "new_shape": small_shapes,
    "size": sizes,
    "order": st.sampled_from(["C", "F", "A", "K"]),
    "kind": st.sampled_from(["quicksort", "stable", "heapsort"]),
    "side": st.sampled_from(["left", "right"]),
    "mode": st.sampled_from(["raise", "wrap", "clip", "full", "same", "valid", "constant", "edge", "reflect"]),
    "method": st.sampled_from(["linear", "lower", "higher", "nearest", "midpoint"]),
    "casting": st.sampled_from(["same_kind", "unsafe", "safe"]),
    "copy": st.booleans(),
    "subok": st.booleans(),
    "ndmin": st.integers(0, 3),
    "ddof": st.integers(0, 1),
    "q": st.one_of(st.floats(0, 1), st.integers(0, 100), st.lists(st.floats(0, 1), min_size=1, max_size=3)),
    "n": st.integers(0, 5),
    "N": st.integers(0, 5),
    "M": st.integers(0, 5),
    "k": st.integers(-2, 3),
    "num": st.integers(0, 5),
    "deg": st.integers(0, 2),
    "ord": st.one_of(st.none(), st.sampled_from([1, 2, np.inf, "fro"])),
    "bins": st.one_of(st.integers(1, 5), st.just([0.0, 1.0, 2.0])),
    "indices": indices,
    "index": indices,
    "indices_or_sections": st.one_of(st.integers(1, 3), st.just([1])),
    "kth": st.integers(0, 1),
    "repeats": st.integers(0, 3),
    "reps": st.one_of(st.integers(0, 3), st.sampled_from([(1, 2), (2,)])),
    "shift": st.integers(-2, 2),
    "pad_width": st.one_of(st.integers(0, 2), st.sampled_from([(1, 1), (0, 2)])),
    "decimals": st.integers(-1, 3),
    "start": st.one_of(st.integers(-3, 3), st.floats(-3, 3)),
    "stop": st.one_of(st.integers(-3, 6), st.floats(-3, 6)),
    "step": st.sampled_from([1, 2, 0.5, -1]),
    "fill_value": python_numbers,
    "constant_values": python_numbers,
    "subscripts": st.sampled_from(["i,i->", "ij,jk->ik", "ii->i", "ij->ji", "i->i", "i,j->ij"]),
    "operands": any_array,
    "func1d": st.sampled_from([np.sum, np.sort, np.mean]),
    "func": st.sampled_from([np.sum, np.sort, np.mean]),
    "function": st.sampled_from([lambda *grid: sum(grid), lambda *grid: grid[0]]),
    "pyfunc": st.sampled_from([abs, lambda value: value, float]),
    "loc": st.floats(-2, 2),
    "scale": positive,
    "lam": positive,
    "alpha": positive,
    "low": st.integers(0, 2),
    "high": st.integers(3, 9),
    "pvals": st.just([0.25, 0.75]),
    "mean": st.just([0.0, 1.0]),
    "cov": st.just([[1.0, 0.0], [0.0, 2.0]]),
    "df": positive,
    "dfnum": positive,
    "dfden": positive,
    "replace": st.booleans(),
    "endpoint": st.booleans(),
    "d0": st.integers(0, 3),
    "c": polynomials,
    "a_min": st.one_of(st.none(), st.integers(-2, 0), st.floats(-2, 0)),
    "a_max": st.one_of(st.none(), st.integers(0, 2), st.floats(0, 2)),
    "return_index": st.booleans(),
    "return_inverse": st.booleans(),
    "return_counts": st.booleans(),
    "assume_unique": st.booleans(),
    "full_matrices": st.booleans(),
    "rowvar": st.booleans(),
    "sparse": st.booleans(),
    "indexing": st.sampled_from(["xy", "ij"]),
    "UPLO": st.sampled_from(["L", "U"]),
    "rtol": st.floats(0, 1),
    "atol": st.floats(0, 1),
    "equal_nan": st.booleans(),
    "xp": st.just([0.0, 1.0, 2.0]),
    "fp": st.just([1.0, 3.0, 2.0]),
    "weights": float_arrays,
    "minlength": st.integers(0, 5),
    "offset": st.integers(-1, 1),
    "nan": python_numbers,
    "type_code": st.just("f"),
    "numpy.linalg.solve:a": square,
    "numpy.linalg.inv:a": square,
    "numpy.linalg.det:a": square,
    "numpy.linalg.slogdet:a": square,
    "numpy.linalg.eig:a": square,
    "numpy.linalg.eigh:a": square,
    "numpy.linalg.eigvals:a": square,
    "numpy.linalg.eigvalsh:a": square,
    "numpy.linalg.cholesky:a": square,
    "numpy.linalg.matrix_power:a": square,
    "numpy.bincount:x": arrays(st.just("int64"), st.sampled_from([(3,), (5,), (0,)])).map(abs),
    "numpy.digitize:x": float_arrays,
    "numpy.trace:a": arrays(shape=st.sampled_from([(2, 2), (2, 3), (2, 2, 2)])),
    "numpy.tri:M": st.integers(0, 4),
    "numpy.eye:M": st.integers(0, 4),
    "numpy.random.choice:a": st.one_of(st.integers(1, 6), plain_lists, vectors),
    "numpy.random.Generator.choice:a": st.one_of(st.integers(1, 6), plain_lists, vectors),
    "numpy.random.permutation:x": st.one_of(st.integers(1, 6), plain_lists, vectors),
    "numpy.random.shuffle:x": st.one_of(plain_lists, vectors),
    "numpy.random.rand:args": st.integers(0, 3),
    "numpy.random.randn:args": st.integers(0, 3),
    "numpy.ndarray.reshape:shape": small_shapes,
    "numpy.ndarray.transpose:axes": st.one_of(st.integers(0, 1), st.just((1, 0))),
    "numpy.ndarray.astype:dtype": st.sampled_from([float, int, bool, "float32", np.uint8, object, "U5"]),
    "numpy.ndarray.item:args": st.integers(0, 1),
    "numpy.array:object": st.one_of(array_likes, st.lists(plain_lists, max_size=2), st.just([[1, 2], [3, 4]]), st.just("text"), st.just([])),
}

CALLS = {
    "numpy.reshape": st.tuples(st.tuples(any_array, small_shapes).map(list), st.just({})),
    "numpy.full": st.tuples(st.tuples(small_shapes, python_numbers).map(list), st.just({})),
}

SKIP = {"numpy.lib.stride_tricks.as_strided", "numpy.ndarray.tofile", "numpy.ndarray.dump", "numpy.test", "numpy.info", "numpy.lookfor", "numpy.ndarray.setflags"}
