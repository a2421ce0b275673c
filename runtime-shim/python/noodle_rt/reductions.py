"""Sums in another order than that of a loop, for programs that are built with `--exactness ulp`: BLAS, and NumPy's sums in pairs.

Adding `n` terms in any order is off by at most `n * 2**-53` of the sum of their sizes. So how far two orders can be apart is known from how
much of that sum cancels. What is given here differs by at most `TOLERANCE` from what the loop gives, as a part of the largest number
of the result. Where that is not certain, and wherever there are infinities, NaN, other dtypes than float64, or numbers so
large or small that an order could overflow or underflow, the terms are added in the order of the loop.
"""
from functools import lru_cache
from itertools import product as every

from noodle_rt.operations import fold_difference, fold_sum, power
from noodle_rt.guards import _library

# Relative to the number that a sum gives, or to the largest of the array that a contraction gives.
TOLERANCE = 2.0**-30

_LARGEST = 1e300
_SMALLEST = 1e-290
# Squares of smaller numbers would underflow.
_TINY = 1e-300
# Below so many terms, the order of the loop takes no longer.
_FEW_TERMS = 400
_FEW_ROWS = 48


def summed(start, spec, left, right=None, scale=None, minus=False, plain=False):
    """`for …: start += left * right * scale` over all axes; a NumPy scalar like that of `fold_sum`.

    spec: names of the axes of `left`, and after a comma of those of `right`, in the order of the loops: `"ij,j"`
    right: another array; `None` without; 2 for `left ** 2`
    minus: the terms are subtracted
    plain: the terms are floats of Python, which leave a number of Python what it is
    """
    if left.size >= _FEW_TERMS:
        numpy = _library("numpy")
        is_python = type(start) is float or (type(start) is int and -(2**53) <= start <= 2**53)
        if (is_python or type(start) is numpy.float64) and _is_double(numpy, left, right, scale):
            result = _attempted(numpy, start, spec, left, right, scale, minus)
            if result is not None:
                return float(result) if plain and is_python else numpy.float64(result)
    terms = _terms(spec, left, right, scale)
    return (fold_difference if minus else fold_sum)(start, terms, plain)


def contracted(start, spec, left, right=None, scale=None, minus=False):
    """`for …: start[…] += left[…] * right[…] * scale`, for all elements of `start`, as a new array.

    spec: names of the axes of `left`, of `right`, and of `start`, in the order of the loops: `"ik,kj->ij"`; the others as in `summed`
    """
    numpy = _library("numpy")
    if start.dtype.char == "d" and _is_double(numpy, left, right, scale):
        result = _attempted(numpy, start, spec, left, right, scale, minus)
        if result is not None:
            return result
    return _in_order(start, spec, left, right, scale, minus)


def _is_square(right):
    return type(right) is int


def _is_double(numpy, left, right, scale):
    if left.dtype.char != "d" or not (right is None or _is_square(right) or right.dtype.char == "d"):
        return False
    # What underflows in another library is not reported.
    return (scale is None or type(scale) in (int, float, numpy.float64)) and numpy.geterr()["under"] == "ignore"


def _attempted(numpy, start, spec, left, right, scale, minus):
    """The result, if no order of the terms gives one that is further away, overflows, or is lost; else `None`."""
    plan = _plan(spec, _is_square(right))
    factor = left if _is_square(right) else right
    count = 1
    for axis in plan.summed_left:
        count *= left.shape[axis]
    for axis in plan.summed_right:
        count *= factor.shape[axis]
    if factor is None:
        if plan.out and count < _FEW_ROWS:
            return None
        sums = numpy.add.reduce(left, axis=plan.summed_left)
    elif plan.is_matrix:
        sums = _multiplied(numpy, plan, left, factor)
    elif plan.out and count < _FEW_ROWS:
        return None
    else:
        sums = numpy.einsum(plan.text, left, factor)
    if scale is not None:
        sums = sums * scale
    result = start - sums if minus else start + sums
    unit = 2.5 * (count + 8) * 2.0**-53
    factors = 1.0 if scale is None else abs(float(scale))
    # Norms of whole arrays take the least time; only those of rows tell of large arrays.
    size = _norm(numpy, start) + factors * _norm(numpy, left) * (count**0.5 if factor is None else _norm(numpy, factor))
    if size < _LARGEST and unit * (size + _SMALLEST) * result.size**0.5 <= TOLERANCE * _norm(numpy, result, 0.0):
        return result
    if not plan.out:
        return None
    size = factors * _rows(numpy, left, plan.summed_left) * (count**0.5 if factor is None else _rows(numpy, factor, plan.summed_right_all))
    size += _largest(start)
    return result if size < _LARGEST and unit * (size + _SMALLEST) <= TOLERANCE * _largest(result) else None


class _Plan:
    """How a specification is computed: `text` for `einsum`; as a product of matrices, if `is_matrix`, the order of the axes for each."""

    __slots__ = ("is_matrix", "left_axes", "out", "out_axes", "right_axes", "rows", "shared", "summed_left", "summed_right", "summed_right_all", "text")


@lru_cache(maxsize=512)
def _plan(spec, is_square):
    inputs, _, out = spec.partition("->")
    one, _, other = inputs.partition(",")
    if is_square:
        other = one
    plan = _Plan()
    plan.out = out
    plan.text = f"{one},{other}->{out}"
    plan.summed_left = tuple(axis for axis, name in enumerate(one) if name not in out)
    plan.summed_right_all = tuple(axis for axis, name in enumerate(other) if name not in out)
    plan.summed_right = tuple(axis for axis in plan.summed_right_all if other[axis] not in one)
    shared = [name for name in one if name in other]
    # An axis that both have and the result, too, or that only one has and the result has not, is none of a product of matrices.
    plan.is_matrix = bool(other) and all((name in shared) != (name in out) for name in one + other)
    rows, columns = [name for name in one if name in out], [name for name in other if name in out]
    plan.rows, plan.shared = len(rows), len(shared)
    plan.left_axes = _order(one, rows + shared)
    plan.right_axes = _order(other, shared + columns) if other and plan.is_matrix else None
    plan.out_axes = _order(rows + columns, out)
    return plan


def _order(names, wanted):
    """The axes in the order that is wanted; `None` when they are in it."""
    order = [list(names).index(name) for name in wanted]
    return None if order == list(range(len(names))) else order


def _multiplied(numpy, plan, left, right):
    a = left if plan.left_axes is None else left.transpose(plan.left_axes)
    b = right if plan.right_axes is None else right.transpose(plan.right_axes)
    shape = a.shape[: plan.rows] + b.shape[plan.shared :]
    if a.ndim > 2 or b.ndim > 2 or plan.shared != 1:
        length = 1
        for size in b.shape[: plan.shared]:
            length *= size
        a = a.reshape((-1, length)) if plan.rows else a.reshape(length)
        b = b.reshape((length, -1)) if b.ndim > plan.shared else b.reshape(length)
        product = numpy.dot(a, b).reshape(shape)
    else:
        product = numpy.dot(a, b)
    return product if plan.out_axes is None else product.transpose(plan.out_axes)


def _norm(numpy, values, lost=_TINY):
    """The Euclidean norm; at least as large, if each square may have lost as much, or at most as large, if it may have lost nothing."""
    if getattr(values, "ndim", 0) == 0:
        return abs(float(values))
    line = values.ravel("K")
    return (float(numpy.dot(line, line)) + line.size * lost) ** 0.5


def _rows(numpy, array, axes):
    """The largest Euclidean norm of the parts of an array along some axes."""
    squares = numpy.add.reduce(array * array, axis=axes)
    return (float(squares.max() if squares.ndim else squares) + array.size * _TINY) ** 0.5


def _largest(array):
    return max(float(array.max()), -float(array.min()))


def _aligned(names, array, wanted):
    """An array with an axis of one element for each that it does not have."""
    return array[tuple(slice(None) if name in names else None for name in wanted)]


def _term(left, right, scale):
    terms = left if right is None else power(left, 2) if _is_square(right) else left * right
    return terms if scale is None else terms * scale


def _terms(spec, left, right, scale):
    """All terms, in the order of the loops."""
    one, _, other = spec.partition(",")
    if other and one != other:
        wanted = sorted({*one, *other})
        left, right = _aligned(one, left, wanted), _aligned(other, right, wanted)
    return _term(left, right, scale)


def _in_order(start, spec, left, right, scale, minus):
    """What `contracted` gives, in the order of the loop."""
    inputs, _, out = spec.partition("->")
    one, _, other = inputs.partition(",")
    if _is_square(right):
        left, right = power(left, 2), None
    sizes = {**dict(zip(one, left.shape)), **(dict(zip(other, right.shape)) if other else {})}
    inner = sorted(set(sizes) - set(out))
    left = _outwards(one, left, inner, out, sizes)
    if other:
        right = _outwards(other, right, inner, out, sizes)
    sums = start.copy()
    change = sums.__isub__ if minus else sums.__iadd__
    for at in range(sizes[inner[0]]) if len(inner) == 1 else every(*(range(sizes[name]) for name in inner)):
        term = left[at] if right is None else left[at] * right[at]
        change(term if scale is None else term * scale)
    return sums


def _outwards(names, array, inner, out, sizes):
    """An array with the axes of loops that stay in front of those of the result, with all of them."""
    wanted = [*inner, *out]
    moved = array.transpose([names.index(name) for name in wanted if name in names])
    moved = _aligned(names, moved, wanted)
    if all(name in names for name in inner):
        return moved
    return _library("numpy").broadcast_to(moved, [sizes[name] for name in inner] + list(moved.shape[len(inner) :]))
