"""Starts a NoodleCore program in a fresh interpreter: `python boot.py ADDRESS KIND TARGET ARGUMENTS…` (see `program.start`).

The program runs from this file's top level, so that one frame, this one, lies between the interpreter and the program.
"""
import sys

if sys.version_info < (3, 9):
    sys.exit(2)  # says nothing: noodle-opt then asks this Python for its version and explains

sys.path.insert(0, __file__[:-len("/noodle_rt/boot.py")])
import noodle_rt.program
del sys.path[0]

try:
    noodle_rt.program.start()()
except BaseException:
    __import__("noodle_rt.program").program.leave()
    raise
else:
    __import__("noodle_rt.program").program.end()
