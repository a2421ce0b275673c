"""PyTorch: tensors with all that autograd and placement make of them, generators, dtypes. Modules are objects with attributes."""
import ctypes
import sys
from contextlib import nullcontext

from noodle_rt.compare.data import Data, LITTLE, Memory
from noodle_rt.compare.names import class_name
from noodle_rt.compare.objects import attribute_nodes, public_nodes, whole

MARK = "<" if LITTLE else ">"
FORMATS = {"float64": MARK + "f8", "float32": MARK + "f4", "float16": MARK + "f2", "bfloat16": "bfloat16:2", "bool": "|b1",
           "complex128": MARK + "c16", "complex64": MARK + "c8", "uint8": "|u1", "int8": "|i1",
           **{f"{kind}int{8 * size}": f"{MARK}{'u' if kind else 'i'}{size}" for kind in ("", "u") for size in (2, 4, 8)}}


def dtype_name(dtype):
    return str(dtype).rpartition(".")[2]


def a_tensor(imager, value, path):
    imager.remember(value, path)
    if is_wrapper(type(value)):
        has = attribute_nodes(imager, value, path)
        node = {"type": class_name(type(value)), "has": has}
        return node if has else {**node, "opaque": "it is a tensor of a kind of its own"}
    with without_overrides():
        return plain_tensor(imager, value, path)


def is_wrapper(cls):
    """Whether a class stands for other tensors, which are in its attributes: its own memory is nobody's."""
    torch = sys.modules["torch"]
    own = next(vars(base)["__torch_dispatch__"] for base in cls.__mro__ if "__torch_dispatch__" in vars(base))
    return own is not vars(torch.Tensor).get("__torch_dispatch__", own)


def without_overrides():
    """Functions that a program has put in the place of torch's for a class of its own are not called."""
    return getattr(sys.modules["torch"]._C, "DisableTorchFunctionSubclass", nullcontext)()


def plain_tensor(imager, value, path):
    facts = {
        "dtype": dtype_name(value.dtype), "shape": list(value.shape), "device": str(value.device),
        "layout": str(value.layout).rpartition(".")[2], "requires_grad": value.requires_grad, "is_leaf": value.is_leaf,
    }
    names = getattr(value, "names", None)
    if names and any(names):
        facts["names"] = list(names)
    has = public_nodes(imager, value, path)
    if value.is_leaf or value.retains_grad:
        grad = value.grad
        if grad is not None:
            has[".grad"] = imager.node(grad, path + ".grad")
    node = {"type": class_name(type(value)), "is": facts, "has": has}
    plain = value.detach()
    if facts["layout"] != "strided":
        has.update(parts_of_sparse(imager, plain, path))
        return node
    if value.is_quantized or plain.device.type == "meta":
        node["opaque"] = "it has no elements of its own" if plain.device.type == "meta" else "it is quantized"
        return node
    # What a tensor of one row, or none, has for strides nobody sees.
    if value.dim() > 1 and value.numel() > 1:
        facts["strides"] = [stride for size, stride in zip(value.shape, value.stride()) if size > 1]
    else:
        facts["contiguous"] = value.is_contiguous()
    if type(value).__module__ == "torch" and plain.device.type == "cpu":
        imager.extents.append((path, "torch", plain))
    node["data"] = imager.data(elements(plain))
    return node


def elements(tensor):
    """The elements as `Data`, copied when they do not lie one after the other."""
    tensor = tensor.resolve_conj().resolve_neg().cpu().contiguous()
    name = dtype_name(tensor.dtype)
    size = tensor.element_size()
    format = FORMATS.get(name) or f"{name}:{size}"
    count = tensor.numel() * size
    if count == 0:
        return Data(format, tensor.shape, b"")
    storage = tensor.untyped_storage()
    if not tensor.data_ptr() or tensor.storage_offset() * size + count > storage.nbytes():
        raise ValueError("the tensor has no memory of its own")
    memory = (ctypes.c_ubyte * count).from_address(tensor.data_ptr())
    return Data(format, tensor.shape, Memory(memory, tensor))


def parts_of_sparse(imager, value, path):
    """Indices and values of a sparse tensor."""
    layout = str(value.layout).rpartition(".")[2]
    if layout == "sparse_coo":
        names = ("_indices", "_values", "is_coalesced")
    elif layout in ("sparse_csr", "sparse_bsr"):
        names = ("crow_indices", "col_indices", "values")
    elif layout in ("sparse_csc", "sparse_bsc"):
        names = ("ccol_indices", "row_indices", "values")
    else:
        return {}
    return {f".{name}()": imager.node(getattr(value, name)(), f"{path}.{name}()") for name in names}


def a_generator(imager, value, path):
    imager.remember(value, path)
    has = {".get_state()": imager.node(value.get_state(), path + ".get_state()")}
    return {"type": class_name(type(value)), "is": {"device": str(value.device)}, "has": has}


@whole
def by_name(imager, value, path):
    return {"type": class_name(type(value)), "is": {"name": str(value)}}


@whole
def a_node(imager, value, path):
    """Where a gradient will come from: the kind of step, which rewriting may change, and so nothing."""
    return {"type": "torch gradient step"}


HANDLERS = {
    "torch._TensorBase": a_tensor,
    "torch.TensorBase": a_tensor,
    "torch.Tensor": a_tensor,
    "torch.Parameter": a_tensor,
    "torch.Generator": a_generator,
    "torch.dtype": by_name,
    "torch.device": by_name,
    "torch.layout": by_name,
    "torch.memory_format": by_name,
    "torch.Node": a_node,
}
