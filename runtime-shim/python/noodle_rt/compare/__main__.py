"""Compares two captures: `python -m noodle_rt.compare LEFT RIGHT [--json] [--exactness …] [--ulps N] [--tolerance X] [--code] [--added PATTERN …]
[--again FOLDER] [--check]`.

Ends with 0 when nothing differs, 1 when something does, 2 when a capture cannot be read.
"""
import argparse
import json
import sys

from noodle_rt.compare.contract import EXACTNESS, TOLERANCE, contract
from noodle_rt.compare.runs import ADDED, compare_runs
from noodle_rt.compare.store import Capture, DamagedCapture


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="noodle_rt.compare", description="Compares the captures of two runs of a program.")
    parser.add_argument("left", help="folder of the first capture")
    parser.add_argument("right", help="folder of the second")
    parser.add_argument("--json", action="store_true", help="print plain data")
    parser.add_argument("--exactness", choices=EXACTNESS, default="exact", help="what may differ (default: nothing)")
    parser.add_argument("--ulps", type=int, default=4, metavar="N", help="units in the last place that floats may differ by in `ulp`")
    parser.add_argument("--tolerance", type=float, default=TOLERANCE, metavar="X",
                        help="in `ulp`, the part of the largest number of an array that its floats may differ by")
    parser.add_argument("--no-nan-bits", action="store_true", help="sign and payload of NaN do not count")
    parser.add_argument("--code", action="store_true", help="functions need the same code")
    parser.add_argument("--added", action="append", metavar="PATTERN",
                        help=f"variables that only the second may have (default: {', '.join(ADDED)})")
    parser.add_argument("--again", metavar="FOLDER",
                        help="another run of the first program: what differs between these two is passed over")
    parser.add_argument("--check", action="store_true", help="also compare all data with their checksums")
    options = parser.parse_args(arguments)
    try:
        agreed = contract(options.exactness, options.ulps, not options.no_nan_bits, options.code, options.tolerance)
        if options.check:
            for folder in filter(None, (options.left, options.right, options.again)):
                Capture(folder).check()
        if options.exactness in ("ulp", "fast-math"):
            import_numpy()
        result = compare_runs(options.left, options.right, agreed, options.added or ADDED, options.again)
    except (DamagedCapture, ValueError) as error:
        print(json.dumps({"error": str(error)}) if options.json else f"error: {error}", file=sys.stdout if options.json else sys.stderr)
        return 2
    if options.json:
        json.dump(result, sys.stdout, default=str)
        print()
    else:
        show(result)
    return 0 if result["equal"] else 1


def import_numpy():
    """Makes comparing many floats fast where it is there; this process is nobody's program."""
    try:
        import numpy
    except ImportError:
        return
    del numpy


def show(result):
    for found in result["differences"]:
        print(f"{found['section']}: {found['message']}")
    for entry in result["unstable"]:
        print(f"differs by itself: {entry['section']} {entry['name']}")
    for entry in result["notCompared"]:
        print(f"not compared: {entry['path']} ({', '.join(filter(None, (entry['type'], entry['reason'])))})")
    if result["equal"]:
        print("no difference: " + ", ".join(f"{count} {section}" for section, count in result["compared"].items() if count))


if __name__ == "__main__":
    sys.exit(main())
