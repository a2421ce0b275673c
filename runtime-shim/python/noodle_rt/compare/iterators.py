"""Iterators: what they still have to give. They are read when the program has ended, never before."""
from noodle_rt.compare.names import class_name
from noodle_rt.compare.packed import sequence

# Items that are read of one iterator.
MOST_ITEMS = 1000


def builtin_iterator(imager, value, path):
    imager.remember(value, path)
    return waiting(imager, {"type": class_name(type(value)), "opaque": "it has not been read"}, value, path)


def generator(imager, value, path):
    imager.remember(value, path)
    state = "running" if value.gi_running else "ended" if value.gi_frame is None else "waiting"
    node = {"type": "generator", "is": {"name": value.__qualname__, "state": state}}
    if state == "waiting":
        node["opaque"] = "it has not been read"
        waiting(imager, node, value, path)
    return node


def waiting(imager, node, value, path):
    imager.iterators.append((node, value, path))
    return node


def drain(imager):
    """Reads what is left in all iterators of the images that were made, and completes their nodes."""
    pending, imager.iterators = imager.iterators, []
    for node, value, path in pending:
        items = []
        node.pop("opaque", None)
        try:
            for _ in range(MOST_ITEMS):
                items.append(next(value))
        except StopIteration:
            pass
        except BaseException as error:
            node.setdefault("has", {})[".error"] = imager.image(error, path + ".error")
        else:
            node.setdefault("is", {})["more than"] = MOST_ITEMS
        # Each item may be an object that the iterator changes and gives again: they are looked at when all are there.
        node["items"] = sequence(imager, items, path)
        imager.finish()
