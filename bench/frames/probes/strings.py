"""Texts: what `.str` does with what is missing, with other classes, and outside of ASCII."""

# == lower of something missing raises
s = pd.Series(["A", np.nan, "B"])
# --
out = s.apply(lambda v: v.lower())
# naive
out = s.str.lower()

# == upper of sharp s
s = pd.Series(["straße", "x"])
# --
out = s.apply(lambda v: v.upper())
# naive
out = s.map(lambda v: v.upper().replace("SS", "ẞ"))

# == lower of a dotted capital I
s = pd.Series(["İ", "I"])
# --
out = s.apply(lambda v: len(v.lower()))
# naive
out = s.str.len()

# == len of what is no text
s = pd.Series(["ab", [1, 2, 3], "c"], dtype=object)
# --
out = s.apply(len)
# naive
out = s.astype(str).str.len()

# == len of something missing raises
s = pd.Series(["ab", None])
# --
out = s.apply(len)
# naive
out = s.str.len()

# == contains of something missing raises
s = pd.Series(["abc", np.nan])
# --
out = s.apply(lambda v: "b" in v)
# naive
out = s.str.contains("b", regex=False)

# == contains a letter that is a pattern
s = pd.Series(["a.c", "abc"])
# --
out = s.apply(lambda v: "." in v)
# naive
out = s.str.contains(".")

# == contains with a pattern keeps its pattern
s = pd.Series(["a.c", "abc", "(x"])
# --
out = s.str.contains("a.c")
# naive
out = s.str.contains("a.c", regex=False)

# == contains an unfinished pattern
s = pd.Series(["a.c", "abc", "(x"])
# --
out = s.str.contains("(")
# naive
out = s.str.contains("(", regex=False)

# == split and take what is not there
s = pd.Series(["a-b", "c"])
# --
out = s.apply(lambda v: v.split("-")[1])
# naive
out = s.str.split("-").str[1]

# == .str.split().str[] gives NaN for what is not there
s = pd.Series(["a-b", "c", None])
# --
out = s.str.split("-").str[1]
# naive
out = pd.Series([v.split("-")[1] if isinstance(v, str) else np.nan for v in s])

# == the last part, with a limit
s = pd.Series(["a-b-c", "c"])
# --
out = s.str.split("-").str[-1]
# naive
out = s.str.split("-", n=1).str[-1]

# == a separator of several letters is a pattern
s = pd.Series(["a..b", "cxxd"])
# --
out = s.str.split("..").str[0]
# naive
out = pd.Series([v.split("..")[0] for v in s])

# == split into columns: too many parts
df = pd.DataFrame({"s": ["a b", "c d e"]})
# --
df[["p", "q"]] = df["s"].str.split(" ", expand=True)
# naive
df["p"] = [v.split(" ")[0] for v in df["s"]]
df["q"] = [v.split(" ")[1] for v in df["s"]]

# == split into columns: too few parts
df = pd.DataFrame({"s": ["a b", "c", None]})
# --
df[["p", "q"]] = df["s"].str.split(" ", expand=True)
# naive
df["p"] = [v.split(" ")[0] for v in df["s"]]
df["q"] = [v.split(" ")[1] for v in df["s"]]

# == the column between is used later
df = pd.DataFrame({"s": ["a b", "c d"]})
# --
df["t"] = df["s"].str.split(" ")
df["u"] = df["t"].str[0]
out = df["t"].tolist()
# naive
df["u"] = [v.split(" ")[0] for v in df["s"]]

# == the first letter of nothing
s = pd.Series(["abc", ""])
# --
out = s.apply(lambda v: v[0])
# naive
out = s.str[0]

# == a slice of nothing
s = pd.Series(["abc", "", None], dtype=object)
# --
out = s.apply(lambda v: v[:2])
# naive
out = s.str[:2]

# == startswith with several beginnings
s = pd.Series(["abc", "xbc", "zbc"])
# --
out = s.apply(lambda v: v.startswith(("a", "x")))
# naive
out = s.str.startswith("a")

# == the same after a replacement that is no pattern
s = pd.Series(["a.b", "axb"])
# --
out = s.apply(lambda v: v.replace(".", "-"))
# naive
out = s.str.replace(".", "-", regex=True)

# == numbers between texts
s = pd.Series(["a", 1, "b"], dtype=object)
# --
out = s.str.upper()
# naive
out = s.map(lambda v: str(v).upper())

# == comparing lengths of something missing
s = pd.Series(["a", None, ""])
# --
out = s.str.len() > 0
# naive
out = s != ""

# == strip of other blanks
s = pd.Series(["\u00a0x ", "y\u2003"])
# --
out = s.apply(lambda v: v.strip())
# naive
out = s.str.strip(" ")

# == isdigit of superscripts
s = pd.Series(["²", "2", "x", ""])
# --
out = s.apply(lambda v: v.isdigit())
# naive
out = s.str.fullmatch("[0-9]+")

# == title case
s = pd.Series(["they're bill's", "ǆ"])
# --
out = s.apply(lambda v: v.title())
# naive
out = s.apply(lambda v: v.capitalize())

# == joining columns with something missing
df = pd.DataFrame({"a": ["x", None], "b": ["1", "2"]})
# --
out = df["a"] + "-" + df["b"]
# naive
out = pd.Series([f"{a}-{b}" for a, b in zip(df["a"], df["b"])])

# == numbers as texts
df = pd.DataFrame({"n": [1.0, 2.5, 1e20, np.nan]})
# --
out = df["n"].apply(lambda v: str(v))
# naive
out = df["n"].apply(lambda v: f"{v:g}")

# == a pattern's groups
s = pd.Series(["a1", "b", None])
# --
out = s.str.extract(r"([a-z])(\d)?")
# naive
out = pd.DataFrame([list(v) if isinstance(v, str) else [None, None] for v in s])

# == two masks of texts
s = pd.Series(["ab", "bc", None], dtype=object)
# --
out = s.str.contains("a") | s.str.contains("c")
# naive
out = s.str.contains("a|c", na=True)

# == a text that stands in a printed table
df = pd.DataFrame({"s": ["ab", "cd"]}, index=["x", "y"])
# --
out = "x" in df["s"].to_string()
# naive
out = df["s"].astype(str).str.contains("x").any()

# == a category's texts
s = pd.Series(pd.Categorical(["a", "b", None, "a"]))
# --
out = s.str.upper()
# naive
out = s.cat.rename_categories(str.upper)

# == repeated texts are handled once, but the function counts
s = pd.Series(["a", "b", "a"])
calls = []
# --
def seen(v):
    calls.append(v)
    return v * 2
out = s.apply(seen)
# naive
out = s.map({v: v * 2 for v in s.unique()})

# == bytes are no texts
s = pd.Series([b"a", "b"], dtype=object)
# --
out = s.str.len()
# naive
out = s.map(lambda v: len(str(v)))
