"""Which values lie in the same memory, as far as a program can see it: writing to one changes the other."""
import sys

# Pairs of arrays whose bounds overlap that are looked at.
MOST_PAIRS = 20_000


class Extent:
    __slots__ = ("path", "kind", "array", "start", "end")

    def __init__(self, path, kind, array, start, end):
        self.path = path
        self.kind = kind
        self.array = array
        self.start = start
        self.end = end


def extents(found):
    """The arrays of an imager that have elements, with their first and last address."""
    result = []
    for path, kind, array in found:
        try:
            if kind == "torch":
                start, size = array.untyped_storage().data_ptr(), array.untyped_storage().nbytes()
                if size and array.device.type == "cpu":
                    result.append(Extent(path, "storage", array, start, start + size))
            elif array.size and array.dtype.itemsize:
                start, end = bounds(array)
                result.append(Extent(path, kind, array, start, end))
        except Exception:
            continue
    return result


def bounds(array):
    start = array.__array_interface__["data"][0]
    low = sum(stride * (size - 1) for stride, size in zip(array.strides, array.shape) if stride < 0)
    high = sum(stride * (size - 1) for stride, size in zip(array.strides, array.shape) if stride > 0)
    return start + low, start + high + array.itemsize


def shared(found):
    """For each path that lies in the memory of an earlier one: the first such path, in the order of the paths.

    Columns of different pandas objects do not count where pandas copies before it writes.
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
            result[extent.path] = first.path
    return result


def is_seen(one, other, copies):
    if one.kind == other.kind == "pandas":
        return not copies and overlap(one, other)
    return overlap(one, other)


def overlap(one, other):
    if "storage" in (one.kind, other.kind):
        return True  # a tensor has its whole storage
    try:
        return bool(sys.modules["numpy"].shares_memory(one.array, other.array, max_work=100_000))
    except Exception:
        return True


def copies_on_write():
    pandas = sys.modules.get("pandas")
    if pandas is None:
        return False
    if int(pandas.__version__.partition(".")[0]) >= 3:
        return True
    try:
        return pandas.get_option("mode.copy_on_write") is True
    except Exception:
        return False
