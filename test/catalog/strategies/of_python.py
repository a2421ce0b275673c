"""Arguments of builtins and the standard library."""

from __future__ import annotations

import collections
import datetime
import decimal
import fractions
import io
import itertools
import pathlib
import random
import re
import string

from hypothesis import strategies as st

from .of_general import anything, dicts, functions, keys, lists, numbers, texts

rngs = st.integers(0, 9).map(random.Random)
times = st.datetimes(datetime.datetime(1990, 1, 1), datetime.datetime(2040, 1, 1))
iterators = lists.map(iter)
small_floats = st.floats(-10, 10)
positive = st.one_of(st.integers(1, 20), st.floats(0.125, 20))
mathematics = st.one_of(st.floats(width=64), st.floats(-5, 5), st.integers(-20, 20), st.booleans(), st.sampled_from([0.0, -0.0, 1.0, -1.0, 0.5]))

RECEIVERS = {
    "builtins.str": texts,
    "builtins.bytes": st.binary(max_size=5),
    "builtins.bytearray": st.binary(max_size=5).map(bytearray),
    "builtins.list": st.one_of(lists, st.lists(st.lists(st.integers(0, 2), max_size=2), max_size=3)),
    "builtins.tuple": lists.map(tuple),
    "builtins.dict": st.one_of(dicts, st.dictionaries(keys, st.lists(st.integers(0, 2), max_size=2), max_size=3)),
    "builtins.set": st.sets(keys, max_size=4),
    "builtins.frozenset": st.frozensets(keys, max_size=4),
    "builtins.int": st.one_of(st.integers(-20, 20), st.integers(-(2**70), 2**70)),
    "builtins.float": st.floats(width=64),
    "builtins.complex": st.complex_numbers(),
    "builtins.bool": st.booleans(),
    "builtins.range": st.tuples(st.integers(0, 3), st.integers(0, 5)).map(lambda ends: range(*ends)),
    "builtins.slice": st.just(slice(1, 3)),
    "builtins.object": anything,
    "collections.deque": lists.map(collections.deque),
    "collections.Counter": st.lists(keys, max_size=6).map(collections.Counter),
    "collections.OrderedDict": dicts.map(collections.OrderedDict),
    "collections.defaultdict": dicts.map(lambda content: collections.defaultdict(int, content)),
    "datetime.datetime": times,
    "datetime.date": times.map(datetime.datetime.date),
    "datetime.time": times.map(datetime.datetime.time),
    "datetime.timedelta": st.timedeltas(datetime.timedelta(-9), datetime.timedelta(9)),
    "decimal.Decimal": st.decimals(-100, 100),
    "fractions.Fraction": st.fractions(-10, 10),
    "pathlib.PurePath": st.sampled_from(["a/b.txt", "/x", ".", "a.tar.gz"]).map(pathlib.PurePosixPath),
    "re.Pattern": st.sampled_from(["a", r"(\w)(\d)?", r"\s+", "b*"]).map(re.compile),
    "re.Match": texts.map(lambda text: re.match(r"(?P<first>\w?)(\d)?", text)),
    "random.Random": rngs,
    "io.StringIO": texts.map(io.StringIO),
    "string.Formatter": st.just(string.Formatter()),
}

PARAMETERS = {
    "*": anything,
    "x": mathematics,
    "y": mathematics,
    "a": mathematics,
    "b": mathematics,
    "z": st.one_of(st.complex_numbers(), mathematics),
    "n": st.integers(0, 6),
    "k": st.integers(0, 4),
    "r": st.integers(0, 3),
    "i": st.integers(0, 4),
    "base": st.sampled_from([2, 10, 16, 2.5]),
    "number": numbers,
    "ndigits": st.integers(-1, 3),
    "obj": anything,
    "object": anything,
    "iterable": st.one_of(lists, lists, dicts, texts, iterators, lists.map(tuple)),
    "iterables": st.one_of(lists, texts),
    "seq": st.one_of(lists.filter(len), lists, texts),
    "sequence": lists,
    "population": st.lists(st.integers(0, 9), min_size=3, max_size=6),
    "data": st.one_of(st.lists(st.floats(-10, 10), max_size=5), st.lists(st.integers(1, 9), min_size=2, max_size=5)),
    "function": functions,
    "func": functions,
    "predicate": st.sampled_from([bool, lambda value: True]),
    "key": st.one_of(keys, st.none(), st.sampled_from([abs, repr])),
    "default": numbers,
    "string": texts,
    "s": texts,
    "text": texts,
    "sub": texts,
    "prefix": texts,
    "suffix": texts,
    "sep": st.one_of(st.none(), st.sampled_from([" ", ",", "a"])),
    "maxsplit": st.integers(-1, 2),
    "old": texts,
    "new": texts,
    "width": st.integers(0, 8),
    "fillchar": st.just("*"),
    "chars": st.one_of(st.none(), st.just(" a")),
    "pattern": st.sampled_from(["a", r"\w+", r"(\w)(\d)?", r"\s", "[ab]*", "("]),
    "repl": st.sampled_from(["x", r"\g<0>", str.upper]),
    "flags": st.sampled_from([0, re.IGNORECASE]),
    "count": st.integers(0, 2),
    "format": st.sampled_from(["%Y-%m-%d", "%H:%M"]),
    "format_spec": st.sampled_from(["", ">5", ".2f", "d"]),
    "start": st.integers(0, 3),
    "stop": st.integers(0, 6),
    "end": st.integers(0, 4),
    "step": st.sampled_from([1, 2]),
    "index": st.integers(-2, 3),
    "reverse": st.booleans(),
    "strict": st.booleans(),
    "mu": small_floats,
    "sigma": positive,
    "lambd": positive,
    "alpha": positive,
    "beta": positive,
    "low": small_floats,
    "high": small_floats,
    "weights": st.none(),
    "heap": st.lists(st.integers(0, 9), min_size=1, max_size=5).map(sorted),
    "maxlen": st.one_of(st.none(), st.integers(0, 3)),
    "others": st.one_of(lists, st.sets(keys, max_size=2)),
    "other": st.one_of(numbers, lists, st.sets(keys, max_size=2)),
    "cls": st.sampled_from([int, str, list]),
    "class_or_tuple": st.sampled_from([int, str, (int, float), list]),
    "name": st.sampled_from(["real", "append", "upper", "nothing"]),
    "year": st.integers(1990, 2030),
    "month": st.integers(1, 12),
    "day": st.integers(1, 28),
    "path": st.sampled_from(["a/b.txt", "/x/y", "", "a", "a.tar.gz"]),
    "p": st.sampled_from(["a/b.txt", "/x/y", "", "a", "a.tar.gz"]),
    "paths": st.sampled_from(["a/b.txt", "/x/y"]),
    "json.loads:s": st.sampled_from(['{"a": [1, 2.5, null]}', "[1, 2]", "3", '"x"', "{", "NaN"]),
    "json.dumps:obj": st.one_of(lists, dicts, numbers, st.none(), texts),
    "functools.reduce:function": st.sampled_from([max, min, lambda one, other: other]),
    "math.comb:k": st.integers(0, 5),
    "math.factorial:x": st.integers(-1, 20),
    "math.factorial:n": st.integers(-1, 20),
    "math.ldexp:i": st.integers(-5, 5),
    "math.fsum:seq": st.lists(st.floats(-10, 10), max_size=4),
    "builtins.chr:i": st.integers(0, 300),
    "builtins.ord:c": st.sampled_from(["a", "€", "ab", ""]),
    "builtins.int:x": st.one_of(numbers, texts),
    "builtins.float:x": st.one_of(numbers, texts, st.sampled_from(["1e5", "nan", "inf"])),
    "builtins.sum:iterable": st.one_of(st.lists(st.integers(-5, 5), max_size=5), st.lists(st.floats(-5, 5), max_size=4), lists),
    "builtins.pow:mod": st.none(),
    "itertools.count:start": st.integers(0, 3),
}

CALLS = {
    "builtins.range": st.tuples(st.lists(st.integers(1, 6), min_size=1, max_size=3), st.just({})),
    "builtins.slice": st.tuples(st.lists(st.integers(1, 6), min_size=1, max_size=3), st.just({})),
    "itertools.chain": st.tuples(st.lists(lists, max_size=3), st.just({})),
}

SKIP = {
    "builtins.input", "builtins.exit", "builtins.quit", "builtins.breakpoint", "builtins.help", "builtins.exec", "builtins.eval",
    "builtins.compile", "builtins.open", "builtins.__import__", "builtins.copyright", "builtins.credits", "builtins.license",
    "itertools.cycle", "builtins.memoryview", "builtins.globals", "builtins.locals", "builtins.vars", "builtins.dir", "time.sleep",
}
