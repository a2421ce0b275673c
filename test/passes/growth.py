"""Arrays that grow step by step, and put together once: the same bits, layouts, errors and warnings, for random pieces."""
import copy
import json
import random
import sys
import warnings

sys.path.insert(0, sys.argv[1])
import noodle_rt
import numpy as np

rng = random.Random(int(sys.argv[2]))
PIECES = [
    1, 1.5, True, -3, 2**40, 2**63, 2**62 + 1, 2**64, 1j, "x", None,
    np.float32(1.5), np.float16(1), np.int64(3), np.int8(3), np.uint64(2**63), np.float64(-0.0), np.float64("nan"), np.bool_(True),
    [], [1, 2], [1.5, 2], [1.5, 2.5, 3], (1.0, 2.0, 3.0), [1, 2, 3], [True, 1.0, 2.0], [2**60, 1.0, 2.0], [[1.0, 2.0, 3.0]],
    np.arange(3), np.zeros(0), np.arange(3.0), np.arange(3, dtype="f4"), np.arange(3, dtype=">f8"), np.arange(6.0)[::2], np.array(5.0),
    np.ones((1, 3)), np.ones((2, 3), dtype=int), np.asfortranarray(np.ones((2, 3))), np.ones((3, 2)).T, np.ones((3, 1)).T, np.ones((2, 2)),
    np.ma.array([1.0, 2]), np.datetime64("2020-01-01"),
]
STARTS = [
    np.array([]), np.array([], dtype=int), np.array([1, 2]), np.array([1.0]), np.array([True]), np.array([], dtype="f4"),
    np.array([], dtype=">f8"), np.array([], dtype=object), np.array(2.0), np.array(["2020"], dtype="M8[D]"), np.ma.array([1.0]),
    np.zeros((0, 3)), np.zeros((1, 3)), np.zeros((0, 3), dtype=int), np.asfortranarray(np.ones((2, 3))), np.zeros((2, 2, 2)), [], [1], 3.0,
]


def text(value):
    if not isinstance(value, np.ndarray):
        return repr((type(value), value))
    content = repr(value.tolist()) if value.dtype == object else value.tobytes().hex()
    return repr((type(value), value.dtype.str, value.shape, value.strides, value.flags.owndata, content))


def observed(steps, pieces, changes):
    """What can be seen; pieces are changed after they have been appended."""
    done = 0
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            for piece in pieces:
                steps.append(piece)
                done += 1
                if changes and isinstance(piece, np.ndarray) and piece.size and piece.dtype.kind == "f":
                    piece.flat[0] = 99
                if changes and isinstance(piece, list) and piece:
                    piece[0] = 77
            result = text(steps.array())
        except Exception as error:
            result = f"{type(error).__name__}: {error}"
    return result, done, sorted(str(each.message) for each in caught)


class Stepwise:
    def __init__(self, function, array):
        self.function, self.value = function, array

    def append(self, piece):
        self.value = self.function(self.value, piece) if self.function is np.append else self.function((self.value, piece))

    def array(self):
        return self.value


wrong = []
cases = int(sys.argv[3])
for case in range(cases):
    function = rng.choice([np.append, np.append, np.concatenate, np.hstack, np.vstack])
    start = rng.choice(STARTS)
    some = PIECES if rng.random() < 0.4 else rng.sample(PIECES, 4)
    pieces = [rng.choice(some) for _ in range(rng.choice([0, 1, 2, 3, 5]))]
    changes = rng.random() < 0.3
    seen = [
        observed(make(function, start), copy.deepcopy(pieces), changes) for start, make in ((copy.deepcopy(start), Stepwise), (copy.deepcopy(start), noodle_rt.growing))
    ]
    if seen[0] != seen[1]:
        wrong.append(f"{function.__name__} {start!r} {pieces!r}: {seen}"[:600])
same = np.zeros(2)
if noodle_rt.growing(np.append, same).array() is not same:
    wrong.append("without pieces the array is another one")
print(json.dumps({"cases": cases, "wrong": wrong[:5]}))
