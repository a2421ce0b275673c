"""Runs one module of CPython's tests and writes what became of each test: `python -m noodle_testrun MODULE OUT.json`.

Nothing here depends on whether the module comes from `.py` or from `.nc`; the answer says which loader it came from.
"""

import importlib
import json
import os
import random
import sys
import unittest


class Recorder(unittest.TestResult):
    def __init__(self):
        super().__init__()
        self.results = {}
        self.details = {}

    def _record(self, test, result, detail=""):
        self.results[test.id()] = result
        if detail:
            self.details[test.id()] = detail[-1500:]

    def _error(self, test, result, error):
        self._record(test, result, self._exc_info_to_string(error, test))

    def addSuccess(self, test):
        # A test with failed subtests is reported as a success as well.
        if self.results.get(test.id()) not in ("failed", "error"):
            self._record(test, "passed")

    def addFailure(self, test, error):
        self._error(test, "failed", error)

    def addError(self, test, error):
        self._error(test, "error", error)

    def addSubTest(self, test, subtest, error):
        if error is not None:
            self._error(test, "failed" if issubclass(error[0], test.failureException) else "error", error)

    def addSkip(self, test, reason):
        self._record(test, "skipped", reason)

    def addExpectedFailure(self, test, error):
        self._record(test, "expected failure")

    def addUnexpectedSuccess(self, test):
        self._record(test, "unexpected success")


def main(name, out):
    from test import support
    from test.support import os_helper

    # No network, no windows, nothing that takes very long.
    support.use_resources = []
    random.seed(1)
    recorder = Recorder()
    answer = {"loader": "", "results": recorder.results, "details": recorder.details}
    try:
        with os_helper.temp_cwd("noodle_testrun", quiet=True):
            module = importlib.import_module(name)
            answer["loader"] = type(module.__spec__.loader).__name__
            if hasattr(module, "test_main"):
                # It prepares its tests itself, and has `support` run them.
                support._run_suite = lambda suite: suite.run(recorder)
                module.test_main()
            else:
                unittest.defaultTestLoader.loadTestsFromModule(module).run(recorder)
    except unittest.SkipTest as skip:
        recorder.results["(module)"] = "skipped"
        recorder.details["(module)"] = str(skip)
    except BaseException as error:
        recorder.results["(module)"] = "error"
        recorder.details["(module)"] = f"{type(error).__name__}: {error}"
    with open(out, "w", encoding="utf-8") as file:
        json.dump(answer, file)
    # Threads and processes that a test has left behind must not keep the program.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
