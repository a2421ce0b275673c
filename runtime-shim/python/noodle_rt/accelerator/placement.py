"""Which memory lies on the virtual device: a table of storages.

All tensors are ordinary CPU tensors; what makes one a device tensor is that its storage is in this table. So views, saved tensors,
parameters whose `.data` is replaced, and everything else that shares memory are on the right device without being followed.
"""
import threading

import torch
from torch.multiprocessing.reductions import StorageWeakRef

# Made inside of the library where no device was named: on whichever device it is used with.
ANYWHERE = -2
HOST = -1

_storage_of = torch._C.TensorBase.untyped_storage


class Placement:
    """Storage to index of its device. The weak reference keeps the address from being used again while the entry exists."""

    def __init__(self, devices):
        self.devices = devices
        self._entries = {}
        self._pinned = {}
        self._limit = 1024
        self._lock = threading.Lock()
        self._current = threading.local()

    @property
    def current(self):
        """Index of the device that a bare "cuda" stands for in this thread."""
        return getattr(self._current, "index", 0)

    @current.setter
    def current(self, index):
        self._current.index = index

    def of(self, tensor):
        """Index of a tensor's device, `HOST` or `ANYWHERE`."""
        storage = _storage(tensor)
        entry = None if storage is None else self._entries.get(storage._cdata)
        return HOST if entry is None else entry[0]

    def of_storage(self, storage):
        entry = self._entries.get(storage._cdata)
        return HOST if entry is None else entry[0]

    def put(self, tensor, index):
        """Says where a tensor's memory lies."""
        storage = _storage(tensor)
        if storage is not None:
            self.put_storage(storage, index)

    def put_storage(self, storage, index):
        with self._lock:
            if index == HOST:
                self._entries.pop(storage._cdata, None)
                return
            self._entries[storage._cdata] = (index, StorageWeakRef(storage))
            if len(self._entries) > self._limit:
                self._entries = {key: entry for key, entry in self._entries.items() if not entry[1].expired()}
                self._limit = max(1024, 2 * len(self._entries))

    def pin(self, tensor):
        storage = _storage(tensor)
        self._pinned = {key: entry for key, entry in self._pinned.items() if not entry.expired()}
        self._pinned[storage._cdata] = StorageWeakRef(storage)

    def is_pinned(self, tensor):
        storage = _storage(tensor)
        return storage is not None and storage._cdata in self._pinned

    def device(self, tensor):
        """The `torch.device` that a program sees."""
        index = self.of(tensor)
        return torch.device("cuda", index) if index >= 0 else torch._C.TensorBase.device.__get__(tensor)

    def index(self, device):
        """Index that a device as programs write it stands for; `None` for devices that are not ours, such as `meta`."""
        if device is None:
            return None
        if isinstance(device, bool) or not isinstance(device, (int, str, torch.device)):
            return None
        device = torch.device("cuda", device) if isinstance(device, int) else torch.device(device)
        if device.type == "cpu":
            return HOST
        if device.type != "cuda":
            return None
        index = self.current if device.index is None else device.index
        if not 0 <= index < self.devices:
            raise RuntimeError("CUDA error: invalid device ordinal")
        return index

    def allocated(self, index):
        """Bytes of the live storages of a device."""
        with self._lock:
            live = [entry[1] for entry in self._entries.values() if entry[0] == index and not entry[1].expired()]
        total = 0
        for reference in live:
            storage = torch.UntypedStorage._new_with_weak_ptr(reference.cdata)
            total += 0 if storage is None else storage.nbytes()
        return total


def name(index):
    """A device as error messages write it."""
    return f"cuda:{index}" if index >= 0 else "cpu"


def _storage(tensor):
    try:
        return _storage_of(tensor)
    except (NotImplementedError, RuntimeError):
        # Sparse tensors have none of their own; where their values lie, they lie.
        return _storage_of(tensor._values()) if tensor.layout == torch.sparse_coo else None
