import polars as pl, pandas as pd, seaborn as sns, pyarrow as pa
import matplotlib; matplotlib.use("Agg")
import matplotlib.pyplot as plt
df = pl.DataFrame({"a": [1, 2, 3], "b": ["x", "y", "x"]})
e = pl.col("a") * 2
e2 = (pl.col("a") > 1) & (pl.col("b") == "x")
f = df.filter(e2)
g = df.group_by("b").agg(pl.col("a").sum().alias("s"), pl.len())
h = df.lazy().with_columns((pl.col("a") + 1).alias("c")).collect()
s = df["a"]
t = s + 1
n = s.to_numpy()
p = df.to_pandas()
w = pl.when(pl.col("a") > 1).then(1).otherwise(0)
sh = df.shape
c = df.columns
j = df.join(df, on="b")
r = df.sort("a", descending=True).head(2)
tbl = pa.table({"a": [1, 2]})
tp = tbl.to_pandas()
tc = tbl.column("a")
ts = tc.to_pylist()
tn = tbl.num_rows
d = pd.DataFrame({"x": [1.0, 2.0, 3.0, 4.0], "y": [1.0, 3.0, 2.0, 4.0], "k": ["a", "b", "a", "b"]})
ax = sns.scatterplot(data=d, x="x", y="y")
ax2 = sns.heatmap(d[["x", "y"]])
fg = sns.FacetGrid(d, col="k")
fg2 = fg.map(plt.hist, "x")
for a in fg.axes.flat:
    q = a.set_title("z")
pal = sns.color_palette("deep", 3)
sns.set_theme()
jg = sns.jointplot(data=d, x="x", y="y")
aj = jg.ax_joint
import plotly.express as px
import plotly.graph_objects as go
pf = px.scatter(d, x="x", y="y")
upd = pf.update_layout(title="t")
gf = go.Figure(data=[go.Scatter(x=[1], y=[2])])
tr = gf.add_trace(go.Bar(x=[1], y=[2]))
js = gf.to_dict()
