"""Runs a function when the program has imported a library, so that nothing is imported for it."""
import importlib.machinery
import sys


def after_import(actions):
    """`actions`: name of a top-level module to a function that is called once, when that module has been imported."""
    sys.meta_path.insert(0, _Finder(dict(actions)))


class _Finder:
    def __init__(self, actions):
        self.actions = actions

    def find_spec(self, name, path=None, target=None):
        if path is not None or name not in self.actions:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name)
        if spec is None or spec.loader is None:
            return None
        action = self.actions.pop(name)
        run = spec.loader.exec_module

        def exec_module(module):
            run(module)
            action()

        spec.loader.exec_module = exec_module
        return spec
