"""The contract `ties`: rows whose keys are equal may stand in any order.

What the keys of a sort were is not known afterwards, so the rule is: two tables are equal up to ties when a column stands in
rising or falling order (missing values at one end), has equal values in both, row by row, and the rows within each run of equal
values are the same rows in some order. Tables are

- data frames, and series with their indexes (a `RangeIndex` numbers the rows and is no part of them);
- dictionaries, with a column of keys and one of values;
- lists and tuples whose items are tuples, lists or dictionaries of one form: a column for each of their parts;
- other lists and tuples, indexes and arrays: one column, in which 1, 1.0 and True, and both zeros, are equal.
"""
import struct
from collections import Counter

from noodle_rt.compare import packed
from noodle_rt.compare.data import KINDS, first_difference, item_size
from noodle_rt.compare.tokens import token


class Column:
    """The items of a column, made when somebody asks: tokens, which are equal when the items are, and keys, which have an order
    and are `None` for missing items."""

    def __init__(self, count, make, differs_first=None):
        self.count = count
        self.make = make
        self.made = None
        self.differs_first = differs_first

    @property
    def tokens(self):
        return self.items()[0]

    @property
    def keys(self):
        return self.items()[1]

    def items(self):
        if self.made is None:
            self.made = self.make()
        return self.made

    def has_same_keys(self, other):
        """Whether the keys are equal row by row; raw elements need not all be made to see that they are not."""
        if self.differs_first is not None and other.differs_first is not None and not self.differs_first(other):
            return False
        return self.keys == other.keys


def made(tokens, keys):
    return Column(len(tokens), lambda: (tokens, keys))


def equal_up_to_ties(left, right):
    """Whether two nodes of the same type are tables that differ only in the order of rows with equal keys."""
    one, other = table(left), table(right)
    if one is None or other is None or one[0] != other[0] or len(one[1]) != len(other[1]) or not one[1]:
        return False
    columns, others = one[1], other[1]
    count = columns[0].count
    if any(column.count != count for column in (*columns, *others)):
        return False
    keys = [column.keys for column, its in zip(columns, others) if column.has_same_keys(its) and is_in_order(column.keys)]
    if not keys:
        return False
    rows = list(zip(*(column.tokens for column in columns)))
    other_rows = list(zip(*(column.tokens for column in others)))
    return any(equal_in_runs(its, rows, other_rows) for its in keys)


def is_in_order(keys):
    """Whether keys rise or fall; missing ones (`None`) stand at one end."""
    there = [key for key in keys if key is not None]
    missing = len(keys) - len(there)
    if missing and not (all(key is None for key in keys[:missing]) or all(key is None for key in keys[-missing:])):
        return False
    try:
        pairs = list(zip(there, there[1:]))
        return all(a <= b for a, b in pairs) or all(a >= b for a, b in pairs)
    except TypeError:
        return False


def equal_in_runs(keys, rows, others):
    start = 0
    for end in range(1, len(keys) + 1):
        if end == len(keys) or keys[end] != keys[start]:
            if rows[start:end] != others[start:end] and Counter(rows[start:end]) != Counter(others[start:end]):
                return False
            start = end
    return True


# ---------------------------------------------------------------- tables

def table(node):
    """Everything about a node but its rows, as a token, and its columns; `None` when it is no table."""
    name = node.get("type", "").rpartition(".")[2]
    if "keys" in node:
        rest = {key: item for key, item in node.items() if key not in ("keys", "values")}
        return token(rest), [of_sequence(node["keys"]), of_sequence(node["values"])]
    if name in ("DataFrame", "Series") and "has" in node:
        return frame(node)
    if "items" in node:
        rest = {key: item for key, item in node.items() if key != "items"}
        form, columns = of_rows(node["items"])
        return token([rest, form]), columns
    found = column(node)
    return None if found is None else (found[0], [found[1]])


def frame(node):
    rest = {key: item for key, item in node.items() if key != "has"}
    forms, columns = [rest], []
    for step, part in node["has"].items():
        is_rows = step in (".index", ".values") or step.startswith(".columns[")
        if not is_rows or step == ".index" and part.get("type", "").endswith("RangeIndex"):
            forms.append([step, part])
            continue
        if part.get("type", "").endswith("MultiIndex"):
            parts = multi_index(part)
            if parts is None:
                return None
            forms.append(parts[0])
            columns += parts[1]
            continue
        found = column(part)
        if found is None:
            return None
        forms.append([step, found[0]])
        columns.append(found[1])
    return token(forms), columns


def multi_index(node):
    form, columns = [], []
    for step, part in node["has"].items():
        if not step.startswith(".codes["):
            form.append([step, part])
            continue
        found = column(part)
        if found is None:
            return None
        form.append(found[0])
        columns.append(found[1])
    return form, columns


def column(node):
    """Form and items of a node with one dimension."""
    if type(node) is not dict or "same" in node or "later" in node or "opaque" in node:
        return None
    if "data" in node:
        if len(node["data"].shape) != 1:
            return None
        rest = {key: item for key, item in node.items() if key != "data"}
        return token([rest, node["data"].format]), of_data(node["data"])
    if "items" in node and "shape" not in node:
        return token({key: item for key, item in node.items() if key != "items"}), of_sequence(node["items"])
    # Of several parts: the one that has the rows, or two when one says which are missing.
    has = node.get("has")
    if not has:
        return None
    form = [{key: item for key, item in node.items() if key != "has"}]
    found = []
    for step, part in has.items():
        inner = column(part) if step in ("", ".values", ".codes", ".isna()") else None
        if inner is None:
            form.append([step, part])
        else:
            form.append([step, inner[0]])
            found.append((step, inner[1]))
    if not found:
        return None
    if len(found) == 1:
        return token(form), found[0][1]
    missing = [text != b"\0" for text in dict(found)[".isna()"].tokens] if ".isna()" in dict(found) else None
    values = found[-1][1]
    if missing is None:
        return None
    keys = [None if is_missing else key for is_missing, key in zip(missing, values.keys)]
    return token(form), made(list(zip(missing, values.tokens)), keys)


def of_data(data):
    def make():
        size = item_size(data.format)
        raw = data.tobytes()
        tokens = [raw[start:start + size] for start in range(0, len(raw), size)]
        return tokens, keys_of(data.format, raw, tokens)

    def differs_first(other):
        found = first_difference(data, other.data)
        if found is None:
            return True
        _, one, its = found
        return keys_of(data.format, one, [one]) == keys_of(data.format, its, [its])

    column = Column(data.shape[0], make, differs_first)
    column.data = data
    return column


def keys_of(format, raw, tokens):
    kind = format[1:]
    code = KINDS.get(kind) or KINDS.get({"M": "i", "m": "i"}.get(kind[:1], "?") + "8")
    if code is None:
        return tokens
    keys = list(struct.unpack(f"{'>' if format[0] == '>' else '<'}{len(tokens)}{code}", raw))
    return [None if key != key else key for key in keys] if code in "efd" else keys


def of_sequence(sequence):
    if "packed" in sequence:
        items = packed.unpack(sequence["packed"])
        return made([repr(item) for item in items], [key_of(item) for item in items])
    items = sequence["items"]
    return made([token(item) for item in items], [key_of(item) for item in items])


def key_of(item):
    """An item as a value that has an order; missing values are `None`."""
    if type(item) is not dict:
        return None if item != item else item
    if item.get("type") == "tuple" and "items" in item and "items" in item["items"]:
        return tuple(key_of(part) for part in item["items"]["items"])
    if "data" in item and item["data"].shape == () and item["data"].format[1:] in KINDS:
        raw = item["data"].tobytes()
        return keys_of(item["data"].format, raw, [raw])[0]
    if item.get("type", "").endswith(("NAType", "NaTType")):
        return None
    return token(item)


def of_rows(sequence):
    """Form and columns of a list of rows; one column when the items are no rows of one form."""
    items = sequence.get("items")
    if items and all(type(item) is dict and ("items" in item or "keys" in item) for item in items):
        parts = [row_parts(item) for item in items]
        form, cells = parts[0]
        if all(other == form and len(row) == len(cells) for other, row in parts):
            rows = [row for _, row in parts]
            return form, [made([token(row[at]) for row in rows], [key_of(row[at]) for row in rows]) for at in range(len(cells))]
    return "", [of_sequence(sequence)]


def row_parts(item):
    """What rows of a list have in common, and the cells of one."""
    if "keys" in item:
        cells = item["values"]
        form = [item["type"], token(item["keys"])]
    else:
        cells = item["items"]
        form = [item["type"]]
    return form, cells["items"] if "items" in cells else packed.unpack(cells["packed"])
