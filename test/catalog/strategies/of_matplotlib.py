"""Figures, Axes and artists to call Matplotlib's methods on, and small data to draw."""

from __future__ import annotations

import matplotlib

matplotlib.use("agg")
import matplotlib.pyplot as plt  # noqa: E402
import numpy as np  # noqa: E402
from hypothesis import strategies as st  # noqa: E402


def figure():
    plt.close("all")
    return plt.figure(figsize=(2, 2))


def axes(**options):
    return figure().add_subplot(**options)


def plotted(name):
    """An Axes with something on it, and that something."""
    ax = axes()
    drawn = {
        "line": lambda: ax.plot([1, 2, 3], [1, 3, 2], label="a")[0],
        "bars": lambda: ax.bar([1, 2], [3, 4]),
        "points": lambda: ax.scatter([1, 2], [3, 4]),
        "image": lambda: ax.imshow([[1.0, 2.0], [3.0, 4.0]]),
        "text": lambda: ax.text(0, 0, "words"),
        "contour": lambda: ax.contour([[1.0, 2.0], [3.0, 1.0]]),
        "patch": lambda: ax.add_patch(matplotlib.patches.Rectangle((0, 0), 1, 2)),
        "polygon": lambda: ax.add_patch(matplotlib.patches.Polygon([[0, 0], [1, 0], [1, 1]])),
        "legend": lambda: (ax.plot([1, 2], label="a"), ax.legend())[1],
        "xaxis": lambda: ax.xaxis,
        "yaxis": lambda: ax.yaxis,
        "tick": lambda: ax.xaxis.get_major_ticks()[0],
        "spine": lambda: ax.spines["left"],
        "annotation": lambda: ax.annotate("note", (0, 0)),
        "quiver": lambda: ax.quiver([1, 2], [1, 2], [1, 0], [0, 1]),
        "lines": lambda: ax.vlines([1, 2], 0, 1),
        "table": lambda: ax.table([["1", "2"]]),
    }
    return drawn[name]()


def made(make, *arguments):
    return st.just(None).map(lambda _: make(*arguments))


numbers = st.sampled_from([0, 1, 0.5, 2.5, -1])
vectors = st.sampled_from([[1, 2, 3], [0.5, 1.5, 1.0], np.array([3.0, 1.0, 2.0]), np.array([1, 2, 3])])
grids = st.sampled_from([np.array([[1.0, 2.0], [3.0, 1.0]]), [[1, 2], [2, 1]], np.arange(9.0).reshape(3, 3)])
words = st.sampled_from(["a", "title", "x [m]"])
colors = st.sampled_from(["r", "#00ff00", "C1", (0, 0, 1)])

RECEIVERS = {
    "matplotlib.axes.Axes": made(axes),
    "matplotlib.projections.PolarAxes": st.just(None).map(lambda _: axes(projection="polar")),
    "matplotlib.projections.Axes3D": st.just(None).map(lambda _: axes(projection="3d")),
    "matplotlib.figure.Figure": made(figure),
    "matplotlib.figure.FigureBase": made(figure),
    "matplotlib.figure.SubFigure": st.just(None).map(lambda _: figure().subfigures()),
    "matplotlib.artist.Artist": st.sampled_from(["line", "text", "image", "patch"]).map(plotted),
    "matplotlib.lines.Line2D": made(plotted, "line"),
    "matplotlib.text.Text": made(plotted, "text"),
    "matplotlib.text.Annotation": made(plotted, "annotation"),
    "matplotlib.patches.Patch": st.sampled_from(["patch", "polygon"]).map(plotted),
    "matplotlib.patches.Rectangle": made(plotted, "patch"),
    "matplotlib.patches.Polygon": made(plotted, "polygon"),
    "matplotlib.collections.Collection": st.sampled_from(["points", "lines"]).map(plotted),
    "matplotlib.collections.PathCollection": made(plotted, "points"),
    "matplotlib.collections.LineCollection": made(plotted, "lines"),
    "matplotlib.image.AxesImage": made(plotted, "image"),
    "matplotlib.cm.ScalarMappable": st.sampled_from(["image", "points"]).map(plotted),
    "matplotlib.contour.ContourSet": made(plotted, "contour"),
    "matplotlib.quiver.Quiver": made(plotted, "quiver"),
    "matplotlib.container.BarContainer": made(plotted, "bars"),
    "matplotlib.container.Container": made(plotted, "bars"),
    "matplotlib.axis.Axis": st.sampled_from(["xaxis", "yaxis"]).map(plotted),
    "matplotlib.axis.XAxis": made(plotted, "xaxis"),
    "matplotlib.axis.YAxis": made(plotted, "yaxis"),
    "matplotlib.axis.Tick": made(plotted, "tick"),
    "matplotlib.axis.Ticker": st.just(None).map(lambda _: plotted("xaxis").major),
    "matplotlib.spines.Spine": made(plotted, "spine"),
    "matplotlib.legend.Legend": made(plotted, "legend"),
    "matplotlib.table.Table": made(plotted, "table"),
    "matplotlib.colorbar.Colorbar": st.just(None).map(lambda _: plt.colorbar(plotted("image"))),
    "matplotlib.gridspec.GridSpecBase": st.just(None).map(lambda _: figure().add_gridspec(2, 2)),
    "matplotlib.gridspec.GridSpec": st.just(None).map(lambda _: figure().add_gridspec(2, 2)),
    "matplotlib.gridspec.SubplotSpec": st.just(None).map(lambda _: figure().add_gridspec(2, 2)[0, 1]),
    "matplotlib.colors.Colormap": st.sampled_from(["viridis", "jet", "tab10"]).map(matplotlib.colormaps.get_cmap),
    "matplotlib.colors.ListedColormap": st.just(None).map(lambda _: matplotlib.colormaps["tab10"].copy()),
    "matplotlib.colors.LinearSegmentedColormap": st.just(None).map(lambda _: matplotlib.colormaps["jet"].copy()),
    "matplotlib.colors.Normalize": st.just(None).map(lambda _: matplotlib.colors.Normalize(0, 1)),
    "matplotlib.transforms.Affine2D": st.just(None).map(lambda _: matplotlib.transforms.Affine2D()),
    "matplotlib.transforms.Transform": st.just(None).map(lambda _: axes().transData),
    "matplotlib.transforms.BboxBase": st.just(None).map(lambda _: axes().bbox),
    "matplotlib.transforms.Bbox": st.just(None).map(lambda _: matplotlib.transforms.Bbox([[0, 0], [1, 1]])),
    "matplotlib.path.Path": st.just(None).map(lambda _: matplotlib.path.Path([[0, 0], [1, 0], [1, 1]])),
    "matplotlib.markers.MarkerStyle": st.just(None).map(lambda _: matplotlib.markers.MarkerStyle("o")),
    "matplotlib.RcParams": st.just(None).map(lambda _: matplotlib.rcParams.copy()),
    "matplotlib.ticker.ScalarFormatter": st.just(None).map(lambda _: matplotlib.ticker.ScalarFormatter()),
    "matplotlib.ticker.Formatter": st.just(None).map(lambda _: plotted("xaxis").get_major_formatter()),
    "matplotlib.ticker.MaxNLocator": st.just(None).map(lambda _: matplotlib.ticker.MaxNLocator()),
    "matplotlib.font_manager.FontProperties": st.just(None).map(lambda _: matplotlib.font_manager.FontProperties()),
    "matplotlib.backend_bases.FigureCanvasBase": st.just(None).map(lambda _: figure().canvas),
    "matplotlib.backends.backend_agg.FigureCanvasAgg": st.just(None).map(lambda _: figure().canvas),
    "matplotlib.tri.Triangulation": st.just(None).map(lambda _: matplotlib.tri.Triangulation([0, 1, 0], [0, 0, 1])),
}

PARAMETERS = {
    "*": st.one_of(vectors, numbers, words),
    **{name: vectors for name in ("x", "y", "height", "width", "args", "xs", "ys", "u", "v", "y1", "y2", "positions", "dataset", "a", "values")},
    **{name: numbers for name in ("left", "right", "bottom", "top", "xmin", "xmax", "ymin", "ymax", "slope", "dx", "dy", "alpha", "angle", "pad")},
    **{name: grids for name in ("z", "X", "Z", "C", "A", "data", "M")},
    **{name: words for name in ("s", "label", "xlabel", "ylabel", "title", "text", "t")},
    **{name: colors for name in ("color", "c", "facecolor", "fc", "edgecolor")},
    "labels": st.just(["a", "b", "c"]),
    "ticks": st.just([0, 1, 2]),
    "b": st.booleans(),
    "visible": st.booleans(),
    "on": st.booleans(),
    "xy": st.just((0.5, 0.5)),
    "bins": st.integers(1, 4),
    "cmap": st.sampled_from(["viridis", None]),
    "name": st.sampled_from(["viridis", "jet"]),
    "nrows": st.integers(1, 3),
    "ncols": st.integers(1, 3),
    "squeeze": st.booleans(),
    "kwargs": st.nothing(),
    "func": st.sampled_from([abs, str]),
    "theta": numbers,
    "degrees": numbers,
    "histtype": st.sampled_from(["bar", "step", "stepfilled"]),
    "autopct": st.sampled_from([None, "%.1f"]),
    "matplotlib.axes.Axes.pie:x": st.sampled_from([[1, 2], [0.5, 0.25]]),
    "matplotlib.pyplot.pie:x": st.sampled_from([[1, 2], [0.5, 0.25]]),
    "matplotlib.pyplot.hist:x": st.one_of(vectors, st.just([[1, 2], [3, 4]])),
    "matplotlib.axes.Axes.hist:x": st.one_of(vectors, st.just([[1, 2], [3, 4]])),
}

SKIP = {
    "matplotlib.pyplot.pause", "matplotlib.pyplot.ginput", "matplotlib.pyplot.waitforbuttonpress", "matplotlib.figure.Figure.ginput",
    "matplotlib.figure.Figure.waitforbuttonpress", "matplotlib.pyplot.switch_backend", "matplotlib.use", "matplotlib.pyplot.install_repl_displayhook",
    "matplotlib.pyplot.xkcd", "matplotlib.rcdefaults", "matplotlib.pyplot.rcdefaults",
}
