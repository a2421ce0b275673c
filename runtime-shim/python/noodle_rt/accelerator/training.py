"""Parts of the library that decide by device: mixed precision, optimisers, and threads."""
import functools
import sys
import threading

import torch


def install(state):
    _autocast()
    _groups(state)
    _threads(state)
    _lengths(state)


def _autocast():
    """The operators see tensors of the CPU, so the CPU's autocast does it, with the number format that a GPU has by default."""
    autocast = torch.amp.autocast_mode.autocast
    plain = autocast.__init__

    @functools.wraps(plain)
    def __init__(self, device_type, dtype=None, enabled=True, cache_enabled=None):
        if device_type == "cuda":
            device_type, dtype = "cpu", dtype or torch.get_autocast_dtype("cuda")
        plain(self, device_type, dtype=dtype, enabled=enabled, cache_enabled=cache_enabled)

    autocast.__init__ = __init__
    enabled = torch.is_autocast_enabled
    torch.is_autocast_enabled = lambda device_type="cuda": enabled("cpu" if device_type == "cuda" else device_type)


def _groups(state):
    """Optimisers go parameter by parameter, as they do on the CPU, and what is grouped by device is grouped by ours."""
    # `torch.optim` hides the module behind its class.
    optimizer = sys.modules["torch.optim.optimizer"]
    kinds = optimizer._get_foreach_kernels_supported_devices
    optimizer._get_foreach_kernels_supported_devices = lambda: [kind for kind in kinds() if kind != "cuda"]
    plain = torch._C._group_tensors_by_device_and_dtype

    def group(lists, with_indices=False):
        groups = {}
        homes = [state.placement.of(tensor) for tensor in lists[0]]
        for home in dict.fromkeys(homes):
            chosen = [position for position, other in enumerate(homes) if other == home]
            parts = [[items[position] for position in chosen] if items else items for items in lists]
            for (device, dtype), (tensors, positions) in plain(parts, True).items():
                device = torch.device("cuda", home) if home >= 0 else device
                groups[device, dtype] = (tensors, [chosen[position] for position in positions] if with_indices else [])
        return groups

    torch._C._group_tensors_by_device_and_dtype = group


def _threads(state):
    """A thread that the program or the library starts has the virtual devices, too."""
    start = threading.Thread.start

    @functools.wraps(start)
    def started(self):
        run = self.run

        def with_devices():
            with state.mode:
                run()

        self.run = with_devices
        return start(self)

    threading.Thread.start = started


def _lengths(state):
    """The lengths of this loss may be the host's."""
    plain = torch.ctc_loss

    @functools.wraps(plain)
    def ctc_loss(*args, **kwargs):
        state.lenient = True
        try:
            return plain(*args, **kwargs)
        finally:
            state.lenient = False

    torch.ctc_loss = ctc_loss
