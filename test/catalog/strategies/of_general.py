"""Parameters by the names that all of Python gives them."""

from __future__ import annotations

from hypothesis import strategies as st

numbers = st.one_of(st.integers(-5, 5), st.integers(-(2**40), 2**40), st.floats(width=64), st.booleans(), st.floats(-10, 10))
texts = st.one_of(st.sampled_from(["", "a", "abc", "a b c", "Hello World", "1,2", "x=1", "ÄÖ", " pad ", "12", "3.5"]), st.text(max_size=5))
keys = st.one_of(st.integers(-3, 3), st.sampled_from(["a", "b", "c"]))
lists = st.one_of(st.lists(st.integers(-5, 5), max_size=5), st.lists(st.floats(width=64), max_size=4), st.lists(texts, max_size=3))
dicts = st.dictionaries(keys, numbers, max_size=4)

functions = st.sampled_from([abs, len, str, repr, bool, lambda *values: values[0] if values else 0, lambda *values: 1])
anything = st.one_of(numbers, texts, lists, dicts, st.none(), st.tuples(numbers, texts), st.sets(keys, max_size=3), st.binary(max_size=4))

RECEIVERS: dict = {}

PARAMETERS = {
    "*": anything,
    "n": st.integers(0, 5),
    "k": st.integers(0, 5),
    "axis": st.one_of(st.none(), st.integers(-1, 1)),
    "copy": st.booleans(),
    "inplace": st.just(False),
    "key": st.one_of(st.none(), st.sampled_from([abs, repr])),
    "reverse": st.booleans(),
    "func": functions,
    "function": functions,
    "iterable": lists,
    "seed": st.integers(0, 9),
    "random_state": st.integers(0, 9),
}
