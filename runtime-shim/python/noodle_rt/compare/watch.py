"""Calls a function when a module has been imported, whoever imports it and when."""
import sys


class Watcher:
    """A finder that finds nothing by itself."""

    def __init__(self):
        self.wanted = {}

    def after(self, name, action):
        """Has `action(module)` called when the module of that name is there."""
        module = sys.modules.get(name)
        if module is not None:
            guarded(action, module)
            return
        self.wanted[name] = action
        if self not in sys.meta_path:
            sys.meta_path.insert(0, self)

    def find_spec(self, name, path=None, target=None):
        action = self.wanted.pop(name, None)
        if action is None:
            return None
        for finder in list(sys.meta_path):
            if finder is self or not hasattr(finder, "find_spec"):
                continue
            spec = finder.find_spec(name, path, target)
            if spec is not None:
                follow(spec, action)
                return spec
        return None


def follow(spec, action):
    execute = getattr(spec.loader, "exec_module", None)
    if execute is None:
        return

    def exec_module(module):
        execute(module)
        guarded(action, module)

    try:
        spec.loader.exec_module = exec_module
    except AttributeError:
        pass


def guarded(action, module):
    try:
        action(module)
    except Exception:
        pass
