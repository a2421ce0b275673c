"""Which dtypes NumPy's operators and ufuncs give, as lines of JSON for numpy.test.ts.

    python operations.py > numpy-<version>.jsonl

The first line says which dtypes (by their letters) and Python constants are tried. Then `["matrix", name, left, right, rows]` for two operands of
NumPy, `["constants", name, form, flipped, rows]` for one beside each constant, `["unary", name, form, row]`. In a row stands one
letter for each dtype: that of the array that comes out, a Greek one for a NumPy scalar, `P` for a value of Python, `T` for a tuple,
`.` where it raises.
"""

import json
import sys
import warnings

import numpy as np

warnings.simplefilter("ignore")

letters = "?bBhHiIlLefdFD"
operators = {
    "Add": lambda a, b: a + b,
    "Sub": lambda a, b: a - b,
    "Mult": lambda a, b: a * b,
    "Div": lambda a, b: a / b,
    "FloorDiv": lambda a, b: a // b,
    "Mod": lambda a, b: a % b,
    "Pow": lambda a, b: a**b,
    "LShift": lambda a, b: a << b,
    "BitAnd": lambda a, b: a & b,
    "Lt": lambda a, b: a < b,
    "Eq": lambda a, b: a == b,
}
functions = "arctan2 maximum logical_and float_power copysign fmod hypot gcd heaviside".split()
unary_functions = (
    "sin exp sqrt log arcsin floor ceil rint absolute negative square sign reciprocal conjugate isnan logical_not invert cbrt "
    "signbit fabs deg2rad trunc spacing positive"
).split()


def value(letter, number):
    if letter == "O":
        return np.array(number, object)
    return np.array(number).astype(letter)


def largest(letter):
    if letter in "?O":
        return 1
    kind = np.dtype(letter).kind
    return np.iinfo(letter).max if kind in "iu" else np.finfo(letter).max


def operand(form, letter):
    """a: array of rank 1, z: of rank 0; s, t, n: scalars of the values 2, the largest, and -1 (1 where there is no sign)."""
    if form == "a":
        return value(letter, [1, 2, 3])
    if form == "z":
        return value(letter, 2)
    if form == "Z":
        return value(letter, largest(letter))
    number = 2 if form == "s" else largest(letter) if form == "t" else -1 if letter not in "?BHILO" else 1
    return value(letter, number)[()]


constants = {
    "int": ["0", "2", "-1", "100", "200", "1000", "-200", "40000", "70000", "2**31", "2**40", "2**63"],
    "float": ["1.5", "1e10", "1e300"],
    "complex": ["1j"],
    "bool": ["True"],
}


def letter_of(result):
    if isinstance(result, tuple):
        return "T"
    if isinstance(result, (np.ndarray, np.generic)):
        scalar = not isinstance(result, np.ndarray)
        letter = {"q": "l", "Q": "L"}.get(result.dtype.char, result.dtype.char)
        return letter.translate(str.maketrans("?bBhHiIlLefdgFDGO", "αβγδεζηθικλμνξοπρ")) if scalar else letter
    return "P"


def attempt(function, *arguments):
    try:
        return letter_of(function(*arguments))
    except Exception:
        return "."


def write(line):
    sys.stdout.write(json.dumps(line, separators=(",", ":"), ensure_ascii=False) + "\n")


def main():
    write({"version": np.__version__, "letters": letters, "constants": constants})
    calls = {**operators, **{name: getattr(np, name) for name in functions}}
    forms = ["aa", "as", "sa", "ss", "at", "an", "az", "aZ", "zz", "ts", "ta", "za", "sz"]
    for name, call in calls.items():
        for first, second in forms if name in ("Add", "Div", "arctan2") else forms[:6]:
            rows = ["".join(attempt(call, operand(first, x), operand(second, y)) for y in letters) for x in letters]
            write(["matrix", name, first, second, rows])
        flat = [(kind, text) for kind, texts in constants.items() for text in texts]
        for form in "as" if name in operators else "a":
            for flipped in (False, True):
                rows = []
                for kind, text in flat:
                    number = eval(text, {"inf": float("inf")})
                    pairs = ((number, operand(form, x)) if flipped else (operand(form, x), number) for x in letters)
                    rows.append("".join(attempt(call, *pair) for pair in pairs))
                write(["constants", name, form, int(flipped), rows])
    for name in unary_functions:
        for form in "as":
            write(["unary", name, form, "".join(attempt(getattr(np, name), operand(form, x)) for x in letters)])


main()
