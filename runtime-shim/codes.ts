/** NC23xx: running programs. */
import type { CodeEntry } from "../compiler/remarks/code-table.js";

export const runtimeCodes: readonly CodeEntry[] = [
  {
    code: "NC2301",
    title: "no Python found",
    explanation: `Programs run on a Python of this machine. It is looked for in this order: \`--python\`, the active virtual environment (\`$VIRTUAL_ENV\`), \`python3\` and \`python\` on PATH, and on Windows the launcher \`py -3\`.

Install Python 3.9 or newer, name one with \`--python PATH\`, or use \`--host pyodide\`, which brings a Python with only the standard library.`,
  },
  {
    code: "NC2302",
    title: "this Python is too old",
    explanation: "Programs run on Python 3.9 or newer. Name a newer one with `--python PATH`, or use `--host pyodide`.",
  },
  {
    code: "NC2303",
    title: "not a Python interpreter",
    explanation:
      "`--python` takes the path of an interpreter, the folder of a virtual environment, or the name of a command on PATH. What was given is none of these, or may not be executed.",
  },
  {
    code: "NC2304",
    title: "Python does not start",
    explanation:
      "The interpreter was found, but it ended before it reached the program. Run it by hand to see what it says, or name another one with `--python PATH`.",
  },
  {
    code: "NC2305",
    title: "this program needs a newer Python",
    explanation: `A module uses syntax that the Python it is run by does not know: \`match\` before 3.10, \`except*\` before 3.11, type parameters before 3.12, t-strings before 3.14. Where the module is imported, Python raises a \`SyntaxError\` with this code.

Name a newer Python with \`--python PATH\`.`,
  },
  {
    code: "NC2306",
    title: "program not found",
    explanation: "`run` takes a `.nc` file, a folder that holds a `__main__.nc`, or `-m` and the name of a module.",
  },
  {
    code: "NC2307",
    title: "the Pyodide host failed",
    explanation:
      "The embedded Python could not be started, or it broke down: its memory or stack ran out, or WebAssembly is not available. `--host cpython` runs the program on a Python of this machine.",
  },
  {
    code: "NC2308",
    title: "the folder is too large to be copied",
    explanation:
      "`compare` gives each run a copy of the program's folder, so that what one run writes does not change the next. The folder holds more than a gigabyte: name a smaller one that the program needs with `--folder`.",
  },
  {
    code: "NC2309",
    title: "runs could not be compared",
    explanation:
      "A run left nothing to compare or to measure, because it was ended by a signal, by `os._exit` or by a crash of the interpreter; or what it left cannot be read.",
  },
  {
    code: "NC2310",
    title: "a library for verify is missing",
    explanation:
      "`verify` makes inputs with Hypothesis and NumPy, in the same Python that has the libraries of the program. One of them is not installed there. The message has the line that installs it; `--python PATH` names another Python.",
  },
  {
    code: "NC2311",
    title: "rewrites could not be verified",
    explanation:
      "The process that runs both forms of each rewritten part was ended before it had an answer: by a signal, a crash of a library, or after the time of `--timeout`. Nothing is known about the rewrites. `--no-run` leaves the run of the program out.",
  },
  {
    code: "NC2320",
    title: "the profile is damaged",
    explanation:
      "Some lines of a profile cannot be read, or its end is missing: the disk was full, somebody has edited it, or two versions were merged by hand. Every site has a line of its own; those that are whole are used. Measure again to replace the file.",
  },
  {
    code: "NC2321",
    title: "not a profile",
    explanation: "The file does not begin as the profiles of `noodle-opt profile` do. It is left as it is.",
  },
  {
    code: "NC2322",
    title: "a profile of another version",
    explanation:
      "The format of profiles has a version, and this file has one that this noodle-opt does not know. Use the noodle-opt that wrote it, or measure again into another file with `--out`.",
  },
  {
    code: "NC2323",
    title: "the profile is too large",
    explanation: "A profile has some hundred bytes for each call site. A file of more than 256 MiB is damaged or none, and is not read.",
  },
  {
    code: "NC2324",
    title: "no such profile",
    explanation:
      "There is no file of this name, and no run that was cut short has left anything of it. `noodle-opt profile FILE` makes one.",
  },
  {
    code: "NC2325",
    title: "figures of unfinished runs are counted",
    explanation:
      "Each process of a run writes what it has measured beside the profile, and the end of the run adds it to the profile. Beside this one there are files of runs that are still under way, or were killed together with noodle-opt. They are counted in what is shown; the next run into this profile adds them to it and removes the files.",
  },
  {
    code: "NC2326",
    title: "the profile is locked",
    explanation:
      "Whoever changes a profile holds a lock, the file beside it whose name ends in `.lock`. It was not released for a minute although its owner seems to run.",
  },
];
