"""Records what the expressions of an instrumented program give: the other half of `compiler/analysis/check/instrument.ts`.

`start` makes `__noodle_claim__(number, value)` a builtin function. It describes a value the first times that an expression
is evaluated and then ever more rarely, and writes each new description to a file, one JSON value a line:

    {"claim": 3, "is": {…}}                          what the value is
    {"claim": 3, "shares": 1}                        it lies in the memory of what claim 1 has given before, which still lives
    {"claim": 3, "same": 1}                          it is the very object that claim 1 has given before
    {"counts": [[3, 17], …]}                         how often expressions were evaluated
    {"error": "ModuleNotFoundError", "message": …}   what ended the program
"""
import atexit
import builtins
import json
import os
import sys
from itertools import islice
from weakref import ref

from noodle_rt.describe import class_name, describe

NAME = "__noodle_claim__"

# Evaluations of one expression that are all looked at; later ones when their number is a power of two.
FIRST = 16
# Different descriptions of one expression that are written.
MOST_DESCRIPTIONS = 40
# Arrays and tables of which is known that they live.
MOST_SEEN = 400


class Recorder:
    def __init__(self, settings):
        self.file = os.open(settings["output"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self.counts = {}
        self.described = {}
        self.owned = set(settings["owned"])
        self.new = set(settings["new"])
        self.kept = set(settings["kept"])
        self.seen = {} if settings["objects"] else None
        self.order = 0

    def record(self, number, value):
        count = self.counts[number] = self.counts.get(number, 0) + 1
        if count <= FIRST or count & (count - 1) == 0:
            try:
                self.look(number, value)
            except Exception as error:
                self.write({"claim": number, "failure": repr(error)[:200]})
        return value

    def look(self, number, value):
        if self.seen is not None:
            if class_name(type(value)) in FOLLOWED:
                self.compare(number, value)
        text = json.dumps(describe(value, 5, 1500, self.is_user_module, view_of))
        described = self.described.setdefault(number, set())
        if text in described or len(described) >= MOST_DESCRIPTIONS:
            return
        described.add(text)
        self.write_text('{"claim": %d, "is": %s}\n' % (number, text))

    @staticmethod
    def is_user_module(name):
        return name == "__main__" or name == "__mp_main__"

    # ---------------------------------------------------------------- objects

    def compare(self, number, value):
        """Notes an array or table, and looks whether the claim takes it for something that it is not."""
        known = self.seen.get(id(value))
        if known is not None and known.ref() is not value:
            known = None
        if known is None:
            self.order += 1
            known = self.seen[id(value)] = Seen(value, number, self.order, self.seen)
            while len(self.seen) > MOST_SEEN:
                del self.seen[next(iter(self.seen))]
        elif number in self.new and known.kept_by is not None:
            self.write_once({"claim": number, "same": known.kept_by})
        if number in self.owned and known.range is not None:
            for other in list(islice(self.seen.values(), MOST_SEEN)):
                if other.order < known.order and other.kept_by is not None and other.overlaps(known):
                    self.write_once({"claim": number, "shares": other.kept_by})
                    break
        if number in self.kept:
            known.kept_by = number

    # ---------------------------------------------------------------- output

    def write_once(self, record):
        text = json.dumps(record)
        described = self.described.setdefault(-1 - record["claim"], set())
        if len(described) < 5 and text not in described:
            described.add(text)
            self.write_text(text + "\n")

    def write(self, record):
        self.write_text(json.dumps(record) + "\n")

    def write_text(self, text):
        os.write(self.file, text.encode())

    def finish(self):
        self.write({"counts": list(self.counts.items())})
        error = getattr(sys, "last_value", None)
        if error is not None:
            self.write({"error": type(error).__name__, "message": str(error)[:500]})


# Classes whose objects are followed through the program, under their names in all versions.
FOLLOWED = frozenset((
    "numpy.ndarray", "torch.Tensor",
    "pandas.DataFrame", "pandas.core.frame.DataFrame", "pandas.Series", "pandas.core.series.Series",
))


class Seen:
    """An object that the program has had in its hands; it does not keep the object alive."""

    __slots__ = ("ref", "number", "order", "kept_by", "range", "__weakref__")

    def __init__(self, value, number, order, seen):
        key = id(value)
        self.ref = ref(value, lambda _: seen.pop(key, None))
        self.number = number
        self.order = order
        self.kept_by = None
        self.range = memory_of(value)

    def overlaps(self, other):
        """Whether two objects certainly have memory in common."""
        if self.range is None or self.range[0] != other.range[0]:
            return False
        (_, start, end), (_, other_start, other_end) = self.range, other.range
        if end <= other_start or other_end <= start:
            return False
        first, second = self.ref(), other.ref()
        if first is None or second is None:
            return False
        if self.range[0] == "torch":
            return True
        try:
            return bool(sys.modules["numpy"].shares_memory(first, second, max_work=100_000))
        except Exception:
            return False


def memory_of(value):
    """Library and first and last address of an array's or tensor's elements; `None` for others and for empty ones."""
    name = class_name(type(value))
    if name == "numpy.ndarray":
        if value.size == 0:
            return None
        start = value.__array_interface__["data"][0]
        low = sum(stride * (size - 1) for stride, size in zip(value.strides, value.shape) if stride < 0)
        high = sum(stride * (size - 1) for stride, size in zip(value.strides, value.shape) if stride > 0)
        return "numpy", start + low, start + high + value.itemsize
    if name == "torch.Tensor":
        try:
            if value.numel() == 0 or str(value.layout) != "torch.strided":
                return None
            start = value.data_ptr()
            span = sum(stride * (size - 1) for stride, size in zip(value.stride(), value.shape))
            return ("torch", start, start + (span + 1) * value.element_size()) if start else None
        except Exception:
            return None
    return None


def view_of(value):
    """Whether an array lies in its own memory. In another's it may still be alone: nobody else may have that one."""
    if type(value).__name__ == "ndarray":
        return "owned" if value.base is None and value.flags.owndata else "maybe"
    return "maybe"


def start(path):
    """Begins to record. `path` is a JSON file with the settings."""
    with open(path, encoding="utf-8") as file:
        settings = json.load(file)
    recorder = Recorder(settings)
    setattr(builtins, NAME, recorder.record)
    atexit.register(recorder.finish)
