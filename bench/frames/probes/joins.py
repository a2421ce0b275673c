"""Joins, look-ups in other frames, and frames that grow."""

# == merge for one column: keys that repeat on the right
left = pd.DataFrame({"k": [1, 2, 1]})
right = pd.DataFrame({"k": [1, 1, 2], "v": [10, 11, 20]})
# --
out = left.merge(right, on="k", how="left")
# naive
out = left.assign(v=left["k"].map(dict(zip(right["k"], right["v"]))))

# == merge for one column: the index
left = pd.DataFrame({"k": [1, 2, 1]}, index=[7, 8, 9])
right = pd.DataFrame({"k": [1, 2], "v": [10, 20]})
# --
out = left.merge(right, on="k", how="left")
# naive
out = left.assign(v=left["k"].map(right.set_index("k")["v"]))

# == merge for one column: what is missing makes floats
left = pd.DataFrame({"k": [1, 2, 3]})
right = pd.DataFrame({"k": [1, 2], "v": [10, 20]})
# --
out = left.merge(right, on="k", how="left")["v"]
# naive
out = left["k"].map(right.set_index("k")["v"]).fillna(0)

# == NaN meets NaN
left = pd.DataFrame({"k": [1.0, np.nan]})
right = pd.DataFrame({"k": [np.nan, 1.0], "v": [5, 6]})
# --
out = left.merge(right, on="k")
# naive
out = left[left["k"].notna()].merge(right, on="k")

# == a filter behind a left join
left = pd.DataFrame({"k": [1, 2, 3]})
right = pd.DataFrame({"k": [1, 2], "v": [10, 20]})
# --
d = left.merge(right, on="k", how="left")
out = d[d["v"] != 10]
# naive
out = left.merge(right[right["v"] != 10], on="k", how="left")

# == a filter behind an inner join: the index
left = pd.DataFrame({"k": [1, 2, 3]})
right = pd.DataFrame({"k": [1, 2, 3], "v": [10, 20, 30]})
# --
d = left.merge(right, on="k")
out = d[d["v"] > 10]
# naive
out = left.merge(right[right["v"] > 10], on="k")

# == names that meet
left = pd.DataFrame({"k": [1, 2], "v": [1, 2]})
right = pd.DataFrame({"k": [1, 2], "v": [10, 20], "w": [5, 6]})
# --
out = left.merge(right, on="k")["v_x"]
# naive
out = left.merge(right[["k", "w"]], on="k")["v"]

# == keys of other types
left = pd.DataFrame({"k": [1, 2]})
right = pd.DataFrame({"k": ["1", "2"], "v": [10, 20]})
# --
out = left.merge(right, on="k")
# naive
out = left.assign(v=left["k"].map({1: 10, 2: 20}))

# == integers meet floats
left = pd.DataFrame({"k": [1, 2]})
right = pd.DataFrame({"k": [1.0, 2.5], "v": [10, 20]})
# --
out = left.merge(right, on="k", how="left")
# naive
out = left.assign(v=left["k"].map(right.set_index("k")["v"])).astype({"k": "int64"}).rename(columns={"v": "v"}).assign(k=lambda d: d["k"].astype("int32"))

# == a row looked up in another frame that is not there
df = pd.DataFrame({"k": ["a", "z"]})
other = pd.DataFrame({"v": [1, 2]}, index=["a", "b"])
# --
out = df.apply(lambda r: other.loc[r["k"], "v"], axis=1)
# naive
out = df["k"].map(other["v"])

# == a row looked up in another frame that is there twice
df = pd.DataFrame({"k": ["a", "b"]})
other = pd.DataFrame({"v": [1, 2, 3]}, index=["a", "b", "b"])
# --
out = df["k"].apply(lambda k: other.loc[k, "v"])
# naive
out = df["k"].map(other["v"][~other.index.duplicated()])

# == map with a series whose index repeats
s = pd.Series(["a", "b"])
table = pd.Series([1, 2, 3], index=["a", "b", "b"])
# --
out = s.map(table)
# naive
out = s.map(table.to_dict())

# == growing from a frame without types
rows = [{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]
# --
df = pd.DataFrame(columns=["a", "b"])
for row in rows:
    df = pd.concat([df, pd.DataFrame([row])], ignore_index=True)
out = df
# naive
out = pd.DataFrame(rows)

# == growing and looking at it
rows = [1, 2, 3]
# --
df = pd.DataFrame({"a": [0]})
for row in rows:
    df = pd.concat([df, pd.DataFrame({"a": [row + len(df)]})], ignore_index=True)
out = df
# naive
out = pd.DataFrame({"a": [0] + [row + 1 for row in rows]})

# == growing without a new index
rows = [1, 2]
# --
df = pd.DataFrame({"a": [0]})
for row in rows:
    df = pd.concat([df, pd.DataFrame({"a": [row]})])
out = df
# naive
out = pd.DataFrame({"a": [0] + rows})

# == growing: integers and floats
rows = [1, 2.5]
# --
df = pd.DataFrame({"a": [0], "b": [True]})
for row in rows:
    df = pd.concat([df, pd.DataFrame({"a": [row], "b": [1]})], ignore_index=True)
out = df
# naive
out = pd.DataFrame({"a": [0] + rows, "b": [1, 1, 1]})

# == growing by nothing
rows = []
# --
df = pd.DataFrame(columns=["a"])
for row in rows:
    df = pd.concat([df, pd.DataFrame({"a": [row]})], ignore_index=True)
out = df
# naive
out = pd.DataFrame({"a": rows}, dtype="float64")

# == growing with other columns
rows = [{"a": 1}, {"b": 2}]
# --
df = pd.DataFrame()
for row in rows:
    df = pd.concat([df, pd.DataFrame([row])], ignore_index=True)
out = df
# naive
out = pd.DataFrame(rows).fillna(0)

# == two lists become one column
a = pd.Series([1, 2], name="n")
b = pd.Series([0.5], name="n")
# --
out = pd.Series(a.tolist() + b.tolist())
# naive
out = pd.concat([a, b], ignore_index=True)

# == truth values and integers become one column
a = pd.Series([True, False])
b = pd.Series([1, 2])
# --
out = pd.Series(a.tolist() + b.tolist())
# naive
out = pd.concat([a, b], ignore_index=True).astype("int64")

# == the difference of two lists
a = pd.Series([1, 2])
b = pd.Series([3])
# --
out = pd.Series(a.tolist() * 2)
# naive
out = pd.concat([a, b], ignore_index=True)

# == lists that become columns
s = pd.Series([[1, 2.5], [3, 4]])
# --
out = s.apply(pd.Series)
# naive
out = pd.DataFrame(s.tolist(), index=s.index).astype({0: "int64"})

# == lists of other lengths
s = pd.Series([[1, 2], [3]])
# --
out = s.apply(pd.Series)
# naive
out = pd.DataFrame(s.tolist(), index=s.index, dtype=object)

# == dictionaries with other keys
records = [{"a": 1, "b": 2}, {"a": 3}]
# --
out = pd.DataFrame([r for r in records])
# naive
out = pd.DataFrame({"a": [r["a"] for r in records], "b": [r.get("b", 0) for r in records]})

# == explode with empty lists
df = pd.DataFrame({"a": [1, 2], "l": [[1, 2], []]})
# --
out = df.explode("l")
# naive
out = pd.DataFrame([(a, x) for a, l in zip(df["a"], df["l"]) for x in l], columns=["a", "l"])

# == concat of frames in a list
parts = [pd.DataFrame({"a": [1]}), pd.DataFrame({"a": [2.5]}), pd.DataFrame({"b": ["x"]})]
# --
out = pd.concat(parts)
# naive
out = pd.concat(parts, ignore_index=True)

# == an anti-join by hand
left = pd.DataFrame({"k": [1.0, 2.0, np.nan]})
right = pd.DataFrame({"k": [2.0, np.nan]})
# --
out = left[~left["k"].isin(right["k"])]
# naive
out = left[left["k"].map(lambda k: not any(k == other for other in right["k"]))]

# == an outer join is sorted
left = pd.DataFrame({"k": [3, 1], "a": [1, 2]})
right = pd.DataFrame({"k": [2, 1], "b": [3, 4]})
# --
out = left.merge(right, on="k", how="outer")
# naive
out = pd.concat([left.merge(right, on="k", how="left"), right[~right["k"].isin(left["k"])]], ignore_index=True)
