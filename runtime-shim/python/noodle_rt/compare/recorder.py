"""Records one run of a program as a capture: what it leaves behind, and what it has written on the way.

The program runs in `__main__` of this process. `begin` is called before it, `ended` when its main module has come to its end or
raised; the rest is read when Python has called all other functions for its own end. Nothing here may stop the program or change
what it does; what goes wrong leaves a note in the capture.
"""
import atexit
import builtins
import os
import sys
import warnings

from noodle_rt.compare import builtin, figures, folder, memory, state
from noodle_rt.compare.data import Data
from noodle_rt.compare.image import Calm, Imager
from noodle_rt.compare.iterators import drain
from noodle_rt.compare.names import class_name, root_of
from noodle_rt.compare.store import Writer
from noodle_rt.compare.watch import Watcher

# Names of `__main__` that Python or the start of the program has put there.
PYTHON_NAMES = frozenset(("__name__", "__doc__", "__builtins__", "__file__", "__cached__", "__loader__", "__spec__", "__package__",
                          "__warningregistry__"))


class Recorder:
    """One run. target: folder of the capture; program: its path; seed: for the random generators that are not seeded yet."""

    def __init__(self, target, program, seed=None):
        self.process = os.getpid()
        self.main = sys.modules["__main__"]
        self.builtins = dict(builtins.__dict__)
        self.writer = Writer(os.path.abspath(target))
        self.program = program
        self.folder = os.getcwd()
        self.imager = Imager()
        self.notes = []
        self.exit_code = 0
        self.has_ended = False
        # While it looks at values; what libraries then warn of is not the program's.
        self.is_looking = False
        self.figure_count = 0
        self.drawn = []
        self.before = folder.files_below(self.folder, [self.writer.folder])
        self.environment = dict(os.environ)
        self.warnings = []
        self.cuts = []
        self.streams = []
        self.watcher = Watcher()
        self.watcher.after("matplotlib.figure", self.watch_figures)
        self.watcher.after("matplotlib.pyplot", self.watch_show)
        if seed is not None:
            state.seed(self.watcher, seed)

    # ------------------------------------------------------------ before and while the program runs

    def begin(self):
        self.redirect()
        show = warnings.showwarning

        def showwarning(message, category, filename, lineno, file=None, line=None):
            if self.is_looking:
                return
            self.warnings.append((class_name(category), str(message)))
            with Cut(self):
                show(message, category, filename, lineno, file, line)

        warnings.showwarning = showwarning
        atexit.register(self.finish)

    def redirect(self):
        """Sends the standard streams, also those of other processes and of C, to files."""
        for descriptor, stream, name in ((1, sys.stdout, "stdout"), (2, sys.stderr, "stderr")):
            try:
                if stream is not None:
                    stream.flush()
                original = os.dup(descriptor)
                path = self.writer.path(name + ".part")
                file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND)
                os.dup2(file, descriptor)
                os.close(file)
            except OSError as error:
                self.note(name, error)
                continue
            self.streams.append((name, descriptor, original, path))

    def errors_written(self):
        """Bytes on standard error until now."""
        try:
            sys.stderr.flush()
        except Exception:
            pass
        return next((os.path.getsize(path) for name, _, _, path in self.streams if name == "stderr"), 0)

    def watch_figures(self, module):
        recorder = self
        savefig = module.Figure.savefig

        def save(self, *arguments, **options):
            result = savefig(self, *arguments, **options)
            recorder.draw(self, "savefig")
            return result

        save.__name__, save.__qualname__, save.__doc__, save.__wrapped__ = "savefig", savefig.__qualname__, savefig.__doc__, savefig
        module.Figure.savefig = save

    def watch_show(self, module):
        show = module.show

        def show_and_record(*arguments, **options):
            for figure in figures.open_figures().values():
                self.draw(figure, "show")
            return show(*arguments, **options)

        show_and_record.__name__, show_and_record.__doc__, show_and_record.__wrapped__ = "show", show.__doc__, show
        module.show = show_and_record

    def draw(self, figure, when):
        """Records what a figure is now."""
        if os.getpid() != self.process or self.has_ended:
            return
        name = f"{when} {self.figure_count}"
        self.figure_count += 1
        with self.care(name), Calm(), Looking(self):
            node = {"type": "figure", "has": {"": Imager(frozen=True, is_shallow=True).image(figure, name)}}
            # Its own file is drawn already; drawing for `show` could change how the program goes on.
            if when == "savefig" and figures.stays_as_it_is(figure):
                node["has"][".pixels"] = figures.pixels(figure)
            self.drawn.append((name, node))

    def care(self, what):
        return Care(self, what)

    def note(self, what, error):
        self.notes.append((what, type(error).__name__))

    # ------------------------------------------------------------ when the main module has ended

    def ended(self, error=None):
        """Records what the program has left; `error` is what its main module has raised."""
        if os.getpid() != self.process or self.has_ended:
            return
        self.has_ended = True
        if error is not None:
            self.raised(error)
        wait_for_threads()
        with self.care("values"), Calm() as calm, Cut(self), Looking(self), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.look(calm.limit)

    def raised(self, error):
        if isinstance(error, SystemExit):
            code = error.code
            self.exit_code = 0 if code is None else code & 0xFF if isinstance(code, int) else 1
            return
        self.exit_code = 130 if isinstance(error, KeyboardInterrupt) else 1
        with self.care("exception"):
            node = Imager(is_shallow=True).image(error, "exception")
            self.writer.add("exception", "exception", {"type": "raised", "is": {"message": message_of(error)}, "has": {"": node}})
        hook = sys.excepthook

        def excepthook(*arguments):
            with Cut(self):
                hook(*arguments)

        sys.excepthook = excepthook

    def look(self, recursion_limit):
        modules = own_modules(os.path.dirname(os.path.abspath(self.program)), self.folder)
        builtin.own_modules.update(modules)
        self.variables("variables", self.main, "")
        for name, module in modules.items():
            self.variables("modules", module, name + ".")
        for name, value in state.interpreter(self.environment, recursion_limit):
            with self.care(name):
                self.writer.add("state", name, self.imager.node(value, name))
        for number, figure in figures.open_figures().items():
            name = f"figure {number}"
            with self.care(name):
                self.writer.add("figures", name, self.imager.node(figure, name))
                self.writer.add("figures", name + " pixels", figures.pixels(figure))
        for name, node in self.drawn:
            self.writer.add("figures", name, node)
        with self.care("memory"):
            for path, first in memory.shared(self.imager.extents).items():
                self.writer.add("memory", path, first)

    def variables(self, section, module, prefix):
        scripts = sys.modules.get("noodle_rt.frames.scripts")
        if scripts is not None:
            scripts.revealed(module.__dict__)
        own = [(name, value) for name, value in list(module.__dict__.items()) if type(name) is str and name not in PYTHON_NAMES]
        self.writer.add("names", prefix or "__main__", [name for name, _ in own])
        for name, value in own:
            # What an optimised program keeps for itself is left over when an exception ends a loop; the program's frames lie in it.
            if name.startswith("_") and root_of(type(value)) == "noodle_rt":
                continue
            path = prefix + name
            with self.care(path):
                self.writer.add(section, path, self.imager.node(value, path))

    # ------------------------------------------------------------ when Python ends

    def finish(self):
        if os.getpid() != self.process:
            return
        if not self.has_ended:  # somebody has ended the interpreter in another way
            self.ended()
        with Calm(), Looking(self):
            self.output()
            # Iterators may run code of the program: that comes last, and nobody hears of it.
            with self.care("iterators"):
                self.read_iterators()
            self.imager.finish()
            for number, tree in enumerate(self.imager.later):
                self.writer.add("later", str(number), tree)
            for number, (category, text) in enumerate(self.warnings):
                self.writer.add("warnings", f"warnings[{number}]", {"type": category, "is": {"message": text}})
            for number, (what, reason) in enumerate(self.notes):
                self.writer.add("notes", str(number), {"type": what, "opaque": reason})
            self.writer.add("exit code", "exit code", self.exit_code)
            self.writer.finish(self.about())

    def output(self):
        with self.care("files"):
            after = folder.files_below(self.folder, [self.writer.folder])
            for path, node in folder.written(self.before, after, self.folder).items():
                self.writer.add("files", path, node)
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except Exception:
                pass
        for name, descriptor, original, path in self.streams:
            os.dup2(original, descriptor)
            os.close(original)
            with open(path, "rb") as file:
                data = file.read()
            os.remove(path)
            self.writer.add("output", name, {"type": "output", "data": Data("|u1", (len(data),), data)})
            if name == "stderr":
                for start, end in reversed(self.cuts):
                    data = data[:start] + data[end:]
                self.writer.add("output", "stderr without warnings and traceback", {
                    "type": "output", "data": Data("|u1", (len(data),), data)})

    def read_iterators(self):
        nodes = [(node, path) for node, _, path in self.imager.iterators]
        stdout, stderr, sys.stdout, sys.stderr = sys.stdout, sys.stderr, Silence(), Silence()
        try:
            drain(self.imager)
        finally:
            sys.stdout, sys.stderr = stdout, stderr
        for node, path in nodes:
            self.writer.add("iterators", path, node)

    def about(self):
        libraries = {}
        for name in ("numpy", "pandas", "scipy", "matplotlib", "sklearn", "torch", "tensorflow", "pyarrow", "polars"):
            version = getattr(sys.modules.get(name), "__version__", None)
            if type(version) is str:
                libraries[name] = version
        return {"program": self.program, "folder": self.folder, "python": "%d.%d.%d" % sys.version_info[:3],
                "platform": sys.platform, "libraries": libraries}


class Cut:
    """What is written to standard error meanwhile is no output of the program: it shows places in its text, or is ours."""

    def __init__(self, recorder):
        self.recorder = recorder

    def __enter__(self):
        self.start = self.recorder.errors_written()

    def __exit__(self, *error):
        self.recorder.cuts.append((self.start, self.recorder.errors_written()))


class Care:
    """What goes wrong meanwhile goes no further."""

    def __init__(self, recorder, what):
        self.recorder = recorder
        self.what = what

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if error is None or not isinstance(error, (Exception, RecursionError)):
            return False
        self.recorder.note(self.what, error)
        return True


class Looking:
    """Meanwhile it is the recorder that runs: with Python's own builtins, whatever the program has made of them."""

    def __init__(self, recorder):
        self.recorder = recorder

    def __enter__(self):
        self.recorder.is_looking = True
        self.others = dict(builtins.__dict__)
        builtins.__dict__.update(self.recorder.builtins)

    def __exit__(self, *error):
        names = builtins.__dict__
        names.update(self.others)
        for name in self.recorder.builtins:
            if name not in self.others:
                del names[name]
        self.recorder.is_looking = False


class Silence:
    """A stream that nobody reads."""

    encoding = "utf-8"
    closed = False

    def write(self, text):
        return len(text)

    def flush(self):
        pass

    def isatty(self):
        return False


def message_of(error):
    """What Python prints of an exception behind its class."""
    try:
        return str(error)
    except Exception:
        return "<exception str() failed>"


def wait_for_threads():
    """Python waits for threads that are no daemons before it ends."""
    threading = sys.modules.get("threading")
    if threading is None:
        return
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join()


def own_modules(*folders):
    """Name → module, for the modules besides `__main__` that lie where the program lies."""
    roots = tuple({os.path.realpath(path) + os.sep for path in folders})
    found = {}
    for name, module in list(sys.modules.items()):
        own = getattr(module, "__dict__", None)
        path = own.get("__file__") if type(own) is dict else None
        if type(path) is not str or name in ("__main__", "__mp_main__") or name.partition(".")[0] == "noodle_rt":
            continue
        path = os.path.realpath(path)
        if path.startswith(roots) and "site-packages" not in path and not path.startswith(library_roots()):
            found[name] = module
    return dict(sorted(found.items()))


def library_roots():
    return tuple({os.path.realpath(path) + os.sep + "lib" for path in (sys.prefix, sys.base_prefix)}
                 | {os.path.dirname(os.path.realpath(os.__file__)) + os.sep})


current = None


def begin(target, program, seed=0):
    """Begins to record the run of a program that is about to start."""
    global current
    current = Recorder(target, program, seed)
    current.begin()


def ended(error=None):
    """To be called when the main module has ended, with what it has raised."""
    if current is not None:
        with Care(current, "the end of the program"):
            current.ended(error)
