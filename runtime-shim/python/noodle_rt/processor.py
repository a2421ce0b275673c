"""Whether a loop pays on lists, and what the processor remembers of errors in floating point, which `trial` asks."""
from noodle_rt.guards import _is_array

# Nanoseconds for each element, measured with NumPy 2.4: to a list, and from one.
_TO_LIST = {"f": 16, "i": 6, "u": 6, "b": 6}
_FROM_LIST = 14
# More elements than this would take too much memory.
_MOST = 20_000_000


def worth(saved=0, stored=(), read=()):
    """So many nanoseconds that a loop takes less on lists are more than what it takes to make these of arrays.

    stored: arrays that the loop changes; read: those that it only reads. Never where it cannot be found out what NumPy would have
    reported (`noodle_rt.trial`).
    """
    if type(saved) is not int or saved < 4000 or type(stored) is not tuple or type(read) is not tuple:
        return False
    cost, elements = 4000, 0
    for each in (*stored, *read):
        if not _is_array(each):
            return False
        cost += 300 + each.size * _TO_LIST.get(each.dtype.kind, 16)
        elements += each.size
    for each in stored:
        cost += 400 + each.size * _FROM_LIST
    return saved >= 1.2 * cost and elements <= _MOST and _processor().usable


class _Processor:
    """The processor's memory of floating-point errors, by the functions of C; `usable` when they do what they should."""

    usable = False
    every = overflow = invalid = underflow = 0

    def __init__(self):
        try:
            import ctypes

            library = ctypes.CDLL(None)
            self.clear, self.test = library.feclearexcept, library.fetestexcept
            self._find_out()
        except Exception:
            # A platform without these functions, or on which they answer something else.
            self.usable = False

    def _find_out(self):
        every = 0x3F
        huge, tiny, tenth = float("1e308"), float("1e-300"), float("0.1")
        endless = float("inf")

        def seen(operation):
            self.clear(every)
            operation()
            return self.test(every)

        nothing = seen(lambda: tiny + tiny)
        inexact = seen(lambda: tenth * tenth)
        self.overflow = seen(lambda: huge * huge) & ~inexact
        self.underflow = seen(lambda: tiny * tiny) & ~inexact
        self.invalid = seen(lambda: endless - endless) & ~inexact
        self.every = every
        different = {self.overflow, self.underflow, self.invalid, inexact}
        self.usable = nothing == 0 and len(different) == 4 and all(flag and flag & (flag - 1) == 0 for flag in different)


_PROCESSOR = []


def _processor():
    if not _PROCESSOR:
        _PROCESSOR.append(_Processor())
    return _PROCESSOR[0]
