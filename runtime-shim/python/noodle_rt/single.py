"""How the one file that lies beside optimised programs has several modules: this stands at its end.

A part is compiled when it is asked for the first time, and its bytecode lies in `__pycache__` as that of any module, under a
name of its own. What tells whether it is still that of the text is a digest of the text.
"""
import sys
from _thread import RLock

# By name the parts that one needs, a digest in two numbers, and its text.
_PARTS = {}
_LOADING = RLock()


def _part(name):
    """A module whose text stands below."""
    full = f"noodle_rt.{name}"
    with _LOADING:
        if full in sys.modules:
            return sys.modules[full]
        for needed in _PARTS[name][0]:
            _part(needed)
        loader = _loader_of(full, *_PARTS[name][1:])
        module = type(sys)(full)
        module.__file__, module.__loader__ = loader.path, loader
        sys.modules[full] = module
        try:
            exec(loader.get_code(full), module.__dict__)
        except BaseException:
            del sys.modules[full]
            raise
        return module


def _loader_of(full, digest, text):
    from importlib.machinery import SourceFileLoader

    class Loader(SourceFileLoader):
        def get_data(self, path):
            return text.encode() if path == self.path else super().get_data(path)

        def path_stats(self, path):
            return {"mtime": digest[0], "size": digest[1]}

    folder = __file__.rpartition("noodle_rt")[0] if "__file__" in globals() else ""
    return Loader(full, f"{folder}{full}.py")
