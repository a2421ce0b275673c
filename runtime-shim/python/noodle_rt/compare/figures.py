"""Figures: what they are made of, and their pixels."""
import sys

from noodle_rt.compare.data import Data
from noodle_rt.compare.image import opaque
from noodle_rt.compare.names import class_name
from noodle_rt.compare.objects import attribute_nodes, whole

# Properties of artists, read through their getters. They are all plain values or arrays.
PROPERTIES = """alpha animated antialiased array bbox capstyle clim color dash_capstyle edgecolor extent facecolor fill fillstyle
fontfamily fontname fontsize fontstyle fontweight frame_on gid hatch height horizontalalignment interpolation joinstyle label
linestyle linewidth linestyles linewidths marker markeredgecolor markeredgewidth markerfacecolor markersize norm offsets path_effects
position radius rasterized rotation segments sizes snap text url verticalalignment visible width window_extent x xdata xlim xscale
xlabel xticks xydata xy y ydata ylabel ylim yscale yticks zlim zlabel zorder title aspect""".split()
UNSAFE = frozenset(("window_extent", "bbox", "norm", "path_effects", "xticks", "yticks"))


@whole
def a_figure(imager, value, path):
    """A figure of Matplotlib, with its artists and not drawn: drawing may change it."""
    imager.remember(value, path)
    facts = {"dpi": value.get_dpi(), "size": [float(size) for size in value.get_size_inches()]}
    return {"type": class_name(type(value)), "is": facts, "has": artists(imager, value, path)}


@whole
def an_artist(imager, value, path):
    imager.remember(value, path)
    inner = artists(imager, value, path)
    has = {}
    for name in PROPERTIES:
        getter = getattr(type(value), "get_" + name, None)
        if getter is None or name in UNSAFE:
            continue
        try:
            item = getter(value)
        except Exception:
            continue
        step = f".get_{name}()"
        if type(item).__module__.partition(".")[0] in ("builtins", "numpy"):
            has[step] = imager.node(item, path + step)
    return {"type": class_name(type(value)), "has": {**inner, **has}}


def artists(imager, value, path):
    """The artists in an artist."""
    try:
        children = value.get_children()
    except Exception:
        return {}
    has = {}
    for at, child in enumerate(children):
        step = f".get_children()[{at}]"
        # Ticks are made when they are needed, and so are their labels.
        if not class_name(type(child)).startswith("matplotlib.axis."):
            has[step] = imager.node(child, path + step)
    return has


def pixels(figure):
    """What a figure looks like, drawn by Agg; the figure keeps its own canvas."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    canvas = figure.canvas
    try:
        drawn = FigureCanvasAgg(figure)
        # Functions of the program that wait for a figure to be drawn are not called.
        with drawn.callbacks.blocked(signal="draw_event"):
            drawn.draw()
        buffer = memoryview(drawn.buffer_rgba())
        return {"type": "pixels", "is": {"shape": list(buffer.shape)}, "data": Data("|u1", buffer.shape, buffer.tobytes())}
    finally:
        figure.set_canvas(canvas)


def stays_as_it_is(figure):
    """Whether drawing once more does not move anything."""
    engine = getattr(figure, "get_layout_engine", lambda: None)()
    return engine is None


def open_figures():
    """Number → figure, for the figures of `pyplot` that are open."""
    helpers = sys.modules.get("matplotlib._pylab_helpers")
    if helpers is None:
        return {}
    return {number: manager.canvas.figure for number, manager in sorted(helpers.Gcf.figs.items())}


@whole
def a_plotly_figure(imager, value, path):
    imager.remember(value, path)
    return {"type": class_name(type(value)), "has": {".to_dict()": imager.node(value.to_dict(), path + ".to_dict()")}}


@whole
def an_internal(imager, value, path):
    return opaque(type(value), "it is a part of how figures are drawn")


def a_plain_object(imager, value, path):
    imager.remember(value, path)
    return {"type": class_name(type(value)), "has": attribute_nodes(imager, value, path)}


HANDLERS = {
    "matplotlib.FigureBase": a_figure,
    "matplotlib.Artist": an_artist,
    "matplotlib.FigureCanvasBase": an_internal,
    "matplotlib.FigureManagerBase": an_internal,
    "matplotlib.RendererBase": an_internal,
    "matplotlib.Transform": an_internal,
    "matplotlib.Colormap": a_plain_object,
    "plotly.BaseFigure": a_plotly_figure,
}
