"""Runs each program of the folder and compares its counts with those in its first line; answers JSON. Needs the package's folder as argument."""
import glob
import json
import os
import runpy
import sys
import traceback

sys.path[0] = sys.argv[1]
folder = os.path.dirname(os.path.abspath(__file__))

import torch  # noqa: E402, F401

from noodle_rt.accelerator.ledger import Ledger  # noqa: E402
from noodle_rt.accelerator.pytorch import install  # noqa: E402

ledger = Ledger(os.path.join(folder, "programs"))
install(ledger, 2)


def counted(report, expected):
    totals = report["totals"]
    waits, lines = {}, {}
    for wait in report["synchronisations"]:
        waits[wait["kind"]] = waits.get(wait["kind"], 0) + wait["count"]
    for copy in report["copies"]:
        count, size = lines.get(str(copy["line"]), (0, 0))
        lines[str(copy["line"])] = [count + copy["count"], size + copy["bytes"]]
    found = {"h2d": list(totals["hostToDevice"].values()), "d2h": list(totals["deviceToHost"].values()),
             "d2d": list(totals["deviceToDevice"].values()), "waits": waits, "lines": lines, "pins": list(totals["pinned"].values()),
             "pinned": all(copy["pinned"] for copy in report["copies"])}
    wanted = {"d2d": [0, 0], "pins": [0, 0], **expected}
    wanted.pop("devices", None)
    return {name: {"expected": value, "found": found[name]} for name, value in wanted.items() if found[name] != value}


def main():
    results = {}
    for file in sorted(glob.glob(os.path.join(folder, "programs", "*.py"))):
        with open(file, encoding="utf-8") as stream:
            expected = json.loads(stream.readline()[1:])
        ledger.clear()
        try:
            runpy.run_path(file, run_name="__main__")
            results[os.path.basename(file)] = counted(ledger.report(), expected)
        except Exception:
            results[os.path.basename(file)] = {"error": traceback.format_exc()}
    sys.path.insert(1, folder)
    import mixed

    tried, problems = mixed.main()
    print(json.dumps({"programs": results, "mixed": {"tried": tried, "problems": problems}}))


main()
