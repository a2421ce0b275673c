"""Runs a program on Pyodide, where no interpreter starts and ends around it: this does what CPython's would."""
import asyncio
import atexit
import os
import sys
import time
import types

from noodle_rt import channel, loader, program

HINT = ("The Pyodide host has only the standard library and what lies beside the program. "
        "`--host cpython` runs it on a Python of this machine.")


def run(translate, folder, kind, target, arguments):
    """Runs a program in `folder` and returns its exit code; `translate` gives the answer for the path of a `.nc` file."""

    def ask(request, text):
        return translate(text).to_bytes() if request == channel.MODULE else b""

    os.chdir(folder)
    del os.environ["PYTHONINSPECT"]  # set by Pyodide
    sys.executable = ""
    sys.excepthook = sys.__excepthook__
    sys.stdout.reconfigure(line_buffering=sys.stdout.isatty(), write_through="PYTHONUNBUFFERED" in os.environ)
    sys.stderr.reconfigure(line_buffering=True)
    use_blocking_loop()
    loader.install(ask)
    main = sys.modules["__main__"] = types.ModuleType("__main__")
    main.__builtins__ = __import__("builtins")
    code = outcome(kind, target, list(arguments), main.__dict__)
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError, AttributeError):
            pass
    return code


def outcome(kind, target, arguments, namespace):
    """Exit code of the program; prints the exception that ended it."""
    try:
        program.run(kind, target, arguments, namespace)()
        return 0
    except SystemExit as error:
        if error.code is None or isinstance(error.code, int):
            return (error.code or 0) & 0xFF
        print(error.code, file=sys.stderr)
        return 1
    except BaseException as error:
        if isinstance(error, ModuleNotFoundError):
            error.add_note(HINT)
        program.leave()
        sys.excepthook(type(error), error, error.__traceback__)
        return 130 if isinstance(error, KeyboardInterrupt) else 1


class Sleeper:
    """A selector without descriptors to wait for: time is all that passes."""

    def select(self, timeout):
        if timeout is None:
            raise RuntimeError("the program waits for something that cannot happen on the Pyodide host")
        time.sleep(timeout)
        return []


class BlockingLoop(asyncio.BaseEventLoop):
    """An event loop that runs inside of `asyncio.run`. Pyodide's own needs the browser's, which cannot turn meanwhile."""

    def __init__(self):
        super().__init__()
        self._selector = Sleeper()

    def _process_events(self, events):
        pass

    def _write_to_self(self):
        pass


class BlockingLoopPolicy(asyncio.events._BaseDefaultEventLoopPolicy):
    _loop_factory = BlockingLoop


def use_blocking_loop():
    """Undoes what Pyodide has replaced in `asyncio` and `time`."""
    from pyodide import webloop
    asyncio.run = webloop._orig_run
    time.sleep = webloop._orig_sleep
    asyncio._set_running_loop(None)
    asyncio.events._set_event_loop_policy(BlockingLoopPolicy())
