"""`apply(axis=1)`: what a row hands to the function, and what becomes of the results."""

# == an integer beside a float is a float in its row
df = pd.DataFrame({"a": [1, 2, 3], "b": [0.5, 1.5, 2.5]})
# --
out = df.apply(lambda r: str(r["a"]), axis=1)
# naive
out = df["a"].astype(str)

# == the row takes its type from columns that nobody reads
df = pd.DataFrame({"a": [1, 2, 3], "b": [4, 5, 6], "unused": [0.5, 1.5, 2.5]})
# --
out = df.apply(lambda r: r["a"] + r["b"], axis=1)
# naive
out = df["a"] + df["b"]

# == integers above 2**53 lose a bit beside a float
df = pd.DataFrame({"a": [2**53 + 1, 2**53 + 3], "b": [0.0, 0.5]})
# --
out = df.apply(lambda r: int(r["a"]), axis=1)
# naive
out = df["a"].apply(lambda a: int(a))

# == texts in the frame make Python integers of the row
df = pd.DataFrame({"s": ["x", "y"], "a": [2**62, 3], "b": [50, 7]})
# --
out = df.apply(lambda r: r["a"] * r["b"], axis=1)
# naive
out = df["a"] * df["b"]

# == division by zero in a row of numbers
df = pd.DataFrame({"a": [1, 0, 5], "b": [0, 0, 2]})
# --
out = df.apply(lambda r: r["a"] / r["b"], axis=1)
# naive
out = pd.Series([a / b for a, b in zip(df["a"].tolist(), df["b"].tolist())], index=df.index)

# == division by zero in a row of objects raises
df = pd.DataFrame({"s": ["x", "y", "z"], "a": [1, 0, 5], "b": [2, 0, 0]})
# --
out = df.apply(lambda r: r["a"] / r["b"], axis=1)
# naive
out = df["a"] / df["b"]

# == modulo zero in a row of objects raises
df = pd.DataFrame({"s": ["x", "y"], "a": [7, 8], "b": [2, 0]})
# --
out = df.apply(lambda r: r["a"] % r["b"] == 0, axis=1)
# naive
out = df["a"] % df["b"] == 0

# == keyword arguments reach the function
df = pd.DataFrame({"a": [25.0, 1.0], "b": [1.0, 2.0]})
def scaled(r, m=1):
    return r["a"] * m
# --
out = df.apply(scaled, axis=1, m=2)
# naive
out = df["a"] * 1

# == args= reach the function
df = pd.DataFrame({"a": [25.0, 1.0], "b": [1.0, 2.0]})
def scaled(r, m=1, k=0):
    return r["a"] * m + k
# --
out = df.apply(scaled, axis=1, args=(3,))
# naive
out = df["a"] * 1 + 0

# == an index that does not count from 0
df = pd.DataFrame({"a": [1, 5, 9]}, index=[10, 20, 30])
# --
df["c"] = df.apply(lambda r: "high" if r["a"] > 4 else "low", axis=1)
# naive
df["c"] = pd.Series(np.where(df["a"] > 4, "high", "low"))

# == an index with duplicates
df = pd.DataFrame({"a": [1, 5, 9]}, index=["x", "x", "y"])
# --
df["c"] = df.apply(lambda r: r["a"] * 2 if r["a"] > 4 else 0, axis=1)
# naive
df["c"] = pd.Series([a * 2 if a > 4 else 0 for a in df["a"]], index=range(len(df)))

# == truth values beside numbers stay what they are
df = pd.DataFrame({"a": [1, 5, 9]})
# --
out = df.apply(lambda r: True if r["a"] > 4 else 0, axis=1)
# naive
out = pd.Series(np.where(df["a"] > 4, True, 0), index=df.index)

# == one branch is whole, the other has a fraction
df = pd.DataFrame({"a": [1, 2, 3]})
# or
df = pd.DataFrame({"a": [1, 9, 3]})
# --
out = df.apply(lambda r: r["a"] * 0.5 if r["a"] > 5 else r["a"], axis=1)
# naive
out = pd.Series(np.where(df["a"] > 5, df["a"] * 0.5, df["a"]), index=df.index)

# == a text or nothing
df = pd.DataFrame({"a": [1.0, 2.0, 7.0]})
# --
out = df.apply(lambda r: "big" if r["a"] > 5 else None, axis=1)
# naive
out = pd.Series(np.where(df["a"] > 5, "big", ""), index=df.index)

# == a text or NaN
df = pd.DataFrame({"a": [1.0, 2.0, 7.0]})
# --
out = df.apply(lambda r: "big" if r["a"] > 5 else np.nan, axis=1)
# naive
out = pd.Series(np.where(df["a"] > 5, "big", "nan"), index=df.index)

# == a number or nothing
df = pd.DataFrame({"a": [1, 2, 7]})
# or
df = pd.DataFrame({"a": [1, 2, 3]})
# --
out = df.apply(lambda r: r["a"] if r["a"] > 5 else None, axis=1)
# naive
out = pd.Series(np.where(df["a"] > 5, df["a"], None), index=df.index)

# == a function without a return in one branch
df = pd.DataFrame({"a": [1, 2, 7], "b": [1, 1, 1]})
def grade(r):
    if r["a"] > 5:
        return r["b"]
# --
out = df.apply(grade, axis=1)
# naive
out = pd.Series(np.where(df["a"] > 5, df["b"], 0), index=df.index)

# == no rows: the function runs once on an empty row
df = pd.DataFrame({"a": pd.Series([], dtype="int64"), "b": pd.Series([], dtype="int64")})
# --
out = df.apply(lambda r: r["a"] + r["b"], axis=1)
# naive
out = df["a"] + df["b"]

# == no rows, and the name of the result
df = pd.DataFrame({"a": [1.0, 2.0]})
# or
df = pd.DataFrame({"a": [1.0, 2.0]}).iloc[:0]
# --
out = df.apply(lambda r: r["a"], axis=1)
# naive
out = df["a"]

# == axis 0 looks like rows
df = pd.DataFrame({"a": [5, 1], "b": [7, 2]}, index=["a", "b"])
# --
out = df.apply(lambda r: 1 if r["a"] > r["b"] else 0)
# naive
out = df.apply(lambda r: 1 if r["a"] > r["b"] else 0, axis=1)

# == a name of the function's closure
df = pd.DataFrame({"a": [1, 2], "b": [3, 4]})
def maker(limit):
    return lambda r: r["a"] if r["b"] > limit else limit
limit = 100
# --
out = df.apply(maker(3), axis=1)
# naive
out = pd.Series(np.where(df["b"] > limit, df["a"], limit), index=df.index)

# == rows that are lists
df = pd.DataFrame({"a": [1, 2], "b": [3.5, 4.5]})
# --
out = df.apply(lambda r: [r["a"], r["b"]], axis=1)
# naive
out = pd.DataFrame({0: df["a"], 1: df["b"]})

# == rows that are series: the types of the new columns
df = pd.DataFrame({"a": [1, 2], "b": [3.5, 4.5]})
# --
out = df.apply(lambda r: pd.Series([r["a"], r["b"]]), axis=1)
# naive
out = pd.DataFrame({0: df["a"], 1: df["b"]}, index=df.index)

# == result_type="expand"
df = pd.DataFrame({"a": [1, 2], "b": [3, 4]}, index=["x", "y"])
# --
out = df.apply(lambda r: (r["a"], r["b"] / 2), axis=1, result_type="expand")
# naive
out = pd.DataFrame({0: df["a"], 1: df["b"] / 2})

# == raw=True hands over arrays
df = pd.DataFrame({"a": [1, 2], "b": [3.5, 4.5]})
# --
out = df.apply(lambda r: r[0] + r[1], axis=1, raw=True)
# naive
out = (df["a"] + df["b"]).rename("a")

# == sums of rows pass over what is missing
df = pd.DataFrame({"x": [1.0, np.nan, 3.0], "y": [1.0, 2.0, np.nan]})
# --
out = df[["x", "y"]].sum(axis=1)
# naive
out = df["x"] + df["y"]

# == min of a row is Python's
df = pd.DataFrame({"x": [1.0, np.nan, 3.0], "y": [np.nan, 2.0, 1.0]})
# --
out = df.apply(lambda r: min(r["x"], r["y"]), axis=1)
# naive
out = np.minimum(df["x"], df["y"])

# == max with NaN depends on the order
df = pd.DataFrame({"x": [np.nan, 1.0], "y": [1.0, np.nan]})
# --
out = df.apply(lambda r: max(r["x"], r["y"]), axis=1)
# naive
out = df[["x", "y"]].max(axis=1)

# == texts with something missing raise
df = pd.DataFrame({"a": ["x", np.nan, "z"], "b": ["1", "2", "3"]})
# --
out = df.apply(lambda r: r["a"] + "_" + r["b"], axis=1)
# naive
out = df["a"] + "_" + df["b"]

# == a part of a text is not membership
df = pd.DataFrame({"s": ["abc", "b", "c"], "t": ["bc", "x", "c"]})
# --
out = df.apply(lambda r: 1 if "b" in r["s"] else 0, axis=1)
# naive
out = df["s"].isin(["b"]).astype("int64")

# == or gives a value
df = pd.DataFrame({"a": [0, 2, 0], "b": [5, 6, 0]})
# --
out = df.apply(lambda r: r["a"] or r["b"], axis=1)
# naive
out = df["a"] | df["b"]

# == and does not look at its right side
df = pd.DataFrame({"s": ["x", "y"], "a": [0, 4], "b": [1, 8]})
# --
out = df.apply(lambda r: r["a"] != 0 and r["b"] / r["a"] > 1, axis=1)
# naive
out = (df["a"] != 0) & (df["b"] / df["a"] > 1.0) | (df["a"] == 0)

# == not of a number
df = pd.DataFrame({"a": [0, 2, -1]})
# --
out = df.apply(lambda r: not r["a"], axis=1)
# naive
out = ~df["a"]

# == comparing with NaN takes the other branch
df = pd.DataFrame({"a": [1.0, np.nan, 9.0]})
# --
out = df.apply(lambda r: "low" if r["a"] < 5 else "high", axis=1)
# naive
out = pd.Series(np.where(df["a"] >= 5, "high", "low"), index=df.index)

# == round is Python's
df = pd.DataFrame({"a": [2.675, 0.5, 1.5], "b": [1.0, 1.0, 1.0]})
# --
out = df.apply(lambda r: round(float(r["a"]), 2), axis=1)
# naive
out = df["a"].round(2)

# == a branch divides where the test has kept zeros away
df = pd.DataFrame({"s": ["u", "v", "w"], "a": [1, 2, 3], "b": [0, 1, 2]})
# --
out = df.apply(lambda r: r["a"] // r["b"] if r["b"] else -1, axis=1)
# naive
out = pd.Series([a // b for a, b in zip(df["a"], df["b"])], index=df.index)

# == a row that is written to
df = pd.DataFrame({"a": [1, 2], "b": [3, 4]})
def bump(r):
    r["a"] = r["a"] + 10
    return r
# --
out = df.apply(bump, axis=1)
# naive
df["a"] = df["a"] + 10
out = df

# == a row that gets a new label
df = pd.DataFrame({"a": [1, 2], "b": [3.5, 4.5]})
def more(r):
    r["c"] = r["a"] + r["b"]
    return r
# --
out = df.apply(more, axis=1)
# naive
out = df.assign(c=df["a"] + df["b"])

# == the name of a row
df = pd.DataFrame({"a": [1, 2]}, index=[7, 8])
# --
out = df.apply(lambda r: r.name + r["a"], axis=1)
# naive
out = df.reset_index()["index"] + df["a"]

# == a label that is not there
df = pd.DataFrame({"a": [1, 2], "b": [3, 4]})
# --
out = df.apply(lambda r: r["c"] if r["a"] > 5 else 0, axis=1)
# naive
out = pd.Series(np.where(df["a"] > 5, df["c"], 0), index=df.index)

# == get with a default
df = pd.DataFrame({"a": [1, 2], "b": [3.5, 4.5]})
# --
out = df.apply(lambda r: r.get("c", r["a"]), axis=1)
# naive
out = df["a"]

# == two columns of the same name
df = pd.DataFrame([[1, 2, 3], [4, 5, 6]], columns=["a", "a", "b"])
# --
out = df.apply(lambda r: r["a"].sum() + r["b"], axis=1)
# naive
out = df["a"].sum() + df["b"]

# == truth values beside numbers in a row
df = pd.DataFrame({"t": [True, False], "a": [1, 2]})
# --
out = df.apply(lambda r: r["t"] + r["a"], axis=1)
# or a comment that is no separator
# naive
out = (df["t"] + df["a"]).astype("int8")

# == small integers wrap in a row
df = pd.DataFrame({"a": [100, 120], "b": [100, 7]}, dtype="int8")
# --
out = df.apply(lambda r: int(r["a"]) + int(r["b"]), axis=1)
# naive
out = (df["a"] + df["b"]).astype("int64")

# == float32 in a row
df = pd.DataFrame({"a": [0.1, 0.7], "b": [0.2, 0.3]}, dtype="float32")
# --
out = df.apply(lambda r: float(r["a"]) * 2.1, axis=1)
# naive
out = (df["a"] * 2.1).astype("float64")

# == dates beside numbers
df = pd.DataFrame({"d": pd.to_datetime(["2024-01-31", "2024-02-29"]), "a": [1, 2]})
# --
out = df.apply(lambda r: r["d"].month + r["a"], axis=1)
# naive
out = df["d"].dt.month + df["a"].astype("int32")

# == days between dates of which one is missing
df = pd.DataFrame({"d": pd.to_datetime(["2024-01-31", "2024-02-29"]), "e": pd.to_datetime(["2024-01-01", None])})
# --
out = df.apply(lambda r: (r["d"] - r["e"]).days, axis=1)
# naive
out = (df["d"] - df["e"]).dt.days.fillna(0)

# == a number in a text of a row that has floats
df = pd.DataFrame({"n": [1, 2], "x": [0.5, 1.5]})
# --
out = df.apply(lambda r: f"{r['n']}: {r['x']}", axis=1)
# naive
out = df["n"].astype(str) + ": " + df["x"].astype(str)

# == missing numbers in a text
df = pd.DataFrame({"s": ["a", "b"], "x": [0.5, np.nan]})
# --
out = df.apply(lambda r: r["s"] + str(r["x"]), axis=1)
# naive
out = df["s"] + df["x"].map(str, na_action="ignore")

# == nullable integers in a row
df = pd.DataFrame({"a": pd.array([1, None, 3], dtype="Int64"), "b": pd.array([1, 2, 3], dtype="Int64")})
# --
out = df.apply(lambda r: r["a"] + r["b"], axis=1)
# naive
out = df["a"].fillna(0) + df["b"]

# == a missing nullable value has no truth
df = pd.DataFrame({"a": pd.array([1, None, 3], dtype="Int64"), "b": pd.array([1, 2, 3], dtype="Int64")})
# --
out = df.apply(lambda r: 1 if r["a"] > 1 else 0, axis=1)
# naive
out = (df["a"] > 1).fillna(False).astype("int64")

# == categories in a row are plain values
df = pd.DataFrame({"c": pd.Categorical(["u", "v", "u"]), "a": [1, 2, 3]})
# --
out = df.apply(lambda r: r["c"], axis=1)
# naive
out = df["c"].rename(None)

# == a frame of objects keeps Python's numbers
df = pd.DataFrame({"a": [1, 2.5, True], "b": [2, 2, 2]}, dtype=object)
# --
out = df.apply(lambda r: r["a"] * r["b"], axis=1)
# naive
out = df["a"] * df["b"]

# == negative powers of integers
df = pd.DataFrame({"s": ["u", "v"], "a": [2, 4]})
# --
out = df.apply(lambda r: r["a"] ** -1, axis=1)
# naive
out = (df["a"] ** -1.0).astype("float32")
