"""What was counted, by source line of the program: copies between host and device, and waits for the device."""
import os
import sys
import sysconfig
import threading

H2D, D2H, D2D = "hostToDevice", "deviceToHost", "deviceToDevice"


class Ledger:
    """Counts of one run. `folder` holds the program's own files: a line of these is what an event is charged to."""

    def __init__(self, folder):
        self.folder = os.path.join(os.path.realpath(folder), "")
        parts = [os.path.realpath(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
        # Of this package, only what it runs is the program's.
        parts.append(os.path.dirname(os.path.realpath(__file__)))
        self.libraries = tuple({os.path.join(part, "") for part in parts})
        self._main = threading.main_thread().ident
        self._lock = threading.Lock()
        self._files = {}
        self._quiet = threading.local()
        self.clear()

    def clear(self):
        """Forgets all counts."""
        self.copies = {}
        self.waits = {}
        self.pins = [0, 0]

    def copy(self, direction, size, how, blocking=True, pinned=False):
        """One copy of `size` bytes; a blocking one to the host is also a wait."""
        if self.is_quiet():
            return
        place = self.place()
        with self._lock:
            entry = self.copies.setdefault((*place, direction, how, blocking, pinned), [0, 0])
            entry[0] += 1
            entry[1] += size
        if direction == D2H and blocking:
            self.wait("copy", place)

    def wait(self, kind, place=None):
        """One wait of the host for the device."""
        if self.is_quiet():
            return
        place = place or self.place()
        with self._lock:
            self.waits[(*place, kind)] = self.waits.get((*place, kind), 0) + 1

    def pin(self, size):
        """One copy into page-locked memory of the host."""
        with self._lock:
            self.pins[0] += 1
            self.pins[1] += size

    def is_quiet(self):
        return getattr(self._quiet, "depth", 0) > 0

    def quiet(self):
        """Context in which this thread counts nothing: the parts of what has been counted as a whole."""
        return _Quiet(self._quiet)

    def place(self):
        """File and line of the innermost frame of the program; a thread of a library is charged to what the program does meanwhile."""
        return self._innermost(sys._getframe(1)) or self._innermost(sys._current_frames().get(self._main)) or ("", 0)

    def _innermost(self, frame):
        while frame is not None:
            file = frame.f_code.co_filename
            own = self._files.get(file)
            if own is None:
                own = self._files[file] = self._is_own(file)
            if own:
                return own, frame.f_lineno
            frame = frame.f_back
        return None

    def _is_own(self, file):
        path = os.path.realpath(file)
        if not path.startswith(self.folder) or path.startswith(self.libraries):
            return ""
        return path[len(self.folder):]

    def report(self):
        """Plain data: totals, and one record for each line and kind in order of the source."""
        totals = {direction: {"count": 0, "bytes": 0} for direction in (H2D, D2H, D2D)}
        copies = []
        for (file, line, direction, how, blocking, pinned), (count, size) in sorted(self.copies.items()):
            totals[direction]["count"] += count
            totals[direction]["bytes"] += size
            copies.append({"file": file, "line": line, "direction": direction, "how": how, "count": count, "bytes": size,
                           "blocking": blocking, "pinned": pinned})
        waits = [{"file": file, "line": line, "kind": kind, "count": count} for (file, line, kind), count in sorted(self.waits.items())]
        totals["synchronisations"] = sum(self.waits.values())
        totals["pinned"] = {"count": self.pins[0], "bytes": self.pins[1]}
        return {"version": 1, "totals": totals, "copies": copies, "synchronisations": waits}


class _Quiet:
    def __init__(self, state):
        self.state = state

    def __enter__(self):
        self.state.depth = getattr(self.state, "depth", 0) + 1

    def __exit__(self, *_):
        self.state.depth -= 1
