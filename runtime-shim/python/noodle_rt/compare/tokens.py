"""Nodes as short texts for people, and as tokens that are equal when the nodes are."""
import json

from noodle_rt.compare import packed
from noodle_rt.compare.data import Data, text

LONGEST = 60


def token(node):
    """A text that is equal for equal nodes."""
    return json.dumps(node, default=_plain, sort_keys=True)


def _plain(node):
    if isinstance(node, Data):
        return {"format": node.format, "shape": node.shape, "bytes": node.tobytes().hex()}
    raise TypeError(type(node).__name__)


def key_text(node):
    """The step to the value of a key."""
    if type(node) is str and node.isprintable() and '"' not in node and "\\" not in node:
        shown = f'"{node}"'
    elif type(node) is dict and node.get("type") not in ("tuple", "float", "bytes"):
        return f"[key of class {node.get('type', '?')}]" if "is" not in node else f"[{render(node)}]"
    else:
        shown = render(node)
    return f"[{shown if len(shown) <= LONGEST else shown[:LONGEST - 3] + '…'}]"


def render(node, longest=LONGEST):
    """A short text for a node."""
    shown = _render(node, longest)
    return shown if len(shown) <= longest else shown[:longest - 1] + "…"


def _render(node, longest):
    if type(node) is not dict:
        return repr(node)
    if "same" in node:
        return f"the same object as {node['same']}"
    if "later" in node:
        return "…"
    name = node["type"]
    if "data" in node:
        data = node["data"]
        if data.shape == ():
            shown = text(data.format, data.tobytes())
            return shown if name in ("float", "complex") else f"{name}({shown})"
        if name == "bytes" and data.source.size <= longest:
            return repr(data.tobytes())
        return f"{name} of {'×'.join(map(str, data.shape))} {data.format}"
    if "as" in node:
        return f"{name}({_render(node['as'], longest)})"
    if "items" in node:
        return _sequence(node["items"], longest, *{"list": "[]", "tuple": "()"}.get(name, (name + "(", ")")))
    if "set" in node:
        return _sequence(node["set"], longest, "{" if name == "set" else name + "({", "}" if name == "set" else "})")
    if "is" in node:
        return f"{name}({', '.join(f'{key}={value}' for key, value in node['is'].items())})"
    return name


def _sequence(sequence, longest, opening, closing):
    items = sequence["items"] if "items" in sequence else packed.unpack(sequence["packed"])
    shown = []
    size = 0
    for item in items:
        shown.append(_render(item, longest))
        size += len(shown[-1]) + 2
        if size > longest:
            break
    return opening + ", ".join(shown) + ("," if closing == ")" and len(shown) == 1 and opening == "(" else "") + closing
