"""Chains of columns, casts, copies, dates, reading: what one step leaves for the next."""

# == a cast between that loses bits
s = pd.Series([16777217, 3])
# --
out = s.astype("float32").astype("float64")
# naive
out = s.astype("float64")

# == a cast between that cuts
s = pd.Series([1.9, -1.9])
# --
out = s.astype("int64").astype("float64")
# naive
out = s.astype("float64")

# == a cast between that fails
s = pd.Series([1.0, np.nan])
# --
out = s.astype("int64").astype("float64")
# naive
out = s.astype("float64")

# == a cast to texts and back
s = pd.Series(["01", "2"])
# --
out = s.astype("int64").astype(str)
# naive
out = s.astype(str)

# == two columns change their names
df = pd.DataFrame({"a": [1], "b": [2]})
# --
out = df.rename(columns={"a": "b", "b": "c"}).rename(columns={"b": "c", "c": "d"})
# naive
out = df.rename(columns={"a": "b", "b": "c", "c": "d"})

# == names that move on
df = pd.DataFrame({"a": [1], "b": [2]})
# --
out = df.rename(columns={"a": "x"}).rename(columns={"x": "y"})
# naive
out = df.rename(columns={"a": "x", "x": "y"})

# == dropping what is not there, after dropping what is
df = pd.DataFrame({"a": [1], "b": [2]})
# --
out = df.drop(columns="a").drop(columns="a")
# naive
out = df.drop(columns=["a", "a"])

# == dropping in place, one after the other, with a mistake
df = pd.DataFrame({"a": [1], "b": [2], "c": [3]})
# --
df.drop(columns="a", inplace=True)
df.drop(columns="z", inplace=True)
# naive
df.drop(columns=["a", "z"], inplace=True)

# == filling with the mean of what was filled before
df = pd.DataFrame({"a": [1.0, np.nan], "b": [np.nan, 4.0]})
# --
df["a"] = df["a"].fillna(0)
df["b"] = df["b"].fillna(df["a"].mean())
# naive
df = df.fillna({"a": 0, "b": df["a"].mean()})

# == filling and who else has the frame
df = pd.DataFrame({"a": [1.0, np.nan]})
other = df
# --
df["a"] = df["a"].fillna(0)
# naive
df = df.fillna({"a": 0})

# == filling in place through a column
df = pd.DataFrame({"a": [1.0, np.nan]})
# --
df["a"].fillna(0, inplace=True)
# naive
df["a"] = df["a"].fillna(9)

# == filling makes a new column, who holds the old one
df = pd.DataFrame({"a": [1.0, np.nan]})
old = df["a"]
# --
df["a"] = df["a"].fillna(0)
# naive
df["a"] = df["a"].fillna(0)
old = df["a"]

# == replacing in a frame that has another name
df = pd.DataFrame({"a": ["u", "v"]})
g = df
# --
df = df.replace(["u"], ["w"])
# naive
df.replace("u", "w", inplace=True)

# == replacing two values that follow each other
s = pd.Series(["a", "b"])
# --
out = s.replace({"a": "b"}).replace({"b": "c"})
# naive
out = s.replace({"a": "b", "b": "c"})

# == a copy is a copy
df = pd.DataFrame({"a": [1, 2]})
# --
d = df.copy()
d["a"] = 0
out = (df, d)
# naive
d = df
d["a"] = 0
out = (df, d)

# == a copy whose memory is written
df = pd.DataFrame({"a": [1.0, 2.0]})
# --
d = df.copy()
d.to_numpy()[:]
out = d
out.iloc[0, 0] = 5.0
# naive
d = df
out = d
out.iloc[0, 0] = 5.0

# == a frame handed to a function is changed by it
df = pd.DataFrame({"a": [1, 2]})
def grown(d):
    d["b"] = d["a"] * 2
    return d
# --
out = grown(df)
# naive
out = df.assign(b=df["a"] * 2)

# == the order of columns
df = pd.DataFrame({"b": [1], "a": [2]})
# --
df["c"] = df["a"] + 1
df["b"] = df["b"] + 1
# naive
df["b"] = df["b"] + 1
df = df[["b", "a"]].assign(c=df["a"] + 1)[["a", "b", "c"]]

# == a column that nobody uses fails
df = pd.DataFrame({"a": ["1", "x"], "b": [1, 2]})
# --
df["unused"] = df["a"].astype(int)
out = df["b"].sum()
# naive
out = df["b"].sum()

# == a column that nobody uses is looked at
df = pd.DataFrame({"a": [1, 2], "b": [1, 2]})
# --
df["unused"] = df["a"] * 2
out = (df["b"].sum(), df.shape, list(df.columns))
# naive
out = (df["b"].sum(), df.shape, list(df.columns))

# == a column that is used under a name that is computed
df = pd.DataFrame({"a": [1, 2], "b": [1, 2]})
name = "ab"[0]
# --
df["c"] = df["b"] * 2
out = df[name].sum() + df[sorted(df.columns)[-1]].sum()
# naive
out = df[name].sum() + df["b"].sum()

# == assign reads what it makes
df = pd.DataFrame({"a": [1, 2]})
# --
out = df.assign(a=lambda d: d["a"] * 10).assign(b=lambda d: d["a"] + 1)
# naive
out = df.assign(a=df["a"] * 10, b=df["a"] + 1)

# == the index after dropping rows
df = pd.DataFrame({"a": [1.0, np.nan, 3.0]})
# --
d = df.dropna()
d = d.reset_index(drop=True)
d["b"] = pd.Series([10, 20])
out = d
# naive
d = df.dropna().copy()
d["b"] = pd.Series([10, 20])
out = d

# == columns are aligned
df = pd.DataFrame({"a": [1, 2, 3]}, index=[2, 1, 0])
other = pd.Series([10, 20, 30])
# --
df["b"] = df["a"] + other
# naive
df["b"] = df["a"].to_numpy() + other.to_numpy()

# == means and what is missing
s = pd.Series(np.where(np.arange(1000) % 7 == 0, np.nan, np.sin(np.arange(1000.0)) * 1e3 + 0.1))
# --
out = s.dropna().mean()
# naive
out = s.fillna(0).sum() / len(s)

# == counting what is there
s = pd.Series([1.0, np.nan, 3.0])
# --
out = len(s[s.notnull()])
# naive
out = s.count() + 0.0

# == how much is missing
df = pd.DataFrame({"a": [1.0, np.nan], "b": [None, "x"]})
# --
out = df.isnull().sum().sum()
# naive
out = int(df["a"].isna().sum())

# == dates in mixed forms
s = pd.Series(["2024-01-31", "31 Jan 2024", "01/02/2024"])
# --
out = s.apply(lambda v: pd.to_datetime(v))
# naive
out = pd.to_datetime(s)

# == dates that are missing
s = pd.Series(["2024-01-31", None])
# --
out = s.apply(lambda v: datetime.strptime(v, "%Y-%m-%d"))
# naive
out = pd.to_datetime(s, format="%Y-%m-%d")

# == dates that do not exist
s = pd.Series(["2024-02-30", "2024-01-01"])
# --
out = s.apply(lambda v: datetime.strptime(v, "%Y-%m-%d"))
# naive
out = pd.to_datetime(s, format="%Y-%m-%d", errors="coerce")

# == the year of a date
s = pd.Series(pd.to_datetime(["2024-01-31", "2023-05-05"]))
# --
out = s.apply(lambda d: d.year)
# naive
out = s.dt.year

# == the year of a date that is missing
s = pd.Series(pd.to_datetime(["2024-01-31", None]))
# --
out = s.apply(lambda d: d.year)
# naive
out = s.dt.year.astype("Int64")

# == days between dates of which one is missing
a = pd.Series(pd.to_datetime(["2024-01-31", None]))
b = pd.Series(pd.to_datetime(["2024-01-01", "2024-01-01"]))
# --
out = (a - b).apply(lambda d: d.days)
# naive
out = (a - b).dt.days.fillna(0).astype("int64")

# == the date of a moment
s = pd.Series(pd.to_datetime(["2024-01-31 10:00", "2023-05-05 23:59"]))
# --
out = s.apply(lambda d: d.date())
# naive
out = s.dt.normalize()

# == the name of a weekday
s = pd.Series(pd.to_datetime(["2024-01-31", None]))
# --
out = s.dt.day_name()
# naive
out = s.apply(lambda d: d.day_name())

# == moments of a zone
s = pd.Series(pd.to_datetime(["2024-03-31 00:30", "2024-10-27 00:30"])).dt.tz_localize("UTC").dt.tz_convert("Europe/Berlin")
# --
out = s.apply(lambda d: d.hour)
# naive
out = s.dt.tz_convert("UTC").dt.hour.astype("int64")

# == dates that are parsed twice
df = pd.DataFrame({"d": ["2024-01-31", "2024-02-01"]})
# --
df["d"] = pd.to_datetime(df["d"])
df["m"] = pd.to_datetime(df["d"]).dt.month
# naive
df["m"] = pd.to_datetime(df["d"]).dt.month

# == rolling means by a function
s = pd.Series(np.sin(np.arange(200.0)) * 1e3)
# --
out = s.rolling(7).apply(np.mean, raw=True)
# naive
out = s.rolling(7).mean()

# == rolling maxima with NaN
s = pd.Series([1.0, np.nan, 3.0, 2.0])
# --
out = s.rolling(2).apply(lambda w: w.max(), raw=True)
# naive
out = s.rolling(2, min_periods=1).max()

# == expanding sums
s = pd.Series(np.sin(np.arange(200.0)))
# --
out = s.expanding().apply(lambda w: w.sum(), raw=True)
# naive
out = s.cumsum()

# == a file whose unused column is broken
import io
text = "a,b\n1,x\n2,y,z\n"
# --
df = pd.read_csv(io.StringIO(text))
out = df["a"].sum()
# naive
df = pd.read_csv(io.StringIO(text), usecols=[0], names=["a"], skiprows=1)
out = df["a"].sum()

# == the first rows of a file, whose types come from all
import io
text = "a\n1\n2\nx\n"
# --
out = pd.read_csv(io.StringIO(text)).head(2)
# naive
out = pd.read_csv(io.StringIO(text), nrows=2)

# == a reader that is read once
import io
source = io.StringIO("a\n1\n2\n")
# --
first = pd.read_csv(source)
try:
    second = pd.read_csv(source)
except Exception as error:
    second = type(error).__name__
out = (first, second)
# naive
first = pd.read_csv(source)
out = (first, first)

# == columns that are read and whose order counts
import io
text = "b,a,c\n1,2,3\n"
# --
df = pd.read_csv(io.StringIO(text))
out = df[["a", "b"]]
# naive
out = pd.read_csv(io.StringIO(text), usecols=["a", "b"])

# == printing shows all columns
import io
text = "b,a,c\n1,2,3\n"
# --
df = pd.read_csv(io.StringIO(text))
print(df)
out = df["a"].sum()
# naive
df = pd.read_csv(io.StringIO(text), usecols=["a"])
print(df)
out = df["a"].sum()

# == the index is a column of the file
import io
text = "b,a,c\n1,2,3\n4,5,6\n"
# --
df = pd.read_csv(io.StringIO(text), index_col="b")
out = df["a"].loc[4]
# naive
df = pd.read_csv(io.StringIO(text), usecols=["a"])
out = df["a"].loc[1]
