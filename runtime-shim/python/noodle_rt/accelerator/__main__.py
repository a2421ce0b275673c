"""Runs a program on the virtual accelerator: `python -m noodle_rt.accelerator [--devices N] [--counts FILE] program.py arguments…`.

The counts are JSON: in FILE, or on the error output. The exit status is the program's.
"""
import argparse
import json
import os
import runpy
import sys

from noodle_rt.accelerator.importing import after_import
from noodle_rt.accelerator.ledger import Ledger


def main():
    parser = argparse.ArgumentParser(prog="noodle_rt.accelerator", description="Runs a program with virtual devices and counts copies and waits.")
    parser.add_argument("--devices", type=int, default=1, metavar="N", help="how many devices there are (default: 1)")
    parser.add_argument("--counts", metavar="FILE", help="where the counts are written (default: the error output)")
    parser.add_argument("program", help="Python file")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="arguments of the program")
    options = parser.parse_args()
    if options.devices < 1:
        parser.error("--devices: at least 1")
    if not os.path.isfile(options.program):
        parser.error(f"there is no file {options.program}")
    ledger = Ledger(os.path.dirname(os.path.abspath(options.program)))

    def pytorch():
        from noodle_rt.accelerator.pytorch import install

        install(ledger, options.devices)

    def tensorflow():
        from noodle_rt.accelerator.tensorflow import install

        install(ledger, options.devices)

    after_import({"torch": pytorch, "tensorflow": tensorflow})
    sys.argv = [options.program, *options.arguments]
    sys.path[0] = os.path.dirname(os.path.abspath(options.program))
    owner = os.getpid()
    try:
        runpy.run_path(options.program, run_name="__main__")
    finally:
        # A forked child that ends here has counted what its parent will not know.
        if os.getpid() == owner:
            write(ledger.report(), options.counts)


def write(report, file):
    text = json.dumps(report, indent=2)
    if file is None:
        print(text, file=sys.stderr)
        return
    with open(file, "w", encoding="utf-8") as stream:
        stream.write(text + "\n")


if __name__ == "__main__":
    main()
