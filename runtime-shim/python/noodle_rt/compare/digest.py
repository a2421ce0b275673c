"""A digest of a value that does not depend on where it lies: it brings the items of sets into an order."""
import hashlib

from noodle_rt.compare.data import Data


def digest(value):
    from noodle_rt.compare.image import Imager
    found = hashlib.blake2b(digest_size=16)
    imager = Imager()
    add(found, imager.image(value, ""))
    add(found, imager.later)
    return found.digest()


def add(found, node):
    if isinstance(node, dict):
        for key, item in node.items():
            found.update(repr(key).encode())
            add(found, item)
    elif isinstance(node, list):
        for item in node:
            add(found, item)
        found.update(b"]")
    elif isinstance(node, Data):
        found.update(repr((node.format, node.shape)).encode())
        for chunk in node.chunks():
            found.update(chunk)
    else:
        found.update(repr(node).encode("utf-8", "surrogatepass"))
