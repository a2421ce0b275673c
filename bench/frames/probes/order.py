"""Sorting, the first rows, what is largest, what is frequent."""

# == ties of many rows
df = pd.DataFrame({"x": [3, 1, 2, 1, 3, 2] * 40, "y": range(240)})
# --
out = df.sort_values("x").head(5)
# naive
out = df.nsmallest(5, "x")

# == ties the other way round
df = pd.DataFrame({"x": [3, 1, 2, 1, 3, 2] * 40, "y": range(240)})
# --
out = df.sort_values("x", ascending=False).head(7)
# naive
out = df.nlargest(7, "x")

# == texts as keys
df = pd.DataFrame({"x": ["b", "a", "c"]})
# --
out = df.sort_values("x").head(2)
# naive
out = df.nsmallest(2, "x")

# == categories as keys
df = pd.DataFrame({"x": pd.Categorical(["b", "a", "c"], categories=["c", "b", "a"], ordered=True)})
# --
out = df.sort_values("x", ascending=False).head(2)
# naive
out = df.astype("object").sort_values("x", ascending=False).head(2)

# == all but the last
df = pd.DataFrame({"x": [3, 1, 2]})
# --
out = df.sort_values("x").head(-1)
# naive
out = df.nsmallest(-1, "x")

# == more rows than there are
df = pd.DataFrame({"x": [3.0, np.nan, 2.0]})
# --
out = df.sort_values("x").head(10)
# naive
out = df.dropna().nsmallest(10, "x")

# == NaN comes last
df = pd.DataFrame({"x": [np.nan, 1.0, np.nan]})
# --
out = df.sort_values("x", ascending=False).head(2)
# naive
out = df.dropna().nlargest(2, "x")

# == NaN first
df = pd.DataFrame({"x": [2.0, np.nan, 1.0]})
# --
out = df.sort_values("x", na_position="first").head(1)
# naive
out = df.nsmallest(1, "x")

# == a level of the index as key
df = pd.DataFrame({"v": [1, 2, 3]}, index=pd.Index([3, 1, 2], name="k"))
# --
out = df.sort_values("k").head(2)
# naive
out = df.nsmallest(2, "k")

# == a key function
df = pd.DataFrame({"x": [3, -5, 1]})
# --
out = df.sort_values("x", key=abs).head(1)
# naive
out = df.nsmallest(1, "x")

# == ignore_index
df = pd.DataFrame({"x": [3, 5, 1]})
# --
out = df.sort_values("x", ignore_index=True).head(2)
# naive
out = df.nsmallest(2, "x")

# == the last of a sorted column with NaN
s = pd.Series([1.0, np.nan, 3.0])
# --
out = s.sort_values().iloc[-1]
# naive
out = s.max()

# == the first of a sorted column of nothing
s = pd.Series([], dtype=float)
# --
out = s.sort_values().iloc[0]
# naive
out = s.min()

# == two sorts one after the other
df = pd.DataFrame({"a": [3, 1, 2] * 30, "b": [1, 1, 0] * 30, "n": range(90)})
# --
out = df.sort_values("a").sort_values("b")
# naive
out = df.sort_values(["b", "a"])

# == sorting and then filtering
df = pd.DataFrame({"a": [3, 1, 2] * 30, "b": [1, 1, 0] * 30, "n": range(90)})
# --
d = df.sort_values("a")
out = d[d["b"] > 0]
# naive
out = df[df["b"] > 0].sort_values("a")

# == sorting and taking a column
df = pd.DataFrame({"a": [2, 1, 2, 1] * 20, "b": range(80)})
# --
out = df.sort_values("a")["b"]
# naive
out = df.sort_values(["a", "b"])["b"]

# == sorting by two keys and taking the first
df = pd.DataFrame({"a": [1, 1, 0, 0] * 10, "b": [2, 1, 2, 1] * 10, "n": range(40)})
# --
out = df.sort_values(["a", "b"], ascending=[False, True]).head(3)
# naive
out = df.sort_values("a", ascending=False).head(3)

# == the first row of a sorted frame with ties
df = pd.DataFrame({"a": [2, 1, 1] * 20, "n": range(60)})
# --
out = df.sort_values("a").iloc[0]
# naive
out = df.loc[df["a"].idxmin()]

# == sorting in place
df = pd.DataFrame({"a": [2, 1, 3]})
other = df
# --
df.sort_values("a", inplace=True)
out = df.head(1)
# naive
out = df.sort_values("a").head(1)

# == counting values with ties
s = pd.Series(["b", "a", "c", "a", "b"])
# --
out = s.value_counts()
# naive
out = s.groupby(s).size().sort_values(ascending=False)

# == the most frequent value with ties
s = pd.Series(["b", "a", "a", "b"])
# --
out = s.value_counts().index[0]
# naive
out = s.mode()[0]

# == counting one value that is not there
s = pd.Series(["b", "a"])
# --
out = s.value_counts()["z"]
# naive
out = int((s == "z").sum())

# == counting one value
s = pd.Series([1, 2, 1])
# --
out = s.value_counts()[1]
# naive
out = int((s == 1).sum())

# == how many values, with NaN
s = pd.Series([1.0, np.nan, 1.0])
# --
out = len(s.unique())
# naive
out = s.nunique()

# == how many values in a set
s = pd.Series([1.0, float("nan"), float("nan")], dtype=object)
# --
out = len(set(s))
# naive
out = s.nunique(dropna=False)

# == one value only, with NaN
s = pd.Series([1.0, 1.0, np.nan])
# --
out = s.nunique() == 1
# naive
out = bool((s == s.iloc[0]).all())

# == whether NaN is among the values
s = pd.Series([1.0, np.nan])
# --
out = np.nan in s.unique()
# naive
out = bool(s.isna().any())

# == a label or a value
s = pd.Series([10, 20])
# --
out = 1 in s
# naive
out = bool((s == 1).any())

# == the place of the largest value with NaN
s = pd.Series([1.0, np.nan, 5.0, 5.0])
# --
out = s.idxmax()
# naive
out = s.iloc[::-1].idxmax()

# == the order of unique values
s = pd.Series([3, 1, 3, 2])
# --
out = s.unique().tolist()
# naive
out = list(set(s))

# == duplicates, the first stays
df = pd.DataFrame({"k": ["a", "b", "a"], "v": [1, 2, 3]})
# --
out = df.sort_values("v", ascending=False).drop_duplicates("k")
# naive
out = df.drop_duplicates("k", keep="last")

# == ranks with ties
s = pd.Series([3, 1, 3])
# --
out = s.rank()
# naive
out = pd.Series(s.to_numpy().argsort().argsort() + 1.0)

# == quantiles one by one
s = pd.Series([1.0, 2.0, np.nan, 4.0])
# --
out = [s.quantile(q) for q in (0.25, 0.5)]
# naive
out = s.quantile([0.25, 0.5]).to_numpy()

# == dates as keys
df = pd.DataFrame({"d": pd.to_datetime(["2024-01-02", None, "2024-01-01"])})
# --
out = df.sort_values("d").head(3)
# naive
out = df.dropna().sort_values("d").head(3)

# == a negative zero among the keys
df = pd.DataFrame({"x": [0.0, -0.0, 1.0], "n": [0, 1, 2]})
# --
out = df.sort_values("x").head(2)
# naive
out = df.iloc[[1, 0]]
