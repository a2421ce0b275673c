"""Operators: results lie where the operands lie, operands must lie on one device, and some operators make the host wait."""
import torch
from torch.utils._python_dispatch import TorchDispatchMode

from noodle_rt.accelerator.ledger import D2D, D2H, H2D
from noodle_rt.accelerator.placement import ANYWHERE, HOST, name

# Operators whose result has a size that only the device knows, or that tell the host something.
WAITING = {
    "nonzero": "nonzero", "masked_select": "masked_select", "_unique": "unique", "_unique2": "unique", "unique_dim": "unique",
    "unique_consecutive": "unique", "unique_dim_consecutive": "unique", "equal": "equal", "bincount": "bincount",
    "_linalg_check_errors": "linalg",
}
# Operators that take operands of different devices: copies, and lengths that have to be on the host.
MIXING = {
    "copy_", "_to_copy", "set_", "_pack_padded_sequence", "_pack_padded_sequence_backward", "_pad_packed_sequence", "_ctc_loss",
    "_ctc_loss_backward", "tensor_split", "_local_scalar_dense", "record_stream", "_has_compatible_shallow_copy_type", "is_same_size", "set_data",
}
# Operators whose second result, lengths, is the host's.
LENGTHS = {"_pack_padded_sequence", "_pad_packed_sequence"}
INDEXING = {"index", "index_put", "index_put_", "_index_put_impl_", "_unsafe_index"}
# These don't take a scalar of the host either.
STRICT = {"cat", "stack"}


class Devices(TorchDispatchMode):
    """Active in every thread while the program runs."""

    def __init__(self, state):
        super().__init__()
        self.state = state

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        operator = function._schema.name.partition("::")[2]
        placed = []
        for value in args:
            _collect(value, placed)
        for value in kwargs.values():
            _collect(value, placed)
        if not placed:
            return self._made(function, args, kwargs)
        indices = [self.state.placement.of(tensor) for tensor in placed]
        if all(index == HOST for index in indices):
            return function(*args, **kwargs)
        home = self._home(function, operator, placed, indices, args, kwargs)
        self._count(operator, home, args, kwargs)
        result = function(*args, **kwargs)
        known = {id(tensor) for tensor in placed}
        results = []
        _collect(result[:1] if operator in LENGTHS else result, results)
        for tensor in results:
            # What is written to stays where it is; a result that shares no memory with what was there is new.
            if id(tensor) not in known and self.state.placement.of(tensor) == HOST:
                self._settle(tensor, home, placed)
        if operator != "copy_":
            for tensor, index in zip(placed, indices):
                if index == ANYWHERE and home >= 0 and operator.endswith("_"):
                    self.state.placement.put(tensor, home)
        return result

    def _made(self, function, args, kwargs):
        """An operator without tensors. Factories that the program calls say where (`factories.py`); the others are the library's own."""
        result = function(*args, **kwargs)
        if not self.state.explicit():
            results = []
            _collect(result, results)
            for tensor in results:
                self.state.placement.put(tensor, ANYWHERE)
        return result

    def _settle(self, tensor, home, placed):
        if home == HOST:
            return
        storage = tensor.untyped_storage()._cdata if tensor.layout == torch.strided else None
        # A view of host memory stays host memory.
        if storage is not None and any(
            other.layout == torch.strided and other.untyped_storage()._cdata == storage for other in placed
        ):
            return
        self.state.placement.put(tensor, home)

    def _home(self, function, operator, placed, indices, args, kwargs):
        """Device of the operation."""
        if operator in MIXING:
            return indices[0]
        if operator in INDEXING:
            return self._indexed(operator, args)
        scalars = operator not in STRICT
        found = {index for tensor, index in zip(placed, indices) if index != ANYWHERE and not (scalars and index == HOST and tensor.dim() == 0)}
        if len(found) > 1 and self.state.lenient:
            found.discard(HOST)
        if len(found) > 1:
            first = next(index for index in indices if index in found)
            other = next(index for index in indices if index in found and index != first)
            # As the real library: the device comes first, then the host.
            if first == HOST:
                first, other = other, first
            raise RuntimeError(
                f"Expected all tensors to be on the same device, but found at least two devices, {name(first)} and {name(other)}!"
            )
        if found:
            return found.pop()
        return ANYWHERE if all(index != HOST for index in indices) else HOST

    def _indexed(self, operator, args):
        """Indices of the host are copied to the device; indices of a device don't index memory of the host."""
        placement, ledger = self.state.placement, self.state.ledger
        home = placement.of(args[0])
        for tensor in args[1]:
            if tensor is None:
                continue
            index = placement.of(tensor)
            if index in (home, ANYWHERE):
                continue
            if index != HOST:
                raise RuntimeError(
                    f"indices should be either on {name(home)} or on the same device as the indexed tensor ({name(home)})"
                )
            if home >= 0:
                ledger.copy(H2D, tensor.nbytes, "index", pinned=placement.is_pinned(tensor))
        if operator != "index" and operator != "_unsafe_index":
            value = args[2]
            index = placement.of(value)
            if index not in (home, ANYWHERE) and home != ANYWHERE and not (value.dim() == 0 and index == HOST):
                raise RuntimeError(
                    f"Expected all tensors to be on the same device, but found at least two devices, {name(max(home, index))} and {name(min(home, index))}!"
                )
        return home

    def _count(self, operator, home, args, kwargs):
        ledger, placement = self.state.ledger, self.state.placement
        if operator == "copy_":
            target, source = placement.of(args[0]), placement.of(args[1])
            blocking = not (args[2] if len(args) > 2 else kwargs.get("non_blocking", False))
            if target != source and ANYWHERE not in (target, source) and not (self.state.constant and args[1].dim() == 0):
                pinned = placement.is_pinned(args[0] if source >= 0 else args[1])
                # Converted before it travels, repeated before it travels.
                self.state.count_copy(source, target, args[0].nbytes, "copy_", blocking, pinned)
        elif home < 0:
            return
        elif operator == "_local_scalar_dense":
            ledger.wait(self.state.label or "scalar")
        elif operator in WAITING:
            ledger.wait(WAITING[operator])
        elif operator == "repeat_interleave" and kwargs.get("output_size") is None and len(args) == 1:
            ledger.wait("repeat_interleave")
        elif operator in INDEXING and any(index is not None and index.dtype in (torch.bool, torch.uint8) for index in args[1]):
            # The positions of a mask have to be found first, except where one value fills all of them.
            if operator in ("index", "_unsafe_index") or not _fills(args, placement):
                ledger.wait("boolean index")


def _fills(args, placement):
    masks = all(index is None or index.dtype in (torch.bool, torch.uint8) for index in args[1])
    return masks and not (len(args) > 3 and args[3]) and args[2].numel() == 1 and placement.of(args[2]) < 0


def _collect(value, found):
    if isinstance(value, torch.Tensor):
        found.append(value)
    elif isinstance(value, (list, tuple)):
        for item in value:
            _collect(item, found)


def direction(source, target):
    """Name of a copy between two devices."""
    if source < 0:
        return H2D
    return D2H if target < 0 else D2D
