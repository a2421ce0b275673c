"""Finds the first difference of two images."""
import struct

from noodle_rt.compare import packed
from noodle_rt.compare.data import LITTLE, close_pieces, first_difference, float_of, is_float, is_nan, largest_float, parts_of, text, ulps
from noodle_rt.compare.data import Data
from noodle_rt.compare.numerals import same_but_for_floats
from noodle_rt.compare.tokens import key_text, render, token
from noodle_rt.compare.ties import equal_up_to_ties

FLOAT = "<d" if LITTLE else ">d"
FLOAT_FORMAT = "<f8" if LITTLE else ">f8"


class Difference:
    """Where two values differ first: `path`, what of it (`dtype`, `length`; empty for the value itself), both sides, a note."""

    __slots__ = ("path", "what", "left", "right", "note")

    def __init__(self, path, what, left, right, note=""):
        self.path = path
        self.what = what
        self.left = left
        self.right = right
        self.note = note

    def __str__(self):
        return f"{self.path}: {self.message()}"

    def message(self):
        what = self.what + " " if self.what else ""
        note = f" ({self.note})" if self.note else ""
        return f"{what}{self.left} ≠ {self.right}{note}"

    __repr__ = __str__

    def to_json(self):
        return {name: getattr(self, name) for name in self.__slots__}


class Comparer:
    """One comparison under way.

    later: the trees of both sides that lay too deep; folders: the working folder of each side, when it counts as the same text
    """

    def __init__(self, contract, left_later=(), right_later=(), folders=None):
        self.contract = contract
        self.left_later = left_later
        self.right_later = right_later
        self.folders = folders
        self.not_compared = []
        self.queue = []
        self.prefix = None

    def first(self, left, right, path):
        """The first difference of two nodes, or `None`."""
        self.queue = [(left, right, path, None)]
        at = 0
        while at < len(self.queue):
            left, right, path, self.prefix = self.queue[at]
            found = self.nodes(left, right, path)
            if found is not None:
                found.path = self.full(found.path)
                return found
            at += 1
        return None

    def full(self, path):
        """A path from the start on; `prefix` is where the tree under comparison begins: (prefix, path) or `None`."""
        parts = [path]
        prefix = self.prefix
        while prefix is not None:
            prefix, path = prefix
            parts.append(path)
        return "".join(reversed(parts))

    # ------------------------------------------------------------ nodes

    def nodes(self, left, right, path):
        if type(left) is dict and type(right) is dict:
            if "later" in left or "later" in right:
                self.queue.append((self.resolve(left, self.left_later), self.resolve(right, self.right_later), "", (self.prefix, path)))
                return None
            if "same" in left or "same" in right:
                return self.identities(left, right, path)
            found = self.records(left, right, path)
            if found is not None and self.contract.has_ties and equal_up_to_ties(left, right):
                return None
            return found
        if type(left) is dict and "later" in left:
            return self.nodes(self.resolve(left, self.left_later), right, path)
        if type(right) is dict and "later" in right:
            return self.nodes(left, self.resolve(right, self.right_later), path)
        if type(left) is type(right):
            return self.scalars(left, right, path)
        return self.unlike(left, right, path)

    @staticmethod
    def resolve(node, later):
        return later[node["later"]] if "later" in node else node

    def identities(self, left, right, path):
        if left.get("same") == right.get("same"):
            return None

        def shown(node):
            return f"the same object as {node['same']}" if "same" in node else f"another object ({type_of(node)})"

        return Difference(path, "", shown(left), shown(right))

    def scalars(self, left, right, path):
        if type(left) is float:
            one, other = struct.pack(FLOAT, left), struct.pack(FLOAT, right)
            if one == other or self.are_close(FLOAT_FORMAT, one, other):
                return None
            return Difference(path, "", repr(left), repr(right), self.note(FLOAT_FORMAT, one, other))
        if left == right:
            return None
        if type(left) is str:
            return self.texts(left, right, path)
        return Difference(path, "", repr(left), repr(right))

    def unlike(self, left, right, path):
        """Two nodes of which one at least is a builtin scalar, and which are of different form."""
        one, other = type_of(left), type_of(right)
        if one == other == "float":
            pair = float_bytes(left), float_bytes(right)
            return Difference(path, "", text(FLOAT_FORMAT, pair[0]), text(FLOAT_FORMAT, pair[1]))
        if one == other:
            return Difference(path, "", render(left), render(right))
        if any(type(node) is dict and "same" in node for node in (left, right)):
            return Difference(path, "", render(left), render(right))
        return Difference(path, "type", one, other, f"{render(left)} ≠ {render(right)}")

    def records(self, left, right, path):
        if left["type"] != right["type"]:
            return Difference(path, "type", left["type"], right["type"])
        found = self.facts(left.get("is", {}), right.get("is", {}), path)
        if found is not None:
            return found
        reason = left.get("opaque") or right.get("opaque")
        if reason:
            self.not_compared.append((self.full(path), left["type"], reason))
            if len(left) <= 2 or len(right) <= 2:
                return None
        for field, compare in FIELDS:
            if field in left or field in right:
                if field not in left or field not in right:
                    return Difference(path, "form", render(left), render(right))
                found = compare(self, left[field], right[field], path)
                if found is not None:
                    return found
        if "keys" in left:
            found = self.entries(left, right, path)
            if found is not None:
                return found
        return self.parts(left.get("has", {}), right.get("has", {}), path) or self.functions(left, right, path)

    def facts(self, left, right, path):
        for name in {**left, **right}:
            if name not in left or name not in right:
                return Difference(path, name, shown_fact(left.get(name)), shown_fact(right.get(name)))
            one, other = left[name], right[name]
            if one == other and type(one) is type(other):
                continue
            if type(one) is str and type(other) is str and self.is_same_text(one, other):
                continue
            return Difference(path, name, shown_fact(one), shown_fact(other))
        return None

    def parts(self, left, right, path):
        for step in {**left, **right}:
            if step not in left:
                return Difference(path + step, "", "missing", render(right[step]))
            if step not in right:
                return Difference(path + step, "", render(left[step]), "missing")
            found = self.nodes(left[step], right[step], path + step)
            if found is not None:
                return found
        return None

    def functions(self, left, right, path):
        if self.contract.code and left.get("code") != right.get("code"):
            return Difference(path, "code", "one", "another")
        one, other = left.get("cells", {}), right.get("cells", {})
        for name in one:
            if name in other:
                found = self.nodes(one[name], other[name], f"{path}.__closure__[{name!r}]")
                if found is not None:
                    return found
        if self.contract.code and one.keys() != other.keys():
            return Difference(path, "closure", ", ".join(one), ", ".join(other))
        return None

    # ------------------------------------------------------------ sequences

    def items(self, left, right, path):
        return self.sequences(left, right, path, lambda index: f"[{index}]")

    def sequences(self, left, right, path, step):
        if "packed" in left and "packed" in right and packed_equal(left["packed"], right["packed"]):
            return None
        one, other = nodes_of(left), nodes_of(right)
        count = min(len(one), len(other))
        for index in range(count):
            a, b = one[index], other[index]
            if a is b:
                continue
            found = self.nodes(a, b, path + step(index))
            if found is not None:
                if len(one) != len(other):
                    return Difference(path, "length", len(one), len(other), f"first unequal at {path}{step(index)}")
                return found
        if len(one) != len(other):
            return Difference(path, "length", len(one), len(other))
        return None

    def entries(self, left, right, path):
        one, other = nodes_of(left["keys"]), nodes_of(right["keys"])
        found = self.sequences(left["keys"], right["keys"], path, lambda index: f".keys()[{index}]")
        if found is not None:
            tokens, others = [token(key) for key in one], [token(key) for key in other]
            # Keys that are objects are told apart by what differs in them.
            if len(one) == len(other) and any(type(key) is dict and "has" in key for key in one):
                return found
            known, its_known = set(tokens), set(others)
            for key, its in zip(one, tokens):
                if its not in its_known:
                    return Difference(path + key_text(key), "", "present", "missing")
            for key, its in zip(other, others):
                if its not in known:
                    return Difference(path + key_text(key), "", "missing", "present")
            if sorted(tokens) != sorted(others) or tokens == others:
                return found
            at = next(index for index, its in enumerate(tokens) if its != others[index])
            return Difference(path, "order of keys", render(one[at]), render(other[at]), f"at position {at}")
        return self.sequences(left["values"], right["values"], path, lambda index: key_text(one[index]))

    def sets(self, left, right, path):
        if "packed" in left and "packed" in right and packed_equal(left["packed"], right["packed"]):
            return None
        one, other = nodes_of(left), nodes_of(right)
        tokens, others = [token(item) for item in one], [token(item) for item in other]
        if tokens == others:
            return None
        known = set(others)
        for item, its in zip(one, tokens):
            if its not in known:
                return Difference(path, "element", render(item), "missing")
        known = set(tokens)
        for item, its in zip(other, others):
            if its not in known:
                return Difference(path, "element", "missing", render(item))
        return None

    # ------------------------------------------------------------ raw elements and texts

    def data(self, left, right, path):
        if left.format != right.format:
            return Difference(path, "format", left.format, right.format)
        if left.shape != right.shape:
            if len(left.shape) == len(right.shape) == 1:
                return Difference(path, "length", left.shape[0], right.shape[0])
            return Difference(path, "shape", left.shape, right.shape)
        format = left.format
        found = first_difference(left, right)
        if found is not None and is_float(format) and not self.contract.has_nan_bits:
            reach = self.contract.reach and self.contract.reach * largest_float(left, right)

            def is_close(one, other):
                return self.are_close(format, one, other, reach)
            found = first_difference(left, right, is_close, close_pieces(format, self.contract.most_ulps, reach))
        if found is None:
            return None
        position, one, other = found
        index = ",".join(map(str, left.index(position)))
        return Difference(path + (f"[{index}]" if left.shape else ""), "", text(format, one), text(format, other),
                          self.note(format, one, other))

    def are_close(self, format, one, other, reach=None):
        """Whether floats with different bits are equal under the contract. reach: by how much they may differ; else by a part of themselves"""
        if self.contract.has_nan_bits:
            return False
        for (a, part), (b, _) in zip(parts_of(format, one), parts_of(format, other)):
            if a == b:
                continue
            distance = ulps(part, a, b)
            if distance is None:
                if not (is_nan(part, a) and is_nan(part, b)):
                    return False
            # Both zeros are no unit apart, but only `ulp` takes one for the other.
            elif (not self.contract.most_ulps or distance > self.contract.most_ulps) and not self.is_near(part, a, b, reach):
                return False
        return True

    def is_near(self, format, one, other, reach):
        if not self.contract.reach:
            return False
        a, b = float_of(format, one), float_of(format, other)
        if a is None or b is None or a - a != 0 or b - b != 0:
            return False
        return abs(a - b) <= (self.contract.reach * max(abs(a), abs(b)) if reach is None else reach)

    @staticmethod
    def note(format, one, other):
        if not is_float(format):
            return ""
        notes = []
        for (a, part), (b, _) in zip(parts_of(format, one), parts_of(format, other)):
            if a == b:
                continue
            distance = ulps(part, a, b)
            if distance is None:
                if is_nan(part, a) and is_nan(part, b):
                    order = -1 if part[0] == "<" else 1
                    notes.append(f"NaN with bits {a[::order].hex()} ≠ {b[::order].hex()}")
            elif distance:
                notes.append(f"{distance} ulp" if distance < 10 ** 6 else "")
            else:
                notes.append("signs of zero")
        return ", ".join(filter(None, notes))

    def texts(self, left, right, path):
        if self.is_same_text(left, right):
            return None
        if len(left) <= 60 and len(right) <= 60:
            return Difference(path, "", repr(left), repr(right))
        at = next((at for at, (a, b) in enumerate(zip(left, right)) if a != b), min(len(left), len(right)))
        start = max(0, at - 20)
        note = f"at character {at}" + (f", lengths {len(left)} ≠ {len(right)}" if len(left) != len(right) else "")
        return Difference(path, "", shown_part(left, start), shown_part(right, start), note)

    def is_same_text(self, left, right):
        """Whether two texts differ only in the names of the folders that the programs ran in, or in what the contract lets differ."""
        if left == right:
            return True
        if self.folders is not None and self.folders[0] != self.folders[1]:
            left, right = left.replace(self.folders[0], "\0"), right.replace(self.folders[1], "\0")
            if left == right:
                return True
        return self.contract.reach > 0 and same_but_for_floats(left, right, self.contract.reach)


def shown_part(value, start):
    part = value[start:start + 50]
    return ("…" if start else "") + repr(part) + ("…" if start + 50 < len(value) else "")


def shown_fact(fact):
    if isinstance(fact, list):
        return "(" + ", ".join(map(shown_fact, fact)) + ("," if len(fact) == 1 else "") + ")"
    return fact if type(fact) is str else repr(fact)


def type_of(node):
    if type(node) is dict:
        return node.get("type", "an object seen before")
    return type(node).__name__


def float_bytes(node):
    return node["data"].tobytes() if type(node) is dict else struct.pack(FLOAT, node)


def nodes_of(sequence):
    if "items" in sequence:
        return sequence["items"]
    return [plain_or_node(item) for item in packed.unpack(sequence["packed"])]


def plain_or_node(item):
    """A scalar out of a packed sequence as `image.py` makes it."""
    if type(item) is float and item - item != 0:
        return {"type": "float", "data": Data(FLOAT_FORMAT, (), struct.pack(FLOAT, item))}
    return item


def packed_equal(left, right):
    if left["length"] != right["length"] or left["kinds"] != right["kinds"]:
        return False
    pairs = list(zip(packed.blobs(left), packed.blobs(right)))
    if any(a.shape != b.shape or a.format != b.format for a, b in pairs):
        return False
    return all(first_difference(a, b) is None for a, b in pairs)


FIELDS = (
    ("as", Comparer.nodes),
    ("data", Comparer.data),
    ("items", Comparer.items),
    ("set", Comparer.sets),
)
