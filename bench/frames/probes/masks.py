"""Masks, selections and counts."""

# == the same column twice
df = pd.DataFrame([[1, 2], [3, 4]], columns=["x", "x"])
# --
out = df[df.iloc[:, 0] > 1]["x"]
# naive
out = df.iloc[:, 0][df.iloc[:, 0] > 1]

# == a mask with another index
df = pd.DataFrame({"x": [1, 2, 3]})
m = pd.Series([True, False, True], index=[2, 1, 0])
# or
df = pd.DataFrame({"x": [1, 2, 3]})
m = pd.Series([True, False], index=[2, 1])
# --
out = df[m]["x"]
# naive
out = df["x"].to_numpy()[m.to_numpy()]

# == a mask that is a list of the wrong length
df = pd.DataFrame({"x": [1, 2, 3]})
m = [True, False]
# --
out = len(df[m])
# naive
out = sum(m)

# == a mask of objects with None
df = pd.DataFrame({"x": [1, 2, 3]})
m = pd.Series([True, None, False], dtype=object)
# --
out = len(df[m])
# naive
out = int(m.sum())

# == a nullable mask with something missing
df = pd.DataFrame({"x": [1, 2, 3]})
m = pd.Series([True, None, True], dtype="boolean")
# --
out = len(df[m])
# naive
out = len(m)

# == counts are Python's integers
df = pd.DataFrame({"x": [1, 2, 3]})
# --
out = len(df[df["x"] > 1])
# naive
out = (df["x"] > 1).sum()

# == len of something that is no mask
df = pd.DataFrame({"x": [1, 2, 3], "y": [4, 5, 6]})
# --
out = len(df[["x", "y"]])
# naive
out = np.count_nonzero(["x", "y"])

# == a selection of columns by a list of truths from the columns
df = pd.DataFrame({True: [1, 2], False: [3, 4]})
# --
out = df[[True, False]]
# naive
out = df[True].to_frame()

# == two filters one after the other, with an index that repeats
df = pd.DataFrame({"a": [1, 2, 3], "b": [6, 1, 7]}, index=[0, 0, 1])
# --
out = df[df["a"] > 1][df["b"] > 5]
# naive
out = df[(df["a"] > 1) & (df["b"] > 5)]

# == two filters one after the other, with a warning
df = pd.DataFrame({"a": [1, 2, 3], "b": [6, 1, 7]})
# --
out = df[df["a"] > 1][df["b"] > 5]
# naive
out = df[(df["a"] > 1) & (df["b"] > 5)]

# == the second filter looks at what the first has left
df = pd.DataFrame({"a": [1, 2, 3, 4], "b": [10, 1, 3, 5]})
# --
d = df[df["a"] > 1]
out = d[d["b"] > d["b"].mean()]
# naive
out = df[(df["a"] > 1) & (df["b"] > df["b"].mean())]

# == the second filter would raise on what the first takes away
df = pd.DataFrame({"s": ["1", "x", "3"], "a": [1, 0, 1]})
# --
d = df[df["a"] == 1]
out = d[d["s"].astype(int) > 1]
# naive
out = df[(df["a"] == 1) & (df["s"].astype(int) > 1)]

# == the first of no rows
df = pd.DataFrame({"a": [1, 2], "x": [5, 6]})
# --
out = df[df["a"] > 9]["x"].iloc[0]
# naive
out = df["x"].iloc[(df["a"] > 9).argmax()]

# == the first values of no rows
df = pd.DataFrame({"a": [1, 2], "x": [5, 6]})
# --
out = df[df["a"] > 9]["x"].values[0]
# naive
out = df["x"].values[(df["a"] > 9).values.argmax()]

# == writing to a filtered frame
df = pd.DataFrame({"a": [1, 2, 3], "x": [4, 5, 6]})
# --
d = df[df["a"] > 1]
d["x"] = 0
out = d
# naive
df.loc[df["a"] > 1, "x"] = 0
out = df[df["a"] > 1]

# == writing to a chain does nothing
df = pd.DataFrame({"a": [1, 2, 3], "x": [4, 5, 6]})
# --
df[df["a"] > 1]["x"] = 0
# naive
df.loc[df["a"] > 1, "x"] = 0

# == writing through a column
df = pd.DataFrame({"a": [1, 2, 3]})
# --
df["a"][df["a"] > 1] = 0
# naive
df["a"] = [1, 0, -1]

# == the mask is made before a change
df = pd.DataFrame({"a": [1, 2, 3], "b": [1, 1, 1]})
# --
m = df["a"] > 1
df["a"] = 0
out = (len(df[m]), len(df[df["a"] > 1]))
# naive
m = df["a"] > 1
out = (len(df[m]), len(df[m]))
df["a"] = 0

# == a query that names a variable
df = pd.DataFrame({"a": [1, 2, 3], "b": [4, 5, 6]})
limit = 1
# --
out = df.query("a > @limit and b < 6")
# naive
out = df[(df["a"] > limit) & (df["b"] <= 6)]

# == a query with and of numbers
df = pd.DataFrame({"a": [1, 2, 3]})
# --
out = df.query("1 < a < 3")
# naive
out = df[(df["a"] >= 1) & (df["a"] < 3)]

# == a query that compares texts
df = pd.DataFrame({"s": ["a", "b", None]})
# --
out = df.query("s != 'a'")
# naive
out = df[(df["s"] != "a") & df["s"].notna()]

# == a query that looks at the index
df = pd.DataFrame({"a": [5, 6, 7]}, index=[1, 2, 3])
# --
out = df.query("index > 1")
# naive
out = df[df["a"] > 1]

# == two questions of membership
df = pd.DataFrame({"c": [1, 2, 3]})
A = np.array([1, 2])
B = np.array([1, 1])
# --
out = df["c"].isin(A) | df["c"].isin(B)
# naive
out = df["c"].isin(A + B)

# == membership in sets
df = pd.DataFrame({"c": ["u", "v", "w"]})
A = {"u"}
B = {"v"}
# --
out = df["c"].isin(A) | df["c"].isin(B)
# naive
out = df["c"].isin(A + B)

# == equal to NaN is not membership
df = pd.DataFrame({"c": [1.0, np.nan]})
other = np.nan
# --
out = (df["c"] == 1.0) | (df["c"] == other)
# naive
out = df["c"].isin([1.0, other])

# == membership of texts in numbers
df = pd.DataFrame({"c": ["1", "2"]})
# --
out = df["c"].isin([1, 2])
# naive
out = df["c"].astype(int).isin([1, 2])

# == where with something missing
df = pd.DataFrame({"a": [1, 2, 3]})
# --
out = np.where(df["a"] > 1, df["a"], np.nan)
# naive
out = df["a"].where(df["a"] > 1)

# == where aligns nothing
a = pd.Series([1, 2, 3])
b = pd.Series([10, 20, 30], index=[2, 1, 0])
# --
out = np.where(a > 1, a, b)
# naive
out = a.where(a > 1, b).to_numpy()

# == loc with masks in turn: the last wins
df = pd.DataFrame({"a": [1, 5, 9]})
# --
df.loc[df["a"] > 3, "c"] = "mid"
df.loc[df["a"] > 7, "c"] = "high"
# naive
df["c"] = np.select([df["a"] > 3, df["a"] > 7], ["mid", "high"], "")

# == loc of floats into a column of integers
df = pd.DataFrame({"a": [1, 5, 9], "c": [0, 0, 0]})
# --
df.loc[df["a"] > 3, "c"] = 2
# naive
df["c"] = np.where(df["a"] > 3, 2.0, df["c"])

# == an attribute that is a method
df = pd.DataFrame({"a": [1, 2], "count": [3, 4]})
# --
out = df[df["a"] > 1].count()
# naive
out = df.loc[df["a"] > 1, "count"]

# == empty and how it is asked for
df = pd.DataFrame({"a": [1, 2]})
# --
out = df[df["a"] > 5].empty
# naive
out = (df["a"] > 5).any()

# == shape after a filter
df = pd.DataFrame({"a": [1, 2], "b": [1, 2]})
# --
out = df[df["a"] > 1].shape
# naive
out = ((df["a"] > 1).sum(), df.shape[1])

# == a label that is an integer
df = pd.DataFrame({0: [1, 2], 1: [3, 4]})
# --
out = df[df[0] > 1][1]
# naive
out = df[df[0] > 1].iloc[:, 0]

# == columns of a MultiIndex
df = pd.DataFrame([[1, 2], [3, 4]], columns=pd.MultiIndex.from_tuples([("x", "p"), ("x", "q")]))
# --
out = df[df[("x", "p")] > 1]["x"]
# naive
out = df.loc[df[("x", "p")] > 1, ("x", "p")]

# == rows of a MultiIndex
df = pd.DataFrame({"v": [1, 2, 3]}, index=pd.MultiIndex.from_tuples([("a", 1), ("a", 2), ("b", 1)], names=["k", "n"]))
# --
out = df[df["v"] > 1].loc["a"]
# naive
out = df.reset_index()[df.reset_index()["v"] > 1]

# == a mask of a MultiIndex in two steps
df = pd.DataFrame({"v": [1, 2, 3], "w": [1, 0, 1]}, index=pd.MultiIndex.from_tuples([("a", 1), ("a", 1), ("b", 1)]))
# --
out = df[df["v"] > 1][df["w"] > 0]
# naive
out = df[(df["v"] > 1) & (df["w"] > 0)]

# == a slice, not a mask
df = pd.DataFrame({"x": [1, 2, 3]})
# --
out = df[1:]["x"]
# naive
out = df["x"].iloc[:-1]
