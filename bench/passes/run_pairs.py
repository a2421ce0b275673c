"""Runs pairs of programs and compares what they print and how they end. Reads JSON from standard input, writes the numbers that differ."""

import contextlib
import io
import json
import sys


def behaviour(text):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        try:
            exec(compile(text, "program", "exec"), {"__name__": "__main__"})
            end = "end"
        except BaseException as error:
            end = f"{type(error).__name__}: {error}"
    return out.getvalue() + end


pairs = json.load(sys.stdin)
print(json.dumps([index for index, (before, after) in enumerate(pairs) if behaviour(before) != behaviour(after)]))
