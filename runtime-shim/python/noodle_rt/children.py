"""Lets `multiprocessing` and joblib start fresh interpreters in which `.nc` files can be imported, too."""
import sys

from noodle_rt import program
from noodle_rt.loader import NoodleLoader, main_files

CODE = """
import sys
if "noodle_rt" not in sys.modules:
    sys.path.insert(0, {root!r})
    from noodle_rt import loader, program
    del sys.path[0]
    program.connect({address!r})
    loader.main_files += {main_files!r}
    for path in {profiled!r}:
        __import__("noodle_rt.probes.start").probes.start.module(path)
"""


class Preparation:
    """Prepares the interpreter that unpickles it. `multiprocessing` sends it ahead of everything else."""

    def __reduce__(self):
        start = sys.modules.get("noodle_rt.probes.start")
        profiled = start.begun if start is not None else []
        return exec, (CODE.format(root=program.ROOT, address=program.address, main_files=main_files, profiled=profiled), {})


def adapt(spawn):
    get_preparation_data = spawn.get_preparation_data

    def with_noodle(name, *options):
        data = get_preparation_data(name, *options)
        main = sys.modules["__main__"]
        # In a child, `__main__` comes from `runpy` and has a spec, but still stands for a file.
        is_file = "init_main_from_path" in data or "init_main_from_name" in data and main.__name__ == "__mp_main__"
        if is_file and isinstance(getattr(main, "__loader__", None), NoodleLoader):
            data.pop("init_main_from_name", None)
            data["init_main_from_path"] = main.__loader__.nc_path
            if name == "ignore":
                # The fork server asks in this name for what it will itself import; it has no `.nc` loader.
                del data["init_main_from_path"]
        # A dictionary keeps its order: the first thing that is unpickled.
        return {"noodle_rt": Preparation(), **data}

    spawn.get_preparation_data = with_noodle
