/** NC20xx: files, command line, and the compiler's own failures; NC255x: looking places up in source maps. */
import type { CodeEntry } from "../remarks/code-table.js";

export const cliCodes: readonly CodeEntry[] = [
  {
    code: "NC2000",
    title: "internal error",
    explanation:
      "The compiler itself made a mistake. The file is left out and the others are built. Please report it together with the file and with what `--verbose` adds to the message. The exit code is 3.",
  },
  {
    code: "NC2001",
    title: "wrong command line",
    explanation:
      "A verb or option does not exist, a value is missing or out of range, or two options contradict each other. `noodle-opt --help` lists the verbs, `noodle-opt VERB --help` the options of one.",
  },
  {
    code: "NC2002",
    title: "file or folder not found",
    explanation: "There is no file of this name, or the name is a link to something that does not exist.",
  },
  {
    code: "NC2003",
    title: "file cannot be read",
    explanation:
      "The file exists, but it cannot be opened: no permission, symbolic links that lead in a circle, or no regular file (a pipe, a socket, a device).",
  },
  {
    code: "NC2004",
    title: "unknown kind of file",
    explanation:
      "noodle-opt tells the kind of a file by its name: `.py` and `.pyw` are Python, `.ipynb` are Jupyter notebooks, `.nc` is NoodleCore. Python without a file name is read from standard input with `-`.",
  },
  {
    code: "NC2005",
    title: "file too large",
    explanation:
      "Files above 8 MiB are data rather than programs more often than not: the tree of a program takes a few hundred times the room of its text. For `.nc` that is decompiled the limit is 64 MiB. `--max-size MIB` sets another limit.",
  },
  {
    code: "NC2006",
    title: "nothing to build",
    explanation:
      "A folder holds no `.py`, `.pyw` or `.ipynb`, or a pattern matches none. Hidden folders, `node_modules`, `__pycache__`, virtual environments and `*.opt.py` are passed by; `.nc` files in folders are outputs, they are read when they are named.",
  },
  {
    code: "NC2007",
    title: "output would overwrite an input",
    explanation: "The name of an output is the name of a file that is an input of the same build. Name another folder with `--out`.",
  },
  {
    code: "NC2008",
    title: "two inputs with the same output",
    explanation:
      "`app.py` and `app.ipynb` in one folder would both become `app.nc`. The first is built, the second refused. Rename one, or build them into different folders with `--out`.",
  },
  {
    code: "NC2009",
    title: "output cannot be written",
    explanation:
      "No permission, a read-only or full disk, or a file where a folder should be. Outputs are written whole or not at all: what was there before is still there.",
  },
  {
    code: "NC2010",
    title: "NoodleCore that is not UTF-8",
    explanation:
      "`.nc` files are UTF-8, whatever the encoding of the Python file they were made from. The place is that of the first byte that does not fit.",
  },
  {
    code: "NC2011",
    title: "nested too deeply for the compiler",
    explanation: "An expression or block is nested some hundred thousand levels deep. Programs that people write stay far below this.",
  },
  {
    code: "NC2012",
    title: "text does not fit the encoding that it names",
    explanation:
      "The first lines of the Python text name an encoding (`# -*- coding: latin-1 -*-`), and the text holds characters that this encoding cannot express, or the encoding does not exist. Without that line the file is UTF-8.",
  },
  {
    code: "NC2013",
    title: "not enough memory",
    explanation:
      "The memory of a compiling thread ran out. Its file is left out and the others are built. `--jobs 1` leaves all memory to one file at a time.",
  },
  {
    code: "NC2014",
    title: "unknown code",
    explanation: "`noodle-opt explain` was asked for a code that does not exist. Without a code it lists them all.",
  },
  {
    code: "NC2015",
    title: "the runtime's place is taken",
    explanation:
      "Optimised Python with guards imports `noodle_rt`, one small file that `build --emit py` puts beside it. There is a `noodle_rt.py` already that noodle-opt did not make: rename it, write to another folder with `--out`, or use `-O1`, which has no guards.",
  },
  {
    code: "NC2550",
    title: "no source map",
    explanation:
      "Places are looked up in the map that `build` writes beside its output (`app.nc.map`). It is not there, or cannot be read: build without `--no-map`, or name the map with `--map`.",
  },
  {
    code: "NC2551",
    title: "damaged source map",
    explanation: "The map is not the JSON that the source map standard (ECMA-426) asks for. Build again.",
  },
  {
    code: "NC2552",
    title: "stale source map",
    explanation: "The map was made for another text than the file now holds, so its places would be wrong. Build again.",
  },
  {
    code: "NC2553",
    title: "place outside of the file",
    explanation: "The line or column does not exist in the file. Both count from 1, columns in UTF-16 units.",
  },
  {
    code: "NC2554",
    title: "place without counterpart",
    explanation: "The text at this place was made by the compiler, or left nothing in the output: there is no place to show.",
  },
  {
    code: "NC2555",
    title: "not a place",
    explanation:
      "Places are written `app.nc:12:5` or `app.nc:12`: a file, a line and a column, both counted from 1. In a notebook `analysis.ipynb:3:12:5` names cell, line and column.",
  },
];
