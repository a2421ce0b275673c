"""Starts the program and sees it out: what the interpreter itself does for `python app.py`."""
import os
import sys
from _functools import partial

from noodle_rt import channel, loader

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

# Where noodle-opt listens; `None` on hosts that are reached in another way.
address = None

# Called when the main module has ended, with the exception that has ended it or `None`.
at_end = []


def connect(to):
    """Lets this interpreter import `.nc` files that noodle-opt translates at the address `to`."""
    global address
    address = to
    loader.install(partial(channel.ask, to))


def start():
    """Reads the command line `boot.py ADDRESS KIND TARGET ARGUMENTS…` and returns the call that runs the program.

    KIND is `file`, `folder` (with a `__main__.nc`) or `module`. The call is a built-in function, so it adds no frame.
    """
    to, kind, target = sys.argv[1:4]
    connect(to)
    channel.ask(to, channel.HELLO, "%d.%d.%d" % sys.version_info[:3])
    if not getattr(sys.flags, "safe_path", False):
        del sys.path[0]
    namespace = sys.modules["__main__"].__dict__
    for name in ("noodle_rt", "sys"):
        del namespace[name]
    namespace["__doc__"] = None
    if hasattr(sys, "orig_argv"):
        option = ["-m"] if kind == "module" else []
        sys.orig_argv[1:] = option + sys.argv[3:]
    start_capture(target)
    call = run(kind, target, sys.argv[4:], namespace)
    start_measuring()  # the program has been compiled by now
    return call


def start_capture(target):
    """Records what the program does when the variable `NOODLE_CAPTURE` names a folder for that, see `noodle_rt/compare`."""
    folder = os.environ.pop("NOODLE_CAPTURE", None)
    seed = os.environ.pop("NOODLE_CAPTURE_SEED", "0")
    if folder:
        from noodle_rt.compare import recorder
        recorder.begin(folder, target, int(seed) if seed.isdigit() else None)
        at_end.append(recorder.ended)


def start_measuring():
    """Measures the run when the variable `NOODLE_MEASURE` names a file for that, see `noodle_rt/measure.py`."""
    path = os.environ.pop("NOODLE_MEASURE", None)
    pin = os.environ.pop("NOODLE_MEASURE_PIN", "") == "1"
    if path:
        from noodle_rt import measure
        at_end.append(measure.begin(path, pin))


def run(kind, target, arguments, namespace):
    """Sets `sys.argv`, `sys.path` and the names of `__main__`; returns the call that runs the program."""
    use_folder = not getattr(sys.flags, "safe_path", False)
    sys.argv[:] = ["-m" if kind == "module" else target] + arguments
    if kind == "module":
        if use_folder:
            sys.path.insert(0, os.getcwd())
        return _run_module(namespace, target)
    path = os.path.join(os.getcwd(), target)
    main = loader.NoodleLoader("__main__", os.path.join(path, "__main__.nc") if kind == "folder" else path)
    main.locate()
    loader.main_files.append(main.nc_path)
    if kind == "folder":
        add_folders(path, main.path)
        return _run_module(namespace, "__main__", False)
    if use_folder:
        add_folders(os.path.dirname(os.path.realpath(path)), main.path)
    namespace.update(__file__=main.path, __loader__=main, __spec__=None, __package__=None, __cached__=None)
    return partial(exec, main.get_code("__main__"), namespace)


def add_folders(folder, source):
    """Puts the program's folder first on `sys.path`, and that of its original source second when it is another one."""
    source_folder = os.path.dirname(source)
    sys.path[:0] = [folder] if os.path.samefile(folder, source_folder) else [folder, source_folder]


def _run_module(namespace, *arguments):
    import runpy
    for name in ("__file__", "__cached__"):
        namespace.pop(name, None)
    return partial(runpy._run_module_as_main, *arguments)


def leave():
    """Called with the exception that ends the program: whoever prints it shall not see how the program was started."""
    value = sys.exc_info()[1]
    if not isinstance(value, SystemExit):
        hide_start()
    end(value)


def hide_start():
    hook = sys.excepthook
    if hook is sys.__excepthook__:
        from noodle_rt.report import hook

    def excepthook(kind, value, traceback):
        traceback = without_runtime(traceback)
        value.__traceback__ = sys.last_traceback = traceback
        hook(kind, value, traceback)

    sys.excepthook = excepthook


def end(value=None):
    """Called when the main module has ended, with what it has raised."""
    for action in at_end:
        action(value)


def without_runtime(traceback):
    """A traceback without the frames of this package at its start."""
    here = os.path.dirname(__file__)
    hidden = loader.NoodleLoader.get_code.__code__
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if code is not hidden and os.path.dirname(code.co_filename) != here:
            break
        traceback = traceback.tb_next
    return traceback
