"""Measures one run of a program for `noodle-opt compare`: time, time of imports, memory. Written to a file when the program ends."""
import json
import os
import sys
import time


def begin(path, pin):
    """Starts the clock; returns what to call when the program has ended.

    path: of the JSON file: {"seconds", "imports", "peak", "base"}, in seconds and bytes. `imports` is the time that outermost import
    statements took, `base` the memory before the program began; both memory figures are `null` where the system does not tell.
    pin: whether the process may use one processor only, if the system can arrange that
    """
    if pin and hasattr(os, "sched_setaffinity"):
        try:
            os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
        except OSError:
            pass
    measured = {"imports": 0.0, "base": peak_memory()}
    watch_imports(measured)
    start = time.perf_counter()

    def end(_error):
        measured["seconds"] = time.perf_counter() - start
        measured["peak"] = peak_memory()
        with open(path, "w") as file:
            json.dump(measured, file)

    return end


def watch_imports(measured):
    """Counts the time of import statements, each with all that it imports in turn."""
    import builtins
    original = builtins.__import__
    depth = 0

    def __import__(name, globals=None, locals=None, fromlist=(), level=0):
        nonlocal depth
        if depth:
            return original(name, globals, locals, fromlist, level)
        depth = 1
        start = time.perf_counter()
        try:
            return original(name, globals, locals, fromlist, level)
        finally:
            depth = 0
            measured["imports"] += time.perf_counter() - start

    builtins.__import__ = __import__


def peak_memory():
    """Largest resident set of the process so far, in bytes."""
    try:
        # What `getrusage` says on Linux also counts the process that started this one.
        with open("/proc/self/status") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
