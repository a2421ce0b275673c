"""Whole runs: captured in processes of their own, compared afterwards."""
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import textwrap
import unittest

import noodle_rt.compare
from noodle_rt.compare.contract import contract
from noodle_rt.compare.runs import compare_runs
from noodle_rt.compare.store import Capture, DamagedCapture

RUN = os.path.join(os.path.dirname(noodle_rt.compare.__file__), "run.py")


def needs(*names):
    return unittest.skipUnless(all(importlib.util.find_spec(name) for name in names), f"without {', '.join(names)}")


class Runs(unittest.TestCase):
    def setUp(self):
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.place = place.name
        self.count = 0

    def capture(self, program, *arguments, code=0, options=(), environment=None):
        """Runs a program in a folder of its own; returns the folder of the capture."""
        self.count += 1
        folder = os.path.join(self.place, str(self.count))
        os.makedirs(folder)
        with open(os.path.join(folder, "app.py"), "w", encoding="utf-8") as file:
            file.write(textwrap.dedent(program))
        target = folder + ".capture"
        process = subprocess.run([sys.executable, RUN, *options, target, "app.py", *arguments], cwd=folder, capture_output=True,
                                 env={**os.environ, "PYTHONHASHSEED": "0", "MPLBACKEND": "Agg", "PYTHONPATH": "", **(environment or {})})
        self.assertEqual((process.returncode, process.stdout), (code, b""), process.stderr.decode())
        return target

    def differences(self, left, right, **options):
        return [found["message"] for found in compare_runs(left, right, contract(**options))["differences"]]

    def check(self, left, right, *expected, code=0):
        self.assertEqual(self.differences(self.capture(left, code=code), self.capture(right, code=code)), list(expected))

    # ------------------------------------------------------------ values

    def test_equal_runs(self):
        program = """
            import sys, warnings, random
            class C:
                count = 0
                def __init__(self): self.items = [1]
            def f(value): return value
            a = C(); b = a
            numbers = (n for n in range(3))
            print("out", sys.argv, __name__, __file__.endswith("app.py"))
            print("err", file=sys.stderr)
            warnings.warn("careful")
            open("out.txt", "w").write("text")
            chance = random.random()
            nan = float("nan")
            surrogate = "\\ud83d"
            big = 10 ** 5000
        """
        left = self.capture(program)
        result = compare_runs(left, self.capture(program), contract())
        self.assertEqual((result["differences"], result["notCompared"]), ([], []))
        self.assertEqual({name: count for name, count in result["compared"].items() if count}, {
            "exit code": 1, "output": 3, "warnings": 1, "names": 1, "variables": 12, "iterators": 1, "state": 3, "files": 1})
        Capture(left).check()

    def test_variables(self):
        self.check("a = [1, 2]\nb = a\nc = 1", "a = [1, 2.0]\nb = [1, 2]\nc = True",
                   "a[1]: type int ≠ float (2 ≠ 2.0)", "b: the same object as a ≠ another object (list)", "c: type int ≠ bool (1 ≠ True)")
        self.check("a = 1\nb = 2", "b = 2\na = 1\n", "__main__: order of variables a ≠ b (at position 0)")
        self.check("a = 1\nb = 2", "a = 1\nc = 2", "b: 2 ≠ missing", "c: missing ≠ 2")

    def test_variables_that_were_added(self):
        left, right = self.capture("a = 1"), self.capture("_t = 2\na = 1")
        self.assertEqual(self.differences(left, right), [])
        self.assertEqual(compare_runs(left, right, contract(), ())["differences"][0]["message"], "_t: missing ≠ 2")
        self.assertEqual(compare_runs(left, right, contract())["added"], ["_t"])

    @needs("numpy")
    def test_what_an_exception_leaves_behind(self):
        program = "import numpy as np\nx = np.zeros(4)\na, b = x[:2], x[2:]\ndel x"
        kept = program.replace("del x", "class Cells: pass\nCells.__module__ = 'noodle_rt.cells'\n_x = Cells()\n_x.all = x\ndel x, Cells")
        self.check(program, kept)
        self.check(program, kept.replace("noodle_rt.cells", "other"), "b: memory its own ≠ shared with a, +16 bytes from its start")

    def test_classes_and_functions(self):
        self.check("class C:\n    n = 0\n    def m(self): return 1\nf = lambda: 1", "class C:\n    n = 1\n    def m(self): return 2\nf = lambda: 2",
                   "C.n: 0 ≠ 1")

    def test_modules_of_the_program(self):
        program = """
            open("helper.py", "w").write("values = [%d]")
            import helper
        """
        self.check(program % 1, program % 2, "helper.values[0]: 1 ≠ 2", "helper.py:1: 'values = [1]' ≠ 'values = [2]'")

    def test_iterators(self):
        self.check("g = (n for n in [1, 2])", "g = (n for n in [1, 2.0])", "g[1]: type int ≠ float (2 ≠ 2.0)")
        endless = "import itertools\nc = itertools.count()\n"
        self.check(endless, endless)
        raising = "def f():\n    yield 1\n    raise ValueError(%r)\ng = f()"
        self.check(raising % "a", raising % "b", "g.error.args[0]: 'a' ≠ 'b'")
        # Reading them is no part of the run.
        self.check("def f():\n    yield 1\n    print('read')\ng = f()", "def f():\n    yield 1\n    print('otherwise')\ng = f()")

    # ------------------------------------------------------------ what is seen from outside

    def test_output(self):
        self.check("print('a')\nprint('b')", "print('a')\nprint('c')", "stdout:2: 'b' ≠ 'c'")
        self.check("print('a')", "print('a', end='')", "stdout:2: '' ≠ end")
        self.check("import os\nos.write(1, b'\\xff')", "import os\nos.write(1, b'\\xfe')", "stdout[0]: ff ≠ fe")
        self.check("import os\nos.system('echo a')", "import os\nos.system('echo b')", "stdout:1: 'a' ≠ 'b'")
        self.check("import sys\nprint('a', file=sys.stderr)", "import sys", "stderr:1: 'a' ≠ ''")
        self.check("import os\nprint(os.getcwd())", "import os\nprint(os.getcwd())")
        self.check("print('<object at 0x7f01>')\nprint(1)", "print('<object at 0x7f02>')\nprint(2)", "stdout:2: '1' ≠ '2'")

    def test_exit_codes(self):
        left, right = self.capture("import sys; sys.exit(3)", code=3), self.capture("import sys; sys.exit(4)", code=4)
        self.assertEqual(self.differences(left, right), ["exit code: 3 ≠ 4"])
        self.check("raise SystemExit('a')", "raise SystemExit('b')", "stderr:1: 'a' ≠ 'b'", code=1)

    def test_exceptions(self):
        self.check("1 / 0", "x = 0\n\n1 / x", "x: missing ≠ 0", code=1)
        self.check("{}['a']", "{}['b']", "exception: message 'a' ≠ 'b'", code=1)
        self.check("raise ValueError('a')", "raise TypeError('a')", "exception: type ValueError ≠ TypeError", code=1)
        self.check("raise ValueError('a') from KeyError(1)", "raise ValueError('a') from KeyError(2)",
                   "exception.__cause__.args[0]: 1 ≠ 2", code=1)
        self.check("try:\n    1 / 0\nexcept ZeroDivisionError:\n    raise ValueError", "raise ValueError",
                   "exception.__context__: ZeroDivisionError(suppress_context=False) ≠ missing", code=1)
        self.check("x = (", "x = (", code=1)

    def test_exceptions_printed_in_other_places(self):
        self.check("import traceback\ntry:\n    1 / 0\nexcept Exception:\n    traceback.print_exc()",
                   "import traceback\n\n\ntry:\n    (1 / 0)\nexcept Exception:\n    traceback.print_exc()")

    def test_warnings(self):
        self.check("import warnings\nwarnings.warn('a')", "import warnings\nwarnings.warn('b')", "warnings[0]: message a ≠ b")
        self.check("import warnings\nwarnings.warn('a')", "import warnings\n\nwarnings.warn('a', FutureWarning)",
                   "warnings[0]: type UserWarning ≠ FutureWarning")
        self.check("import warnings\nwarnings.warn('a')", "import warnings", "warnings[0]: UserWarning(message=a) ≠ missing")

    def test_files(self):
        self.check("open('a', 'w').write('1')", "open('a', 'w').write('2')", "a:1: '1' ≠ '2'")
        self.check("open('a', 'w').write('1')", "", "a: 1 bytes ≠ not written")
        self.check("import gzip\ngzip.GzipFile('a.gz', 'w', mtime=1).write(b'a')", "import gzip\ngzip.GzipFile('a.gz', 'w', mtime=2).write(b'a')")

    def test_state(self):
        self.check("import random\nrandom.random()", "import random", "random.getstate()[1][0]: 1372342863 ≠ 2147483648")
        self.check("import decimal\ndecimal.getcontext().prec = 5", "import decimal", "decimal.getcontext(): prec 5 ≠ 28")
        self.check("import os\nos.environ['A'] = '1'", "import os\nos.environ['A'] = '2'", "os.environ[\"A\"]: '1' ≠ '2'")

    def test_threads_have_ended(self):
        program = """
            import threading, time
            found = []
            def work():
                time.sleep(0.2)
                found.append({})
            threading.Thread(target=work).start()
        """
        self.check(program.format(1), program.format(2), "found[0]: 1 ≠ 2")

    def test_what_a_program_does_when_it_ends(self):
        self.check("import atexit\natexit.register(print, 'a')", "import atexit\natexit.register(print, 'b')", "stdout:1: 'a' ≠ 'b'")

    def test_programs_that_turn_things_around(self):
        for program in (
            "import sys\nsys.setrecursionlimit(40)\na = [[[[[[[[[[1]]]]]]]]]]",
            "import sys\ndeep = []\nfor n in range(5000):\n    deep = [deep]",
            "import builtins\ndel builtins.open, builtins.print, builtins.len\na = 1",
            "import sys\ndel sys.modules['os'], sys.modules['__main__']\na = 1",
            "import sys\nsys.stdout = sys.stderr = None\na = 1",
            "import sys, os\nos.close(1)\na = 1",
            "import sys, io\nsys.stdout = io.StringIO()\nprint('kept')\na = 1",
            "import os, tempfile\nos.chdir(tempfile.gettempdir())\na = 1",
            "import warnings\nwarnings.simplefilter('error')\na = 1",
            "import gc\ngc.disable()\na = 1",
            "globals().clear()\na = 1",
            "class M(type):\n    def __getattribute__(cls, name):\n        raise OSError\nclass C(metaclass=M): pass\na = C()",
            "class C:\n    def __getattr__(self, name):\n        raise SystemExit\na = C()",
            "class C:\n    __class__ = property(lambda self: 1 / 0)\n    __iter__ = None\na = C()",
            "class L(list):\n    def __iter__(self): raise OSError\n    def __len__(self): raise OSError\na = L([1])",
            "class D(dict):\n    def items(self): raise OSError\n    def keys(self): raise OSError\na = D(b=1)",
            "import os, threading\nthreading.Thread(target=threading.Event().wait, daemon=True).start()\na = 1",
            "import sys\nsys.excepthook = None\na = 1",
        ):
            with self.subTest(program):
                left, right = self.capture(program), self.capture(program)
                result = compare_runs(left, right, contract())
                self.assertEqual(result["differences"], [])
                self.assertGreaterEqual(result["compared"]["variables"], 1)

    def test_children_are_not_captured(self):
        self.check("import os\nif os.fork() == 0:\n    raise SystemExit(3)\nos.wait()\nprint('parent')",
                   "import os\nif os.fork() == 0:\n    raise SystemExit(4)\nos.wait()\nprint('parent')")

    # ------------------------------------------------------------ libraries

    @needs("numpy", "pandas")
    def test_arrays_and_frames(self):
        program = """
            import numpy as np, pandas as pd
            a = np.arange(100_000.0)
            view = a[::2]
            frame = pd.DataFrame({"a": a, "b": "text", "c": pd.date_range("2020", periods=len(a), freq="s")})
            grid = np.asfortranarray(a.reshape(100, -1))
            gaps = grid[:, ::3]
            words = [str(n) for n in range(1000)]
            mixed = [None, 1.5, "a", True] * 100
            %s
        """
        left = self.capture(program % "")
        self.assertEqual(self.differences(left, self.capture(program % "")), [])
        for change, expected in {
            "a[70_001] = -1": "a[70001]: 70001.0 ≠ -1.0",
            "frame.loc[3, 'b'] = 'other'": "frame.columns[1][3]: 'text' ≠ 'other'",
            "frame['c'] = frame['c'].dt.round('min')": "frame.columns[2][1]: 2020-01-01T00:00:01.000000",
            "grid[99, 7] = 0": "grid[99,7]: 99007.0 ≠ 0.0",
            "gaps[1, 1] = 0": "grid[1,3]: 1003.0 ≠ 0.0",
            "view = view.copy()": "view: order neither ≠ C and F",
            "words[999] = 'x'": "words[999]: '999' ≠ 'x'",
            "mixed[7] = 1": "mixed[7]: type bool ≠ int (True ≠ 1)",
            "np.random.rand()": "numpy.random.get_state()[\"state\"][\"key\"][0]: 0 ≠",
            "np.seterr(all='raise')": "numpy.geterr()[\"divide\"]: 'warn' ≠ 'raise'",
        }.items():
            found = self.differences(left, self.capture(program % change))
            self.assertTrue(found and found[0].startswith(expected), (change, found))

    @needs("numpy")
    def test_memory(self):
        program = """
            import numpy as np
            a = np.zeros(10)
            b = {"view": %s}
        """
        self.check(program % "a[2:5]", program % "a[2:5].copy()", 'b["view"]: memory shared with a, +16 bytes from its start ≠ its own')

    @needs("pandas")
    def test_memory_of_frames(self):
        program = """
            import pandas as pd
            frame = pd.DataFrame({"a": [1.0, 2.0]})
            array = frame["a"].to_numpy()%s
        """
        found = self.differences(self.capture(program % ""), self.capture(program % ".copy()"))
        self.assertIn("array: memory shared with frame.columns[0] ≠ its own", found)
        self.check("import pandas as pd\na = pd.DataFrame({'a': [1]})\nb = a.copy()",
                   "import pandas as pd\na = pd.DataFrame({'a': [1]})\nb = pd.DataFrame({'a': [1]})")

    @needs("numpy")
    def test_chance(self):
        program = """
            import random
            import numpy as np
            values = [random.random(), np.random.rand(), np.random.default_rng().random(), np.random.RandomState().rand()]
        """
        left = self.capture(program)
        self.assertEqual(self.differences(left, self.capture(program)), [])
        self.assertTrue(self.differences(left, self.capture(program, options=("--seed", "1"))))
        self.assertTrue(self.differences(left, self.capture(program, options=("--seed", "none"))))

    @needs("torch")
    def test_chance_of_torch(self):
        self.check("import torch\nx = torch.rand(3)", "import torch\nx = torch.rand(3)")

    @needs("matplotlib")
    def test_drawing_is_not_noticed(self):
        program = """
            import matplotlib.pyplot as plt
            fig, ax = plt.subplots(layout="%s")
            drawn = []
            fig.canvas.mpl_connect("draw_event", lambda event: drawn.append(1))
            ax.plot([1, 2])
            fig.savefig("a.png")
            fig.savefig("b.png")
            plt.close(fig)
        """
        for layout in ("none", "constrained"):
            with self.subTest(layout):
                drawn = Capture(self.capture(program % layout)).sections["variables"]["drawn"]["items"]["items"]
                plain = subprocess.run([sys.executable, "-c", textwrap.dedent(program % layout) + "print(drawn)"], cwd=self.place,
                                       capture_output=True, text=True, env={**os.environ, "MPLBACKEND": "Agg"})
                self.assertEqual(str(drawn) + "\n", plain.stdout)

    @needs("matplotlib")
    def test_figures(self):
        program = """
            import matplotlib.pyplot as plt
            fig, ax = plt.subplots()
            line, = ax.plot([1, 2, %s], label="a")
            plt.savefig("a.png")
        """
        left = self.capture(program % 3)
        self.assertEqual(self.differences(left, self.capture(program % 3)), [])
        found = self.differences(left, self.capture(program % 4))
        self.assertTrue(any(".get_xydata()" in message or ".get_data()" in message or ".get_ydata()" in message for message in found), found)
        self.assertTrue(any(message.startswith("figure 1 pixels[") for message in found), found)
        self.assertTrue(any(message.startswith("a.png") for message in found), found)

    # ------------------------------------------------------------ what differs by itself

    def test_what_differs_by_itself(self):
        program = """
            import time
            start = time.perf_counter_ns()
            print("begin")
            print("took", start)
            print("end", %d)
            value = %d
        """
        left, again = self.capture(program % (1, 1)), self.capture(program % (1, 1))
        self.assertEqual(len(self.differences(left, again)), 2)

        def result(*numbers):
            return compare_runs(left, self.capture(program % numbers), contract(), again=again)

        same = result(1, 1)
        self.assertEqual((same["equal"], same["unstable"]), (True, [
            {"section": "output", "name": "stdout"}, {"section": "variables", "name": "start"}]))
        self.assertEqual([found["message"] for found in result(2, 3)["differences"]], ["stdout:3: 'end 1' ≠ 'end 2'", "value: 1 ≠ 3"])

    # ------------------------------------------------------------ files of captures

    def test_damaged_captures(self):
        good = self.capture("a = b'x' * 100_000\nb = [1]")
        for file, change, message in (
            ("capture.json", lambda data: data[:50], "capture.json: damaged"),
            ("capture.json", lambda data: b"[]", "not a capture"),
            ("capture.json", lambda data: data.replace(b'"version": 1', b'"version": 99'), "format version 99"),
            ("values.jsonl", lambda data: data[:-10], "values.jsonl: damaged"),
            ("values.jsonl", lambda data: data.replace(b"[1]", b"[2]"), "values.jsonl: damaged"),
            ("data.bin", lambda data: data[:-1], "data.bin: damaged"),
            ("data.bin", lambda data: data[:70_000] + b"y" + data[70_001:], "data.bin: damaged"),
        ):
            bad = self.capture("a = b'x' * 100_000\nb = [1]")
            path = os.path.join(bad, file)
            with open(path, "rb") as stream:
                data = stream.read()
            with open(path, "wb") as stream:
                stream.write(change(data))
            with self.assertRaisesRegex(DamagedCapture, message):
                compare_runs(good, bad, contract())
        with self.assertRaisesRegex(DamagedCapture, "no such folder"):
            Capture(os.path.join(self.place, "nowhere"))
        with self.assertRaisesRegex(DamagedCapture, "not a finished capture"):
            Capture(self.place)

    def test_a_run_that_has_no_end(self):
        target = self.capture("import os\nos._exit(5)", code=5)
        with self.assertRaisesRegex(DamagedCapture, "not a finished capture"):
            Capture(target)

    def test_command(self):
        left, right = self.capture("a = 1.0"), self.capture("a = 1.0000000000000002")
        environment = {**os.environ, "PYTHONPATH": os.path.dirname(os.path.dirname(os.path.dirname(RUN)))}

        def run(*arguments):
            process = subprocess.run([sys.executable, "-m", "noodle_rt.compare", *arguments], capture_output=True, text=True,
                                     env=environment, encoding="utf-8")
            return process.returncode, process.stdout + process.stderr

        self.assertEqual(run(left, right), (1, "variables: a: 1.0 ≠ 1.0000000000000002 (1 ulp)\n"))
        code, text = run(left, right, "--json")
        self.assertEqual(code, 1)
        self.assertEqual(json.loads(text)["differences"], [{
            "section": "variables", "name": "a", "path": "a", "what": "", "left": "1.0", "right": "1.0000000000000002", "note": "1 ulp",
            "message": "a: 1.0 ≠ 1.0000000000000002 (1 ulp)"}])
        self.assertEqual(run(left, right, "--exactness", "ulp", "--ulps", "1")[0], 0)
        code, text = run(left, self.place)
        self.assertEqual(code, 2)
        self.assertIn("not a finished capture", text)


if __name__ == "__main__":
    unittest.main()
