/** The codes of what can be wrong with a Python source or a notebook. */
import type { CodeEntry } from "../remarks/code-table.js";

export const frontendCodes: readonly CodeEntry[] = [
  {
    code: "NC2101",
    title: "Python cannot parse this file",
    explanation: `The file is not valid in the version of Python that noodle-opt reads (3.14). The message and the place are Python's own.

Files that were written for Python 2 have to be converted first. In a notebook, IPython's \`%magic\`, \`!command\` and \`name?\` are understood where IPython understands them: at the start of a line, or after \`name =\`.`,
  },
  {
    code: "NC2102",
    title: "this file cannot be decoded",
    explanation: `The bytes of the file are not text in the encoding that the file names, or in UTF-8 when it names none. Python would refuse the file too.

Save the file as UTF-8, or name its encoding in the first or second line: \`# -*- coding: cp1252 -*-\`. UTF-16 and UTF-32 cannot be named there; Python does not read them.`,
  },
  {
    code: "NC2103",
    title: "this file is nested too deeply",
    explanation: `Python's own parser gives up on the file: at some 200 brackets or 100 blocks inside each other, or on an expression that is thousands of operators deep.

Such files are nearly always generated. Let the generator write several statements, or keep the data in a file of its own.`,
  },
  {
    code: "NC2104",
    title: "this file is too large",
    explanation: `The parser ran out of memory. Python's tree of a program takes a few hundred times the room of its text, and the interpreter that noodle-opt brings along has at most 4 GB: some 10 MB of dense code.

Split the file, or keep its data in a file of its own that the program reads.`,
  },
  {
    code: "NC2110",
    title: "this notebook is not valid JSON",
    explanation: `A Jupyter notebook (\`.ipynb\`) is a JSON file in UTF-8, and this one is damaged: often a transfer was cut off, or the marks of a merge conflict (\`<<<<<<<\`) are left in it.

Restore the file, or repair it in a text editor at the place that the message names.`,
  },
  {
    code: "NC2111",
    title: "this file is not a Jupyter notebook",
    explanation: `The file is JSON, but not in the format of notebooks: it needs \`nbformat\`, and a list of cells that each have a \`cell_type\` and a \`source\`.

Files in other formats (Zeppelin, Databricks archives) have to be exported as Jupyter notebooks first. \`jupyter nbconvert --to notebook\` tells more about what is wrong with a damaged one.`,
  },
  {
    code: "NC2112",
    title: "this version of the notebook format is unknown",
    explanation: `Notebooks of the formats 3 and 4 are read. \`jupyter nbconvert --to notebook --nbformat 4 FILE\` converts other ones.`,
  },
  {
    code: "NC2113",
    title: "this notebook is not written in Python",
    explanation: `The notebook says that its kernel runs another language, such as R or Julia. There is nothing to compile in it.

When the entry is wrong, choose a Python kernel in Jupyter and save the notebook: the language stands in \`metadata.kernelspec.language\`. Cells in other languages inside a Python notebook (\`%%bash\`, \`%%html\`) are no problem; they stay as they are.`,
  },
];
