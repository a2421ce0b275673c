"""The start of a captured Python program: makes the process look as if Python itself had started it."""
import os
import sys
from _functools import partial

from noodle_rt.compare import recorder

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

USAGE = "usage: python -m noodle_rt.compare.run [--seed N|none] FOLDER PROGRAM.py [ARGUMENT …]"


def start():
    """Reads the command line and returns the call that runs the program; a built-in function, so it adds no frame."""
    arguments = sys.argv[1:]
    seed = 0
    if arguments[:1] == ["--seed"] and len(arguments) > 1 and (arguments[1].isdigit() or arguments[1] == "none"):
        seed = None if arguments[1] == "none" else int(arguments[1])
        arguments = arguments[2:]
    if len(arguments) < 2 or arguments[0].startswith("-"):
        sys.exit(USAGE)
    target, program, *rest = arguments
    try:
        with open(program, "rb") as file:
            source = file.read()
    except OSError as error:
        sys.exit(f"{program}: {error.strerror}")
    namespace = clean_main(program)
    sys.argv[:] = [program, *rest]
    if hasattr(sys, "orig_argv"):
        sys.orig_argv[1:] = [program, *rest]
    recorder.begin(target, program, seed)
    return run_call(source, program, namespace)


def run_call(source, program, namespace):
    """A syntax error of the program is raised when the call is made, as the program's own."""
    try:
        code = compile(source, program, "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        return partial(throw, error.with_traceback(None))
    return partial(exec, code, namespace)


def throw(error):
    raise error


def clean_main(program):
    """The names of `__main__` and the first folder of `sys.path`, as Python makes them for a program."""
    from _frozen_importlib_external import SourceFileLoader
    for folder in (ROOT, os.path.join(ROOT, "noodle_rt", "compare")):
        while folder in sys.path:
            sys.path.remove(folder)
    if not getattr(sys.flags, "safe_path", False):
        if sys.path[:1] in ([""], [os.getcwd()]):  # of `python -m`
            del sys.path[0]
        sys.path.insert(0, os.path.dirname(os.path.realpath(program)))
    namespace = sys.modules["__main__"].__dict__
    for name in [name for name in namespace if name not in ("__name__", "__builtins__")]:
        del namespace[name]
    namespace.update(__doc__=None, __file__=os.path.abspath(program),
                     __loader__=SourceFileLoader("__main__", program), __spec__=None, __package__=None, __cached__=None)
    return namespace
