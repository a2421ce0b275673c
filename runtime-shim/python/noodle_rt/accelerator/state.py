"""What the parts of the accelerator share: the table of memory, the counts, and what this thread is doing."""
import threading

from noodle_rt.accelerator.dispatch import Devices, direction
from noodle_rt.accelerator.placement import Placement


class State:
    def __init__(self, ledger, devices):
        self.ledger = ledger
        self.placement = Placement(devices)
        self.mode = Devices(self)
        self._thread = threading.local()

    @property
    def label(self):
        """Name of the method by which the program asks for a value, if it does."""
        return getattr(self._thread, "label", None)

    @label.setter
    def label(self, value):
        self._thread.label = value

    @property
    def constant(self):
        """Whether an element is set to a number, which a device gets with the call, not as a copy."""
        return getattr(self._thread, "constant", False)

    @constant.setter
    def constant(self, value):
        self._thread.constant = value

    @property
    def lenient(self):
        """Whether an operator runs that takes operands of the host and moves them itself, in C++ code that sees the CPU only."""
        return getattr(self._thread, "lenient", False)

    @lenient.setter
    def lenient(self, value):
        self._thread.lenient = value

    def explicit(self):
        """Whether a factory that the program called is running in this thread."""
        return getattr(self._thread, "factories", 0) > 0

    def factory(self, step):
        self._thread.factories = getattr(self._thread, "factories", 0) + step

    def count_copy(self, source, target, size, how, blocking, pinned):
        self.ledger.copy(direction(source, target), size, how, blocking, pinned)
