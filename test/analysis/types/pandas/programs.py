"""Programs for the differential test of pandas' rules: operations on frames.

`python programs.py oracle.json.gz` runs them with the pandas that this Python has, and writes (or updates) what came of them:
descriptions of the result and of the frame afterwards, by version. Run it once for each version that the test is about. With
`--all` every operation is tried on every frame; the committed file has one pair of sixteen.
"""
import gzip
import io
import json
import os
import sys
import warnings

FRAMES = {
    "mixed": 'df = pd.DataFrame({"a": [3, 1, 2], "b": [1.5, np.nan, 0.0], "c": ["x", "y", "x"], "d": [True, False, True]})',
    "empty": 'df = pd.DataFrame({"a": [3], "b": [1.5], "c": ["x"], "d": [True]}).iloc[:0]',
    "no values": 'df = pd.DataFrame({"a": [], "b": [], "c": []})',
    "dates": 'df = pd.DataFrame({"a": pd.to_datetime(["2020-01-01", "2021-02-03", None]), "b": pd.to_timedelta([1, 2, None], unit="D"), "c": pd.Series(["x", "y", "x"]).astype("category"), "d": np.array([1, 2, 3], dtype="int32")})',
    "labels twice": 'df = pd.DataFrame({"a": [3, 1, 2], "b": [1.5, 2.5, 0.5], "c": ["x", "y", "x"], "d": [1, 0, 1]}, index=["p", "q", "p"])',
    "two levels": 'df = pd.DataFrame({"a": [3, 1, 2], "b": [1.5, np.nan, 0.0], "c": ["x", "y", "x"], "d": [1, 2, 3]}).set_index(["a", "c"], drop=False)\ndf.index.names = ["i", "j"]',
    "objects": 'df = pd.DataFrame({"a": ["p", 1, None], "b": [None, None, None], "c": [1, 2.5, "z"], "d": [True, None, False]})',
    "columns twice": 'df = pd.concat([pd.DataFrame({"a": [1, 2], "b": [1.0, 2.0]}), pd.DataFrame({"a": [3, 4], "c": ["x", "y"]})], axis=1)',
    "file": 'df = pd.read_csv(io.StringIO("a,b,c,d\\n3,1.5,x,2020-01-01\\n1,,y,2020-01-02\\n2,0,x,2020-01-03\\n"))',
    "file with dtypes": 'df = pd.read_csv(io.StringIO("a,b,c,d\\n3,1.5,x,1\\n1,,y,0\\n2,0,x,1\\n"), usecols=["a", "b", "c"], dtype={"a": "int32", "b": float, "c": str})',
    "file with names": 'df = pd.read_csv(io.StringIO("3,1.5,x\\n1,,y\\n2,0,x\\n"), names=["a", "b", "c"], header=None, dtype={"a": "int64"}, index_col=False)',
    "filtered": 'df = pd.DataFrame({"a": [3, 1, 2, 5], "b": [1.5, np.nan, 0.0, 2.0], "c": ["x", "y", "x", "z"], "d": [1, 2, 3, 4]})\ndf = df[df["a"] > 1]',
    "filtered to nothing": 'df = pd.DataFrame({"a": [3, 1], "b": [1.5, 0.0], "c": ["x", "y"], "d": [True, False]})\ndf = df[df["a"] > 10]',
    "by date": 'df = pd.DataFrame({"a": [3, 1, 2], "b": [1.5, np.nan, 0.0], "c": ["x", "y", "x"], "d": [1, 2, 3]}, index=pd.date_range("2020-01-01", periods=3))',
    "numbers": 'df = pd.DataFrame(np.arange(12.0).reshape(3, 4), columns=list("abcd"))',
    "numbered": 'df = pd.DataFrame(np.array([[1, 2], [3, 4]]))',
    "one row": 'df = pd.DataFrame([{"a": 1, "b": 2.5, "c": "x"}])',
    "small": 'df = pd.DataFrame({"a": np.array([1, 2], dtype="uint8"), "b": np.array([1, 2], dtype="float32"), "c": np.array([0, 2], dtype="int8"), "d": np.array([1, 0], dtype="int64")})',
    "nullable": 'df = pd.DataFrame({"a": [1, 2], "b": [1.5, 2.5], "c": ["x", "y"], "d": [True, False]}).astype({"a": "Int64", "b": "Float64", "c": "string", "d": "boolean"})',
    "indexed": 'df = pd.DataFrame({"a": [3, 1, 2], "b": [1.5, 2.0, 0.0], "c": ["x", "y", "x"], "d": [1, 2, 3]}).set_index("c")',
    "grouped": 'df = pd.DataFrame({"a": [3, 1, 3], "b": [1.5, 2.0, 0.0], "c": ["x", "y", "x"], "d": [1, 2, 3]}).groupby("a")[["b", "d"]].sum()',
    "sorted": 'df = pd.DataFrame({"a": [3, 1, 2], "b": [1.5, np.nan, 0.0], "c": ["x", "y", "x"], "d": [1, 2, 3]}).sort_values("a")',
    "renamed": 'df = pd.DataFrame({"x": [3, 1, 2], "b": [1.5, np.nan, 0.0]}).rename(columns={"x": "a"})\ndf["c"] = "q"\ndf["d"] = [1, 2, 3]',
    "missing only": 'df = pd.DataFrame({"a": [np.nan, np.nan], "b": [None, np.nan], "c": ["x", None], "d": [1, 2]})',
    "records": 'df = pd.DataFrame([{"a": 1, "b": 2.5}, {"a": 2, "c": "x"}, {"b": 1.0, "d": 3}])',
    "joined": 'df = pd.DataFrame({"a": [3, 1, 2], "b": [1.5, np.nan, 0.0]}).merge(pd.DataFrame({"a": [1, 2, 2], "c": ["x", "y", "z"], "d": [1, 2, 3]}), on="a", how="left")',
    "levels from arrays": 'df = pd.DataFrame({"a": [3, 1, 2], "b": [1.5, np.nan, 0.0], "c": ["x", "y", "x"], "d": [1, 2, 3]}, index=[["p", "p", "q"], [0, 1, 0]])',
    "by label": 'df = pd.DataFrame({"a": [3, 1, 2], "b": [1.5, np.nan, 0.0], "c": ["x", "y", "x"], "d": [True, False, True]}, index=["p", "q", "r"])',
    "by step": 'df = pd.DataFrame({"a": [3, 1, 2, 4], "b": [1.5, np.nan, 0.0, 1], "c": ["x", "y", "x", "z"]})[::2]',
    "written": 'df = pd.DataFrame({"a": [3, 1, 2], "b": [1.5, np.nan, 0.0], "c": ["x", "y", "x"]})\ndf.loc[df["a"] > 1, "d"] = "big"\ndf["a"] = df["a"].astype("float32")',
    "concatenated": 'df = pd.DataFrame({"a": [3, 1], "b": [1.5, 2.0], "c": ["x", "y"]})\ndf = pd.concat([df, df])',
    "left over": 'df = pd.DataFrame({"a": [3, 1], "b": [1.5, 2.0], "c": ["x", "y"]})\ndf = pd.concat([df, df], ignore_index=True)\ndf = df[df["a"] > 2].reset_index(drop=True)',
    "missing text": 'df = pd.DataFrame({"a": [1, 2, 3], "b": [0.5, None, 1], "c": ["x", None, "y"], "d": ["1", "2", "3"]})',
    "categories": 'df = pd.DataFrame({"a": pd.Categorical(["x", "y", "x"]), "b": [1.5, 2.5, 3.5], "c": ["x", "y", "x"], "d": [1, 2, 3]})',
}

OTHER = 'other = pd.DataFrame({"a": [1, 2, 4], "b": [9.0, 8.0, 7.0], "e": ["u", "v", "w"]})'

OPERATIONS = [line for line in r'''
r = df["a"]
r = df["b"]
r = df["c"]
r = df["d"]
r = df[["a"]]
r = df[["b", "a"]]
r = df[["a", "a"]]
r = df[df["a"] > 1]
r = df[df["c"] == "x"]
r = df[(df["a"] > 1) & (df["b"] < 2)]
r = df[~(df["a"] > 1)]
r = df[df["a"] > 1]["b"]
r = df[1:]
r = df[:0]
r = df[df.columns[0]]
r = df[df.columns[1:]]
r = df[[c for c in df.columns]]
r = df[df.isnull()]
r = df.a
r = df.b
r = df.c
r = df.loc[0]
r = df.loc[0, "a"]
r = df.loc[:, "a"]
r = df.loc[:, ["a", "b"]]
r = df.loc[:, "a":"b"]
r = df.loc[df["a"] > 1, "b"]
r = df.loc[df["a"] > 1, ["b", "c"]]
r = df.loc[df["a"] > 1]
r = df.loc[[0, 1]]
r = df.loc[[0, 1], "a"]
r = df.loc["p"]
r = df.loc["p", "a"]
r = df.loc[(3, "x")]
r = df.loc[lambda x: x["a"] > 1]
r = df.iloc[0]
r = df.iloc[-1]
r = df.iloc[0, 0]
r = df.iloc[0, 1]
r = df.iloc[:, 0]
r = df.iloc[:, -1]
r = df.iloc[:, 1:]
r = df.iloc[:, [0, 1]]
r = df.iloc[1:2]
r = df.iloc[[0, 1]]
r = df.iloc[0:2, 0:2]
r = df.iloc[:, :-1].values
r = df.at[0, "a"]
r = df.iat[0, 0]
r = df["a"].iloc[0]
r = df["a"].loc[0]
r = df["a"][0]
r = df["a"].iat[0]
r = df["b"].iloc[0]
r = df["c"].iloc[0]
r = df["d"].iloc[0]
r = df["a"][1:]
r = df["a"][df["a"] > 1]
r = df["a"][[0, 1]]
df["x"] = 1
df["x"] = 1.5
df["x"] = "s"
df["x"] = None
df["x"] = True
df["x"] = [1, 2, 3]
df["x"] = [1.5, 2, 3]
df["x"] = ["p", "q", "r"]
df["x"] = np.nan
df["x"] = np.arange(3)
df["x"] = np.zeros(3)
df["x"] = range(3)
df["x"] = df["a"]
df["x"] = df["a"] + 1
df["x"] = df["a"] * 2.5
df["x"] = df["a"] / 2
df["x"] = df["a"].astype(str)
df["x"] = df["a"].map({1: 10, 2: 20})
df["x"] = df["a"].apply(lambda v: v * 2)
df["x"] = df["c"].str.upper()
df["x"] = df["a"] > 1
df["x"] = df["a"].isnull()
df["x"] = pd.Series([1, 2, 3])
df["x"] = pd.Series([1, 2, 3], index=[5, 6, 7])
df["x"] = other["a"]
df["x"] = other["e"]
df["x"] = pd.to_datetime("2020-01-01")
df["x"] = np.where(df["a"] > 1, 1, 0)
df["x"] = df.index
df["a"] = df["a"].fillna(0)
df["a"] = df["a"].astype(float)
df["b"] = df["b"].fillna(df["b"].mean())
df["a"] = "s"
df["a"] += 1
df["a"] *= 1.5
df[["x", "y"]] = 0
df[["a", "b"]] = 1.5
df[["x", "y"]] = df[["a", "b"]]
df[df["a"] > 1] = 0
df.loc[0, "a"] = 5
df.loc[0, "a"] = 5.5
df.loc[10, "a"] = 5
df.loc[10] = 0
df.loc[0, "x"] = 5
df.loc[df["a"] > 1, "a"] = 0
df.loc[df["a"] > 1, "b"] = 0
df.loc[df["a"] > 1, "b"] = 2.5
df.loc[df["a"] > 1, "c"] = "new"
df.loc[df["a"] > 1, "c"] = 5
df.loc[df["a"] > 1, "x"] = "new"
df.loc[df["a"] > 1, "x"] = 1
df.loc[df["a"] > 1, ["a", "b"]] = 0
df.loc[:, "x"] = 1
df.loc[:, "x"] = "s"
df.loc[:, "a"] = 7
df.loc[:, "a"] = 7.5
df.loc[:, "c"] = 7
df.loc[:, "b"] = df["a"]
df.loc[:, ["a", "b"]] = 1
df.iloc[0, 0] = 9
df.iloc[0, 1] = 9
df.iloc[0] = 1
df.iloc[:, 0] = 1
df.iloc[:, 1] = 1.5
df.at[0, "a"] = 3
df.at[0, "b"] = 3
df.at[0, "x"] = 3
df.at[7, "b"] = 3
df.iat[0, 0] = 3
df["a"][0] = 5
df["a"].iloc[0] = 7.5
df["a"].fillna(0, inplace=True)
df["c"].replace("x", "z", inplace=True)
df["c"].replace("x", 1, inplace=True)
s = df["a"]\ns[0] = 4\nr = s
s = df["b"]\ns[0] = 4\nr = s
s = df["b"]\ns[77] = 4\nr = s
s = df["a"].copy()\ns.loc[77] = 4\nr = s
s = df["c"].copy()\ns.iloc[0] = "new"\nr = s
s = df["a"].copy()\ns[s > 1] = 0\nr = s
s = df["a"].copy()\ns.name = "z"\nr = s
s = df["a"].copy()\ns.index = [5, 6, 7]\nr = s
s = df["a"].copy()\ns += 1\nr = s
s = df["a"].copy()\ns /= 2\nr = s
del df["a"]
df.columns = ["p", "q", "r", "s"]
df.columns = ["p", "q", "r"]
df.columns = ["p", "p", "q", "r"]
df.columns = [c.upper() for c in df.columns]
df.columns = df.columns.str.upper()
df.index = [5, 6, 7]
df.index = df["a"]
df.index = range(3)
df.index = pd.RangeIndex(3)
df.a = 5
df.a = df["b"]
df.new = 5
df.insert(0, "x", 1)
df.insert(1, "x", [1, 2, 3])
df.insert(0, "x", df["a"])
r = df.pop("a")
r = df.assign(x=1)
r = df.assign(x=1, y="s", a=2.5)
r = df.assign(x=lambda t: t["a"] + 1)
r = df.assign(x=[1, 2, 3], y=df["a"])
r = df.drop("a", axis=1)
r = df.drop(columns="a")
r = df.drop(columns=["a", "b"])
r = df.drop(["a", "b"], axis=1)
r = df.drop(["zz"], axis=1, errors="ignore")
r = df.drop(0)
r = df.drop([0, 1])
r = df.drop(index=0, columns="a")
r = df.drop(columns="a", inplace=True)
r = df.drop("a", axis="columns")
r = df.rename(columns={"a": "z"})
r = df.rename(columns={"a": "b"})
r = df.rename(columns={"a": "b", "b": "a"})
r = df.rename(columns=str.upper)
r = df.rename(columns={"a": "z"}, inplace=True)
r = df.rename(index={0: "z"})
r = df.rename({"a": "z"}, axis=1)
r = df.rename({0: 5})
r = df.astype(str)
r = df.astype({"a": "float32"})
r = df.astype({"a": str, "b": object})
r = df.astype(object)
r = df.astype("category")
r = df[["a", "b"]].astype(float)
r = df["a"].astype(int)
r = df["a"].astype("int64")
r = df["a"].astype(np.float32)
r = df["a"].astype("category")
r = df["a"].astype(bool)
r = df["c"].astype("category")
r = df["a"].astype("datetime64[ns]")
r = df["a"].astype("Int64")
r = df.fillna(0)
r = df.fillna("s")
r = df.fillna({"a": 0, "b": 1.5})
r = df.fillna(df.mean(numeric_only=True))
r = df.fillna(0, inplace=True)
r = df["a"].fillna(0)
r = df["b"].fillna(0)
r = df["b"].fillna("s")
r = df["c"].fillna("s")
r = df["c"].fillna(0)
r = df["d"].fillna(False)
r = df["b"].fillna(df["b"].mean())
r = df.ffill()
r = df["a"].ffill()
r = df["b"].bfill()
r = df["c"].ffill()
r = df["b"].interpolate()
r = df.replace(1, 2)
r = df.replace([np.inf, -np.inf], np.nan)
r = df.replace({"a": {1: 5}})
r = df.replace("x", "z", inplace=True)
r = df["b"].replace([np.inf, -np.inf], np.nan)
r = df["c"].replace("x", "z")
r = df["c"].replace({"x": 1, "y": 2})
r = df["a"].replace(1, np.nan)
r = df.isnull()
r = df.notna()
r = df.isin([1, 2])
r = df["a"].isin([1, 2])
r = df["a"].notnull()
r = df["a"].between(1, 2)
r = df.duplicated()
r = df["a"].duplicated()
r = df.dropna()
r = df.dropna(subset=["b"])
r = df.dropna(axis=1)
r = df.dropna(inplace=True)
r = df.dropna(how="all", axis=1)
r = df["b"].dropna()
r = df.drop_duplicates()
r = df.drop_duplicates("a", ignore_index=True)
r = df.drop_duplicates(subset=["a"], keep="last", inplace=True)
r = df["a"].drop_duplicates()
r = df.head()
r = df.head(2)
r = df.tail(1)
r = df.sample(frac=1)
r = df.sample(1, random_state=0)
r = df.sample(frac=1).reset_index(drop=True)
r = df.nlargest(2, "a")
r = df["a"].nlargest(2)
r = df.query("a > 1")
r = df.query("a > 1", inplace=True)
r = df.sort_values("a")
r = df.sort_values(["a", "b"], ascending=False)
r = df.sort_values("a", ignore_index=True)
r = df.sort_values("a", inplace=True)
r = df["a"].sort_values()
r = df["c"].sort_values(ascending=False)
r = df.sort_index()
r = df.sort_index(axis=1)
r = df["a"].sort_index(inplace=True)
r = df.reset_index()
r = df.reset_index(drop=True)
r = df.reset_index(inplace=True)
r = df.reset_index(level=0)
r = df["a"].reset_index()
r = df["a"].reset_index(drop=True)
r = df["a"].reset_index(name="n")
r = df["c"].value_counts().reset_index()
r = df.set_index("a")
r = df.set_index("c")
r = df.set_index(["a", "b"])
r = df.set_index(["a"])
r = df.set_index("a", drop=False)
r = df.set_index("a", append=True)
r = df.set_index("a", inplace=True)
r = df.set_index("a").reset_index()
r = df.set_index(["a", "c"]).reset_index()
r = df.set_index(pd.to_datetime(["2020-01-01", "2020-01-02", "2020-01-03"]))
r = df.filter(["a", "b"])
r = df.filter(["b", "zz", "a"])
r = df.filter(like="a")
r = df.select_dtypes("number")
r = df.select_dtypes(include=["float64"])
r = df.select_dtypes(exclude="number")
r = df.select_dtypes(include="object")
r = df.select_dtypes(include=["int64", "float64"]).columns
r = df.add_prefix("p_")
r = df.add_suffix("_s")
r = df.reindex([0, 1, 9])
r = df.reindex(columns=["a", "zz"])
r = df["a"].reindex([0, 9])
r = df.set_axis(["p", "q", "r", "s"], axis=1)
r = df.rename_axis("idx")
r = df.rename_axis("cols", axis=1)
r = df.explode("c")
r = df["c"].explode()
r = df.copy()
r = df.copy(deep=False)
r = df["a"].copy()
r = df["a"].to_frame()
r = df["a"].to_frame("z")
r = df["a"].rename("z")
r = df["a"].rename({0: "z"})
r = df["a"].rename("z", inplace=True)
r = df.T
r = df.transpose()
r = df.values
r = df.to_numpy()
r = df["a"].values
r = df["b"].to_numpy()
r = df["c"].values
r = df["d"].values
r = df[["a", "b"]].values
r = df[["a"]].to_numpy(dtype=float)
r = df.index
r = df.columns
r = df.shape
r = df.shape[0]
r = df.size
r = df.ndim
r = df.empty
r = df.dtypes
r = df["a"].dtype
r = df["a"].shape
r = df["a"].name
r = df["a"].index
r = df["a"].size
r = df["a"].hasnans
r = df.index.values
r = df.index.name
r = df.columns.values
r = df.columns.tolist()
r = list(df.columns)
r = df.index.tolist()
r = len(df)
r = len(df["a"])
r = df["a"].tolist()
r = df["b"].tolist()
r = df["c"].tolist()
r = df["a"].unique()
r = df["c"].unique()
r = df["d"].unique()
r = df["a"].nunique()
r = df.nunique()
r = df["a"].value_counts()
r = df["c"].value_counts()
r = df["c"].value_counts(normalize=True)
r = df["c"].value_counts(dropna=False).head(1)
r = df["a"].value_counts().index
r = df["d"].value_counts().sort_index()
r = df.value_counts()
r = df["a"].sum()
r = df["b"].sum()
r = df["c"].sum()
r = df["d"].sum()
r = df["a"].mean()
r = df["b"].mean()
r = df["d"].mean()
r = df["a"].max()
r = df["b"].min()
r = df["c"].max()
r = df["d"].max()
r = df["a"].median()
r = df["a"].std()
r = df["b"].var()
r = df["a"].count()
r = df["a"].prod()
r = df["a"].any()
r = df["d"].all()
r = (df["a"] > 1).sum()
r = (df["a"] > 1).mean()
r = (df["a"] > 1).any()
r = df["a"].idxmax()
r = df["a"].argmax()
r = df["a"].mode()
r = df["a"].mode()[0]
r = df["a"].quantile(0.5)
r = df["b"].quantile([0.1, 0.9])
r = df["a"].skew()
r = df["a"].sem()
r = df["a"].corr(df["b"])
r = df["a"].describe()
r = df["c"].describe()
r = df.sum()
r = df.sum(numeric_only=True)
r = df.sum(axis=1, numeric_only=True)
r = df[["a", "b"]].sum()
r = df[["a"]].sum()
r = df[["a", "b"]].sum(axis=1)
r = df[["a", "b"]].mean(axis=1)
r = df[["a", "d"]].max()
r = df.mean(numeric_only=True)
r = df[["a", "b"]].mean()
r = df[["a", "b"]].std()
r = df[["a", "b"]].min()
r = df.max()
r = df.count()
r = df.count(axis=1)
r = df.isnull().sum()
r = df.isnull().sum().sum()
r = df.isnull().any()
r = df.isnull().any(axis=1)
r = df.isna().mean()
r = df.isnull().values.any()
r = df.median(numeric_only=True)
r = df.describe()
r = df.describe(include="all")
r = df.describe().T
r = df.corr(numeric_only=True)
r = df[["a", "b"]].corr()
r = df[["a", "b"]].cov()
r = df.quantile(0.5, numeric_only=True)
r = df.idxmax(numeric_only=True)
r = df.mode()
r = df["a"] + 1
r = df["a"] + 1.5
r = df["a"] - df["b"]
r = df["a"] * df["a"]
r = df["a"] / df["d"]
r = df["a"] // 2
r = df["a"] % 2
r = df["a"] ** 2
r = df["b"] ** 2
r = 2 ** df["a"]
r = 1 - df["a"]
r = 1 / df["b"]
r = -df["a"]
r = -df["b"]
r = ~df["d"]
r = abs(df["a"])
r = df["a"].abs()
r = df["a"].round()
r = df["b"].round(2)
r = round(df["b"], 1)
r = df["c"] + "s"
r = df["c"] + df["c"]
r = "s" + df["c"]
r = df["a"] == 1
r = df["a"] != df["b"]
r = df["c"] == "x"
r = df["c"] > "x"
r = df["a"] > df["a"].mean()
r = df["d"] & (df["a"] > 1)
r = df["d"] | True
r = df["a"] & 1
r = df["a"] + other["a"]
r = df["a"] * other["b"]
r = df["a"] + np.arange(3)
r = df["a"] + np.float32(1)
r = df["a"] + [1, 2, 3]
r = df["a"] - pd.Timestamp("2020-01-01")
r = df["a"] + pd.Timedelta(1, unit="D")
r = df["a"] - df["a"]
r = df["a"] + True
r = df["d"] + 1
r = df["d"] * 1.5
r = df["d"] + df["d"]
r = df + 1
r = df * 2
r = df[["a", "b"]] / 2
r = df[["a", "b"]] + df[["a", "b"]]
r = df[["a", "b"]] > 1
r = df == 1
r = df[["a", "b"]] - df[["a", "b"]].mean()
r = (df[["a", "b"]] - df[["a", "b"]].mean()) / df[["a", "b"]].std()
r = df["a"].add(1)
r = df["a"].add(df["b"], fill_value=0)
r = df["a"].mul(2)
r = df["a"].sub(df["d"])
r = df["a"].div(2)
r = df["a"].gt(1)
r = df["a"].eq(other["a"])
r = df[["a", "b"]].mul(2)
r = df[["a", "b"]].div(df["a"], axis=0)
r = df["a"].cumsum()
r = df["d"].cumsum()
r = df["b"].cumprod()
r = df["a"].diff()
r = df["b"].diff()
r = df["d"].diff()
r = df["a"].shift()
r = df["a"].shift(1, fill_value=0)
r = df["b"].shift(-1)
r = df["c"].shift()
r = df.shift()
r = df["a"].pct_change()
r = df["a"].rank()
r = df[["a", "b"]].rank()
r = df["a"].clip(0, 1)
r = df["a"].where(df["a"] > 1)
r = df["a"].where(df["a"] > 1, 0)
r = df["a"].mask(df["a"] > 1, 0)
r = df.where(df.notnull())
r = df["a"].map({1: "one", 2: "two"})
r = df["a"].map(lambda v: v + 1)
r = df["a"].map(str)
r = df["c"].map(len)
r = df["a"].map(lambda v: 1.5)
r = df["a"].map(lambda v: True)
r = df["a"].map(lambda v: "s")
r = df["a"].map(lambda v: None)
r = df["a"].apply(lambda v: 1.5 if v == 1 else 2.5)
r = df["a"].apply(str)
r = df["a"].apply(lambda v: [v])
r = df["a"].apply(lambda v: pd.Series([v, v]))
r = df["a"].apply(np.sqrt)
r = df["a"].apply("sum")
r = df.apply(lambda s: s.max())
r = df.apply(lambda s: 1)
r = df.apply(lambda row: row["a"], axis=1)
r = df.apply(lambda row: 1.5, axis=1)
r = df.apply(lambda row: str(row["a"]), axis=1)
r = df.apply(lambda s: s)
r = df.apply(np.sum)
r = df.apply(pd.Series.nunique)
r = df.pipe(lambda t: t["a"])
r = df.agg("sum", numeric_only=True)
r = df.agg(["min", "max"])
r = df["a"].agg("sum")
r = df["a"].agg(["min", "max"])
r = df["a"].transform(lambda v: v)
r = pd.concat([df, df])
r = pd.concat([df, other])
r = pd.concat([df, df], ignore_index=True)
r = pd.concat([df, other], axis=1)
r = pd.concat([df[["a"]], df[["b"]]], axis=1)
r = pd.concat([df["a"], df["b"]], axis=1)
r = pd.concat([df["a"], df["a"]])
r = pd.concat([df["a"], df["b"]])
r = pd.concat([df, df], keys=["p", "q"])
r = pd.concat([df, other], join="inner")
r = pd.concat([df for _ in range(2)])
r = pd.concat({"p": df, "q": df})
r = pd.concat([df, pd.DataFrame([{"a": 1}])])
r = df.merge(other, on="a")
r = df.merge(other, on="a", how="left")
r = df.merge(other, on="a", how="outer")
r = df.merge(other, on="a", how="right")
r = df.merge(other, on=["a", "b"])
r = df.merge(other, left_on="a", right_on="a")
r = df.merge(other, left_on="d", right_on="a")
r = df.merge(other, left_on="d", right_on="a", how="left")
r = df.merge(other, how="cross")
r = df.merge(other)
r = df.merge(other, on="a", suffixes=("_l", "_r"))
r = df.merge(other, on="a", suffixes=("", "_r"))
r = df.merge(other, on="a", indicator=True)
r = df.merge(other, left_index=True, right_index=True)
r = df.merge(other, left_on="a", right_index=True, how="left")
r = pd.merge(df, other, on="a", how="inner")
r = pd.merge(df, other[["a", "e"]], on="a", how="left")
r = pd.merge(df, df, on="a")
r = df.join(other[["e"]])
r = df.join(other, rsuffix="_r")
r = df.join(other, lsuffix="_l", rsuffix="_r")
r = df.join(other.set_index("a"), on="a", rsuffix="_r")
r = df.join(other[["e"]], how="inner")
r = df.join(other["e"])
r = df.groupby("a").sum()
r = df.groupby("a").mean(numeric_only=True)
r = df.groupby("a").size()
r = df.groupby("a").count()
r = df.groupby("c").sum(numeric_only=True)
r = df.groupby("c")["a"].sum()
r = df.groupby("c")["a"].mean()
r = df.groupby("c")["b"].max()
r = df.groupby("c")["a"].min()
r = df.groupby("c")["a"].count()
r = df.groupby("c")["a"].nunique()
r = df.groupby("c")["a"].size()
r = df.groupby("c")["a"].first()
r = df.groupby("c")["d"].std()
r = df.groupby("c")["d"].median()
r = df.groupby("c")[["a", "b"]].mean()
r = df.groupby("c")[["a", "b"]].max()
r = df.groupby(["a", "c"])["b"].sum()
r = df.groupby(["a", "c"]).size()
r = df.groupby(["a", "c"]).size().reset_index(name="n")
r = df.groupby(["a", "c"])["b"].mean().reset_index()
r = df.groupby(["c"])["b"].mean()
r = df.groupby("c", as_index=False)["a"].sum()
r = df.groupby("c", as_index=False).mean(numeric_only=True)
r = df.groupby("c", as_index=False).size()
r = df.groupby(["a", "c"], as_index=False)["b"].sum()
r = df.groupby("c")["a"].sum().reset_index()
r = df.groupby("c")["a"].sum().sort_values(ascending=False)
r = df.groupby("c")["a"].agg("sum")
r = df.groupby("c")["a"].agg(["sum", "mean"])
r = df.groupby("c")["a"].agg(lambda s: 1)
r = df.groupby("c").agg("sum")
r = df.groupby("c").agg({"a": "sum"})
r = df.groupby("c").agg({"a": "sum", "b": "mean"})
r = df.groupby("c").agg({"a": ["sum", "mean"]})
r = df.groupby("c").agg({"a": "sum", "b": "max"}).reset_index()
r = df.groupby("c").agg(total=("a", "sum"), n=("b", "count"))
r = df.groupby("c", as_index=False).agg({"a": "sum"})
r = df.groupby("c", as_index=False).agg(total=("a", "sum"))
r = df.groupby("c").apply(lambda g: 1)
r = df.groupby("c").apply(lambda g: g)
r = df.groupby("c")["a"].apply(lambda s: 1)
r = df.groupby("c")["a"].apply(lambda s: s + 1)
r = df.groupby("c")["a"].apply(list)
r = df.groupby("c")["a"].transform("mean")
r = df.groupby("c")["a"].transform("sum")
r = df.groupby("c")["b"].transform(lambda s: s - s.mean())
r = df.groupby("c")[["a", "b"]].transform("mean")
r = df.groupby("c")["a"].cumsum()
r = df.groupby("c")["a"].shift()
r = df.groupby("c").cumcount()
r = df.groupby("c")["a"].rank()
r = df.groupby("c").head(1)
r = df.groupby("c").first()
r = df.groupby("c").nth(0)
r = df.groupby("c").filter(lambda g: len(g) > 1)
r = df.groupby("c").get_group("x")
r = df.groupby("c").ngroups
r = df.groupby("c").describe()
r = df.groupby("c")["a"].describe()
r = df.groupby("c")["a"].value_counts()
r = df.groupby("c")["a"].unique()
r = df.groupby("c")["a"].idxmax()
r = df.groupby("c")["a"].quantile(0.5)
r = df.groupby("a")
r = df.groupby("a")["b"]
r = [part for key, part in df.groupby("c")][0]
r = [key for key, part in df.groupby("c")]
r = df.groupby(df["a"] > 1)["b"].sum()
r = df.groupby(lambda i: 1).size()
r = df.groupby(level=0)["b"].sum()
r = df.groupby("c").a.sum()
r = df.groupby("c")["b"].rolling(2).mean()
r = df["c"].groupby(df["a"]).count()
r = df["b"].rolling(2).mean()
r = df["b"].rolling(2)
r = df.rolling(2, min_periods=1)
r = df[["a", "b"]].rolling(2).sum()
r = df["a"].rolling(2).apply(lambda w: 1.0)
r = df["a"].expanding().sum()
r = df["a"].ewm(span=2).mean()
r = df["a"].resample("D").sum()
r = df["b"].resample("2D").mean()
r = df[["a", "b"]].resample("D").mean()
r = df["b"].resample("D").ffill()
r = df.resample("D")["a"].max()
r = df.pivot_table(index="c", values="b")
r = df.pivot_table(index="c", values="b", aggfunc="sum")
r = df.pivot_table(index="c", columns="a", values="b")
r = df.pivot_table(index=["c", "a"], values="b", aggfunc="count")
r = df.pivot(index="a", columns="c", values="b")
r = pd.pivot_table(df, index="c", values=["a", "b"])
r = df.melt()
r = df.melt(id_vars="a")
r = df.melt(id_vars=["a", "c"], value_vars=["b"], var_name="k", value_name="v")
r = pd.melt(df, id_vars=["a"], var_name="k")
r = df.stack()
r = df.unstack()
r = df.groupby(["a", "c"]).size().unstack()
r = df.groupby(["a", "c"]).size().unstack(fill_value=0)
r = pd.crosstab(df["a"], df["c"])
r = pd.cut(df["a"], 2)
r = pd.cut(df["a"], [0, 1, 5], labels=["lo", "hi"])
r = pd.cut(df["a"], 2, labels=False)
r = pd.qcut(df["a"], 2)
r = pd.get_dummies(df)
r = pd.get_dummies(df["c"])
r = pd.get_dummies(df, columns=["c"])
r = pd.to_datetime(df["d"])
r = pd.to_datetime(df["a"])
r = pd.to_datetime(df["d"], format="%Y-%m-%d")
r = pd.to_datetime(df["d"], errors="coerce")
r = pd.to_datetime(df["a"], unit="s")
r = pd.to_numeric(df["a"])
r = pd.to_numeric(df["b"], errors="coerce")
r = pd.to_numeric(df["c"], errors="coerce")
r = pd.isnull(df["a"])
r = pd.isna(df)
r = pd.notnull(df["a"]).sum()
r = pd.unique(df["a"])
r = pd.factorize(df["c"])
r = df["c"].factorize()[0]
r = df["c"].str.upper()
r = df["c"].str.len()
r = df["c"].str.contains("x")
r = df["c"].str.contains("x", na=False)
r = df[df["c"].str.contains("x", na=False)]
r = df["c"].str.startswith("x")
r = df["c"].str.split("x")
r = df["c"].str.split("x", expand=True)
r = df["c"].str.replace("x", "y")
r = df["c"].str.extract("(x)")
r = df["c"].str.extract("(x)", expand=False)
r = df["c"].str.strip().str.lower()
r = df["c"].str[0]
r = df["c"].str.get(0)
r = df["c"].str.cat(sep=",")
r = df["c"].str.zfill(3)
r = df["c"].str
r = df["a"].dt
r = df["a"].dt.year
r = df["a"].dt.month
r = df["a"].dt.date
r = df["a"].dt.dayofweek
r = df["a"].dt.day_name()
r = df["a"].dt.strftime("%Y")
r = df["a"].dt.floor("D")
r = df["a"].dt.normalize()
r = df["a"].dt.to_period("M")
r = df["a"].dt.is_month_end
r = df["b"].dt.days
r = df["b"].dt.total_seconds()
r = pd.to_datetime(df["d"]).dt.year
r = df["c"].cat.codes
r = df["c"].cat.categories
r = df["c"].astype("category").cat.codes
r = df["c"].cat.add_categories(["zz"])
r = [row for i, row in df.iterrows()][0]
r = [i for i, row in df.iterrows()]
r = [row for row in df.itertuples()][0]
r = [row.a for row in df.itertuples()]
r = [row for row in df.itertuples(index=False)][0]
r = [k for k, v in df.items()]
r = [v for k, v in df.items()][0]
r = [v for v in df["a"]]
r = [v for v in df["b"]]
r = [v for v in df["d"]]
r = [v for v in df["c"]]
r = [v for v in df]
r = [v for v in df.index]
r = [(k, v) for k, v in df["a"].items()]
r = dict(zip(df["a"], df["b"]))
r = df.to_dict()
r = df.to_dict("records")
r = df.to_dict(orient="list")
r = df["a"].to_dict()
r = df.to_csv()
r = df.to_json()
r = df.info()
r = df.memory_usage()
r = df["a"].memory_usage()
r = df.eval("a + 1")
r = df.equals(df)
r = df.squeeze()
r = df.xs(0)
r = df.combine_first(other)
r = df.keys()
r = df.get("a")
r = df.index.max()
r = df.index.unique()
r = df.index.to_series()
r = df.index[0]
r = df.index[:2]
r = df.columns[0]
r = df.columns.difference(["a"])
r = df.columns.drop("a")
r = df.index.isin([0])
r = df.index.get_level_values(0)
r = df.index + 1
r = df.index.year
r = df.index.str
r = "a" in df
r = "a" in df.columns
r = np.sqrt(df["b"])
r = np.log1p(df["a"])
r = np.where(df["a"] > 1, df["b"], 0)
r = np.mean(df["b"])
r = sum(df["d"])
r = max(df["a"])
r = sorted(df["b"])
r = df["a"].searchsorted(1)
r = df["a"].isnull().sum()
r = df["a"].first_valid_index()
r = df["a"].infer_objects()
r = df.convert_dtypes()
r = df["a"].item()
r = df.iloc[0].tolist()
r = df.iloc[0]["a"]
r = df.loc[0].values
r = df["a"].astype(str).str.len()
r = df["a"].to_list()
r = df.update(other)
r = df.truncate(before=0)
r = df["a"].repeat(2)
r = df["a"].argsort()
r = df.first_valid_index()
r = df["a"].compare(df["a"])
r = df.nsmallest(1, "a")
r = df.cumsum()
r = df.abs()
r = df.round(1)
r = df.clip(0, 1)
r = df.diff()
r = df.pct_change()
r = df.applymap(str)
r = df.map(str)
r = df.any()
r = df.all(axis=1)
r = df.squeeze("columns")
r = df.style
r = df.plot
r = pd.DataFrame(df, columns=["a", "b"])
r = pd.DataFrame(df["a"])
r = pd.DataFrame({"p": df["a"], "q": df["b"]})
r = pd.DataFrame({"p": df["a"], "q": [1, 2, 3]})
r = pd.DataFrame({"p": df["a"], "q": other["a"]})
r = pd.DataFrame(df.values, columns=df.columns)
r = pd.DataFrame(df[["a", "b"]].values, index=df.index)
r = pd.Series(df["a"].values)
r = pd.Series(df["a"], name="z")
r = pd.Series(df["a"].values, index=df.index)
r = pd.Series(df["a"].tolist())
r = df.groupby(["a"]).sum(numeric_only=True)
r = df.groupby(["a"]).mean(numeric_only=True)
k = ["a"]\nr = df.groupby(k).sum(numeric_only=True)
k = ["a", "c"]\ng = df.groupby(k)\nk.append("b")\nr = g.sum(numeric_only=True)
k = ["b", "d"]\ng = df.groupby("a")[k]\nk.append("c")\nr = g.sum()
r = df.groupby(pd.Grouper(key="a")).sum(numeric_only=True)
r = df.groupby(by=["a"], as_index=False).agg({"b": "sum"})
r = df.groupby(df["c"]).sum(numeric_only=True)
r = df.groupby([df["c"], "a"]).sum(numeric_only=True)
r = df.groupby(lambda i: 1).sum(numeric_only=True)
r = df.groupby("a", sort=False)["b"].sum()
r = df.groupby("a", dropna=False)["b"].sum()
r = df.groupby("b", dropna=False)["a"].sum()
r = df.groupby("a")["b"].agg("sum")
r = df.groupby("a")["b"].agg(["sum", "mean"])
r = df.groupby("a").agg(n=("b", "count"), m=("c", "first"))
r = df.groupby("a").agg({"b": ["sum", "mean"]})
r = df.groupby("a")["b"].transform("sum")
r = df.groupby("a")["b"].transform("mean")
r = df.groupby("a")["b"].transform(lambda x: x - x.mean())
r = df.groupby("a")["b"].rank()
r = df.groupby("a")["b"].shift(1)
r = df.groupby("a")["b"].diff()
r = df.groupby("a")["b"].cumsum()
r = df.groupby("a")["a"].cumsum()
r = df.groupby("a")["b"].fillna(0)
r = df.groupby("a")["b"].ffill()
r = df.groupby("a").cumcount()
r = df.groupby("a").ngroup()
r = df.groupby("a").size().reset_index(name="n")
r = df.groupby("a")["b"].sum().reset_index()
r = df.groupby("a")["b"].idxmax()
r = df.groupby("a")["c"].nunique()
r = df.groupby("a")["c"].value_counts()
r = df.groupby("a")["c"].unique()
r = df.groupby("a")["c"].apply(list)
r = df.groupby("a")["b"].apply(lambda x: x.name)
r = df.groupby("a")["b"].apply(lambda x: x * 2)
r = df.groupby("a").apply(lambda g: g.name)
r = df.groupby("a").apply(lambda g: len(g))
r = df.groupby("a").apply(lambda g: g.head(1))
r = df.groupby("a")["b"].describe()
r = df.groupby("a")["b"].quantile(0.5)
r = df.groupby("a")["b"].quantile([0.25, 0.5])
r = df.groupby("a").first()
r = df.groupby("a").last()
r = df.groupby("a").nth(0)
r = df.groupby("a").head(1)
r = df.groupby("a").filter(lambda g: len(g) > 1)
r = df.groupby("a").get_group(3)
r = [k for k, g in df.groupby("a")]
r = [g for k, g in df.groupby("a")]
r = dict(list(df.groupby("a")["b"]))
r = df.groupby("a").groups
r = df.groupby("a").ngroups
r = df.groupby(level=0).sum(numeric_only=True)
r = df.groupby("c").agg("mean", numeric_only=True)
r = df.groupby("c")[["b"]].mean().unstack()
r = df.groupby(["a", "c"])["b"].sum().unstack()
r = df.groupby("c").resample("D").sum()
r = df[["a", "b"]].abs()
r = (df["a"] + 1j).abs()
r = df["a"].shift([0, 1])
r = df.shift([0, 1])
r = df["a"].shift(1)
r = df["a"].shift(-1, fill_value=0)
r = df.shift(1, axis=1)
r = df["b"].rolling(2, step=2).mean()
r = df["b"].rolling(2, min_periods=1).sum()
r = df["b"].expanding().max()
r = df["b"].ewm(span=2).mean()
r = df["a"].rolling(2).apply(lambda w: w.sum())
r = df["a"] @ df["b"]
r = df["a"].dot(df["b"])
r = df["a"] ** -1.0
r = df["c"] + "_s"
r = df["c"] * 2
r = df["a"].astype(str) + "-" + df["c"]
r = df["c"] == df["d"]
r = df["a"] == "x"
r = df["a"].eq(1)
r = df["a"] > df["b"]
r = 5 - df["a"]
r = 1 / df["a"]
r = np.log(df["b"])
r = np.sqrt(df["a"])
r = np.exp(df[["a", "b"]])
r = np.abs(df["a"])
r = np.maximum(df["a"], 2)
r = np.add(df["a"], df["b"])
r = np.isnan(df["b"])
r = np.where(df["a"] > 1, df["b"], df["a"])
r = np.where(df["a"] > 1, "big", "small")
r = np.select([df["a"] > 2, df["a"] > 1], [1.0, 2.0])
r = np.sum(df["a"])
r = np.array(df["a"])
r = np.asarray(df[["a", "b"]])
r = np.unique(df["a"])
r = np.cumsum(df["a"])
r = np.round(df["b"])
r = np.clip(df["a"], 1, 2)
r = np.log1p(df["a"]).values
r = df["c"].str.lower()
r = df["c"].str.split(",")
r = df["c"].str.split(",", expand=True)
r = df["c"].str.split(",").str[0]
r = df["c"].str.strip().str.title()
r = df["c"].str.extractall("(x)")
r = df["c"].str.findall("x")
r = df["c"].str.cat(df["c"])
r = df["c"].str.isdigit()
r = df["c"].str.count("x")
r = df["c"].str.find("x")
r = df["c"].str.pad(4)
r = df["c"].str.slice(0, 1)
r = df["c"].str.get_dummies()
r = df["c"].str.match("x")
r = df["c"].str.encode("utf-8")
r = df["c"].str.join("-")
r = df["c"].str.cat(["1", "2", "3"])
r = df["c"].str.partition("x")
r = df.columns.str.lower()
r = df.columns.str.contains("a")
r = df.columns.str.replace("a", "b")
r = df.index.str.upper()
r = pd.to_numeric(df["a"], downcast="integer")
r = pd.qcut(df["b"], 2, labels=False)
r = pd.pivot_table(df, values="b", index="a", columns="c")
r = df.pivot_table(values="b", index="a", aggfunc="sum")
r = df.melt(id_vars=["a"], value_vars=["b"])
r = df.set_index(["a", "c"])["b"].unstack()
r = pd.merge(df, other)
r = pd.merge(df, other, on="a")
r = df.merge(other, on="a", how="outer", indicator=True)
r = df.merge(other, left_on="a", right_on="b")
r = df.merge(other[["a", "e"]], on="a", how="right")
r = df.merge(other.rename(columns={"a": "k"}), left_on="a", right_on="k", how="inner")
r = pd.concat([df, other], ignore_index=True)
r = pd.concat([df, other], keys=["x", "y"])
r = pd.concat([df["a"], other["a"]])
r = pd.concat([df["a"], other["b"]], axis=1)
r = pd.concat([df["a"], df["b"]], ignore_index=True)
r = pd.concat({"x": df, "y": df})
r = pd.concat([df, df.iloc[:0]])
r = pd.concat([df, pd.DataFrame()])
r = df.apply(lambda row: row["a"] + 1, axis=1)
r = df.apply(lambda row: row["a"] * row["b"], axis=1)
r = df.apply(lambda row: "t", axis=1)
r = df.apply(lambda row: [1, 2], axis=1)
r = df.apply(lambda row: pd.Series([1, 2]), axis=1)
r = df.apply(lambda col: col.name)
r = df.apply(lambda col: col.max())
r = df[["a", "b"]].apply(np.sum)
r = df[["a", "b"]].apply(np.sum, axis=1)
r = df["a"].apply(lambda v: v + 1)
r = df["a"].apply(lambda v: "n")
r = df["a"].apply(lambda v: v > 1)
r = df["a"].apply(lambda v: (v, 1))
r = df["a"].apply(lambda v: None)
r = df["a"].apply(lambda v: 1 if v > 1 else 0.5)
r = df["c"].apply(len)
r = df["c"].apply(str.upper)
r = df["a"].apply(float)
r = df["a"].map({1: "one"})
r = df["a"].map({1: 1, 2: 2, 3: 3})
r = df["c"].map(lambda v: v)
r = df["c"].map(other.set_index("e")["a"])
r = df["a"].mask(df["a"] > 1, 7)
r = df["a"].clip(1, 2)
r = df["b"].clip(lower=0)
r = df["a"].round(1)
r = df["a"].rank(method="dense").astype(int)
r = df["a"].isin(other["a"])
r = df["a"].sort_values(ascending=False).head(1)
r = df["a"].nsmallest(1)
r = df["a"].to_dict(into=dict)
r = df.to_dict("list")
r = df["a"].squeeze()
r = df[["a"]].squeeze()
r = df.iloc[[0]].squeeze()
r = df["a"].agg(["sum", "mean"])
r = df.agg({"a": "sum", "b": "mean"})
r = df[["a", "b"]].agg(["sum", "mean"])
r = df[["a", "b"]].max(axis=1)
r = df["c"].mode()
r = df["b"].isna().sum()
r = df.loc[df["a"].idxmax()]
r = df.loc[df["a"].idxmax(), "c"]
r = df.loc[df.index[0]]
r = df.loc[df.index[0], "a"]
r = df.loc[df.index[:1]]
r = df.loc[df["c"].isin(["x"]), "a"].sum()
r = df.loc[("p", 0), "a"]
r = df.loc["p", :]
r = df.loc[("p", 0)]
r = df.loc[["p"]]
r = df.loc["p":"q"]
r = df.xs("p")
r = df["a"].loc["p"]
r = df["a"]["p"]
r = df["a"][("p", 0)]
r = df.iloc[0].values
r = df.iloc[0].name
r = df.iloc[0:1]["a"]
r = [row["a"] for _, row in df.iterrows()]
r = [row for row in df.itertuples(name="Row")]
r = [row for row in df.itertuples(name=None)]
r = [row for row in df.itertuples(index=False)]
r = [name for name in df]
r = [v for v in df["b"].values]
r = [c for c, s in df.items()]
r = [s for c, s in df.items()]
r = list(zip(df["a"], df["b"]))
r = df.index.sort_values()
r = df.index.sort_values(return_indexer=True)
r = df.index.rename("z")
r = df.index.to_list()
r = df.index[1:]
r = df.index.view("int64")
r = df.index.astype(str)
r = df.index == 1
r = df.index.isin([1])
r = df.columns[1:]
r = df.columns == "a"
r = df.columns.get_loc("a")
r = df.columns.append(pd.Index(["z"]))
r = df.filter(items=["a", "b"])
r = df.filter(regex="a")
r = df.filter(lambda f: f["a"] > 1)
r = df.eval("a + b")
r = df.query("a > 1 and b > 0")
r = df.pipe(lambda f: f["a"])
r = df.assign(x=lambda t: t["a"] * 2, y=lambda t: t["x"] + 1)
r = df.assign(**{"x y": 1})
r = df.assign(a=df["a"].astype(float))
r = df.transform(lambda x: x)
r = df.infer_objects()
r = df["a"].convert_dtypes()
r = df["d"].astype(int)
r = df["d"].astype(float)
r = df["a"].astype("float32").astype("float64")
r = df["a"].astype("uint8")
r = df["b"].astype("str")
r = df["c"].astype(str)
r = df["c"].astype(object)
r = df["c"].astype("string")
r = df.astype({"a": float, "b": "float32"})
r = df["a"].cat.codes
r = df["a"].cat.categories
r = df["c"].astype("category").cat.categories
df["a"] = df["a"].astype("int32")
df["a"] = df["a"].map({1: 10.5})
df["e"] = df["a"].rank()
df["e"] = df.groupby("a")["b"].transform("mean")
df["e"] = df["a"].shift(1)
df["e"] = df["c"].str.len()
df["e"] = df["a"].apply(lambda v: v + 1)
df["e"] = df.apply(lambda row: row["a"], axis=1)
df["e"] = pd.cut(df["a"], 2)
df["e"] = df[["a", "b"]].sum(axis=1)
df["e"] = [x for x in df["a"]]
df["e"] = np.random.rand(len(df))
df["e"] = np.where(df["a"] > 1, "x", "y")
df["e"] = df["a"].values
df["e"] = df["a"].tolist()
df["e"] = df["a"].isin([1])
df["e"] = 0\ndf.loc[df["a"] > 1, "e"] = 1
df["e"] = 0\ndf.loc[df["a"] > 1, "e"] = 1.5
df["e"] = ""\ndf.loc[df["a"] > 1, "e"] = "x"
df["e"] = np.nan\ndf.loc[df["a"] > 1, "e"] = 1
df["e"] = None\ndf.loc[df["a"] > 1, "e"] = 1
df["e"] = pd.NaT
df["e"] = pd.Timestamp("2020-01-01")
df["e"] = pd.Timedelta("1 day")
df["e"] = {0: 1, 1: 2}
df["e"] = pd.Series(dtype="float64")
df["e"] = pd.Series([1, 2, 3], index=df.index)
df["e"] = np.array([1, 2, 3], dtype="int8")
df["e"] = np.float32(1.5)
df["e"] = np.int64(1)
df["e"] = df["d"].astype(bool) & (df["a"] > 1)
df[["e", "f"]] = df[["a", "b"]].values
df[["e", "f"]] = [1, 2]
df.loc[len(df)] = [1, 2.5, "z", True]
df.loc["new"] = 1
df.iloc[0, df.columns.get_loc("a")] = 1.5
df.drop(columns=["a"], inplace=True)
df.rename(columns={"a": "A"}, inplace=True)
df.sort_values("b", inplace=True, ignore_index=True)
df.reset_index(drop=True, inplace=True)
df.fillna({"b": 0}, inplace=True)
df.dropna(subset=["b"], inplace=True)
df.set_index("c", inplace=True)
df.columns = df.columns.str.strip()
df.index.name = "idx"\nr = df.reset_index()
df = df.sort_values("a")\nr = df.index
df = df.drop_duplicates("a")\nr = df.index
df = df.dropna()\nr = df["b"]
df = df.head(2)\nr = df.index
df = df.iloc[:2]\nr = df.index
df = df[df["a"] > 1].copy()\ndf["z"] = 1
df = df.reset_index(drop=True)\nr = df.index
df = pd.concat([df, df])\nr = df.index
df = df.T\nr = df.index
r = pd.isna(df["a"])
'''.split("\n") if line.strip() != ""]

# Programs without a frame of the table.
MAKERS = [line for line in r'''
r = pd.DataFrame()
r = pd.DataFrame(columns=["a", "b"])
r = pd.DataFrame(index=[1, 2])
r = pd.DataFrame(index=[1, 2], columns=["a"])
r = pd.DataFrame({})
r = pd.DataFrame({"a": 1}, index=[0])
r = pd.DataFrame({"a": [1], "b": "s"})
r = pd.DataFrame({"a": [1, 2]}, index=["x", "y"])
r = pd.DataFrame({"a": [1, 2]}, columns=["a", "b"])
r = pd.DataFrame({"a": [1, 2]}, dtype=float)
r = pd.DataFrame({"a": [1, 2], "b": [3, 4]}, columns=["b"])
r = pd.DataFrame([[1, 2.5, "x"], [2, 3.5, "y"]], columns=["a", "b", "c"])
r = pd.DataFrame([[1, 2], [3, 4]])
r = pd.DataFrame([(1, "x")], columns=["a", "b"], index=["z"])
r = pd.DataFrame([1, 2, 3])
r = pd.DataFrame([1, 2, 3], columns=["a"])
r = pd.DataFrame(["x", "y"], columns=["a"])
r = pd.DataFrame([], columns=["a"])
r = pd.DataFrame([{"a": 1}, {"a": 2.5}])
r = pd.DataFrame([{"a": 1, "b": True}, {"a": None, "b": False}])
r = pd.DataFrame(np.zeros((2, 3)))
r = pd.DataFrame(np.zeros((2, 3), dtype=int), columns=["a", "b", "c"], index=["x", "y"])
r = pd.DataFrame(np.zeros(3), columns=["a"])
r = pd.DataFrame(np.array(["x", "y"]), columns=["a"])
r = pd.DataFrame({"a": np.array([1, 2], dtype="int16"), "b": np.array(["x", "y"])})
r = pd.DataFrame({"a": (1, 2), "b": range(2)})
r = pd.DataFrame({"a": [1, "x"], "b": [None, 1], "c": [None, "x"], "d": [True, None], "e": [1.5, True]})
r = pd.DataFrame({"a": [[1], [2]], "b": [{}, {}], "c": [(1,), (2,)]})
r = pd.DataFrame({"a": [np.nan, "x"], "b": [b"x", b"y"], "c": [1 + 2j, 3j], "d": [10 ** 20, 1], "e": [2 ** 63, 1]})
r = pd.DataFrame({"a": pd.Series([1, 2]), "b": pd.Series([1.5])})
r = pd.DataFrame({"a": pd.Series([1, 2]), "b": pd.Series([3, 4])})
r = pd.DataFrame({"a": pd.Series([1, 2]), "b": pd.Series([3, 4], index=[1, 2])})
r = pd.DataFrame({"a": pd.Series([1, 2], index=["x", "y"]), "b": [5, 6]})
r = pd.DataFrame({"a": pd.Series([1, 2])}, index=[0, 5])
r = pd.DataFrame({"a": pd.date_range("2020-01-01", periods=3), "b": [1, 2, 3]})
r = pd.DataFrame({("a", "b"): [1], ("a", "c"): [2]})
r = pd.DataFrame({1: [1], 2: [2]})
r = pd.DataFrame({"a": [1, 2]}).append({"a": 3}, ignore_index=True)
r = pd.DataFrame.from_dict({"a": [1, 2]})
r = pd.DataFrame(pd.Series([1, 2], name="s"))
r = pd.DataFrame(pd.Series([1, 2]))
r = pd.DataFrame({"a": {"x": 1, "y": 2}})
r = pd.DataFrame({k: [1, 2] for k in ["a", "b"]})
r = pd.DataFrame([{"i": i} for i in range(3)])
r = pd.DataFrame([[i, 1.5] for i in range(3)], columns=["a", "b"])
r = pd.DataFrame({"a": [i for i in range(3)]})
r = pd.DataFrame({"a": [1.5 for i in range(3)]})
r = pd.DataFrame({"a": [1.5 for i in range(0)], "b": [1 for i in range(0)]})
r = pd.DataFrame({"a": ["x" for i in range(0)]})
rows = []\nfor i in range(3):\n    rows.append({"a": i, "b": str(i)})\nr = pd.DataFrame(rows)
rows = []\nfor i in range(0):\n    rows.append({"a": i, "b": str(i)})\nr = pd.DataFrame(rows)
rows = []\nfor i in range(3):\n    rows.append([i, str(i)])\nr = pd.DataFrame(rows, columns=["a", "b"])
r = pd.Series([1, 2])
r = pd.Series([1.5, None], name="s")
r = pd.Series(["x", "y"], index=["p", "q"])
r = pd.Series(["x", None])
r = pd.Series([True, False])
r = pd.Series([])
r = pd.Series()
r = pd.Series(dtype=float)
r = pd.Series(5)
r = pd.Series(5, index=[1, 2, 3])
r = pd.Series("x", index=["a"])
r = pd.Series({"a": 1, "b": 2})
r = pd.Series({"a": 1, "b": 2}, index=["a", "c"])
r = pd.Series(range(3))
r = pd.Series(np.arange(3), dtype="float32")
r = pd.Series([1, 2], dtype="category")
r = pd.Series(["1", "2"]).astype(int)
r = pd.Series([1, 2], dtype=str)
r = pd.Series(np.array([1, 2], dtype=object))
r = pd.Series(pd.date_range("2020", periods=2))
r = pd.Series(pd.RangeIndex(3))
r = pd.Series([1, 2]).index
r = pd.Series(tuple([1, 2]))
r = pd.Series([1 for i in range(0)])
r = pd.Series([1.5 for i in range(0)])
r = pd.Series([pd.Timestamp("2020-01-01")])
r = pd.Series([[1], [2]])
r = pd.Series([np.float32(1), np.float32(2)])
r = pd.Series([1, np.nan, True])
r = pd.Index([1, 2])
r = pd.Index(["a", "b"])
r = pd.Index([])
r = pd.Index([1.5])
r = pd.RangeIndex(5)
r = pd.MultiIndex.from_tuples([(1, 2), (3, 4)])
r = pd.date_range("2020-01-01", periods=3)
r = pd.date_range("2020-01-01", "2020-01-05")
r = pd.date_range("2020-01-01", periods=3, freq="h")
r = pd.date_range("2020-01-01", periods=3, tz="UTC")
r = pd.timedelta_range("1D", periods=2)
r = pd.period_range("2020", periods=2)
r = pd.Timestamp("2020-01-01")
r = pd.Timestamp("2020-01-01").year
r = pd.Timestamp("2020-01-01").strftime("%Y")
r = pd.Timestamp("2020-01-01") - pd.Timestamp("2019-01-01")
r = pd.Timedelta(1, unit="D")
r = pd.NaT
r = pd.NA
r = pd.Categorical(["a", "b"])
r = pd.offsets.Day(1)
r = pd.read_csv(io.StringIO("a,b\n1,2\n"))
r = pd.read_csv(io.StringIO("a,b\n1,2,3\n"))
r = pd.read_csv(io.StringIO("a,b\n1,2\n"), index_col=0)
r = pd.read_csv(io.StringIO("a,b\n1,2\n"), index_col="a")
r = pd.read_csv(io.StringIO("a,b\n1,2\n"), usecols=["b", "a"])
r = pd.read_csv(io.StringIO("a,b\n1,2\n"), usecols=["b"])
r = pd.read_csv(io.StringIO("a,b\n1,2\n"), usecols=[1])
r = pd.read_csv(io.StringIO("a,b\n1,2\n"), names=["x", "y"])
r = pd.read_csv(io.StringIO("a,b\n1,2\n"), names=["x", "y", "z"])
r = pd.read_csv(io.StringIO("1,2,3\n4,5,6\n"), names=["x", "y"], header=None)
r = pd.read_csv(io.StringIO("1,2,3\n4,5,6\n"), names=["x", "y", "z"], header=None, usecols=["z", "x"])
r = pd.read_csv(io.StringIO("1,2,3\n4,5,6\n"), names=["x", "y", "z"], header=None, usecols=[2, 0])
r = pd.read_csv(io.StringIO("1,2,3\n4,5,6\n"), names=["x", "y", "z"], header=None, index_col="y")
r = pd.read_csv(io.StringIO("1,2,3\n4,5,6\n"), names=["x", "y", "z"], header=None, index_col=0)
r = pd.read_csv(io.StringIO("1,2,3\n4,5,6\n"), names=["x", "y", "z"], header=None, index_col=[0, 1])
r = pd.read_csv(io.StringIO("1,2,3\n4,5,6\n"), header=None)
r = pd.read_csv(io.StringIO("a,b\n1,2\n"), dtype=str)
r = pd.read_csv(io.StringIO("a,b\n1,2\n"), dtype={"a": "float64"}, usecols=["a"])
r = pd.read_csv(io.StringIO("a,b\n"), dtype={"a": "float64"}, usecols=["a"])
r = pd.read_csv(io.StringIO("a,b\n"), dtype={"a": "int64"}, usecols=["a"])
r = pd.read_csv(io.StringIO("a,b\n2020-01-01,2\n"), parse_dates=["a"])
r = pd.read_csv(io.StringIO("a,b\nq,2\n"), parse_dates=["a"], usecols=["a"])
r = pd.read_csv(io.StringIO("a,b\n2020-01-01,2\n"), parse_dates=["a"], index_col="a")
r = pd.read_csv(io.StringIO("a,b\n1,2\n"), chunksize=1)
r = [c for c in pd.read_csv(io.StringIO("a,b\n1,2\n"), chunksize=1)][0]
r = pd.concat([c for c in pd.read_csv(io.StringIO("a,b\n1,2\n"), chunksize=1)])
r = pd.read_csv(io.StringIO("a,b\n1,2\n"), header=[0, 1])
r = pd.read_csv(io.StringIO("a,a\n1,2\n"))
r = pd.read_csv(io.StringIO("a,b\n1,2\n")).a
r = pd.read_json(io.StringIO('[{"a": 1}]'))
r = pd.read_json(io.StringIO('{"a": 1}'), typ="series")
r = pd.json_normalize([{"a": {"b": 1}}])
r = pd.options.display.max_rows
r = pd.set_option("display.max_rows", 10)
r = pd.Series([1, 2]) + pd.Series([1, 2, 3])
r = pd.Series([1, 2]) + pd.Series([1, 2])
r = pd.Series([1, 2], name="a") * pd.Series([1, 2], name="b")
r = pd.Series([True, False]) & pd.Series([True, True])
r = pd.Series([True, False]) & pd.Series([True], index=[1])
r = pd.Series([1, 2]) > pd.Series([0, 3])
r = pd.Series(["1", "x"]).str.isdigit()
r = pd.Series([1, 2]).map({1: 1, 2: 2})
d = {"a": 1.0}\nr = pd.DataFrame(d, index=[0])
df = pd.DataFrame({"a": [1, 2]})\nfor i in range(3):\n    df["x"] = i\nr = df
df = pd.DataFrame({"a": [1, 2]})\nfor c in ["x", "y"]:\n    df[c] = 1.5\nr = df
df = pd.DataFrame({"a": [1, 2]})\nfor c in df.columns:\n    df[c] = df[c].astype(float)\nr = df
df = pd.DataFrame()\ndf["x"] = [1, 2]\nr = df
df = pd.DataFrame()\ndf["x"] = pd.Series([1, 2])\ndf["y"] = 1.5\nr = df
df = pd.DataFrame(columns=["a", "b"])\ndf.loc[0] = [1, 2]\nr = df
df = pd.DataFrame(columns=["a", "b"])\ndf.loc[len(df)] = [1, "x"]\nr = df
df = pd.DataFrame(columns=["a", "b"])\ndf["a"] = [1, 2]\nr = df
df = pd.DataFrame({"a": [1, 2]})\ng = df.groupby("a")\ndf["x"] = 1\nr = g["x"].sum()
df = pd.DataFrame({"a": [1, 2]})\ns = df["a"]\ndf["a"] = "x"\nr = s
df = pd.DataFrame({"a": [1, 2]})\ns = df["a"]\ns.loc[0] = 1.5\nr = df
df = pd.DataFrame({"a": [1, 2], "b": [1.5, 2.5]})\ndf2 = df[["a"]]\ndf2["z"] = 1\nr = df
df = pd.DataFrame({"a": [1, 2], "b": [1.5, 2.5]})\ndf2 = df\ndf2["z"] = 1\nr = df
df = pd.DataFrame({"a": [1, 2], "b": [1.5, 2.5]})\ndf2 = df.copy()\ndf2["z"] = 1\nr = df
def change(d):\n    d["q"] = 1\ndf = pd.DataFrame({"a": [1]})\nchange(df)\nr = df
def f(row):\n    return row["a"] + row["b"]\ndf = pd.DataFrame({"a": [1], "b": [2.5]})\nr = df.apply(f, axis=1)
df = pd.DataFrame({"a": [1, 2], "b": ["x", "y"]})\ndf["a"].iloc[0] = 2.5\nr = df
df = pd.DataFrame({"a": [1, 2], "b": ["x", "y"]})\nloc = df.loc\nloc[0, "a"] = 2.5\nr = df
r = pd.to_datetime("2020-01-01")
r = pd.to_datetime(["2020-01-01"])
r = pd.isnull(1.5)
t = pd.to_datetime(pd.Series(["2020-01-01", "2021-05-06", None]))\nr = t.dt.year
t = pd.to_datetime(pd.Series(["2020-01-01", "2021-05-06"]))\nr = t.dt.year
t = pd.to_datetime(pd.Series(["2020-01-01", "2021-05-06"]))\nr = t.dt.month_name()
t = pd.to_datetime(pd.Series(["2020-01-01", "2021-05-06"]))\nr = t.dt.date
t = pd.to_datetime(pd.Series(["2020-01-01", "2021-05-06"]))\nr = t.dt.dayofweek
t = pd.to_datetime(pd.Series(["2020-01-01", "2021-05-06"]))\nr = t.dt.is_month_end
t = pd.to_datetime(pd.Series(["2020-01-01", "2021-05-06"]))\nr = t.dt.strftime("%Y")
t = pd.to_datetime(pd.Series(["2020-01-01", "2021-05-06"]))\nr = t.dt.to_period("M")
t = pd.to_datetime(pd.Series(["2020-01-01", "2021-05-06"]))\nr = t.dt.normalize()
t = pd.to_datetime(pd.Series(["2020-01-01", "2021-05-06"]))\nr = t.dt.floor("D")
t = pd.to_datetime(pd.Series(["2020-01-01", "2021-05-06"]))\nr = t.dt.tz_localize("UTC")
t = pd.to_datetime(pd.Series(["2020-01-01", "2021-05-06"]))\nr = t.dt.isocalendar()
t = pd.to_datetime(pd.Series(["2020-01-01", "2021-05-06"]))\nr = t.dt.quarter
t = pd.to_datetime(pd.Series(["2020-01-01", "2021-05-06"]))\nr = t.dt.time
t = pd.to_datetime(pd.Series(["2020-01-01", "2021-05-06"]))\nr = t - t.shift(1)
t = pd.to_datetime(pd.Series(["2020-01-01", "2021-05-06"]))\nr = (t - t.min()).dt.days
t = pd.to_datetime(pd.Series(["2020-01-01", "2021-05-06"]))\nr = (t.max() - t).dt.total_seconds()
t = pd.to_datetime(pd.Series(["2020-01-01", "2021-05-06"]))\nr = t + pd.Timedelta(days=1)
t = pd.to_datetime(pd.Series(["2020-01-01", "2021-05-06"]))\nr = t.diff()
t = pd.to_datetime(pd.Series(["2020-01-01", "2021-05-06"]))\nr = t > "2020-06-01"
t = pd.to_datetime(pd.Series(["2020-01-01", "2021-05-06"]))\nr = t.mean()
t = pd.to_datetime(pd.Series([1, 2]), unit="s")\nr = t
t = pd.to_datetime(["2020-01-01", "2021-05-06"])\nr = t.year
t = pd.to_datetime(["2020-01-01", "2021-05-06"])\nr = t.to_series()
t = pd.to_datetime(["2020-01-01", "x"], errors="coerce")\nr = t
t = pd.to_datetime("2020-01-01")\nr = t.year
t = pd.to_datetime("2020-01-01")\nr = t - pd.Timestamp("2019-01-01")
r = pd.read_csv(io.StringIO("a,b\n1,x\n2,y\n"))["a"]
r = pd.read_csv(io.StringIO("a,b\n1,x\n2,y\n"), index_col="a")
r = pd.read_csv(io.StringIO("a,b\n1,2020-01-01\n"), parse_dates=["b"])
r = pd.read_csv(io.StringIO("a;b\n1;x\n"), sep=";", dtype=str)
r = pd.read_csv(io.StringIO("1,x\n2,y\n"), header=None)
r = pd.read_csv(io.StringIO("a,b\n1,x\n2,y\n"), nrows=1)
r = pd.read_csv(io.StringIO("a,b\n1,x\n2,y\n"), usecols=[0])
r = pd.read_csv(io.StringIO("a,b\n"))
r = pd.read_csv(io.StringIO("a,b\n1,2\n"), skiprows=1)
r = pd.read_csv(io.StringIO("a,b\n1,2\n,3\n"), dtype={"b": "int8"})
r = pd.Series([1, 2, 3], index=[["p", "p", "q"], [0, 1, 0]])
r = pd.Series({"x": 1, "y": 2.5})
r = pd.Series([1, None])
r = pd.Series(["a", None])
r = pd.Series([True, None])
r = pd.Series(5, index=[0, 1])
r = pd.Series((1, 2))
r = pd.Series(np.arange(3.0), name="n")
r = pd.Series([1, 2], dtype="float32")
r = pd.Series([[1, 2], [3]])
r = pd.Series({1, 2}.__iter__())
r = pd.Series(x for x in [1, 2])
r = pd.DataFrame([[1, 2], [3, 4]], columns=["a", "b"])
r = pd.DataFrame([(1, "x"), (2, "y")], columns=["a", "b"])
r = pd.DataFrame({"a": 1, "b": [1, 2]})
r = pd.DataFrame({"a": pd.Series([1, 2]), "b": pd.Series([1, 2, 3])})
r = pd.DataFrame({"a": [1, 2]}, index=pd.Index(["x", "y"], name="k"))
r = pd.DataFrame({"a": [1, 2]}, index=[1.5, 2.5])
r = pd.DataFrame({"a": [1, 2]}, index=[("x", 1), ("y", 2)])
r = pd.DataFrame({"a": [1, 2]}, index=(0, 1))
r = pd.DataFrame({("a", "x"): [1], ("a", "y"): [2]})
r = pd.DataFrame(np.zeros((2, 2)), columns=["a", "b"], dtype="int64")
r = pd.DataFrame([{"a": 1}, {"a": None}])
r = pd.DataFrame({"a": [1, 2]}).set_index("a").index
r = pd.DataFrame(index=[0, 1], columns=["a"])
r = pd.DataFrame.from_dict({"a": [1, 2]}, orient="index")
r = pd.DataFrame(dict(zip(["a", "b"], [[1], [2]])))
r = pd.date_range("2020-01-01", "2020-01-05", inclusive="left")
r = pd.timedelta_range("1 day", periods=4, closed="right")
r = pd.Index([1, 2, 3])
r = pd.Index(["a", 1])
r = pd.MultiIndex.from_product([[1, 2], ["a"]])
r = pd.isna(None)
r = pd.Timedelta("1 day").days
'''.split("\n") if line.strip() != ""]


def cases(step):
    """The programs: their names and lines."""
    for row, (name, make) in enumerate(FRAMES.items()):
        for column, operation in enumerate(OPERATIONS):
            if (3 * row + column) % step != 0:
                continue
            lines = [*make.split("\n"), OTHER, *operation.replace("\\n", "\n").split("\n")]
            yield f"{name}: {operation}", lines
    for operation in MAKERS:
        text = operation
        for inside in ('StringIO("', "StringIO('"):
            # The line ends of a text stay in it.
            start = text.find(inside)
            if start >= 0:
                end = text.find(inside[-1] + ")", start + len(inside))
                text = text[:start] + text[start:end].replace("\\n", "\\\\n") + text[end:]
        lines = text.replace("\\\\n", "\0").replace("\\n", "\n").replace("\0", "\\n").split("\n")
        yield f"made: {operation}", lines


def source(lines, number):
    """One program as a function that gives the result and the frame."""
    has_result = any(line.strip().startswith("r = ") for line in lines)
    has_frame = any(line.strip().startswith(("df = ", "df.", "df[")) for line in lines)
    body = [*([] if has_result else ["r = None"]), *([] if has_frame else ["df = None"]), *lines, "return r, df"]
    return "\n".join([f"def case_{number}():", *("    " + line for line in body)])


HEADER = "import io\nimport numpy as np\nimport pandas as pd\n"


def run(describe, step):
    """What comes of every program, `None` for those that raise."""
    import numpy
    import pandas

    for name, lines in cases(step):
        space = {"io": io, "np": numpy, "pd": pandas}
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                numpy.random.seed(0)
                exec(source(lines, 0), space)
                stdout, sys.stdout = sys.stdout, io.StringIO()
                try:
                    result, frame = space["case_0"]()
                finally:
                    sys.stdout = stdout
                yield name, [describe(result), describe(frame)]
        except Exception:
            yield name, None


def main(path, step):
    import pandas

    here = os.path.dirname(os.path.abspath(__file__))
    sys.path.insert(0, os.path.join(here, *[".."] * 4, "runtime-shim", "python", "noodle_rt"))
    from describe import describe

    programs = [[name, source(lines, number)] for number, (name, lines) in enumerate(cases(step))]
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            oracle = json.load(file)
    except FileNotFoundError:
        oracle = {}
    if oracle.get("programs") != programs:
        oracle = {}
    numbers = {json.dumps(one, separators=(",", ":")): number for number, one in enumerate(oracle.get("descriptions", []))}

    def number_of(value):
        return numbers.setdefault(json.dumps(describe(value, depth=3, work=60), separators=(",", ":")), len(numbers))

    results = {**oracle.get("results", {}), pandas.__version__: [ids for _, ids in run(number_of, step)]}
    oracle = {
        "header": HEADER,
        "programs": programs,
        "results": dict(sorted(results.items())),
        "descriptions": [json.loads(text) for text in numbers],
    }
    with open(path, "wb") as raw, gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as file:
        file.write(json.dumps(oracle, separators=(",", ":")).encode())


if __name__ == "__main__":
    main(sys.argv[1], 1 if "--all" in sys.argv else 16)
