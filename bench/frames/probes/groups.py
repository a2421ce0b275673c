"""Groups: keys that are missing, functions of one's own, last bits, and order."""

# == sums of floats by a function of one's own
df = pd.DataFrame({"k": ["a", "b"] * 500, "x": np.sin(np.arange(1000.0)) * 1e3})
# --
out = df.groupby("k")["x"].agg(lambda g: sum(g))
# naive
out = df.groupby("k")["x"].sum()

# == means of groups by apply
df = pd.DataFrame({"k": np.arange(1000) % 3, "x": np.sin(np.arange(1000.0))})
# --
out = df.groupby("k")["x"].apply(lambda g: g.mean())
# naive
out = df.groupby("k")["x"].sum() / df.groupby("k")["x"].count()

# == variance of groups by apply
df = pd.DataFrame({"k": np.arange(1000) % 3, "x": np.sin(np.arange(1000.0))})
# --
out = df.groupby("k")["x"].apply(lambda g: g.var())
# naive
out = df.groupby("k")["x"].var()

# == the builtin sum of a group with NaN
df = pd.DataFrame({"k": ["a", "a", "b"], "x": [1.0, np.nan, 2.0]})
# --
out = df.groupby("k")["x"].agg(lambda g: sum(g))
# naive
out = df.groupby("k")["x"].sum()

# == NumPy's deviation
df = pd.DataFrame({"k": ["a", "a", "b"], "x": [1.0, 3.0, 2.0]})
# --
out = df.groupby("k")["x"].agg(lambda g: np.std(g.to_numpy()))
# naive
out = df.groupby("k")["x"].std()

# == rows without a key
df = pd.DataFrame({"k": ["a", None, "b"], "x": [1, 2, 3]})
# --
out = df.groupby("k")["x"].agg(lambda g: g.max() - g.min())
# naive
out = df.groupby("k", dropna=False)["x"].agg(lambda g: g.max() - g.min())

# == transform where the key is missing
df = pd.DataFrame({"k": ["a", None, "a"], "x": [1, 2, 5]})
# --
out = df.groupby("k")["x"].transform(lambda g: g - g.min())
# naive
out = df["x"] - df.groupby("k", dropna=False)["x"].transform("min")

# == transform with a function of two results
df = pd.DataFrame({"k": ["a", "b", "a"], "x": [1.0, 2.0, 5.0]})
# --
out = df.groupby("k")["x"].transform(lambda g: (g - g.mean()) / g.std())
# naive
out = (df["x"] - df["x"].mean()) / df["x"].std()

# == categories nobody has
df = pd.DataFrame({"k": pd.Categorical(["a", "b"], categories=["a", "b", "c"]), "x": [1, 2]})
# --
out = df.groupby("k", observed=False)["x"].sum()
# naive
out = df.groupby("k", observed=True)["x"].sum()

# == the order of groups
df = pd.DataFrame({"k": ["b", "a", "b"], "x": [1, 2, 3]})
# --
out = df.groupby("k")["x"].sum()
# naive
out = df.groupby("k", sort=False)["x"].sum()

# == a loop over groups
df = pd.DataFrame({"k": ["b", "a", None, "b"], "x": [1, 2, 3, 4]})
# --
out = []
for k, g in df.groupby("k"):
    out.append((k, len(g), g["x"].sum()))
# naive
out = [(k, int(n), t) for k, n, t in zip(df["k"].unique(), df.groupby("k").size(), df.groupby("k")["x"].sum())]

# == the key of a group by a list
df = pd.DataFrame({"k": ["b", "a"], "x": [1, 2]})
# --
out = [k for k, _ in df.groupby(["k"])]
# naive
out = [k for k, _ in df.groupby("k")]

# == sizes by a function
df = pd.DataFrame({"k": ["b", "a", "b"], "x": [1.0, np.nan, 2.0]})
# --
out = df.groupby("k")["x"].agg(len)
# naive
out = df.groupby("k")["x"].count()

# == sizes and their name
df = pd.DataFrame({"k": ["b", "a", "b"], "x": [1, 5, 2]})
# --
out = df.groupby("k")["x"].apply(len)
# naive
out = df.groupby("k").size()

# == groups that are filtered
df = pd.DataFrame({"k": ["b", "a", None, "b", None], "x": [1, 2, 3, 4, 5]})
# --
out = df.groupby("k").filter(lambda g: len(g) > 1)
# naive
out = df[df.groupby("k", dropna=False)["x"].transform("size") > 1]

# == groups that are filtered by a value that is missing
df = pd.DataFrame({"k": ["b", "a", "b"], "x": [np.nan, 2.0, np.nan]})
# --
out = df.groupby("k").filter(lambda g: g["x"].mean() > 1)
# naive
out = df[~(df.groupby("k")["x"].transform("mean") <= 1)]

# == the first of a group passes over what is missing
df = pd.DataFrame({"k": ["a", "a", "b"], "x": [np.nan, 2.0, 3.0]})
# --
out = df.groupby("k")["x"].apply(lambda g: g.iloc[0])
# naive
out = df.groupby("k")["x"].first()

# == ties within groups
df = pd.DataFrame({"k": ["a", "a", "b"], "x": [2, 2, 1], "n": [0, 1, 2]})
# --
out = df.groupby("k", group_keys=False)[["x", "n"]].apply(lambda g: g.nlargest(1, "x"))
# naive
out = df.sort_values("x").groupby("k").tail(1)[["x", "n"]]

# == the largest of each group
df = pd.DataFrame({"k": ["a", "a", "b"], "x": [2.0, np.nan, np.nan]})
# --
out = df.groupby("k")["x"].agg(lambda g: g.max())
# naive
out = df.groupby("k")["x"].max().fillna(0)

# == means of all columns, then one
df = pd.DataFrame({"k": ["a", "b"], "s": ["u", "v"], "x": [1, 2]})
# --
out = df.groupby("k").mean()["x"]
# naive
out = df.groupby("k")["x"].mean()

# == a share of the group
df = pd.DataFrame({"k": ["a", "a", "b"], "x": [1, 3, 0]})
# --
out = df.groupby("k")["x"].transform(lambda g: g / g.sum())
# naive
out = (df["x"] / df.groupby("k")["x"].transform("sum")).fillna(0)

# == truth values of a group
df = pd.DataFrame({"k": ["a", "a", "b"], "x": [0, 3, 0]})
# --
out = df.groupby("k")["x"].apply(lambda g: (g > 0).any())
# naive
out = df.groupby("k")["x"].max()

# == joined texts
df = pd.DataFrame({"k": ["a", "a", "b"], "s": ["x", None, "z"]})
# --
out = df.groupby("k")["s"].agg(lambda g: ",".join(g))
# naive
out = df.groupby("k")["s"].agg(lambda g: ",".join(v for v in g if isinstance(v, str)))

# == lists of a group
df = pd.DataFrame({"k": ["a", "a", "b"], "x": [1, 2, 3]})
# --
out = df.groupby("k")["x"].apply(list)
# naive
out = df.groupby("k")["x"].apply(tuple)

# == what apply gives to its function
df = pd.DataFrame({"k": ["a", "a", "b"], "x": [1, 2, 3]})
# --
out = df.groupby("k")[["x"]].apply(lambda g: pd.Series({"n": len(g), "m": g["x"].mean()}))
# naive
out = df.groupby("k")["x"].agg(n="size", m="mean")

# == a group's function with side effects
df = pd.DataFrame({"k": ["b", "a", "b"], "x": [1, 2, 3]})
seen = []
# --
def note(g):
    seen.append(g.tolist())
    return g.sum()
out = df.groupby("k")["x"].apply(note)
# naive
out = df.groupby("k")["x"].sum()

# == an exception in the second group
df = pd.DataFrame({"k": ["a", "b", "c"], "x": [1, 0, 2]})
seen = []
# --
def ratio(g):
    seen.append(int(g.iloc[0]))
    return 1 // int(g.iloc[0])
out = df.groupby("k")["x"].apply(ratio)
# naive
out = 1 // df.groupby("k")["x"].first()

# == no rows in no groups
df = pd.DataFrame({"k": pd.Series([], dtype=object), "x": pd.Series([], dtype="int64")})
# --
out = df.groupby("k")["x"].apply(lambda g: g.max() - g.min())
# naive
out = df.groupby("k")["x"].max() - df.groupby("k")["x"].min() + 0.0

# == two keys
df = pd.DataFrame({"k": ["a", "b", "a"], "l": [1, None, 2], "x": [1, 2, 3]})
# --
out = df.groupby(["k", "l"])["x"].agg(lambda g: g.sum())
# naive
out = df.groupby(["k", "l"], dropna=False)["x"].sum()

# == keys that are not in the frame
df = pd.DataFrame({"x": [1, 2, 3]})
key = np.array(["u", "v", "u"])
# --
out = df.groupby(key)["x"].agg(lambda g: g.max())
# naive
out = df.assign(key=key).groupby("key")["x"].max()

# == as_index=False
df = pd.DataFrame({"k": ["a", "b", "a"], "x": [1, 2, 3]})
# --
out = df.groupby("k", as_index=False)["x"].agg(lambda g: g.max())
# naive
out = df.groupby("k")["x"].max()

# == integer sums that wrap
df = pd.DataFrame({"k": ["a", "a"], "x": [2**62, 2**62]})
# --
out = df.groupby("k")["x"].agg(lambda g: sum(int(v) for v in g))
# naive
out = df.groupby("k")["x"].sum()

# == sums of small integers
df = pd.DataFrame({"k": ["a", "a"], "x": np.array([100, 100], dtype="int8")})
# --
out = df.groupby("k")["x"].agg(lambda g: g.sum())
# naive
out = df.groupby("k")["x"].sum().astype("int8")

# == a dictionary of functions
df = pd.DataFrame({"k": ["a", "a", "b"], "x": [1, 2, 3], "y": [1.5, 2.5, 3.5]})
# --
out = df.groupby("k").agg({"y": "max", "x": lambda g: g.max()})
# naive
out = df.groupby("k")[["x", "y"]].max()

# == filling what is missing by the group
df = pd.DataFrame({"k": ["a", "a", None, "b"], "x": [1.0, np.nan, 7.0, np.nan]})
# --
out = df.groupby("k")["x"].transform(lambda g: g.fillna(g.median()))
# naive
out = df["x"].fillna(df.groupby("k")["x"].transform("median"))

# == the frame changes between two groupings
df = pd.DataFrame({"k": ["a", "b", "a"], "x": [1, 2, 3]})
# --
first = df.groupby("k")["x"].sum()
df["k"] = ["b", "b", "b"]
out = (first, df.groupby("k")["x"].sum())
# naive
g = df.groupby("k")["x"].sum()
df["k"] = ["b", "b", "b"]
out = (g, g)

# == pivot tables and columns of nothing
df = pd.DataFrame({"r": ["a", "b"], "c": ["u", "v"], "x": [1.0, np.nan]})
# --
out = df.pivot_table(index="r", columns="c", values="x", aggfunc="mean")
# naive
out = df.groupby(["r", "c"])["x"].mean().unstack()

# == ranks within groups
df = pd.DataFrame({"k": ["a", "a", "b"], "x": [2, 2, 1]})
# --
out = df.groupby("k")["x"].rank(method="first")
# naive
out = df.groupby("k").cumcount() + 1

# == datetimes in groups
df = pd.DataFrame({"k": ["a", "a", "b"], "d": pd.to_datetime(["2024-01-01", "2024-03-01", None])})
# --
out = df.groupby("k")["d"].agg(lambda g: g.max() - g.min())
# naive
out = (df.groupby("k")["d"].max() - df.groupby("k")["d"].min()).dt.days
