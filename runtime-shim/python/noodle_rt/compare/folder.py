"""Files that a program writes below its working folder."""
import hashlib
import os

from noodle_rt.compare.data import CHUNK, Data

SKIPPED = frozenset((".git", ".hg", ".svn", "__pycache__", "node_modules", ".venv", "venv", ".ipynb_checkpoints", ".mypy_cache",
                     ".pytest_cache", ".hypothesis"))
MOST_FILES = 100_000
# Larger files are compared by their hashes.
LARGEST = 1 << 28


def files_below(folder, without):
    """Path → what tells whether a file was written; paths are relative with `/`. `without`: folders that do not count."""
    found = {}
    pending = [folder]
    without = {os.path.realpath(path) for path in without}
    while pending and len(found) < MOST_FILES:
        try:
            entries = list(os.scandir(pending.pop()))
        except OSError:
            continue
        for entry in entries:
            try:
                if entry.is_dir(follow_symlinks=False):
                    if entry.name not in SKIPPED and os.path.realpath(entry.path) not in without:
                        pending.append(entry.path)
                    continue
                status = entry.stat(follow_symlinks=False)
            except OSError:
                continue
            path = os.path.relpath(entry.path, folder).replace(os.sep, "/")
            found[path] = (status.st_size, status.st_mtime_ns, status.st_ino, status.st_mode)
    return found


def file_node(path):
    """What a file holds."""
    if os.path.islink(path):
        return {"type": "link", "is": {"to": os.readlink(path)}}
    size = os.path.getsize(path)
    if size > LARGEST:
        found = hashlib.sha256()
        with open(path, "rb") as file:
            for chunk in iter(lambda: file.read(CHUNK), b""):
                found.update(chunk)
        return {"type": "file", "is": {"size": size, "sha256": found.hexdigest()}}
    with open(path, "rb") as file:
        data = file.read()
    return {"type": "file", "data": Data("|u1", (len(data),), data)}


def written(before, after, folder):
    """Path → node, for each file that is new, has changed or is gone."""
    found = {}
    for path in sorted({**before, **after}):
        if path not in after:
            found[path] = {"type": "no file"}
        elif before.get(path) != after[path]:
            try:
                found[path] = file_node(os.path.join(folder, path))
            except OSError as error:
                found[path] = {"type": "file", "opaque": error.strerror or "it cannot be read"}
    return found
