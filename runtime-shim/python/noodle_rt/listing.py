"""Lets `pkgutil` list the `.nc` modules of a folder."""
import os

from noodle_rt.loader import NoodleFinder, is_data


def adapt(pkgutil):
    python_modules = pkgutil.iter_importer_modules.dispatch(NoodleFinder)

    def iter_modules(finder, prefix=""):
        found = dict(nc_modules(finder.path))
        for name, is_package in python_modules(finder):
            found.setdefault(name, is_package)
        for name in sorted(found):
            yield prefix + name, found[name]

    pkgutil.iter_importer_modules.register(NoodleFinder, iter_modules)


def nc_modules(folder):
    """Name and whether it is a package, for each `.nc` module in a folder."""
    try:
        entries = os.listdir(folder)
    except OSError:
        return
    for entry in entries:
        stem, suffix = os.path.splitext(entry)
        path = os.path.join(folder, entry)
        if "." in stem or stem == "__init__":
            continue
        if suffix == ".nc" and os.path.isfile(path) and not is_data(path):
            yield stem, False
        elif not suffix and os.path.isfile(os.path.join(path, "__init__.nc")):
            yield entry, True
