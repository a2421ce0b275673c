"""Runs a Python program and captures what it does: `python run.py [--seed N] FOLDER PROGRAM.py ARGUMENTS…`.

`--seed`: what the generators of random numbers start from that would start from chance (0; `none` leaves it to chance).

The program runs from this file's top level, as `python PROGRAM.py ARGUMENTS…` would run it. Its output goes into the capture. A
program in NoodleCore is captured by its own start (`noodle_rt/boot.py`) when `NOODLE_CAPTURE` names the folder.
"""
import sys

if sys.version_info < (3, 9):
    sys.exit("Python 3.9 or newer is needed")

if "noodle_rt" not in sys.modules:
    sys.path.insert(0, __file__[:-len("/noodle_rt/compare/run.py")])
import noodle_rt.compare.start

try:
    noodle_rt.compare.start.start()()
except BaseException:
    __import__("noodle_rt.compare.recorder").compare.recorder.ended(__import__("sys").exc_info()[1])
    raise
else:
    __import__("noodle_rt.compare.recorder").compare.recorder.ended()
