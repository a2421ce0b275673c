"""Imports `.nc` files: Python's own path finder with one more loader, which ranks before the one for `.py` files."""
import os
import sys
from _frozen_importlib_external import (
    BYTECODE_SUFFIXES, EXTENSION_SUFFIXES, SOURCE_SUFFIXES, ExtensionFileLoader, FileFinder, SourceFileLoader,
    SourcelessFileLoader, spec_from_file_location)

from noodle_rt import modules


def unseen(function):
    """Has Python cut the frames of a function out of the tracebacks of imports, as it does with its own import system."""
    function.__code__ = function.__code__.replace(
        co_filename="<frozen importlib._bootstrap_external>", co_name="_call_with_frames_removed")
    return function


class NoodleLoader(SourceFileLoader):
    """Loads one `.nc` file. `path` becomes the module's `__file__`: the original source when that exists."""

    def __init__(self, fullname, nc_path):
        super().__init__(fullname, nc_path)
        self.nc_path = os.path.abspath(nc_path)
        self.found = None

    def locate(self):
        """Fetches the module and sets `path`; an error waits for `get_code`, as finding a module raises none."""
        try:
            self.found = modules.fetch(self.nc_path)
        except (SyntaxError, ImportError) as error:
            self.found = error
            return
        self.path = self.found.source_on_disk() or self.nc_path

    @unseen
    def get_code(self, fullname):
        found, self.found = self.found, None
        try:
            if isinstance(found, Exception):
                raise found
            return modules.compile_module(found or modules.fetch(self.nc_path))
        except Exception as error:
            raise error.with_traceback(None)

    def get_source(self, fullname):
        text = modules.fetch(self.nc_path).source_text
        return super().get_source(fullname) if text is None else text.decode()


def spec_of(fullname, spec):
    """Completes the spec of a `.nc` file: where its source is, and for a package the source's folder as well."""
    loader = spec.loader
    loader.locate()
    spec.origin = loader.path
    folders = spec.submodule_search_locations
    if folders is not None:
        source_folder = os.path.dirname(loader.path)
        if source_folder not in folders:
            folders.append(source_folder)
    return spec


def is_data(path):
    """Whether a `.nc` file is not NoodleCore but NetCDF, which has the same suffix."""
    try:
        with open(path, "rb") as file:
            head = file.read(4)
    except OSError:
        return False
    return head in (b"CDF\x01", b"CDF\x02", b"CDF\x05", b"\x89HDF")


# Folder of the `.py` files that noodle-opt translates, too: those of a program that is profiled.
adopted = None


def is_adopted(path):
    return path.startswith(adopted) and "site-packages" not in path and (os.sep + "lib" + os.sep + "python") not in path


STANDARD = (
    (ExtensionFileLoader, EXTENSION_SUFFIXES),
    (SourceFileLoader, SOURCE_SUFFIXES),
    (SourcelessFileLoader, BYTECODE_SUFFIXES),
)


class NoodleFinder(FileFinder):
    """Finds modules in one folder, `.nc` files among them."""

    def find_spec(self, fullname, target=None):
        spec = super().find_spec(fullname, target)
        if spec is None or spec.loader is None:
            return spec
        if isinstance(spec.loader, NoodleLoader):
            if is_data(spec.loader.path):
                return FileFinder(self.path, *STANDARD).find_spec(fullname, target)
            return spec_of(fullname, spec)
        if adopted and type(spec.loader) is SourceFileLoader and is_adopted(spec.loader.path):
            spec.loader = NoodleLoader(fullname, spec.loader.path)
            return spec_of(fullname, spec)
        if fullname in ADAPTED and type(spec.loader) is SourceFileLoader:
            spec.loader = AdaptingLoader(fullname, spec.loader.path)
        return spec


class NoodleFile:
    """What `sys.path_hooks` gives for the path of a `.nc` file: with it, `runpy.run_path` runs the file."""

    def __init__(self, path):
        self.path = path

    def find_spec(self, fullname, target=None):
        if fullname != "__main__":
            return None
        return spec_of(fullname, spec_from_file_location(fullname, self.path, loader=NoodleLoader(fullname, self.path)))


class AdaptingLoader(SourceFileLoader):
    """Loads a module of Python that has to know about `.nc` files, and tells it."""

    def exec_module(self, module):
        super().exec_module(module)
        adapt(module)


def adapt(module):
    name = ADAPTED[module.__name__]
    getattr(__import__("noodle_rt." + name), name).adapt(module)


# Module -> module of this package whose `adapt` changes it. joblib, and with it scikit-learn, has its own `spawn`.
ADAPTED = {
    "threading": "threads",
    "pkgutil": "listing",
    "multiprocessing.spawn": "children",
    "loky.backend.spawn": "children",
    "joblib.externals.loky.backend.spawn": "children",
    "cloudpickle.cloudpickle": "shipped",
    "joblib.externals.cloudpickle.cloudpickle": "shipped",
    "ray.cloudpickle.cloudpickle": "shipped",
}

_extensions, _sources, _bytecode = STANDARD
_finder = NoodleFinder.path_hook(_extensions, (NoodleLoader, [".nc"]), _sources, _bytecode)


# Files that programs were started from: they are run as `.nc` files whatever their suffix.
main_files = []


def path_hook(path):
    """The finder for an entry of `sys.path`; raises `ImportError` when it is none of ours."""
    if path in main_files or path.endswith(".nc") and os.path.isfile(path) and not is_data(path):
        return NoodleFile(path)
    return _finder(path)


def install(ask):
    """Lets this interpreter import `.nc` files; `ask` sends a request to noodle-opt."""
    modules.ask = ask
    hooks = sys.path_hooks
    for index, hook in enumerate(hooks):
        if getattr(hook, "__name__", "") == "path_hook_for_FileFinder":
            hooks[index] = path_hook
            break
    else:
        hooks.append(path_hook)
    cache = sys.path_importer_cache
    for path in [path for path, finder in cache.items() if type(finder) is FileFinder]:
        del cache[path]
    for name in ADAPTED:
        if name in sys.modules:
            adapt(sys.modules[name])
