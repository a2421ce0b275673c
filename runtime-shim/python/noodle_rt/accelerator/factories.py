"""Functions that make tensors: they leave out `device` for the library, which has no GPU, and say where the result lies."""
import functools

import torch
from torch.utils._device import DeviceContext

from noodle_rt.accelerator.placement import HOST
from noodle_rt.accelerator.tensors import upload

FILLED = (
    "arange", "bartlett_window", "blackman_window", "empty", "empty_permuted", "empty_strided", "eye", "full", "hamming_window",
    "hann_window", "kaiser_window", "linspace", "logspace", "normal", "ones", "rand", "randint", "randn", "randperm", "range",
    "scalar_tensor", "tril_indices", "triu_indices", "zeros",
)
LIKE = ("empty_like", "full_like", "ones_like", "rand_like", "randint_like", "randn_like", "zeros_like")
METHODS = ("new_empty", "new_empty_strided", "new_full", "new_ones", "new_zeros")
# From values of the host: a copy, unless the values are a tensor that is there already.
DATA = ("as_tensor", "asarray", "sparse_coo_tensor", "tensor")


def install(state, mover):
    for name in FILLED:
        _replace(torch, name, lambda plain: _filled(state, plain))
    for name in LIKE:
        _replace(torch, name, lambda plain: _like(state, plain))
    for name in METHODS:
        _replace(torch.Tensor, name, lambda plain: _like(state, plain))
    for name in DATA:
        _replace(torch, name, lambda plain: _data(state, mover, plain))
    _replace(torch.Tensor, "new_tensor", lambda plain: _new_tensor(state, plain))
    for name in ("fftfreq", "rfftfreq"):
        _replace(torch.fft, name, lambda plain: _filled(state, plain))
    _default_device()
    _generators(state)


def _replace(owner, name, wrapper):
    plain = getattr(owner, name, None)
    if plain is not None:
        setattr(owner, name, functools.wraps(plain)(wrapper(plain)))


def _call(state, plain, args, kwargs):
    state.factory(1)
    try:
        return plain(*args, **kwargs)
    finally:
        state.factory(-1)


def _default(state):
    """Index of the device of `torch.set_default_device` or `with torch.device(…)`."""
    for position in reversed(range(torch._C._len_torch_function_stack())):
        mode = torch._C._get_function_stack_at(position)
        if isinstance(mode, DeviceContext):
            return state.placement.index(mode.device) if mode.device.type == "cuda" else None
    return None


def _filled(state, plain):
    def make(*args, **kwargs):
        target = state.placement.index(kwargs.get("device"))
        if target is not None:
            # Said to be the host's: not what `with torch.device(…)` says.
            kwargs["device"] = "cpu"
        elif kwargs.get("device") is None:
            target = _default(state)
        pinned = kwargs.pop("pin_memory", False)
        result = _call(state, plain, args, kwargs)
        if target is not None and target >= 0 and kwargs.get("out") is None:
            state.placement.put(result, target)
        elif pinned:
            state.placement.pin(result)
        return result

    return make


def _like(state, plain):
    def make(self, *args, **kwargs):
        target = state.placement.index(kwargs.get("device"))
        if target is not None:
            kwargs["device"] = "cpu"
        elif kwargs.get("device") is None:
            target = max(state.placement.of(self), HOST)
        kwargs.pop("pin_memory", None)
        result = _call(state, plain, (self, *args), kwargs)
        state.placement.put(result, HOST if target is None else target)
        return result

    return make


def _data(state, mover, plain):
    def make(*args, **kwargs):
        values = args[0] if args else kwargs.get("data", kwargs.get("obj"))
        target = state.placement.index(kwargs.get("device"))
        if isinstance(values, torch.Tensor):
            if target is not None:
                kwargs.pop("device")
            result = _call(state, plain, args, kwargs)
            return result if target is None else mover.move(result, target, how=plain.__name__)
        if target is not None:
            kwargs["device"] = "cpu"
        elif kwargs.get("device") is None:
            target = _default(state)
        pinned = kwargs.pop("pin_memory", False)
        result = _call(state, plain, args, kwargs)
        if target is not None and target >= 0:
            if plain.__name__ != "tensor" and not result.requires_grad:
                # `as_tensor` of an array shares its memory on the host; a device has a copy.
                return mover.move(result, target, how=plain.__name__)
            return upload(state, result, target, plain.__name__)
        if pinned:
            state.placement.pin(result)
        return result

    return make


def _new_tensor(state, plain):
    def make(self, data, *args, **kwargs):
        target = state.placement.index(kwargs.pop("device", None))
        target = max(state.placement.of(self), HOST) if target is None else target
        result = _call(state, plain, (self, data, *args), kwargs)
        source = state.placement.of(data) if isinstance(data, torch.Tensor) else HOST
        if source == target:
            return result
        if target == HOST:
            state.count_copy(source, target, result.nbytes, "new_tensor", True, False)
            state.placement.put(result, HOST)
            return result
        return upload(state, result, target, "new_tensor")

    return make


def _default_device():
    """The functions above look the default device up; the library must not add it to what they call."""
    plain = DeviceContext.__torch_function__

    def __torch_function__(self, function, types, args=(), kwargs=None):
        if self.device.type == "cuda":
            return function(*args, **(kwargs or {}))
        return plain(self, function, types, args, kwargs)

    DeviceContext.__torch_function__ = __torch_function__


def _generators(state):
    base = torch.Generator

    class Kind(type(base)):
        """Generators that the library makes are generators, too."""

        def __instancecheck__(cls, value):
            return type.__instancecheck__(base, value)

    class Generator(base, metaclass=Kind):
        """A generator of a device draws what one of the host draws."""

        def __new__(cls, device="cpu"):
            index = state.placement.index(device)
            self = super().__new__(cls, "cpu" if index is not None else device)
            self._index = index
            return self

        @property
        def device(self):
            return base.device.__get__(self) if self._index is None or self._index < 0 else torch.device("cuda", self._index)

    torch.Generator = Generator
