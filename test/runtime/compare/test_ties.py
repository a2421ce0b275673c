"""The contract `ties`: what may stand in another order, and what may not."""
import importlib.util
import unittest

from noodle_rt.compare import difference

has_pandas = importlib.util.find_spec("pandas") is not None
has_numpy = importlib.util.find_spec("numpy") is not None


class Ties(unittest.TestCase):
    def equal(self, left, right):
        self.assertIsNotNone(difference(left, right), "the two are not different at all")
        self.assertIsNone(difference(left, right, exactness="ties"))

    def different(self, left, right):
        self.assertIsNotNone(difference(left, right, exactness="ties"))

    def test_lists_of_rows(self):
        self.equal([(1, "a"), (1, "b"), (2, "c")], [(1, "b"), (1, "a"), (2, "c")])
        self.equal([[2, "a"], [1, "b"], [1, "c"]], [[2, "a"], [1, "c"], [1, "b"]])
        self.equal([{"k": 1, "v": "a"}, {"k": 1, "v": "b"}], [{"k": 1, "v": "b"}, {"k": 1, "v": "a"}])
        self.equal({"rows": [(1, "a"), (1, "b")]}, {"rows": [(1, "b"), (1, "a")]})
        self.equal([("x", n % 3, n) for n in range(60)], [("x", n % 3, n) for n in reversed(range(60))])
        self.different([(1, "a"), (2, "b")], [(2, "b"), (1, "a")])
        self.different([(1, "a"), (1, "b")], [(1, "b"), (1, "b")])
        self.different([(2, "a"), (1, "b"), (2, "c")], [(2, "c"), (1, "b"), (2, "a")])
        self.different([(1, "a"), (1, "b")], ((1, "b"), (1, "a")))

    def test_lists(self):
        self.equal([1, True, 2], [True, 1, 2])
        self.equal([0.0, -0.0], [-0.0, 0.0])
        self.different([3, 1, 2], [1, 3, 2])
        self.different([1, 1.0, 1.0], [1, 1, 1.0])

    def test_dictionaries(self):
        self.equal({"a": 2, "b": 1, "c": 1}, {"a": 2, "c": 1, "b": 1})
        self.different({"a": 2, "b": 3, "c": 1}, {"b": 3, "a": 2, "c": 1})
        self.different({"a": 1, "b": 1}, {"b": 1, "a": 2})

    @unittest.skipUnless(has_numpy, "without NumPy")
    def test_arrays(self):
        import numpy as np
        self.equal(np.array([0.0, -0.0, 1.0]), np.array([-0.0, 0.0, 1.0]))
        self.different(np.array([0.0, -0.0, 1.0]), np.array([0.0, 0.0, 1.0]))
        self.different(np.array([1, 2]), np.array([2, 1]))

    @unittest.skipUnless(has_pandas, "without pandas")
    def test_frames(self):
        import pandas as pd
        frame = pd.DataFrame({"k": [1, 1, 2, 2, 3], "v": list("abcde")}, index=list("pqrst"))
        self.equal(frame, frame.iloc[[1, 0, 3, 2, 4]])
        self.equal(frame.reset_index(drop=True), frame.iloc[[1, 0, 3, 2, 4]].reset_index(drop=True))
        self.equal(frame.set_index(["k", "v"]), frame.iloc[[1, 0, 2, 3, 4]].set_index(["k", "v"]))
        self.different(frame, frame.iloc[[1, 2, 0, 3, 4]])
        self.different(frame, frame.assign(v=list("bacdx")))
        self.different(frame, frame.iloc[[1, 0, 2, 3, 4]].astype({"k": "i4"}))
        self.different(frame, frame.iloc[[1, 0, 2, 3, 4]].rename(columns={"v": "w"}))
        self.different(frame, frame.iloc[[1, 0, 2, 3, 4]].rename_axis("n"))
        # Rows, not columns by themselves.
        self.different(frame.reset_index(drop=True), frame.assign(v=list("badce"), k=[1, 1, 2, 3, 3]).reset_index(drop=True))

    @unittest.skipUnless(has_pandas, "without pandas")
    def test_missing_keys_and_other_dtypes(self):
        import pandas as pd
        rows = {
            "f": pd.Series([1.0, None, None]),
            "i": pd.Series([1, None, None], dtype="Int64"),
            "c": pd.Series(["a", "b", "b"], dtype="category"),
            "s": pd.Series(["a", "b", "b"]),
            "d": pd.to_datetime(pd.Series(["2020", "2021", "2021"])),
        }
        for name, keys in rows.items():
            frame = pd.DataFrame({name: keys, "v": [1, 2, 3]}).set_axis(list("pqr"))
            with self.subTest(name):
                self.equal(frame, frame.iloc[[0, 2, 1]])
                self.different(frame, frame.iloc[[1, 0, 2]])

    @unittest.skipUnless(has_pandas, "without pandas")
    def test_series(self):
        import pandas as pd
        counts = pd.Series([3, 1, 1], index=["a", "b", "c"], name="n")
        self.equal(counts, counts.iloc[[0, 2, 1]])
        self.different(counts, counts.iloc[[1, 0, 2]])
        self.different(counts, counts.iloc[[0, 2, 1]].rename("m"))


if __name__ == "__main__":
    unittest.main()
