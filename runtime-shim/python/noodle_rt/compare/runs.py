"""Compares the captures of two runs."""
import fnmatch
import re

from noodle_rt.compare.diff import Comparer, Difference
from noodle_rt.compare.memory import memory_difference
from noodle_rt.compare.normalize import file_bytes, without_addresses, without_places
from noodle_rt.compare.store import Capture, check_node
from noodle_rt.compare.tokens import render

# In the order in which people want to hear of them. Sections that have the same names in both runs come first in no special way.
SECTIONS = ("exit code", "exception", "output", "warnings", "names", "variables", "modules", "iterators", "memory", "state",
            "figures", "files")

# Names in a capture, and for people.
STREAMS = (("stdout", "stdout"), ("stderr without warnings and traceback", "stderr"))

NOT_READ = "it has not been read"

# Variables that a rewrite may have added.
ADDED = ("_*",)


def compare_runs(left, right, contract, added=ADDED, again=None):
    """Compares two folders; returns plain data: `equal`, `differences`, `notCompared`, `compared`, `added`, `unstable`.

    added: patterns of names that only the right one may have
    again: another run of the left program; what already differs between the two, like times, is unstable and no difference
    """
    first = Capture(left)
    unstable = set()
    lines = {}
    if again is not None:
        itself = Runs(first, Capture(again), contract, ())
        unstable = {(found["section"], found["name"]) for found in itself.result()["differences"]}
        lines = itself.changing_lines()
    return Runs(first, Capture(right), contract, added, unstable, lines).result()


class Runs:
    """One comparison. unstable: (section, name) of what is passed over; lines: the same for lines of output, by stream."""

    def __init__(self, left, right, contract, added, unstable=frozenset(), lines=None):
        self.left = left
        self.right = right
        self.contract = contract
        self.added = added
        self.unstable = unstable
        self.lines = lines or {}
        self.differences = []
        self.not_compared = []
        self.compared = {}
        self.ignored = []

    def result(self):
        for section in SECTIONS:
            one, other = self.left.sections.get(section, {}), self.right.sections.get(section, {})
            self.compared[section] = len(one)
            special = getattr(self, "compare_" + section.replace(" ", "_"), None)
            if special is not None:
                special(one, other)
            else:
                self.compare_section(section, one, other)
        for capture in (self.left, self.right):
            for note in capture.sections.get("notes", {}).values():
                self.not_compared.append((note["type"], "", note["opaque"]))
        read = self.left.sections.get("iterators", {})
        not_compared = [entry for entry in dict.fromkeys(self.not_compared) if not (entry[2] == NOT_READ and entry[0] in read)]
        return {
            "equal": not self.differences,
            "differences": self.differences,
            "notCompared": [{"path": path, "type": name, "reason": reason} for path, name, reason in not_compared],
            "unstable": [{"section": section, "name": name} for section, name in sorted(self.unstable)],
            "added": self.ignored,
            "compared": self.compared,
        }

    def changing_lines(self):
        """Numbers of the lines of output that differ, by stream; for streams with as many lines in both runs."""
        found = {}
        for name, whole in STREAMS:
            texts = [capture.sections.get("output", {}).get(name) for capture in (self.left, self.right)]
            if None in texts:
                continue
            one, other = (LINE.split(node["data"].tobytes()) for node in texts)
            if len(one) == len(other):
                found[whole] = {number for number, (a, b) in enumerate(zip(one, other)) if a != b}
        return found

    # ------------------------------------------------------------ sections

    def compare_section(self, section, one, other):
        for name in {**one, **other}:
            if name not in one:
                if section in ("variables", "modules") and self.is_added(name):
                    continue
                self.add(section, name, Difference(name, "", "missing", render(other[name])))
            elif name not in other:
                self.add(section, name, Difference(name, "", render(one[name]), "missing"))
            else:
                self.compare_nodes(section, name, one[name], other[name])

    def compare_nodes(self, section, name, one, other):
        folders = (self.left.about.get("folder"), self.right.about.get("folder"))
        comparer = Comparer(self.contract, self.left.later, self.right.later, folders if all(folders) else None)
        found = comparer.first(one, other, name)
        self.not_compared += comparer.not_compared
        if found is None:
            return
        # A file that has been damaged is no difference of the programs.
        check_node(one, self.left.folder)
        check_node(other, self.right.folder)
        self.add(section, name, found)

    def add(self, section, name, found):
        if (section, name) not in self.unstable:
            self.differences.append(entry(section, name, found))

    def is_added(self, name):
        return any(fnmatch.fnmatchcase(name.rpartition(".")[2], pattern) for pattern in self.added)

    def compare_names(self, one, other):
        """Which variables there are, and in which order they were bound first."""
        for module in one:
            if module not in other:
                continue
            names, others = one[module], other[module]
            known = set(names)
            self.ignored += [name for name in others if name not in known and self.is_added(name)]
            common = [name for name in names if name in set(others)]
            order = [name for name in others if name in known]
            if common != order:
                at = next(index for index, name in enumerate(common) if name != order[index])
                self.add("names", module, Difference(module.rstrip("."), "order of variables", common[at], order[at], f"at position {at}"))

    def compare_state(self, one, other):
        # What only one has imported cannot be told apart from its first state.
        for name in one:
            if name in other:
                self.compare_nodes("state", name, one[name], other[name])

    def compare_memory(self, one, other):
        """Which values lie in the memory of which others."""
        left = {name.partition(".")[0] for section in ("variables", "modules") for name in self.left.sections.get(section, {})}
        for path in {**one, **other}:
            if path.partition(".")[0].partition("[")[0] in left:  # and not a variable that was added
                found = memory_difference({path: one.get(path)}, {path: other.get(path)})
                if found is not None:
                    self.add("memory", path, found)

    def compare_output(self, one, other):
        for name, whole in STREAMS:
            if name not in one or name not in other:
                self.not_compared.append((whole, "", "it was not captured"))
                continue
            texts = [without_addresses(capture[name]["data"].tobytes()) for capture in (one, other)]
            if texts[0] == texts[1]:
                continue
            folders = [capture.about.get("folder", "").encode() for capture in (self.left, self.right)]
            plain = [text.replace(folder, b"\0") if folder else text for text, folder in zip(texts, folders)]
            if whole == "stderr":
                plain = [without_places(text) for text in plain]
            if plain[0] == plain[1]:
                continue
            lines = [LINE.split(text) for text in texts]
            changing = self.lines.get(whole)
            if changing and len(lines[0]) == len(lines[1]):
                # Lines that differ by themselves are as in the first run.
                texts[1] = b"\n".join(one if number in changing else other for number, (one, other) in enumerate(zip(*lines)))
                texts[0] = b"\n".join(lines[0])
                if texts[0] != texts[1]:
                    self.differences.append(entry("output", whole, text_difference(whole, *texts)))
                continue
            self.add("output", whole, text_difference(whole, *texts))

    def compare_files(self, one, other):
        for path in {**one, **other}:
            first, second = one.get(path), other.get(path)
            if first is None or second is None:
                self.add("files", path, Difference(path, "", "not written" if first is None else described(first),
                                             "not written" if second is None else described(second)))
            elif first["type"] == second["type"] == "file" and "data" in first and "data" in second:
                bytes_of = [node["data"].tobytes() for node in (first, second)]
                if bytes_of[0] != bytes_of[1] and file_bytes(path, bytes_of[0]) != file_bytes(path, bytes_of[1]):
                    self.add("files", path, text_difference(path, *bytes_of))
            else:
                self.compare_nodes("files", path, first, second)


def entry(section, name, found):
    """A difference as plain data."""
    return {"section": section, "name": name, **found.to_json(), "message": str(found)}


def described(node):
    return {"no file": "removed", "link": "a link"}.get(node["type"], f"{node['data'].source.size} bytes" if "data" in node else "written")


LINE = re.compile(rb"\r?\n")


def text_difference(path, left, right):
    """The first difference of two texts or other bytes."""
    try:
        left.decode(), right.decode()
    except UnicodeDecodeError:
        if len(left) != len(right):
            return Difference(path, "size", f"{len(left)} bytes", f"{len(right)} bytes")
        at = next(index for index, (a, b) in enumerate(zip(left, right)) if a != b)
        return Difference(f"{path}[{at}]", "", left[at:at + 8].hex(), right[at:at + 8].hex())
    one, other = LINE.split(left), LINE.split(right)
    for number, (a, b) in enumerate(zip(one, other), 1):
        if a != b:
            return Difference(f"{path}:{number}", "", shown(a), shown(b))
    if len(one) != len(other):
        number = min(len(one), len(other))
        return Difference(f"{path}:{number + 1}", "", shown(one[number]) if len(one) > number else "end",
                          shown(other[number]) if len(other) > number else "end")
    return Difference(path, "ends of lines", "one way", "another")


def shown(line):
    text = repr(line.decode())
    return text if len(text) <= 120 else text[:119] + "…"
