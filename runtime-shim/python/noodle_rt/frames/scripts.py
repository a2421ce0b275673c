"""Whether variables of a module may hold stand-ins: those of a program that Python itself has started, which nobody reads when it has ended.

Who imports a module, runs it in a notebook or a debugger, or goes on behind it with `python -i` may look at its variables at any time.
"""
import os
import sys

# What starts a program as Python would do it, and asks for `revealed` before it looks.
_STARTS = tuple(os.path.join("noodle_rt", *path) for path in (["boot.py"], ["compare", "run.py"]))

# Variables of code that somebody else runs, who asks for `revealed` before looking at them.
_RUN_SPACES = []


def _may_hold_stand_ins(frame):
    """Whether code that runs in a frame of Python may keep a stand-in in its variables."""
    # What is no function has the variables of its module, or of a class.
    if frame.f_code.co_flags & 2:
        return True
    space = frame.f_globals
    if any(each is space for each in _RUN_SPACES):
        return True
    if space.get("__name__") != "__main__" or sys.flags.inspect or hasattr(sys, "ps1") or sys.gettrace() is not None:
        return False
    back = frame.f_back
    if back is None:
        return True
    return back.f_back is None and back.f_globals is space and back.f_code.co_filename.endswith(_STARTS)


def _is_read_by_nobody(frame):
    """Whether nobody reads the variables of code that runs in a frame of Python when it has ended."""
    if frame.f_code.co_flags & 2:
        return True
    # What a program leaves is recorded, and compared.
    is_recorded = "noodle_rt.compare.recorder" in sys.modules or any(each is frame.f_globals for each in _RUN_SPACES)
    return not is_recorded and _may_hold_stand_ins(frame)


def revealed(space):
    """Puts what they stand for in the place of all stand-ins among the variables of a module."""
    for name, value in list(space.items()):
        method = getattr(type(value), "_noodle_whole", None)
        if method is not None:
            space[name] = method(value)
