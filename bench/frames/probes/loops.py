"""Loops over rows: what they see, in which order, and what they leave behind."""

# == iterrows makes floats of integers
df = pd.DataFrame({"a": [1, 2], "b": [0.5, 1.5]})
# --
out = []
for _, r in df.iterrows():
    out.append(r["a"])
# naive
out = df["a"].tolist()

# == iterrows and texts
df = pd.DataFrame({"a": [1, 2], "b": [0.5, 1.5]})
# --
out = ""
for i, r in df.iterrows():
    out += f"{i}={r['a']};"
# naive
out = "".join(f"{i}={a};" for i, a in zip(df.index, df["a"]))

# == a sum that starts whole
df = pd.DataFrame({"a": [1, 2], "b": ["x", "y"]})
# or
df = pd.DataFrame({"a": [1.5, 2.5], "b": ["x", "y"]})
# or
df = pd.DataFrame({"a": pd.Series([], dtype=float), "b": pd.Series([], dtype=object)})
# --
out = 0
for _, r in df.iterrows():
    out += r["a"]
# naive
out = df["a"].sum()

# == sums of NaN
df = pd.DataFrame({"a": [1.0, np.nan, 2.0]})
# --
out = sum(r["a"] for _, r in df.iterrows())
# naive
out = df["a"].sum()

# == sums of floats are from left to right
df = pd.DataFrame({"a": [0.1] * 10 + [1e16, 1.0, -1e16]})
# --
out = 0.0
for r in df.itertuples():
    out += r.a
# naive
out = float(df["a"].sum())

# == sums of many floats
s = pd.Series(np.arange(1000) * 0.1)
# --
out = sum(s)
# naive
out = s.sum()

# == the builtin sum is no NumPy number, or is it
s = pd.Series([1, 2, 3])
# --
out = sum(s)
# naive
out = s.sum()

# == integers that overflow in a sum
df = pd.DataFrame({"a": [2**62, 2**62, 2**62]})
# --
out = 0
for r in df.itertuples(index=False):
    out += r.a
# naive
out = int(df["a"].sum())

# == itertuples divides as Python
df = pd.DataFrame({"a": [1, 2], "b": [1, 0]})
# --
out = []
for r in df.itertuples():
    out.append(r.a / r.b)
# naive
out = (df["a"] / df["b"]).tolist()

# == a dictionary: the last wins
df = pd.DataFrame({"k": ["x", "y", "x"], "v": [1, 2, 3]})
# --
out = {}
for _, r in df.iterrows():
    out[r["k"]] = r["v"]
# naive
out = df.drop_duplicates("k").set_index("k")["v"].to_dict()

# == a dictionary of rows with mixed numbers
df = pd.DataFrame({"k": [1, 2], "v": [1.5, 2.5]})
# --
out = {r["k"]: r["v"] for _, r in df.iterrows()}
# naive
out = dict(zip(df["k"].tolist(), df["v"].tolist()))

# == counting in a dictionary keeps the order of first appearance
df = pd.DataFrame({"k": ["b", "a", "b", "c"]})
# --
out = {}
for k in df["k"]:
    out[k] = out.get(k, 0) + 1
# naive
out = df["k"].value_counts().sort_index().to_dict()

# == counting NaN
s = pd.Series([np.nan, 1.0, np.nan])
# --
out = {}
for v in s:
    out[v] = out.get(v, 0) + 1
# naive
out = s.value_counts(dropna=False).to_dict()

# == the variable of the loop after its end
df = pd.DataFrame({"a": [1, 2, 3]})
# --
total = 0
for i, r in df.iterrows():
    total += r["a"]
out = (i, r, total)
# naive
total = df["a"].sum()
out = (len(df), None, total)

# == the variable of a loop that never ran
df = pd.DataFrame({"a": [1, 2, 3]}).iloc[:0]
# --
for x in df["a"]:
    pass
out = x
# naive
out = 0

# == loc with a label that comes twice
df = pd.DataFrame({"a": [1, 2, 3]}, index=[0, 1, 1])
# --
out = []
for i in df.index:
    out.append(df.loc[i, "a"])
# naive
out = df["a"].tolist()

# == positions that are labels
df = pd.DataFrame({"a": [1, 2, 3]}, index=[2, 1, 0])
# --
out = []
for i in range(len(df)):
    out.append(df["a"][i])
# naive
out = df["a"].tolist()

# == a label that is missing
df = pd.DataFrame({"a": [1, 2, 3]}, index=[0, 1, 5])
# --
out = []
for i in range(len(df)):
    out.append(df.loc[i, "a"])
# naive
out = df["a"].tolist()

# == NumPy's numbers from iloc
df = pd.DataFrame({"a": [1, 2, 3]})
# --
out = [type(df["a"].iloc[i]).__name__ for i in range(len(df))]
# naive
out = [type(v).__name__ for v in df["a"].tolist()]

# == a row of iloc has the type of all columns
df = pd.DataFrame({"a": [1, 2, 3], "b": [0.5, 0.5, 0.5]})
# --
out = [df.iloc[i]["a"] for i in range(len(df))]
# naive
out = df["a"].to_numpy().tolist()

# == writing with loc changes the type of the column
df = pd.DataFrame({"a": [1, 2, 3]})
df["r"] = 0
# --
for i in df.index:
    df.loc[i, "r"] = df.loc[i, "a"] * 2
# naive
df["r"] = [float(v) * 2 for v in df["a"]]

# == writing into a new column
df = pd.DataFrame({"a": [1, 2, 3]})
# --
for i in df.index:
    df.loc[i, "r"] = df.loc[i, "a"] * 2
# naive
df["r"] = df["a"] * 2

# == writing into a new column of an empty frame
df = pd.DataFrame({"a": [1, 2, 3]}).iloc[:0]
# --
for i in df.index:
    df.loc[i, "r"] = df.loc[i, "a"] * 2
# naive
df["r"] = df["a"] * 2

# == writing what is read in the next round
df = pd.DataFrame({"a": [1, 2, 3]})
# --
for i in range(1, len(df)):
    df.loc[i, "a"] = df.loc[i - 1, "a"] + df.loc[i, "a"]
# naive
df["a"] = df["a"] + df["a"].shift(1, fill_value=0)

# == writing with a duplicate label
df = pd.DataFrame({"a": [1, 2, 3]}, index=["x", "y", "x"])
df["r"] = 0
# --
n = 0
for i, row in df.iterrows():
    df.at[i, "r"] = n
    n += 1
# naive
df["r"] = range(len(df))

# == writing texts into a column of numbers fails half way
df = pd.DataFrame({"a": [1, 2, 3]})
df["r"] = [1, 2, 3]
# --
for i in df.index:
    df.at[i, "r"] = 1 if df.at[i, "a"] < 2 else 10 // (df.at[i, "a"] - 3)
# naive
df["r"] = np.where(df["a"] < 2, 1, 10 // (df["a"] - 3))

# == what was written before an exception stays
df = pd.DataFrame({"s": ["1", "2", "x", "4"]})
df["n"] = 0
# --
for i in df.index:
    df.loc[i, "n"] = int(df.loc[i, "s"])
# naive
df["n"] = [int(v) for v in df["s"]]

# == what was appended before an exception stays
df = pd.DataFrame({"a": [2, 1, 0, 5]})
seen = []
# --
for r in df.itertuples():
    seen.append(10 // r.a)
# naive
seen.extend([10 // v for v in df["a"].tolist()])

# == enlarging while a loop runs
df = pd.DataFrame({"a": [1, 2]})
# --
for i in range(len(df), len(df) + 3):
    df.loc[i] = [i]
# naive
df = pd.concat([df, pd.DataFrame({"a": range(2, 5)})])

# == rows of two types are appended
df = pd.DataFrame({"a": [1], "b": [0.5]})
# --
for i in range(3):
    df.loc[len(df)] = [i, i / 2]
# naive
df = pd.concat([df, pd.DataFrame({"a": range(3), "b": [i / 2 for i in range(3)]})], ignore_index=True)

# == differences to the row before
df = pd.DataFrame({"a": [5, 7, 4]})
# --
out = [0]
for i in range(1, len(df)):
    out.append(df["a"].iloc[i] - df["a"].iloc[i - 1])
# naive
out = df["a"].diff().fillna(0).tolist()

# == a running total of floats with NaN
df = pd.DataFrame({"a": [0.1, np.nan, 0.3]})
# --
total, out = 0.0, []
for v in df["a"]:
    total += v
    out.append(total)
# naive
out = df["a"].cumsum().tolist()

# == a running maximum with NaN
df = pd.DataFrame({"a": [0.1, np.nan, 0.3]})
# --
best, out = float("-inf"), []
for v in df["a"]:
    if v > best:
        best = v
    out.append(best)
# naive
out = df["a"].cummax().tolist()

# == the largest value of a column with NaN
s = pd.Series([np.nan, 2.0, 1.0])
# --
out = max(s)
# naive
out = s.max()

# == the smallest value of nothing
s = pd.Series([], dtype=float)
# --
out = min(s)
# naive
out = s.min()

# == groups by hand: NaN is a group of its own with no rows
df = pd.DataFrame({"k": ["x", np.nan, "x", "y"], "v": [1.0, 2.0, 3.0, 4.0]})
# --
out = {}
for k in df["k"].unique():
    out[k] = df[df["k"] == k]["v"].mean()
# naive
out = df.groupby("k", sort=False)["v"].mean().to_dict()

# == groups by hand: the class of the keys
df = pd.DataFrame({"k": [2, 1, 2], "v": [1, 2, 3]})
# --
out = {}
for k in df["k"].unique():
    out[k] = df[df["k"] == k]["v"].sum()
# naive
out = {int(k): int(v) for k, v in df.groupby("k", sort=False)["v"].sum().items()}

# == looking up by hand: the first match
df = pd.DataFrame({"id": [1, 2, 1], "v": [10, 20, 30]})
wanted = [2, 1]
# --
out = []
for w in wanted:
    out.append(df[df["id"] == w]["v"].values[0])
# naive
table = dict(zip(df["id"], df["v"]))
out = [table[w] for w in wanted]

# == looking up by hand: no match
df = pd.DataFrame({"id": [1, 2, 1], "v": [10, 20, 30]})
wanted = [2, 3]
# --
out = []
for w in wanted:
    out.append(df[df["id"] == w]["v"].values[0])
# naive
table = dict(zip(df["id"], df["v"]))
out = [table[w] for w in wanted]

# == looking up NaN
df = pd.DataFrame({"id": [1.0, np.nan], "v": [10, 20]})
wanted = [1.0, float("nan")]
# --
out = []
for w in wanted:
    hit = df[df["id"] == w]
    out.append(hit["v"].iloc[0] if len(hit) else None)
# naive
table = df.set_index("id")["v"]
out = [table.get(w) for w in wanted]

# == a row that is kept
df = pd.DataFrame({"a": [1, 2], "b": [0.5, 1.5]})
# --
out = [r for _, r in df.iterrows()]
# naive
out = [pd.Series({"a": a, "b": b}) for a, b in zip(df["a"], df["b"])]

# == writing to a row of iterrows does not reach the frame
df = pd.DataFrame({"a": [1, 2], "b": [0.5, 1.5]})
# --
for _, r in df.iterrows():
    r["a"] = 100
# naive
df["a"] = 100

# == records are dictionaries of Python's numbers
df = pd.DataFrame({"a": [1, 2], "b": [0.5, 1.5]})
# --
out = []
for r in df.to_dict("records"):
    out.append(type(r["a"]).__name__)
# naive
out = [type(r["a"]).__name__ for _, r in df.iterrows()]

# == itertuples and names that are no identifiers
df = pd.DataFrame({"a b": [1, 2], "_c": [3, 4]})
# --
out = []
for r in df.itertuples():
    out.append((r._1, r._2))
# naive
out = list(zip(df["_c"], df["a b"]))

# == itertuples rows that are kept
df = pd.DataFrame({"a": [1, 2], "b": [3, 4]})
# --
out = [tuple(r) for r in df.itertuples()]
# naive
out = list(zip(df["a"].tolist(), df["b"].tolist()))

# == dates in a loop
df = pd.DataFrame({"d": pd.to_datetime(["2024-01-01", "2024-06-01"])})
# --
out = [type(d).__name__ for d in df["d"]]
# naive
out = [type(d).__name__ for d in df["d"].to_numpy()]

# == a loop that stops
df = pd.DataFrame({"a": [3, 8, 0, 9]})
# --
out = 0
for r in df.itertuples():
    if r.a == 0:
        break
    out += 24 // r.a
# naive
out = int((24 // df["a"]).sum())

# == two frames row by row
left = pd.DataFrame({"k": [1.0, np.nan]})
right = pd.DataFrame({"k": [np.nan, 1.0], "v": [5, 6]})
# --
out = []
for _, a in left.iterrows():
    for _, b in right.iterrows():
        if a["k"] == b["k"]:
            out.append((a["k"], b["v"]))
# naive
out = list(left.merge(right, on="k").itertuples(index=False, name=None))
