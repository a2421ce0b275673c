"""Strategies for inputs. A case is text: lines of Python that make the inputs, so that each run gets its own, and people can read it."""
import math

from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

# The first of a list is what a counterexample shrinks to.
FLOATS = ["0.0", "1.0", "2.0", "-0.0", "0.5", "-1.0", "float('nan')", "float('inf')", "-float('inf')", "0.1", "3.0", "1e308", "5e-324"]
NUMBERS = [*FLOATS, "2", "np.float64(1.5)", "np.float32(0.1)", "True", "0", "-3"]
INTEGERS = ["0", "1", "2", "-1", "3", "127", "100000"]
COLUMNS = ["float", "int", "key", "text", "missing", "category", "bool", "nullable", "time", "zoned", "object", "small"]
INDEXES = ["", "", "", "", "duplicates", "reversed", "text", "multi", "time", "named", "category"]
FORMS = ["list", "fortran", "reversed", "step", "readonly", "object", "subclass", "narrow", "integers", "swapped", "masked", "transposed"]
HOSTILE = ["np.nan", "np.inf", "-np.inf", "-0.0", "0.0", "1.0", "1e308", "-1e308", "5e-324", "0.1"]


class Case:
    """What is drawn, as lines."""

    def __init__(self, draw, demands, sizes):
        self.draw, self.demands = draw, demands
        self.lines = ["import numpy as np"]
        self.size = self.one(sizes)
        self.values = {}  # of integers, by name
        self.arrays = []
        self.hostile = self.one([False, False, True])

    def one(self, options):
        return self.draw(st.sampled_from(list(options)))

    def number(self, low, high):
        return self.draw(st.integers(low, high))

    def odd(self, chance=8):
        """Whether to do something unusual; rarely, and only in cases that are meant to be so."""
        return self.hostile and self.number(0, chance - 1) == chance - 1

    def text(self, parameters, globals_):
        order = sorted([*parameters, *globals_], key=lambda name: self.demands[name].kind not in ("int",))
        for name in order:
            self.add(name, self.demands[name])
        self.relate()
        self.lines.append(f"inputs = {{{', '.join(f'{name!r}: {name}' for name in parameters)}}}")
        if globals_:
            self.lines.append(f"globals_ = {{{', '.join(f'{name!r}: {name}' for name in globals_)}}}")
        lines = self.lines
        if any("pd." in line for line in lines):
            lines.insert(1, "import pandas as pd")
        return "\n".join(lines)

    def add(self, name, demand, target=None):
        target = target or name
        kind = demand.kind
        if kind is None:
            kind = self.one(["number", "array"])
        elif demand.loose:
            kind = self.one(["number", "number", "array"] if kind == "number" else ["array", "array", "list", "str"])
        if kind == "int":
            self.integer(target, name)
        elif kind == "number":
            self.lines.append(f"{target} = {self.one(NUMBERS if self.hostile else FLOATS[:6] + ['0.1', '3.0'])}")
        elif kind == "array":
            self.array(target, demand)
        elif kind == "frame":
            self.frame(target, demand)
        elif kind == "series":
            self.series(target)
        elif kind == "list":
            self.lines.append(f"{target} = [{', '.join(self.elements(self.length()))}]")
        elif kind == "str":
            self.lines.append(f"{target} = {self.one(['a', '', 'b a', '1', 'aab'])!r}")
        elif kind == "dict":
            self.lines.append(f"{target} = {{'b': 2, 'a': 1.5, 'c': [1]}}")
        elif kind == "generator":
            self.lines.append(f"{target} = np.random.default_rng({self.number(0, 3)})")
        elif kind == "object":
            self.object(target, demand)
        else:
            self.lines.append(f"{target} = None")

    def elements(self, count):
        pool = NUMBERS if self.hostile else FLOATS
        return [self.one(pool) for _ in range(min(count, 12))]

    def length(self):
        return self.number(0, 8) if self.size > 8 else self.size

    def integer(self, target, name):
        value = self.size
        text = str(value)
        if self.hostile and self.odd(4):
            text = self.one([f"{value - 1}", f"{value + 1}", "0", "-1", f"np.int64({value})", "True", f"{value}.0"])
        try:
            self.values[name] = int(float(text)) if text.replace(".", "").replace("-", "").isdigit() else value
        except ValueError:
            self.values[name] = value
        self.lines.append(f"{target} = {text}")

    def object(self, target, demand):
        self.lines.append("class _Object: pass")
        self.lines.append(f"{target} = object.__new__(_program.get({demand.type!r}, _Object))")
        for name, inner in demand.attributes.items():
            self.add(name, inner, f"{target}.{name}")

    # --- arrays -------------------------------------------------------------------------------------------------------

    def shape(self, demand):
        rank = demand.rank or 1
        least = [0] * rank
        for axis, text in demand.extents:
            try:
                value = eval(text, {"__builtins__": {}, "len": len}, dict(self.values))  # noqa: S307, the text is of a guard
                if isinstance(axis, int) and axis < rank:
                    least[axis] = max(least[axis], int(value))
            except Exception:
                pass
        dims = [max(self.size, each) for each in least]
        change = self.one([0, 0, 0, 1, 2] + ([-1, -2] if self.hostile else []))
        axis = self.number(0, rank - 1) if rank > 1 else 0
        dims[axis] = max(0, dims[axis] + change)
        if self.odd(8):
            return dims[:-1] or []
        return dims

    def array(self, target, demand):
        shape = self.shape(demand)
        count = math.prod(shape)
        dtype = demand.dtype or ("int64" if demand.index else None)
        if dtype is None:
            dtype = self.one(["float64", "float64", "float64", "int64"] + (["float32", "int8", "bool", "uint8"] if self.hostile else []))
        text = ", ".join(map(str, shape)) + ("," if len(shape) == 1 else "")
        if demand.index:
            pattern = self.one(["zeros", "arange", "reversed", "repeated"])
            made = {
                "zeros": f"np.zeros(({text}), 'int64')",
                "arange": f"np.arange({count}).reshape(({text}))",
                "reversed": f"np.arange({count})[::-1].reshape(({text})).copy()",
                "repeated": f"(np.arange({count}) // 2).reshape(({text}))",
            }[pattern]
            self.lines.append(f"{target} = {made}")
            if dtype != "int64":
                self.lines.append(f"{target} = {target}.astype({dtype!r})")
        elif 0 < count <= 6 and self.one([False, True]):
            self.lines.append(f"{target} = {self.small(shape, dtype)}")
        else:
            self.large(target, shape, text, count, dtype)
        if self.odd(3):
            self.form(target, len(shape))
        if isinstance(demand.rank, int) or demand.kind == "array":
            self.arrays.append((target, shape))

    def small(self, shape, dtype):
        """By Hypothesis's own strategy, element by element."""
        if dtype.startswith("float"):
            elements = st.sampled_from([0.0, 1.0, -0.0, 2.0, -1.0, 0.1, 0.5, float("nan"), float("inf"), -float("inf")])
        elif dtype == "bool":
            elements = st.booleans()
        elif dtype in ("int8", "uint8"):
            elements = st.sampled_from([0, 1, 2, 100, 127])
        else:
            elements = st.sampled_from([0, 1, 2, -1, 3, 2**31, 2**62] if dtype == "int64" else [0, 1, 2, 3])
        try:
            value = self.draw(hnp.arrays(dtype, tuple(shape), elements=elements, fill=st.nothing()))
        except TypeError:
            return f"np.zeros({tuple(shape)}, {dtype!r})"
        return f"np.array({spelled(value.tolist())}, {dtype!r}).reshape({tuple(shape)})"

    def large(self, target, shape, text, count, dtype):
        pattern = self.one(["zeros", "random", "arange", "cycle", "negative"])
        if dtype.startswith(("float", "complex")):
            made = {
                "zeros": f"np.zeros(({text}))",
                "random": f"np.random.default_rng({self.number(0, 2)}).uniform(-10, 10, ({text}))",
                "arange": f"np.arange({count}.0).reshape(({text}))",
                "cycle": f"(np.arange({count}) % 3 * 0.5).reshape(({text}))",
                "negative": f"-np.arange({count}.0).reshape(({text}))",
            }[pattern]
        else:
            made = {
                "zeros": f"np.zeros(({text}), 'int64')",
                "random": f"np.random.default_rng({self.number(0, 2)}).integers(-9, 9, ({text}))",
                "arange": f"np.arange({count}).reshape(({text}))",
                "cycle": f"(np.arange({count}) % 3).reshape(({text}))",
                "negative": f"(100 - np.arange({count})).reshape(({text}))",
            }[pattern]
        self.lines.append(f"{target} = {made}" + ("" if dtype == ("float64" if dtype.startswith("float") else "int64") else f".astype({dtype!r})"))
        if count:
            for _ in range(self.one([0, 0, 1, 2])):
                position = self.number(0, count - 1)
                value = self.one(HOSTILE) if dtype.startswith("float") else self.one(["0", "1", "100"])
                self.lines.append(f"{target}.flat[{position}] = {value}")

    def form(self, target, rank):
        form = self.one(FORMS)
        self.lines.append(
            {
                "list": f"{target} = {target}.tolist()",
                "fortran": f"{target} = np.asfortranarray({target})",
                "reversed": f"{target} = {target}[::-1]" if rank else f"{target} = {target}[()]",
                "step": f"{target} = np.repeat({target}, 2, axis=0)[::2]" if rank else f"{target} = {target}[()]",
                "readonly": f"{target} = np.array({target}); {target}.flags.writeable = False",
                "object": f"{target} = {target}.astype(object)",
                "subclass": f"{target} = {target}.view(type('Sub', (np.ndarray,), {{}}))",
                "narrow": f"with np.errstate(all='ignore'): {target} = {target}.astype('float32')",
                "integers": f"with np.errstate(all='ignore'): {target} = np.nan_to_num({target}, nan=0, posinf=9, neginf=-9).clip(-99, 99).astype('int64')",
                "swapped": f"{target} = {target}.astype({target}.dtype.newbyteorder())",
                "masked": f"{target} = np.ma.array({target}, mask={target} == 1)",
                "transposed": f"{target} = np.array({target}.T, order='C').T",
            }[form]
        )

    def relate(self):
        """Arrays that share memory."""
        if len(self.arrays) < 2 or self.one([False, False, True]) is False:
            return
        first, shape = self.arrays[0] if len(self.arrays) == 2 else self.one(self.arrays)
        second, _ = self.one([each for each in self.arrays if each[0] != first])
        how = self.one(["same", "view", "shifted", "back", "reversed"])
        if how == "same":
            self.lines.append(f"{second} = {first}")
        elif how == "view" or not shape:
            self.lines.append(f"{second} = {first}[...] if hasattr({first}, 'dtype') else {first}")
        elif how == "reversed":
            self.lines.append(f"{second} = {first}[::-1]")
        else:
            self.lines.append(f"_base = np.concatenate([np.asarray({first}), np.asarray({first})[-1:]])")
            pair = (first, second) if how == "shifted" else (second, first)
            self.lines.append(f"{pair[0]}, {pair[1]} = _base[:-1], _base[1:]")

    # --- tables -------------------------------------------------------------------------------------------------------

    def rows(self):
        return min(self.size, 200) if self.size > 12 else self.size

    def column(self, rows, kind):
        if rows > 12:
            return {
                "key": f"np.arange({rows})[::-1] % 7",
                "text": f"np.array(['b', 'a', 'c'], object)[np.arange({rows}) % 3]",
                "int": f"np.arange({rows}) % 11",
            }.get(kind, f"np.random.default_rng({self.number(0, 2)}).uniform(-9, 9, {rows}).round(1)")
        pools = {
            "float": ["1.0", "2.0", "0.1", "-0.0", "0.3", "float('nan')", "1e16", "-1e16"],
            "int": ["1", "2", "3", "-1"],
            "key": ["1", "0", "2", "1"],
            "text": ["'b'", "'a'", "'c'"],
            "missing": ["1.0", "None", "2.0", "float('nan')"],
            "category": ["'b'", "'a'"],
            "bool": ["True", "False"],
            "nullable": ["1", "None", "2"],
            "time": ["'2024-01-02'", "'2023-05-01'", "None"],
            "zoned": ["'2024-01-02'", "'2023-05-01'"],
            "object": ["1", "'a'", "None", "2.5"],
            "small": ["100", "27", "1"],
        }
        items = [self.one(pools[kind]) for _ in range(rows)]
        text = f"[{', '.join(items)}]"
        return {
            "category": f"pd.Categorical({text}, ['b', 'a', 'z'])",
            "nullable": f"pd.array({text}, 'Int64')",
            "time": f"pd.to_datetime({text})",
            "zoned": f"pd.to_datetime({text}).tz_localize('Europe/Berlin')" if rows else "pd.to_datetime([])",
            "object": f"np.array({text}, object)" if rows else "np.array([], object)",
            "small": f"np.array({text}, 'int8')",
            "missing": f"np.array({text}, object)" if rows else "np.array([], object)",
            "float": f"np.array({text}, float)",
        }.get(kind, text)

    def frame(self, target, demand):
        rows = self.number(0, 6) if self.size > 12 and self.one([False, True]) else self.rows()
        parts = []
        for label in demand.columns or ["a", "b"]:
            usual = ["key", "text", "missing", "float"] if label in demand.keys else ["float", "int"]
            kind = self.one(usual + (COLUMNS if self.hostile else []))
            parts.append(f"{label!r}: {self.column(rows, kind)}")
        self.lines.append(f"{target} = pd.DataFrame({{{', '.join(parts)}}})")
        self.index(target, rows)

    def series(self, target):
        rows = self.rows()
        kind = self.one(["float", "int"] + (COLUMNS if self.hostile else []))
        self.lines.append(f"{target} = pd.Series({self.column(rows, kind)}, name='s')")
        self.index(target, rows)

    def index(self, target, rows):
        index = self.one(INDEXES)
        made = {
            "": None,
            "duplicates": f"np.arange({rows}) // 2",
            "reversed": f"np.arange({rows})[::-1]",
            "text": f"[chr(98 + i % 5) for i in range({rows})]",
            "multi": f"pd.MultiIndex.from_arrays([np.arange({rows}) % 2, np.arange({rows})], names=['p', 'q'])",
            "time": f"pd.date_range('2024-01-01', periods={rows})",
            "named": f"pd.RangeIndex({rows}, name='n')",
            "category": f"pd.CategoricalIndex(['x', 'y'] * {rows // 2} + ['x'] * {rows % 2})",
        }[index]
        if made and rows:
            self.lines.append(f"{target}.index = {made}")


class Plain(Case):
    """The most ordinary case of a size, without Hypothesis."""

    def __init__(self, demands, size):
        super().__init__(None, demands, [size])

    def one(self, options):
        options = list(options)
        return "random" if "random" in options else options[1] if options[0] == "0.0" else options[0]

    def number(self, low, high):
        return low


def spelled(value):
    if isinstance(value, list):
        return f"[{', '.join(map(spelled, value))}]"
    if isinstance(value, float) and not math.isfinite(value):
        return "np.nan" if math.isnan(value) else ("np.inf" if value > 0 else "-np.inf")
    return repr(value)
