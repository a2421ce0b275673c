"""`torch.cuda` and `torch.accelerator` of a machine that has the virtual devices."""
import collections
import contextlib
import time

import torch

MEMORY = 16 * 2**30
Properties = collections.namedtuple("Properties", "name major minor total_memory multi_processor_count")


def install(state):
    placement, ledger = state.placement, state.ledger
    streams = _streams(state)

    def index_of(device):
        index = placement.index("cuda" if device is None else device)
        if index is None or index < 0:
            raise ValueError(f"Expected a cuda device, but got: {device}")
        return index

    def set_device(device):
        placement.current = index_of(device)

    def synchronize(device=None):
        index_of(device)
        ledger.wait("synchronize")

    def properties(device=None):
        index_of(device)
        return Properties("Virtual accelerator", 8, 0, MEMORY, 1)

    class device:  # the library's name
        """Context in which "cuda" means one device."""

        def __init__(self, device):
            self.index = None if device is None else index_of(device)

        def __enter__(self):
            self.before = placement.current
            if self.index is not None:
                placement.current = self.index

        def __exit__(self, *_):
            placement.current = self.before

    allocated = {"peak": 0}

    def memory_allocated(device=None):
        value = placement.allocated(index_of(device))
        allocated["peak"] = max(allocated["peak"], value)
        return value

    def max_memory_allocated(device=None):
        memory_allocated(device)
        return allocated["peak"]

    def reset_peak(device=None):
        allocated["peak"] = 0

    def nothing(*args, **kwargs):
        return None

    replaced = {
        "is_available": lambda: True, "device_count": lambda: placement.devices, "current_device": lambda: placement.current,
        "_lazy_init": nothing, "init": nothing, "is_initialized": lambda: True, "set_device": set_device, "synchronize": synchronize,
        "device": device, "get_device_name": lambda device=None: properties(device).name, "get_device_properties": properties,
        "get_device_capability": lambda device=None: (8, 0), "is_bf16_supported": lambda including_emulation=True: True,
        "is_current_stream_capturing": lambda: False, "empty_cache": nothing, "ipc_collect": nothing,
        "memory_allocated": memory_allocated, "max_memory_allocated": max_memory_allocated, "memory_reserved": memory_allocated,
        "max_memory_reserved": max_memory_allocated, "reset_peak_memory_stats": reset_peak, "reset_max_memory_allocated": reset_peak,
        "mem_get_info": lambda device=None: (MEMORY - memory_allocated(device), MEMORY),
        # One stream of random numbers for the host and the devices: what the program draws is what it draws without a GPU.
        "manual_seed": nothing, "manual_seed_all": nothing, "seed": nothing, "seed_all": nothing, "initial_seed": torch.initial_seed,
        "get_rng_state": lambda device="cuda": torch.get_rng_state(),
        "set_rng_state": lambda new_state, device="cuda": torch.set_rng_state(new_state),
        "get_rng_state_all": lambda: [torch.get_rng_state()] * placement.devices,
        "set_rng_state_all": lambda new_states: torch.set_rng_state(new_states[0]),
        **streams,
    }
    for name, value in replaced.items():
        setattr(torch.cuda, name, value)
    for name in ("manual_seed", "manual_seed_all", "get_rng_state", "set_rng_state"):
        setattr(torch.cuda.random, name, replaced[name])
    # The kernels are the CPU's, which the library would warn about.
    torch.backends.cudnn.is_acceptable = lambda tensor: False
    _accelerator(placement, replaced)


def _accelerator(placement, cuda):
    module = getattr(torch, "accelerator", None)
    if module is None:
        return
    module.is_available = lambda: True
    module.device_count = lambda: placement.devices
    module.current_accelerator = lambda check_available=False: torch.device("cuda")
    module.current_device_index = lambda: placement.current
    module.set_device_index = cuda["set_device"]
    module.synchronize = cuda["synchronize"]
    module.current_stream = cuda["current_stream"]


def _streams(state):
    """Everything runs at once in the order of the program, so a stream has nothing to order; waits for one are counted."""
    local = {}

    class Stream:
        def __init__(self, device=None, priority=0, **_):
            self.device = torch.device("cuda", state.placement.index("cuda" if device is None else device))
            self.priority = priority

        def synchronize(self):
            state.ledger.wait("stream")

        def query(self):
            return True

        def is_capturing(self):
            return False

        def wait_stream(self, stream):
            pass

        def wait_event(self, event):
            pass

        def record_event(self, event=None):
            event = Event() if event is None else event
            event.record(self)
            return event

    class Event:
        def __init__(self, enable_timing=False, blocking=False, interprocess=False):
            self.time = None
            self.timing = enable_timing

        def record(self, stream=None):
            self.time = time.perf_counter()

        def wait(self, stream=None):
            pass

        def query(self):
            return True

        def synchronize(self):
            state.ledger.wait("event")

        def elapsed_time(self, end):
            if self.time is None or end.time is None:
                raise RuntimeError("Both events must be recorded before calculating elapsed time.")
            if not (self.timing and end.timing):
                raise RuntimeError("Both events must be created with argument 'enable_timing=True'.")
            return (end.time - self.time) * 1000

    def default_stream(device=None):
        index = state.placement.index("cuda" if device is None else device)
        return local.setdefault(index, Stream(index))

    current = []

    @contextlib.contextmanager
    def stream(stream):
        if stream is None:
            yield
            return
        current.append(stream)
        try:
            yield
        finally:
            current.pop()

    return {
        "Stream": Stream, "Event": Event, "stream": stream, "default_stream": default_stream,
        "current_stream": lambda device=None: current[-1] if current else default_stream(device),
        "set_stream": lambda stream: current.append(stream),
    }
