"""Which values lie in the same memory, as far as a program can see it: writing to one changes the other."""
import sys

from noodle_rt.compare.diff import Difference

# Pairs of arrays whose bounds overlap that are looked at.
MOST_PAIRS = 20_000


class Extent:
    """Memory of one array: `start` and `end` of all that belongs to it, `first` is the address of its first element."""

    __slots__ = ("path", "kind", "array", "start", "end", "first")

    def __init__(self, path, kind, array, start, end, first):
        self.path = path
        self.kind = kind
        self.array = array
        self.start = start
        self.end = end
        self.first = first


def extents(found):
    """The arrays of an imager that have elements, with their addresses."""
    result = []
    for path, kind, array in found:
        try:
            if kind == "torch":
                start, size = array.untyped_storage().data_ptr(), array.untyped_storage().nbytes()
                if size and array.device.type == "cpu":
                    result.append(Extent(path, "storage", array, start, start + size, array.data_ptr()))
            elif array.size and array.dtype.itemsize:
                result.append(Extent(path, kind, array, *bounds(array)))
        except Exception:
            continue
    return result


def bounds(array):
    """Addresses: the lowest, the one behind the highest, and that of the first element."""
    start = array.__array_interface__["data"][0]
    low = sum(stride * (size - 1) for stride, size in zip(array.strides, array.shape) if stride < 0)
    high = sum(stride * (size - 1) for stride, size in zip(array.strides, array.shape) if stride > 0)
    return start + low, start + high + array.itemsize, start


def shared(found):
    """For each path that lies in the memory of an earlier one: the first such path, and where in that memory it lies.

    Columns of different pandas objects do not count where pandas copies before it writes; indexes cannot be written at all.
    """
    every = extents(found)
    number = {id(extent): index for index, extent in enumerate(every)}
    parent = list(range(len(every)))

    def leader(index):
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    copies = copies_on_write()
    live = []
    pairs = 0
    for extent in sorted(every, key=lambda each: each.start):
        live = [each for each in live if each.end > extent.start]
        for other in live:
            one, two = leader(number[id(extent)]), leader(number[id(other)])
            if one == two:
                continue
            pairs += 1
            if pairs > MOST_PAIRS:
                break
            if is_seen(extent, other, copies):
                parent[max(one, two)] = min(one, two)
        live.append(extent)
    result = {}
    for index, extent in enumerate(every):
        first = every[leader(index)]
        if first is not extent:
            result[extent.path] = where(extent, first)
    return result


def memory_difference(left, right):
    """The first path that lies in other memory on one side, of what `shared` says of two values; or `None`."""
    for path in {**left, **right}:
        one, other = left.get(path), right.get(path)
        if one != other:
            return Difference(path, "memory", *(f"shared with {first}" if first else "its own" for first in (one, other)))
    return None


def where(extent, first):
    """How columns lie beside one another within a frame is nothing that people see."""
    if "column" in (extent.kind, first.kind) or "index" in (extent.kind, first.kind):
        return first.path
    return f"{first.path}, {extent.first - first.first:+} bytes from its start"


def is_seen(one, other, copies):
    kinds = {one.kind, other.kind}
    if kinds <= ({"column", "index"} if copies else {"index"}):
        return False
    return overlap(one, other)


def overlap(one, other):
    """Whether two extents whose bounds overlap have an element in common."""
    if "storage" in (one.kind, other.kind):
        return True  # a tensor has its whole storage
    try:
        return bool(sys.modules["numpy"].shares_memory(one.array, other.array, max_work=100_000))
    except Exception:
        return True


def copies_on_write():
    """Whether pandas copies what two of its objects share before it writes."""
    pandas = sys.modules.get("pandas")
    if pandas is None:
        return False
    if int(pandas.__version__.partition(".")[0]) >= 3:
        return True
    try:
        return pandas.get_option("mode.copy_on_write") is True
    except Exception:
        return False
