"""Runs inside Pyodide: reads Python source as Python does and packs its AST, tokens and text into one message.

The message is a pickle, because both halves of that work run at C speed: `ast.parse` makes the tree and `pickle`
writes it, each node as (class, (), its __dict__). `compiler/frontend/message.ts` reads it.
"""

import array
import ast
import gc
import importlib.util
import io
import itertools
import operator
import pickle
import token
import tokenize
import warnings

# What `pickle` asks of each node, answered without a Python-level call: (class, no arguments, state).
ast.AST._no_arguments = ()
_reduce = operator.attrgetter("__class__", "_no_arguments", "__dict__")
_dispatch = {
    cls: _reduce for cls in vars(ast).values() if isinstance(cls, type) and issubclass(cls, ast.AST)
}

# Python's token numbers change between versions; these are `TokenKind` of compiler/ir/source-file.ts, 7 is a comment.
_kinds = {
    token.NAME: 0,
    token.NUMBER: 1,
    token.STRING: 2,
    token.FSTRING_START: 3,
    token.FSTRING_MIDDLE: 4,
    token.FSTRING_END: 5,
    token.TSTRING_START: 3,
    token.TSTRING_MIDDLE: 4,
    token.TSTRING_END: 5,
    token.OP: 6,
    token.COMMENT: 7,
}
_kind_table = bytes(_kinds.get(number, 255) for number in range(256))


def decode(data):
    """The text of a Python file: byte order mark, coding cookie and line ends as Python's import system reads them."""
    encoding = "utf-8"
    # Python looks for the cookie in lines that end as it reads them, a lone carriage return included.
    data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    try:
        try:
            encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        except SyntaxError:
            data.decode(encoding)  # says which byte it is, if that is what is wrong
            raise
        return importlib.util.decode_source(data), encoding
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1)
        raise BadBytes(f"byte 0x{data[error.start]:02x} is not valid {encoding}", line, column, encoding) from None
    except LookupError as error:  # a codec that does not give text: rot13, hex
        raise BadBytes(str(error), 1, 0, encoding) from None


class BadBytes(Exception):
    """(message, 1-based line, 0-based byte column, encoding)"""


def message(data):
    """Packs one file. `data` is `bytes` as read from disk, or `str` for text that is decoded already."""
    gc.disable()  # trees and tokens have no cycles; looking for some in millions of objects takes a third of the time
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if isinstance(data, str):
                text, encoding = data.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff"), "utf-8"
            else:
                text, encoding = decode(data)
                text = text.removeprefix("\ufeff")
            tree = ast.parse(text)
            kinds, starts, ends = tokens(text)
        result = ("ok", kinds, starts, ends, encoding, text.encode("utf-8"))
        try:
            return _dump((*result, tree))
        except RecursionError:
            return _dump((*result, _flatten(tree)))
    except BadBytes as error:
        return _dump(("encoding", *error.args))
    except SyntaxError as error:
        # decode_source reports unknown and contradicting encodings without a place.
        kind = "syntax" if error.lineno is not None else "encoding"
        if kind == "encoding":
            return _dump((kind, str(error.msg), 1, 0, ""))
        return _dump(
            (
                kind,
                type(error).__name__,
                str(error.msg),
                error.lineno,
                error.offset or 1,
                error.end_lineno or 0,
                error.end_offset or 0,
                text.encode("utf-8", "replace"),
            )
        )
    except (RecursionError, MemoryError) as error:
        # The parser's own limits come as a MemoryError with a text; one without is what it says.
        return _dump(("too-deep", str(error)) if str(error) else ("too-large",))
    except ValueError as error:  # what the parser takes and the tree cannot hold, such as a variable named None in other letters
        return _dump(("refused", str(error)))
    finally:
        gc.enable()


def message_of_file(path):
    """`message` for a file of the interpreter's own file system."""
    with open(path, "rb") as file:
        return message(file.read())


def encode(text):
    """The bytes of a Python file in the encoding that its first lines name, or a `str` that says why there are none."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(text.encode("utf-8")).readline)
        return text.encode(encoding)
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        return f"line {line} holds {text[error.start]!a}, which {error.encoding} cannot express"
    except SyntaxError as error:
        return str(error.msg)


def tokens(text):
    """Token kinds, starts and ends; places are (line, column) pairs, lines from 1, columns in code points from 0."""
    kinds, _, starts, ends, _ = zip(*tokenize.generate_tokens(io.StringIO(text, newline="\n").readline))
    flat = itertools.chain.from_iterable
    return bytes(kinds).translate(_kind_table), array.array("I", flat(starts)).tobytes(), array.array("I", flat(ends)).tobytes()


def _dump(value):
    out = io.BytesIO()
    pickler = pickle.Pickler(out, 5)
    pickler.dispatch_table = _dispatch
    pickler.dump(value)
    return out.getvalue()


def _flatten(tree):
    """The nodes of `tree`, each before its children: (class name, fields) with `(index,)` in place of a child.

    `pickle` recurses in C, so that an expression nested more than some 8,000 levels deep would exhaust its stack.
    """
    nodes, rows = [tree], []
    for node in nodes:  # grows while it is walked
        fields = {}
        for name, value in vars(node).items():
            if isinstance(value, ast.AST):
                fields[name] = _reference(value, nodes)
            elif isinstance(value, list):
                fields[name] = [_reference(item, nodes) if isinstance(item, ast.AST) else item for item in value]
            else:
                fields[name] = value
        rows.append((type(node).__name__, fields))
    return rows


def _reference(node, nodes):
    nodes.append(node)
    return (len(nodes) - 1,)
