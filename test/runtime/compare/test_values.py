"""Two live values: what is found, where, and that values equal themselves."""
import importlib.util
import os
import unittest

from differences import LIBRARIES
from noodle_rt.compare import compare, difference, snapshot
from usual import missed


PAGE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../docs/COMPARE.md")


def is_newest():
    """Whether the libraries are those that the page was made with; what older ones miss differs a little."""
    try:
        import pandas
    except ImportError:
        return False
    return int(pandas.__version__.partition(".")[0]) >= 3


def has(names):
    return all(importlib.util.find_spec(name) is not None for name in names)


class Differences(unittest.TestCase):
    """Filled below: a test for each named difference."""


def add(group, needed, make):
    if not has(needed):
        def skipped(self):
            self.skipTest(f"without {', '.join(needed)}")
        setattr(Differences, f"test_{group}", skipped)
        return
    for name, (left, right, path, what) in make().items():
        def test(self, left=left, right=right, path=path, what=what):
            for value in (left, right):
                itself = compare(value, value, "x")
                self.assertIsNone(itself.difference, "the value does not equal itself")
            found = difference(left, right, "x", consume=True)
            self.assertIsNotNone(found, "not found")
            self.assertEqual((found.path, found.what), (path, what), str(found))
        setattr(Differences, f"test_{group}: {name}", test)


for group, (needed, make) in LIBRARIES.items():
    add(group, needed, make)


class Usual(unittest.TestCase):
    def test_the_usual_comparisons_miss_most(self):
        """Those that people use for such values; the page `docs/COMPARE.md` lists what they miss."""
        found = [(library, name) for library, name, by in missed() if by]
        self.assertGreaterEqual(len([name for library, name in found if library == "python"]), 30)
        if has(("numpy", "pandas")):
            self.assertGreaterEqual(len(found), 75)


    def test_the_page_is_true(self):
        with open(PAGE, encoding="utf-8") as page:
            table = page.read().partition("## What the usual comparisons miss")[2]
        rows = [line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("| ")][1:]
        here = {(library, name): by for library, name, by in missed()}
        self.assertGreaterEqual(len(rows), 60)
        newest = is_newest()
        for library, name, by in rows:
            if has(LIBRARIES[library][0]):
                self.assertIn((library, name), here)
                if newest:
                    self.assertEqual(", ".join(here[library, name]), by, name)


class Values(unittest.TestCase):
    def test_sets_have_no_order(self):
        self.assertIsNone(difference({1, 9, 17}, {17, 9, 1}))
        self.assertIsNone(difference({"a", (1, "b"), None}, {None, (1, "b"), "a"}))

    def test_what_lies_deep(self):
        deep, other = [1], [2]
        for _ in range(50_000):
            deep, other = [deep], [other]
        self.assertIsNone(difference(deep, copy_of_chain(deep)))
        found = difference(deep, other)
        self.assertEqual(found.message(), "1 ≠ 2")
        self.assertEqual(found.path.count("[0]"), 50_001)

    def test_opaque_values_are_named(self):
        import threading
        result = compare([threading.Lock()], [threading.Lock()], "x")
        self.assertIsNone(result.difference)
        self.assertEqual(result.not_compared, [("x[0]", "_thread.lock", "it is a lock")])

    def test_no_code_of_the_program_runs(self):
        class Trap:
            def __init__(self):
                self.value = 1

            def __getattribute__(self, name):
                raise AssertionError(name)

            def __eq__(self, other):
                raise AssertionError

            __hash__ = None

            def __repr__(self):
                raise AssertionError

            @property
            def __dict__(self):
                raise AssertionError

        self.assertIsNone(difference(Trap(), Trap()))

    def test_iterators_are_left_alone(self):
        numbers = iter([1, 2])
        result = compare(numbers, iter([1, 3]))
        self.assertIsNone(result.difference)
        self.assertEqual(result.not_compared[0][2], "it has not been read")
        self.assertEqual(list(numbers), [1, 2])

    def test_a_snapshot_is_of_its_time(self):
        value = {"a": [1, 2]}
        before = snapshot(value)
        value["a"].append(3)
        self.assertEqual(str(difference(before, value)), 'value["a"]: length 2 ≠ 3')

    @unittest.skipUnless(has(["torch"]), "without torch")
    def test_tensors_without_memory(self):
        import torch
        from torch.masked import masked_tensor

        def masked(number):
            return masked_tensor(torch.tensor([0.0, number]), torch.tensor([False, True]))

        class Own(torch.Tensor):
            @classmethod
            def __torch_function__(cls, function, types, arguments=(), options=None):
                raise AssertionError(function)

        self.assertIsNone(difference(masked(1.0), masked(1.0)))
        self.assertEqual(difference(masked(1.0), masked(2.0)).path, "value._masked_data[1]")
        self.assertEqual(difference(torch.ones(2).as_subclass(Own), torch.zeros(2).as_subclass(Own)).path, "value[0]")
        for value in (torch.ones(2, device="meta"), torch.nested.nested_tensor([torch.ones(1), torch.ones(2)])):
            self.assertEqual(len(compare(value, value).not_compared), 1)

    @unittest.skipUnless(has(["numpy"]), "without NumPy")
    def test_memory(self):
        import numpy as np
        zeros = np.zeros(9)
        self.assertIsNone(difference([zeros, zeros[1:3]], [zeros, zeros[1:3]]))
        self.assertEqual(str(difference([zeros, zeros[1:3]], [zeros, zeros[1:3].copy()], "x")),
                         "x[1]: memory shared with x[0], +8 bytes from its start ≠ its own")
        self.assertEqual(str(difference([zeros, zeros[1:3]], [zeros, zeros[2:4]], "x")),
                         "x[1]: memory shared with x[0], +8 bytes from its start ≠ shared with x[0], +16 bytes from its start")
        self.assertIsNone(difference([zeros[::2], zeros[1::2]], [np.zeros(18)[::4][:5], np.zeros(9)[1::2]]))

    def test_options_are_checked(self):
        with self.assertRaisesRegex(ValueError, "exactness is one of exact, ties"):
            difference(1, 1, exactness="about")

    def test_messages(self):
        self.assertEqual(str(difference({"a": [0.1]}, {"a": [0.10000000000000002]}, "result")),
                         'result["a"][0]: 0.1 ≠ 0.10000000000000002 (1 ulp)')
        self.assertEqual(str(difference(1, 1.0)), "value: type int ≠ float (1 ≠ 1.0)")
        text = "a" * 100
        self.assertEqual(difference(text, text + "b").note, "at character 100, lengths 100 ≠ 101")

    def test_ulps(self):
        self.assertIsNone(difference(1.0, 1.0000000000000002, exactness="ulp"))
        self.assertIsNotNone(difference(1.0, 1.0000000000000002, exactness="ulp", ulps=0, tolerance=0))
        self.assertIsNotNone(difference(1.0, 1.00000000000001, exactness="ulp", tolerance=0))
        self.assertIsNone(difference([1j], [1.0000000000000002j], exactness="ulp"))
        self.assertIsNone(difference(float("nan"), -float("nan"), exactness="ulp"))
        self.assertIsNone(difference(float("nan"), -float("nan"), nan_bits=False))
        self.assertIsNotNone(difference(0.0, -0.0, nan_bits=False))
        self.assertIsNotNone(difference(float("nan"), 1.0, exactness="ulp"))
        self.assertIsNotNone(difference(1, 2, exactness="ulp"))
        self.assertIsNone(difference([1.0] * 50, [1.0000000000000002] * 50, exactness="ulp"))
        self.assertEqual(difference([1.0] * 50, [1.0000000000000002] * 49 + [2.0], exactness="ulp").path, "value[49]")

    @unittest.skipUnless(has(["numpy", "pandas"]), "without pandas")
    def test_ulps_of_arrays(self):
        import numpy as np
        import pandas as pd
        for dtype in ("f4", "f8", ">f8", "c16", "f2", "g"):
            array = np.linspace(1, 2, 30_000, dtype="f8").astype(dtype)
            step = np.spacing(array.real).astype(array.real.dtype)
            with self.subTest(dtype):
                near, far = (array + step).astype(dtype), array.copy()
                far[25_000] += 9 * step[25_000]
                self.assertIsNotNone(difference(array, near))
                self.assertIsNone(difference(array, near, exactness="ulp", ulps=2, tolerance=0))
                self.assertEqual(difference(array, far, exactness="ulp", tolerance=0).path, "value[25000]")
        frame = pd.DataFrame({"a": [1.0, float("nan"), 0.0]})
        other = pd.DataFrame({"a": [1.0000000000000002, -float("nan"), -0.0]})
        self.assertIsNone(difference(frame, other, exactness="ulp"))
        self.assertEqual(difference(frame, other, exactness="ulp", ulps=0, tolerance=0).path, "value.columns[0][0]")
        self.assertIsNotNone(difference(frame, other.astype("f4"), exactness="ulp"))

    def test_tolerance(self):
        near, far = 1.0 + 2.0**-31, 1.0 + 2.0**-29
        self.assertIsNone(difference(1.0, near, exactness="ulp"))
        self.assertIsNotNone(difference(1.0, near))
        self.assertIsNotNone(difference(1.0, near, exactness="ties"))
        self.assertIsNotNone(difference(1.0, far, exactness="ulp"))
        self.assertIsNone(difference(1.0, far, exactness="ulp", tolerance=2.0**-28))
        self.assertEqual(difference([1.0, 1.0], [near, far], exactness="ulp").path, "value[1]")
        self.assertIsNone(difference({"a": 1j}, {"a": near * 1j}, exactness="ulp"))
        # Of numbers that stand alone, each counts for itself; whole numbers, infinities and NaN are what they are.
        for one, other in ((0.0, 1e-300), (10**9, 10**9 + 1), (1e308, float("inf")), (float("inf"), float("-inf")), (float("nan"), 0.0), (1.0, 1)):
            self.assertIsNotNone(difference(one, other, exactness="ulp"))
            self.assertIsNotNone(difference([one] * 40, [other] * 40, exactness="ulp"))

    def test_floats_in_texts(self):
        def same(one, other, **options):
            return difference(one, other, **{"exactness": "ulp", **options}) is None
        self.assertTrue(same("sum 0.30000000000000004 of 3", "sum 0.3 of 3"))
        self.assertTrue(same("[0.12345678 1.    ]", "[0.12345679 1.    ]"))
        self.assertTrue(same("1.25e-07\n", "1.26e-07\n"))
        self.assertFalse(same("sum 0.30000000000000004 of 3", "sum 0.3 of 3", exactness="exact"))
        self.assertFalse(same("sum 0.30000000000000004 of 3", "sum 0.3 of 4"))
        self.assertFalse(same("sum 0.30000000000000004", "total 0.3"))
        self.assertFalse(same("0.3000000000000000", "0.3000001000000000"))
        for one, other in (("12", "13"), ("1.2.3", "1.2.4"), ("v1.5", "v1.6"), ("1.5 inf", "1.5 nan"), ("1.5", "1.5 "), ("2024-01-02", "2024-01-03")):
            self.assertFalse(same(one, other), (one, other))

    @unittest.skipUnless(has(["numpy", "pandas"]), "without pandas")
    def test_tolerance_of_arrays(self):
        import numpy as np
        import pandas as pd
        for dtype in ("f8", ">f8", "c16"):
            array = np.linspace(-1, 1, 30_000).astype(dtype)
            near, far = array.copy(), array.copy()
            near[15_000:] += 2.0**-31
            far[15_001] += 2.0**-29
            with self.subTest(dtype):
                self.assertIsNotNone(difference(array, near))
                self.assertIsNone(difference(array, near, exactness="ulp"))
                self.assertIsNone(difference(array[15_000], array[15_000], exactness="ulp"))
                self.assertEqual(difference(array, far, exactness="ulp").path, "value[15001]")
                special = np.append(array, [np.inf, np.nan])
                self.assertIsNone(difference(special, np.append(near, [np.inf, np.nan]), exactness="ulp"))
                self.assertIsNotNone(difference(special, np.append(near, [np.nan, np.nan]), exactness="ulp"))
                self.assertIsNotNone(difference(special, np.append(near, [-np.inf, np.nan]), exactness="ulp"))
        frame = pd.DataFrame({"a": [1.0, 1e-5], "b": [1e-5, 1e-6]})
        self.assertIsNone(difference(frame, frame.assign(a=[1.0, 1e-5 + 1e-10]), exactness="ulp"))
        self.assertIsNotNone(difference(frame, frame.assign(b=[1e-5, 1e-6 + 1e-10]), exactness="ulp"))

    def test_functions_by_name(self):
        one, other = (eval(f"lambda: {number}") for number in (1, 2))
        self.assertIsNone(difference(one, other, code=False))


def copy_of_chain(chain):
    built = [1]
    while isinstance(chain[0], list):
        chain = chain[0]
        built = [built]
    return built


if __name__ == "__main__":
    unittest.main()
