"""`get_ipython()` and `display()` for notebooks that run as programs, without IPython.

Magics that only concern the notebook's page are passed over; those that compute do so; all others raise an error.
"""
import os
import re
import subprocess
import sys
import time

PASSED_OVER = {
    "load_ext", "reload_ext", "unload_ext", "config", "autoreload", "pinfo", "pinfo2", "psearch", "precision", "xmode",
    "html", "HTML", "javascript", "js", "markdown", "latex", "svg", "SVG",
}
INSTALLERS = {"pip", "conda", "mamba", "uv"}
ON_PAGE = {"inline", "notebook", "widget", "ipympl", "nbagg"}


def install(builtins):
    """Gives programs the names that IPython gives to notebooks, where nothing else does."""
    ipython = getattr(sys.modules.get("IPython"), "get_ipython", None)
    if ipython is not None and ipython() is not None:
        return
    for name, value in (("get_ipython", get_ipython), ("display", display)):
        if not hasattr(builtins, name):
            setattr(builtins, name, value)


def get_ipython():
    return shell


def display(*values, **options):
    """Prints what a notebook would show."""
    for value in values:
        print(value)


class Lines(list):
    """Output of a command: a list of lines, with IPython's `l`, `n` and `s`."""

    @property
    def l(self):
        return list(self)

    @property
    def n(self):
        return "\n".join(self)

    @property
    def s(self):
        return " ".join(self)


class Captured:
    """What `%%capture` has caught."""

    def __init__(self, stdout, stderr):
        self.stdout = stdout
        self.stderr = stderr
        self.outputs = []

    def show(self):
        sys.stdout.write(self.stdout)
        sys.stderr.write(self.stderr)


class Shell:
    """The part of IPython's `InteractiveShell` that notebooks call."""

    def run_line_magic(self, name, line, _stack_depth=1):
        return run_magic("line", name, line, sys._getframe(_stack_depth))

    def run_cell_magic(self, name, line, cell):
        return run_magic("cell", name, line, sys._getframe(1), cell)

    def system(self, command):
        run_command(expand(command, sys._getframe(1)))

    def getoutput(self, command, split=True, depth=0):
        sys.stdout.flush()
        output = subprocess.run(expand(command, sys._getframe(1)), shell=True, stdout=subprocess.PIPE, text=True).stdout
        return Lines(output.splitlines()) if split else output


shell = Shell()


def run_magic(kind, name, line, frame, *cell):
    if name in PASSED_OVER:
        return None
    if name in INSTALLERS:
        print(f"%{name} {line}: not run. Packages are installed before the program starts, for instance with "
              f"`{sys.executable} -m pip install …`.", file=sys.stderr)
        return None
    function = globals().get(f"{kind}_{name}")
    if function is None:
        sign = "%" if kind == "line" else "%%"
        raise NotImplementedError(f"the IPython magic {sign}{name} is not available when a notebook runs as a program")
    return function(line, frame, *cell)


def expand(command, frame):
    """Fills in `{expression}` and `$name` as IPython does; what cannot be evaluated stays."""

    def value(match):
        if match[0] in ("{{", "}}", "$$"):
            return match[0][0]
        try:
            return str(eval(match["expression"] or match["name"], frame.f_globals, frame.f_locals))
        except Exception:
            return match[0]

    return re.sub(r"\{\{|\}\}|\$\$|\{(?P<expression>[^{}]+)\}|\$(?P<name>\w+)", value, command)


def run_command(command, executable=None):
    sys.stdout.flush()
    sys.stderr.flush()
    return subprocess.run(command, shell=True, executable=executable).returncode


def line_matplotlib(line, frame):
    # Figures on the page need no window, and must not stop a program that nobody watches.
    if line.strip() in ON_PAGE:
        os.environ.setdefault("MPLBACKEND", "agg")
        if "matplotlib" in sys.modules:
            sys.modules["matplotlib"].use(os.environ["MPLBACKEND"])


def line_env(line, frame):
    name, assignment, value = line.strip().partition("=") if "=" in line else line.strip().partition(" ")
    if not name:
        return dict(os.environ)
    if not assignment:
        return os.environ[name]
    os.environ[name] = expand(value.strip(), frame)
    print(f"env: {name}={os.environ[name]}")


def line_cd(line, frame):
    os.chdir(os.path.expanduser(expand(line.strip().strip("'\""), frame) or "~"))
    print(os.getcwd())


def line_pwd(line, frame):
    return os.getcwd()


def line_time(line, frame):
    return timed(line, frame)


def cell_time(line, frame, cell):
    return timed(cell, frame)


def timed(code, frame):
    """Runs code, prints how long it took, and returns its value when it is an expression."""
    try:
        code = compile(code.strip(), "<timed>", "eval", dont_inherit=True)
    except SyntaxError:
        code = compile(code, "<timed>", "exec", dont_inherit=True)
    wall, cpu = time.perf_counter(), time.process_time()
    value = eval(code, frame.f_globals, frame.f_locals)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"CPU times: total: {duration(cpu)}\nWall time: {duration(wall)}")
    return value


def line_timeit(line, frame):
    options, statement = timeit_options(line)
    time_repeatedly(options, statement, "pass", frame)


def cell_timeit(line, frame, cell):
    options, setup = timeit_options(line)
    time_repeatedly(options, cell, setup or "pass", frame)


def timeit_options(line):
    """The options in front of a statement, and the statement."""
    options = {}
    while True:
        match = re.match(r"\s*-(?:([nr])\s*(\d+)|([tcpqo])(\d*))(?=\s|$)", line)
        if match is None:
            return options, line.strip()
        options[match[1] or match[3]] = int(match[2] or 0)
        line = line[match.end():]


def time_repeatedly(options, statement, setup, frame):
    import timeit
    timer = timeit.Timer(statement, setup, globals={**frame.f_globals, **frame.f_locals})
    loops = options.get("n") or timer.autorange()[0]
    runs = options.get("r") or timeit.default_repeat
    times = [total / loops for total in timer.repeat(runs, loops)]
    if "q" in options:
        return
    mean = sum(times) / runs
    deviation = (sum((each - mean) ** 2 for each in times) / runs) ** 0.5
    print(f"{duration(mean)} ± {duration(deviation)} per loop (mean ± std. dev. of {runs} runs, {loops:,} loops each)")


def duration(seconds):
    for unit, size in (("s", 1), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"


def cell_capture(line, frame, cell):
    import contextlib
    import io
    stdout, stderr = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(stdout), contextlib.redirect_stderr(stderr):
        exec(compile(cell, "<captured>", "exec", dont_inherit=True), frame.f_globals, frame.f_locals)
    name = line.split()[0] if line.split() and not line.startswith("-") else None
    if name:
        frame.f_globals[name] = Captured(stdout.getvalue(), stderr.getvalue())


def cell_bash(line, frame, cell):
    run_shell("bash", cell)


def cell_sh(line, frame, cell):
    run_shell("sh", cell)


def run_shell(name, cell):
    sys.stdout.flush()
    sys.stderr.flush()
    subprocess.run([name], input=cell, text=True, check=True)


def cell_writefile(line, frame, cell):
    appends = line.startswith("-a ")
    path = os.path.expanduser(expand(line[3 if appends else 0:].strip(), frame))
    exists = os.path.exists(path)
    with open(path, "a" if appends else "w", encoding="utf-8") as file:
        file.write(cell)
    print(("Appending to " if appends else "Overwriting " if exists else "Writing ") + path)
