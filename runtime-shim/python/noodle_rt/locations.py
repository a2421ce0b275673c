"""Compiles the Python text of a `.nc` file so that its code carries the places of the original source.

`positions` are five 32-bit numbers per token run of the Python text, sorted by its line and column: line and column there,
line and column in the source, line in the `.nc` file. Lines start at 1; columns are UTF-8 bytes from 0. Inside a run, text
and source advance together.
"""
from _ast import AST, PyCF_ONLY_AST
from _bisect import bisect_right
from sys import getrecursionlimit, maxsize, setrecursionlimit

# Nesting that Python's own parser still accepts in a text.
DEEPEST = 6000


class Places:
    """Answers where a place of the Python text comes from."""

    def __init__(self, positions, source_text):
        numbers = memoryview(positions).cast("i")
        self.lines = numbers[0::5].tolist()
        self.columns = numbers[1::5].tolist()
        self.source_lines = numbers[2::5].tolist()
        self.source_columns = numbers[3::5].tolist()
        self.nc_lines = numbers[4::5].tolist()
        self.keys = [line << 32 | column for line, column in zip(self.lines, self.columns)]
        self.lengths = source_text and [len(line) for line in source_text.split(b"\n")]
        self.starts = {}
        self.ends = {}

    def start(self, line, column):
        """The source place of a node that starts here: in the run that holds it, or else the first one of the line."""
        key = line << 32 | column
        found = self.starts.get(key)
        if found is None:
            found = self.starts[key] = self._start(line, column, bisect_right(self.keys, key) - 1)
        return found

    def _start(self, line, column, run):
        following = run + 1
        if run >= 0 and self.lines[run] == line:
            source_line = self.source_lines[run]
            moved = self.source_columns[run] + column - self.columns[run]
            if following < len(self.keys) and self.source_lines[following] == source_line:
                limit = self.source_columns[following]
                if limit > self.source_columns[run]:
                    moved = min(moved, limit)
            return source_line, min(moved, max(self.length(source_line) - 1, self.source_columns[run]))
        if run < 0 or following < len(self.keys) and self.lines[following] == line:
            run = following
        return self.source_lines[run], self.source_columns[run]

    def end(self, line, column):
        """The source place of a node that ends here: as far into its last run as in the text, but not into the next one."""
        key = line << 32 | column
        found = self.ends.get(key)
        if found is None:
            found = self.ends[key] = self._end(line, column, max(bisect_right(self.keys, key - 1) - 1, 0))
        return found

    def _end(self, line, column, run):
        source_line = self.source_lines[run] + line - self.lines[run]
        if line == self.lines[run]:
            column += self.source_columns[run] - self.columns[run]
        place = (source_line, min(column, self.length(source_line)))
        following = run + 1
        if following < len(self.keys):
            limit = (self.source_lines[following], self.source_columns[following])
            if (self.source_lines[run], self.source_columns[run]) < limit < place:
                return limit
        return place

    def length(self, source_line):
        """Bytes in a line of the source; no bound when its text is unknown."""
        if not self.lengths:
            return maxsize
        return self.lengths[source_line - 1] if 0 < source_line <= len(self.lengths) else 0


def move(tree, places):
    """Gives every node of a tree its place in the source. Ranges stay valid for `compile` whatever the positions say."""
    start = places.start
    end = places.end
    pending = [tree]
    while pending:
        node = pending.pop()
        if not isinstance(node, AST):
            continue
        attributes = node.__dict__
        for value in attributes.values():
            if isinstance(value, list):
                pending.extend(value)
            elif isinstance(value, AST):
                pending.append(value)
        if "end_lineno" not in attributes:
            continue
        first = start(attributes["lineno"], attributes["col_offset"])
        last = end(attributes["end_lineno"], attributes["end_col_offset"])
        if last <= first:
            last = (first[0], first[1] + 1)
        attributes["lineno"], attributes["col_offset"] = first
        attributes["end_lineno"], attributes["end_col_offset"] = last


def parse(text, filename):
    """The tree of a Python text."""
    return deeply(compile, text, filename, "exec", PyCF_ONLY_AST, dont_inherit=True)


def compile_tree(tree, filename, places):
    """Code of a tree, at the places of its source when these are given."""
    if places is not None:
        move(tree, places)
    return deeply(compile, tree, filename, "exec", dont_inherit=True)


def deeply(function, *arguments, **options):
    """Calls a function, a second time with a higher recursion limit when the first one is not enough.

    Up to Python 3.11 a tree may be nested less deeply than a text: only as deep as calls may be.
    """
    try:
        return function(*arguments, **options)
    except RecursionError:
        limit = getrecursionlimit()
        setrecursionlimit(max(limit, DEEPEST))
        try:
            return function(*arguments, **options)
        finally:
            setrecursionlimit(limit)
