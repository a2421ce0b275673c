"""Elements that loops read by other subscripts than plain slices: ones that go round, count from the end, or are out of bounds behind a
condition that keeps anybody from looking. What loops that became array operations call, inside of an attempt."""
from noodle_rt.guards import _library
from noodle_rt.operations import Unfit


def around(array, *axes):
    """The elements that a loop reads whose subscripts go round, `x[(i + 1) % n]`, or count from the end, `x[i - 1]` from 0 on.

    axes: one `(start, count, step, modulus)` per axis: the elements at `start + step * k` for `k` in `range(count)`, modulo `modulus`
    if that is not zero; where it is `None`, negative ones count from the end. A `count` of `None` means a single element.

    Raises `Unfit` where one of the elements is not there. The result may be a view.
    """
    for axis in range(len(axes) - 1, -1, -1):
        array = _taken(array, axis, *axes[axis])
    return array


def _taken(array, axis, start, count, step, modulus):
    numpy = _library("numpy")
    length = array.shape[axis]
    last = start if count is None else start + step * (count - 1)
    low, high = (start, last) if start <= last else (last, start)
    if modulus is None:
        if low < -length or high >= length:
            raise Unfit
        modulus = length
    elif modulus == 0:
        if low < 0 or high >= length:
            raise Unfit
    elif modulus < 0 or modulus > length:
        raise Unfit
    before = (slice(None),) * axis
    if count is None:
        return array[before + (start % modulus if modulus else start,)]
    if step == 1:
        first = start % modulus if modulus else start
        if not modulus or first + count <= modulus:
            return array[before + (slice(first, first + count),)]
        if count <= modulus:
            parts = array[before + (slice(first, modulus),)], array[before + (slice(0, first + count - modulus),)]
            return numpy.concatenate(parts, axis)
    at = numpy.arange(start, start + step * count, step)
    return array.take(at % modulus if modulus else at, axis)


def inside(array, mask, *axes):
    """The elements that a loop reads behind a condition; where that is false, they may be out of bounds, and are any others.

    mask: where the condition holds, a truth value or an array of such.

    axes: one `(start, count, step, at)` per axis, as in `around`; `at` is the axis of `mask` that goes along with it, if there is one.

    Raises `Unfit` where an element is out of bounds, or negative, which counts from the end, and the condition holds.
    """
    numpy = _library("numpy")
    for axis in range(len(axes) - 1, -1, -1):
        start, count, step, at = axes[axis]
        length = array.shape[axis]
        if length == 0:
            raise Unfit
        before = (slice(None),) * axis
        if count is None:
            if not 0 <= start < length:
                if numpy.any(mask):
                    raise Unfit
                start = 0
            array = array[before + (start,)]
            continue
        # Iterations whose element is there: from the first one to the last one.
        first, stop = _there(start, count, step, length)
        if first == 0 and stop == count:
            at = slice(start, start + step * count, step) if step > 0 else numpy.arange(start, start + step * count, step)
            array = array[before + (at,)]
            continue
        if at is None or mask.shape[at] != count:
            if numpy.any(mask):
                raise Unfit
        else:
            along = (slice(None),) * at
            if mask[along + (slice(0, first),)].any() or mask[along + (slice(stop, None),)].any():
                raise Unfit
        array = array.take(numpy.arange(start, start + step * count, step), axis, mode="clip")
    return array


def _there(start, count, step, length):
    if step < 0:
        # Backwards from the other end.
        start, step = length - 1 - start, -step
    first = min(max(0, -(start // step)), count)
    return first, max(first, min(count, (length - 1 - start) // step + 1))
