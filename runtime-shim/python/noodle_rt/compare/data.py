"""Raw elements of arrays, tensors and packed lists: where they lie, how they are read in chunks, and where two of them differ.

A `Data` is a leaf of an image (see `image.py`): a format, a shape, the order in which the elements lie, and a source that
gives ranges of bytes. Sources read from memory that is still in use, from copies, or from the files of a capture.
"""
import struct
import sys

# Small enough for a cache, so that comparing costs little more than reading.
CHUNK = 1 << 16

LITTLE = sys.byteorder == "little"

# Data up to this size lie in the text of a capture.
MOST_INLINE = 96


class Memory:
    """Bytes in one piece of memory; `keep` is what must live as long."""

    def __init__(self, view, keep=None):
        self.view = memoryview(view)
        if self.view.format != "B" or self.view.ndim != 1:
            self.view = self.view.cast("B")
        self.keep = keep
        self.size = self.view.nbytes

    def read(self, start, end):
        return self.view[start:end].tobytes()


class Rows:
    """An array whose elements do not lie in one piece: copies a few of its rows at a time."""

    def __init__(self, array, contiguous):
        self.array = array
        self.contiguous = contiguous
        self.size = array.size * array.itemsize
        self.row = self.size // len(array) if len(array) else 0
        self.copied = (0, 0, b"")

    def read(self, start, end):
        end = min(end, self.size)
        if start >= end:
            return b""
        first, last, view = self.copied
        if not (first <= start and end <= last):
            low = start // self.row
            high = -(-end // self.row)
            rows = self.contiguous(self.array[low:high])
            first, last = low * self.row, high * self.row
            view = memoryview(rows.reshape(-1).view("u1"))
            self.copied = (first, last, view)
        return view[start - first:end - first].tobytes()


class Stored:
    """A range of the data file of a capture."""

    def __init__(self, file, start, size, check):
        self.file = file
        self.start = start
        self.size = size
        self.check = check

    def read(self, start, end):
        return self.file[self.start + start:self.start + min(end, self.size)]


class Data:
    """Elements of one format."""

    __slots__ = ("format", "shape", "order", "source")

    def __init__(self, format, shape, source, order="C"):
        self.format = format
        self.shape = tuple(shape)
        self.order = order
        self.source = source if hasattr(source, "read") else Memory(source)

    def chunks(self):
        for start in range(0, self.source.size, CHUNK):
            yield self.source.read(start, start + CHUNK)

    def tobytes(self):
        return self.source.read(0, self.source.size)

    def frozen(self):
        """The same data in memory that nobody changes."""
        return Data(self.format, self.shape, b"".join(self.chunks()), self.order)

    def index(self, position):
        """The index of the element that lies at a position."""
        found = []
        for size in self.shape if self.order == "F" else reversed(self.shape):
            found.append(position % size)
            position //= size
        return tuple(found if self.order == "F" else reversed(found))


def inline(format, data):
    """One element."""
    return Data(format, (), data)


def first_difference(left, right, is_equal=None, are_equal=None):
    """Position and both bytes of the first element that differs in two `Data` of the same format and size; or `None`.

    is_equal(left, right): whether elements with different bytes are equal all the same
    are_equal(left, right): whether all elements in pieces with different bytes are; may be `False` too often
    """
    size = left.source.size
    item = item_size(left.format)
    step = max(CHUNK - CHUNK % item, item)
    for start in range(0, size, step):
        one = left.source.read(start, start + step)
        other = right.source.read(start, start + step)
        if one == other or are_equal is not None and are_equal(one, other):
            continue
        at = 0
        while True:
            at = unequal_byte(one, other, at)
            if at is None:
                break
            at -= at % item
            pair = one[at:at + item], other[at:at + item]
            if is_equal is None or not is_equal(*pair):
                return (start + at) // item, pair[0], pair[1]
            at += item
    return None


def unequal_byte(one, other, start):
    """Position from `start` on of the first byte that differs, or `None`."""
    end = len(one)
    if one[start:] == other[start:]:
        return None
    while end - start > 32:
        middle = (start + end) // 2
        if one[start:middle] == other[start:middle]:
            start = middle
        else:
            end = middle
    return next(at for at in range(start, end) if one[at] != other[at])


# ---------------------------------------------------------------- elements
#
# A format is NumPy's (`<f8`, `|u1`, `<M8[ns]`), or a name with a size for others: `bfloat16:2`.

KINDS = {"f2": "e", "f4": "f", "f8": "d", "i1": "b", "i2": "h", "i4": "i", "i8": "q", "u1": "B", "u2": "H", "u4": "I", "u8": "Q"}


def item_size(format):
    """Bytes of one element; 1 for elements without bytes."""
    if ":" in format:
        return int(format.rpartition(":")[2])
    digits = format[2:].partition("[")[0]
    return max(int(digits or 1) * (4 if format[1] == "U" else 1), 1)


def is_float(format):
    return format[1:2] in ("f", "c") or format == "bfloat16:2"


def parts_of(format, data):
    """The floats that an element consists of, as pairs (bytes, format)."""
    if format[1:2] == "c":
        half = len(data) // 2
        return [(data[:half], f"{format[0]}f{half}"), (data[half:], f"{format[0]}f{half}")]
    return [(data, format)]


def big_endian(format, data):
    little = format[0] == "<" or (format[0] in "|=" or ":" in format) and LITTLE
    return data[::-1] if little else data


def bits(format, data):
    return int.from_bytes(big_endian(format, data), "big")


def float_of(format, data):
    """Value of a float of at most 64 bits, else `None`."""
    if format == "bfloat16:2":
        return struct.unpack(">f", big_endian(format, data) + b"\0\0")[0]
    code = KINDS.get(format[1:])
    return struct.unpack(">" + code, big_endian(format, data))[0] if code in ("e", "f", "d") else None


def is_nan(format, data):
    value = float_of(format, data)
    if value is not None:
        return value != value
    exponent = bits(format, data) >> 64  # 80 bits, with the first bit of the fraction written out
    return format[1:] == "f16" and exponent & 0x7FFF == 0x7FFF and bits(format, data) & (1 << 63) - 1 != 0


def ulps(format, one, other):
    """How many floats lie between two, plus one; `None` when one of them is NaN."""
    if is_nan(format, one) or is_nan(format, other):
        return None
    return abs(ordinal(format, one) - ordinal(format, other))


def ordinal(format, data):
    """Numbers floats in order: neighbours differ by one. Both zeros are 0."""
    size = 80 if format[1:] == "f16" else 8 * len(data)
    value = bits(format, data) & (1 << size) - 1
    sign = 1 << (size - 1)
    return -(value - sign) if value & sign else value


# Bytes of the floats that elements consist of.
FLOAT_SIZES = {"f4": 4, "f8": 8, "c8": 4, "c16": 8}


def largest_float(*data):
    """The largest size of a finite float in several `Data` of one format; 0 where its floats are of another kind."""
    np = sys.modules.get("numpy")
    largest, code = 0.0, data[0].format[0]
    size = FLOAT_SIZES.get(data[0].format[1:])
    if size is None:
        return largest
    for each in data:
        for chunk in each.chunks():
            if np is not None:
                sizes = np.abs(np.frombuffer(chunk, f"{code}f{size}"))
                largest = max(largest, float(np.max(sizes, initial=0.0, where=np.isfinite(sizes))))
            else:
                order = "<" if code == "<" or (code != ">" and LITTLE) else ">"
                for value, in struct.iter_unpack(order + ("f" if size == 4 else "d"), chunk):
                    if value - value == 0:
                        largest = max(largest, abs(value))
    return largest


def close_pieces(format, most, reach=0.0):
    """A function for `are_equal` that takes floats for equal that differ by at most so many units, or by `reach`; `None` without NumPy.

    With neither, only NaN equals NaN of other bits.
    """
    np = sys.modules.get("numpy")
    size = FLOAT_SIZES.get(format[1:])
    if np is None or size is None:
        return None
    signed = f"{format[0]}i{size}"
    highest = (1 << 8 * size - 1) - 1
    infinite = {4: 0x7F800000, 8: 0x7FF0000000000000}[size]

    def numbered(data):
        bits = np.frombuffer(data, signed).astype(f"i{size}", copy=False)
        return np.where(bits < 0, -(bits & highest), bits)

    def are_equal(left, right):
        one, other = numbered(left), numbered(right)
        nan, its = np.abs(one) > infinite, np.abs(other) > infinite
        if not most and not reach:
            return bool(np.all(nan & its | (np.frombuffer(left, signed) == np.frombuffer(right, signed))))
        # The distance may be too large for signed numbers.
        distance = np.where(one >= other, one - other, other - one).view(f"u{size}")
        close = distance <= most
        if reach:
            floats = f"{format[0]}f{size}"
            with np.errstate(all="ignore"):
                close |= np.abs(np.frombuffer(left, floats) - np.frombuffer(right, floats)) <= reach
        return bool(np.all(np.where(nan | its, nan & its, close)))

    return are_equal


def text(format, data):
    """An element as people read it."""
    kind = format[1:2]
    if ":" in format and format != "bfloat16:2":
        return data.hex()
    if kind == "c":
        return "(" + ", ".join(float_text(part_format, part) for part, part_format in parts_of(format, data)) + ")"
    if is_float(format):
        return float_text(format, data)
    if kind == "b":
        return str(data != b"\0") if data in (b"\0", b"\1") else f"bool with bits {data.hex()}"
    if format[1:] in KINDS:
        return str(struct.unpack(">" + KINDS[format[1:]], big_endian(format, data))[0])
    if kind in "Mm":
        value = int.from_bytes(big_endian(format, data), "big", signed=True)
        return "NaT" if value == -(1 << 63) else date_text(kind, value, format.partition("[")[2].rstrip("]"))
    if kind == "U":
        return repr(data.decode("utf-32-le" if format[0] == "<" else "utf-32-be", "surrogatepass").rstrip("\0"))
    if kind == "S":
        return repr(data.rstrip(b"\0"))
    return data.hex()


def float_text(format, data):
    value = float_of(format, data)
    if value is None:
        return "nan" if is_nan(format, data) else "0x" + big_endian(format, data).hex().lstrip("0")
    if value != value:
        return "nan"
    digits = {"f2": 5, "f4": 9}.get(format[1:])
    if digits is None:
        return repr(value)
    # The shortest text that stands for this float.
    code = ">" + KINDS[format[1:]]
    for count in range(1, digits + 1):
        shown = repr(float(f"{value:.{count}g}"))
        try:
            if struct.pack(code, float(shown)) == big_endian(format, data):
                return shown
        except OverflowError:
            pass
    return repr(value)


SECONDS = {"h": 3600, "m": 60, "s": 1}
FRACTIONS = {"ms": 3, "us": 6, "ns": 9, "ps": 12, "fs": 15, "as": 18}


def date_text(kind, value, unit):
    """A date as NumPy writes it where that is easy, else a number with its unit."""
    scale = FRACTIONS.get(unit)
    seconds, rest = divmod(value, 10 ** scale) if scale else (value * SECONDS[unit], 0) if unit in SECONDS else (None, 0)
    if kind == "M" and unit == "D":
        seconds = value * 86400
    if kind == "m" or seconds is None or not -62135596800 <= seconds < 253402300800:
        return f"{value} {unit}".rstrip()
    import datetime
    moment = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=seconds)
    if unit == "D":
        return moment.date().isoformat()
    return moment.isoformat() + (f".{rest:0{scale}d}" if scale else "")
