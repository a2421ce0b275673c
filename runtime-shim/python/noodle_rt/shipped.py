"""Lets functions with probes run in processes that noodle-opt has not started: cloudpickle sends their code (Dask, Ray, Spark).

There, the names that units look at say that they are off, and what no probe is left for does nothing.
"""
from types import CodeType

RESTORE = """lambda make, parts, names: (
    [setattr(__import__("builtins"), name, name.startswith(("__noodle_off_", "__noodle_out_", "__noodle_short_")) or (lambda *found: None))
     for name in names if not hasattr(__import__("builtins"), name)],
    make(*parts))[1]
"""


class Restore:
    """Becomes the function of that text where it is unpickled."""

    def __call__(self, make, parts, names):
        return make(*parts)

    def __reduce__(self):
        return eval, (RESTORE, {})


def adapt(cloudpickle):
    table = getattr(getattr(cloudpickle, "Pickler", None), "_dispatch_table", {})
    standard = table.get(CodeType)
    if standard is None:
        return  # a version that is built in another way

    def code_reduce(code):
        reduced = standard(code)
        names = [name for name in code.co_names if name.startswith("__noodle_")]
        return (Restore(), (*reduced[:2], names)) if names else reduced

    table[CodeType] = code_reduce
