"""What loops call that go over blocks of rows instead of over single rows.

    done = 0
    if ...:
        with noodle_rt.attempt() as fast:
            for i in noodle_rt.blocks(0, len(x), 1, x.shape[1]):
                m = numpy.max(x[i], axis=-1)
                v = noodle_rt.fitting(y[i], x[i] - m[:, None])
                y[i] = v
                done = i.stop
    else:
        fast = False
    if fast:
        pass
    else:
        for i in range(done, len(x)):
            ...  # the original loop goes on where the blocks have ended

A block is computed to its end before anything of it is stored, so that whatever goes wrong, the loop finds everything as it would be
after `done` iterations.
"""
from noodle_rt.operations import Unfit
from noodle_rt.guards import _library

# Elements of a temporary of one block: several of them stay in the processor's cache, and none is so large that the system is asked
# for memory anew each time.
_BLOCK_ELEMENTS = 16000


def blocks(start, stop, inner, *rows):
    """Slices that cover `range(start, stop)`, each of so many iterations that their temporaries stay in the cache.

    inner: how many rows one iteration computes; rows: of how many elements.
    """
    width = max(1, _BLOCK_ELEMENTS // max(1, inner * max(rows)))
    for low in range(start, stop, width):
        yield slice(low, min(low + width, stop))


def windows(view, *widths):
    """All windows along axes of an array, in memory of their own: for each number, an axis along which they are so wide.

    A width of 0 is an axis that numbers windows as it is, `None` one that lies in each of them. The axes that number windows come first.
    """
    return views(view, *widths).copy()


def views(view, *widths):
    """All windows along axes of an array, where they lie, to be read only; see `windows`."""
    front, back = [], []
    for length, stride, width in zip(view.shape, view.strides, widths):
        if width is None:
            back.append((length, stride))
        elif width == 0:
            front.append((length, stride))
        else:
            if type(width) is not int or not 0 < width <= length:
                raise Unfit
            front.append((length - width + 1, stride))
            back.append((width, stride))
    shape, strides = zip(*front, *back)
    return _library("numpy").lib.stride_tricks.as_strided(view, shape, strides, writeable=False)


def fitting(target, values):
    """The values as elements of the array that they are stored to, if each fits there as it would alone; raises `Unfit` if not."""
    if values.shape != target.shape:
        raise Unfit
    dtype, wanted = values.dtype, target.dtype
    if dtype is wanted:
        return values
    if (dtype.kind == "f" and wanted.kind == "f") or _library("numpy").can_cast(dtype, wanted, "safe"):
        return values.astype(wanted)
    raise Unfit


def dots(left, right):
    """`numpy.dot` of vectors along the last axis, each as it is computed alone: vectors of one element are not added to zero."""
    length = left.shape[-1]
    if right.shape[-1] != length:
        raise Unfit
    if length == 1:
        return left[..., 0] * right[..., 0]
    return _library("numpy").matmul(left[..., None, :], right[..., None])[..., 0, 0]


def built_up(name, start, terms):
    """`for t in terms: start += t` for an array, in this order; `name` is that of the function: `"add"`, `"subtract"` or `"multiply"`.

    Along the first of several axes, NumPy adds one row after the other; a single column would be added up in pairs.
    """
    numpy = _library("numpy")
    start = numpy.asarray(start)
    if terms.shape[1:] != start.shape or terms.dtype is not start.dtype or terms.dtype.kind != "f":
        raise Unfit
    steps = numpy.empty((len(terms) + 1, start.size), terms.dtype)
    steps[0] = start.ravel()
    steps[1:].reshape(terms.shape)[...] = terms
    function = getattr(numpy, name)
    if start.size > 1 and name == "add":
        # From 0.0 on, which it would begin with, sums of -0.0 alone would be 0.0.
        return function.reduce(steps, axis=0, initial=-0.0).reshape(start.shape)
    if start.size > 1:
        return function.reduce(steps, axis=0).reshape(start.shape)
    return function.accumulate(steps, axis=0)[-1].reshape(start.shape)


def separate(values):
    """A list of the rows of an array, each in memory of its own."""
    return [row.copy() for row in values]
