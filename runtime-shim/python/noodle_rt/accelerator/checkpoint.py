"""`torch.save` and `torch.load`: files have the locations that a real device gives them, so both kinds of machine read both."""
import functools

import torch

from noodle_rt.accelerator.ledger import D2H, H2D
from noodle_rt.accelerator.placement import name


def install(state):
    placement, ledger = state.placement, state.ledger
    saved = []

    def location(storage):
        index = placement.of_storage(storage)
        if index < 0:
            return None
        # Asked for every tensor; a storage is copied once for each file.
        if not saved or storage._cdata not in saved[-1]:
            ledger.copy(D2H, storage.nbytes(), "save")
            if saved:
                saved[-1].add(storage._cdata)
        return name(index)

    def restore(storage, location):
        if not location.startswith("cuda"):
            return None
        index = placement.index(location)
        if placement.of_storage(storage) != index:
            ledger.copy(H2D, storage.nbytes(), "load")
            placement.put_storage(storage, index)
        return storage

    # In front of the library's own, which take the storages for the host's.
    torch.serialization.register_package(1, location, restore)
    plain = torch.save

    @functools.wraps(plain)
    def save(*args, **kwargs):
        saved.append(set())
        try:
            return plain(*args, **kwargs)
        finally:
            saved.pop()

    torch.save = torch.serialization.save = save

    def cuda(self, device=None, non_blocking=False):
        return restore(self.clone(), "cuda" if device is None else str(torch.device("cuda", device) if isinstance(device, int) else device))

    torch.UntypedStorage.cuda = cuda
