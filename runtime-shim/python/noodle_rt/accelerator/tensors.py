"""What a tensor says of its device, how it is moved, and how the host reads it."""
import functools

import torch

from noodle_rt.accelerator.ledger import D2H, H2D
from noodle_rt.accelerator.placement import ANYWHERE, HOST, name

# Methods by which the host reads one value, with the names of the waits.
READERS = {"item": "item", "__bool__": "bool", "__float__": "float", "__int__": "int", "__index__": "index", "__complex__": "complex"}


class ToCopy(torch.autograd.Function):
    """A copy to another device or the host, whose gradient travels back."""

    @staticmethod
    def forward(context, tensor, mover, target, dtype, memory_format, non_blocking, how):
        context.mover, context.source, context.dtype = mover, mover.placement.of(tensor), tensor.dtype
        return mover.plain(tensor, target, dtype, memory_format, non_blocking, how)

    @staticmethod
    def backward(context, gradient):
        return context.mover.move(gradient, context.source, context.dtype, how="backward"), None, None, None, None, None, None


class Mover:
    """Copies between devices."""

    def __init__(self, state):
        self.state = state
        self.placement = state.placement
        self.convert = torch.Tensor.to

    def move(self, tensor, target, dtype=None, non_blocking=False, copy=False, memory_format=torch.preserve_format, how="to"):
        """The tensor on a device: itself when it is there already, as the real library does."""
        dtype = dtype or tensor.dtype
        source = self.placement.of(tensor)
        if source == target or not tensor.layout == torch.strided and source != HOST:
            return self.convert(tensor, dtype, non_blocking=non_blocking, copy=copy, memory_format=memory_format)
        if tensor.requires_grad and torch.is_grad_enabled() and (dtype.is_floating_point or dtype.is_complex):
            return ToCopy.apply(tensor, self, target, dtype, memory_format, non_blocking, how)
        return self.plain(tensor, target, dtype, memory_format, non_blocking, how)

    def plain(self, tensor, target, dtype, memory_format, non_blocking, how):
        source = self.placement.of(tensor)
        pinned = source < 0 and self.placement.is_pinned(tensor)
        result = self.convert(tensor, dtype, copy=True, memory_format=memory_format)
        self.placement.put(result, target)
        if source != ANYWHERE:
            # The conversion comes before the copy, so that what travels has the new size.
            self.state.count_copy(source, target, _bytes(result), how, not non_blocking, pinned)
        return result


def install(state):
    """Replaces methods of `torch.Tensor`. Answers the mover, for the other parts."""
    mover = Mover(state)
    _say(state)
    _moves(state, mover)
    _reads(state)
    return mover


def _say(state):
    tensor, base, placement = torch.Tensor, torch._C.TensorBase, state.placement
    tensor.device = property(placement.device)
    tensor.is_cuda = property(lambda self: placement.of(self) >= 0)
    tensor.is_cpu = property(lambda self: placement.of(self) < 0 and base.is_cpu.__get__(self))
    tensor.get_device = lambda self: max(placement.of(self), HOST)
    plain = tensor.__deepcopy__

    @functools.wraps(plain)
    def __deepcopy__(self, memo):
        # The storage is copied where it lies, by way of one that is in no table.
        with state.ledger.quiet():
            result = plain(self, memo)
        index = placement.of(self)
        if index >= 0:
            placement.put(result, index)
        return result

    tensor.__deepcopy__ = __deepcopy__


def _moves(state, mover):
    tensor, placement = torch.Tensor, state.placement
    convert, plain_type = mover.convert, tensor.type

    @functools.wraps(convert)
    def to(self, *args, **kwargs):
        rest = list(args)
        first = rest.pop(0) if rest else kwargs.pop("other", None) if "other" in kwargs else kwargs.get("device")
        if isinstance(first, torch.Tensor):
            target, dtype = max(placement.of(first), HOST), first.dtype
        else:
            target = None if isinstance(first, torch.dtype) else placement.index(first)
            if target is None:
                return convert(self, *args, **kwargs)
            dtype = rest.pop(0) if rest else kwargs.get("dtype")
        if torch._C.TensorBase.is_meta.__get__(self):
            return convert(self, *args, **kwargs)
        non_blocking = rest.pop(0) if rest else kwargs.get("non_blocking", False)
        copy = rest.pop(0) if rest else kwargs.get("copy", False)
        memory_format = kwargs.get("memory_format") or torch.preserve_format
        return mover.move(self, target, dtype, non_blocking, copy, memory_format)

    def cuda(self, device=None, non_blocking=False, memory_format=torch.preserve_format):
        target = placement.index("cuda" if device is None else device)
        if target is None or target < 0:
            raise RuntimeError(f"Invalid device, must be cuda device: {device}")
        return mover.move(self, target, None, non_blocking, False, memory_format, "cuda")

    def cpu(self, memory_format=torch.preserve_format):
        return mover.move(self, HOST, None, False, False, memory_format, "cpu")

    def type(self, dtype=None, non_blocking=False):  # the method has this name
        if dtype is None:
            kind = plain_type(self)
            return kind.replace("torch.", "torch.cuda.", 1) if placement.of(self) >= 0 else kind
        if isinstance(dtype, torch.dtype):
            return plain_type(self, dtype)
        text = dtype if isinstance(dtype, str) else f"{dtype.__module__}.{dtype.__name__}"
        target = placement.current if text.startswith("torch.cuda.") else HOST
        kind = torch.empty(0).type(text.replace("torch.cuda.", "torch.", 1)).dtype if target >= 0 else plain_type(torch.empty(0), dtype).dtype
        return mover.move(self, target, kind, non_blocking, how="type")

    def pin_memory(self, device=None):
        if placement.of(self) >= 0:
            raise RuntimeError(f"cannot pin '{self.type()}' only dense CPU tensors can be pinned")
        if placement.is_pinned(self):
            return self
        result = self.clone()
        placement.pin(result)
        state.ledger.pin(result.nbytes)
        return result

    tensor.to, tensor.cuda, tensor.cpu, tensor.type, tensor.pin_memory = to, cuda, cpu, type, pin_memory
    tensor.is_pinned = lambda self, device=None: placement.is_pinned(self)


def _reads(state):
    tensor, placement, ledger = torch.Tensor, state.placement, state.ledger
    for method, label in READERS.items():
        setattr(tensor, method, _labelled(state, getattr(tensor, method), label))
    plain_list, plain_numpy, plain_repr = tensor.tolist, tensor.numpy, tensor.__repr__

    @functools.wraps(plain_list)
    def tolist(self):
        index = placement.of(self)
        if index < 0:
            return plain_list(self)
        ledger.copy(D2H, _bytes(self), "tolist")
        with ledger.quiet():
            return plain_list(self)

    @functools.wraps(plain_numpy)
    def numpy(self, *args, **kwargs):
        index = placement.of(self)
        if index >= 0:
            raise TypeError(
                f"can't convert {name(index)} device type tensor to numpy. Use Tensor.cpu() to copy the tensor to host memory first."
            )
        return plain_numpy(self, *args, **kwargs)

    @functools.wraps(plain_repr)
    def __repr__(self, *, tensor_contents=None):
        if placement.of(self) < 0:
            return plain_repr(self, tensor_contents=tensor_contents)
        ledger.wait("print")
        with ledger.quiet():
            return plain_repr(self, tensor_contents=tensor_contents)

    tensor.tolist, tensor.numpy, tensor.__repr__ = tolist, numpy, __repr__
    plain_set = tensor.__setitem__

    @functools.wraps(plain_set)
    def __setitem__(self, index, value):
        state.constant = isinstance(value, (bool, int, float, complex))
        try:
            return plain_set(self, index, value)
        finally:
            state.constant = False

    tensor.__setitem__ = __setitem__


def _labelled(state, plain, label):
    @functools.wraps(plain)
    def read(self, *args):
        # The outermost name counts: `__bool__` may be made of `item`.
        if state.label is not None:
            return plain(self, *args)
        state.label = label
        try:
            return plain(self, *args)
        finally:
            state.label = None

    return read


def _bytes(tensor):
    return tensor.nbytes if tensor.layout == torch.strided else tensor._values().nbytes + tensor._indices().nbytes


def upload(state, tensor, target, how):
    """A tensor that was made from values of the host, on its device."""
    state.placement.put(tensor, target)
    state.ledger.copy(H2D, _bytes(tensor), how)
    return tensor
