"""Writes oracle.json.gz: operations of PyTorch with the types of their operands and of what really comes out.

    python operations.py FILE [seed]

A case is one text behind the name of its operation, for instance of `torch.sum`: `T:float32[2,3]+,dim=1)=T:float32[2]+`. Forms of values: `T:dtype[shape]` with `+` for
requires_grad, `@device` when it is not the CPU, and for results `~0` (is operand 0) or `^0` (lies in its memory); `P:` a parameter;
`A:` a NumPy array; `Z(…)` a torch.Size; `N:max(values=…)` a named tuple; `D:` a dtype; `V:` a device; `n:` a NumPy scalar; `s(…)` a
slice; Python values as they are, floats with a dot. Behind `;` stands what the first operand is afterwards.
"""
import gzip
import json
import random
import sys
import warnings

import numpy
import torch

warnings.simplefilter("ignore")
torch.manual_seed(0)
FILE = sys.argv[1]
RANDOM = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)

FLOATS = ["float32", "float64", "float16", "bfloat16"]
DTYPES = ["bool", "uint8", "int8", "int16", "int32", "int64", *FLOATS, "complex64", "complex128"]
COMMON = ["float32", "float32", "float64", "int64", "bool"]
SHAPES = [(), (1,), (3,), (2, 3), (3, 1), (1, 3), (2, 1, 3), (0,), (4, 2, 3)]
cases = []


def tensor(dtype="float32", shape=(2, 3), grad=False, device="cpu"):
    kind = getattr(torch, dtype)
    if device == "meta":
        return torch.empty(shape, dtype=kind, device="meta", requires_grad=grad)
    data = torch.randint(1, 3, shape).to(kind)
    return data.requires_grad_() if grad else data


def storage(value):
    try:
        if isinstance(value, torch.Tensor):
            return value.untyped_storage()._cdata if value.device.type == "meta" else value.untyped_storage().data_ptr()
        if isinstance(value, numpy.ndarray):
            base = value
            while base.base is not None and isinstance(base.base, numpy.ndarray):
                base = base.base
            return base.__array_interface__["data"][0]
    except (RuntimeError, NotImplementedError):
        return None
    return None


def text(value, operands=()):
    if isinstance(value, (torch.Tensor, numpy.ndarray)):
        alias = ""
        for index, operand in enumerate(operands):
            if value is operand:
                alias = f"~{index}"
                break
            mine = storage(value)
            if isinstance(operand, (torch.Tensor, numpy.ndarray)) and mine and mine == storage(operand):
                alias = f"^{index}"
                break
        if isinstance(value, numpy.ndarray):
            return f"A:{value.dtype}[{','.join(map(str, value.shape))}]{alias}"
        kind = "P" if isinstance(value, torch.nn.Parameter) else "T"
        assert type(value) in (torch.Tensor, torch.nn.Parameter)
        flags = ("+" if value.requires_grad else "") + ("" if value.device.type == "cpu" else f"@{value.device}")
        return f"{kind}:{str(value.dtype)[6:]}[{','.join(map(str, value.shape))}]{flags}{alias}"
    if value is None or isinstance(value, bool):
        return str(value).lower()
    if value is Ellipsis:
        return "..."
    if isinstance(value, numpy.generic):
        return f"n:{value.dtype}"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return repr(value) if "." in repr(value) else "1.5"
    if isinstance(value, complex):
        return "1j"
    if isinstance(value, str):
        return f"'{value}'"
    if isinstance(value, slice):
        return f"s({text(value.start)},{text(value.stop)},{text(value.step)})"
    if isinstance(value, torch.dtype):
        return f"D:{str(value)[6:]}"
    if isinstance(value, torch.device):
        return f"V:{value}"
    if isinstance(value, torch.Size):
        return "Z(" + ",".join(map(text, value)) + ")"
    if isinstance(value, tuple):
        name = type(value).__name__
        if type(value).__module__ == "torch.return_types":
            fields = [field for field in dir(value) if not field.startswith("_")]
            order = {id(getattr(value, field)): field for field in fields if isinstance(getattr(value, field), torch.Tensor)}
            return f"N:{name}(" + ",".join(f"{order[id(item)]}={text(item, operands)}" for item in value) + ")"
        return "(" + ",".join(text(item, operands) for item in value) + ")"
    if isinstance(value, list):
        return "[" + ",".join(text(item, operands) for item in value) + "]"
    if isinstance(value, range):
        return f"r({value.start},{value.stop},{value.step})"
    return f"O:{type(value).__module__}.{type(value).__qualname__}"


def record(name, run, operands, keyword=None, update=False):
    """Runs an operation and writes down what it took and gave; operations that raise are left out."""
    keyword = keyword or {}
    before = ",".join([text(operand) for operand in operands] + [f"{key}={text(value)}" for key, value in keyword.items()])
    try:
        result = run(*operands, **keyword)
    except Exception:
        return False
    line = f"{name}({before})={text(result, (*operands, *keyword.values()))}"
    if update:
        line += f";{text(operands[0])}"
    cases.append(line)
    return True


def resolve(path):
    value = torch
    for part in path.split(".")[1:]:
        value = getattr(value, part)
    return value


def call(path, *operands, update=False, **keyword):
    return record(path, resolve(path), operands, keyword, update)


def both(name, *operands, **keyword):
    """As a function and as a method, now and then with the first argument by name."""
    if hasattr(torch, name):
        call(f"torch.{name}", *operands, **keyword)
        if RANDOM.random() < 0.1:
            call(f"torch.{name}", input=operands[0], **keyword)
            if len(operands) == 2:
                for parameter in ("other", "dim"):
                    call(f"torch.{name}", operands[0], **{parameter: operands[1], **keyword})
    if hasattr(torch.Tensor, name):
        call(f"torch.Tensor.{name}", *operands, **keyword)


def flagged(dtype, shape):
    return tensor(dtype, shape, grad=dtype.startswith(("float", "bfloat", "complex")) and RANDOM.random() < 0.3)


OPERATORS = {
    "Add": lambda a, b: a + b, "Sub": lambda a, b: a - b, "Mult": lambda a, b: a * b, "Div": lambda a, b: a / b, "FloorDiv": lambda a, b: a // b,
    "Mod": lambda a, b: a % b, "Pow": lambda a, b: a**b, "BitAnd": lambda a, b: a & b, "BitOr": lambda a, b: a | b, "BitXor": lambda a, b: a ^ b,
    "LShift": lambda a, b: a << b, "RShift": lambda a, b: a >> b, "MatMult": lambda a, b: a @ b,
}
COMPARISONS = {"Eq": lambda a, b: a == b, "NotEq": lambda a, b: a != b, "Lt": lambda a, b: a < b, "GtE": lambda a, b: a >= b}
IN_PLACE = {}
for _op, _sign in {"Add": "+=", "Sub": "-=", "Mult": "*=", "Div": "/=", "Pow": "**=", "BitAnd": "&=", "FloorDiv": "//="}.items():
    exec(f"def run(a, b):\n    a {_sign} b\n    return a", _scope := {})
    IN_PLACE[_op] = _scope["run"]
NUMBERS = [2, True, 1.5, 1j]


def operators():
    for op, run in OPERATORS.items():
        for left in DTYPES:
            for right in DTYPES:
                shapes = [((2, 3), (2, 3)), ((2, 3), ()), ((), (2, 3)), ((), ())]
                for a, b in shapes if op in ("Add", "Div", "Pow") else RANDOM.sample(shapes, 1):
                    if op in ("Add", "Div") or RANDOM.random() < 0.35:
                        record(f"op:{op}", run, (flagged(left, a), flagged(right, b)))
            for number in NUMBERS:
                for shape in ((2, 3), ()):
                    record(f"op:{op}", run, (flagged(left, shape), number))
                    if RANDOM.random() < 0.6:
                        record(f"op:{op}", run, (number, flagged(left, shape)))
        for _ in range(12):
            record(f"op:{op}", run, (tensor(RANDOM.choice(COMMON), RANDOM.choice(SHAPES)), tensor("float32", RANDOM.choice(SHAPES))))
    for op, run in COMPARISONS.items():
        for _ in range(25):
            left = flagged(RANDOM.choice(DTYPES), RANDOM.choice(SHAPES))
            record(f"cmp:{op}", run, (left, RANDOM.choice([flagged(RANDOM.choice(DTYPES), RANDOM.choice(SHAPES)), *NUMBERS])))
    for op, run in IN_PLACE.items():
        for dtype in DTYPES:
            left = tensor(dtype, (2, 3))
            right = RANDOM.choice([flagged(RANDOM.choice(DTYPES), RANDOM.choice([(), (3,), (2, 3)])), *NUMBERS])
            record(f"iop:{op}", run, (left, right), update=True)
    for dtype in DTYPES:
        for shape in ((2, 3), ()):
            value = flagged(dtype, shape)
            record("un:USub", lambda a: -a, (value,))
            record("un:Invert", lambda a: ~a, (value,))
            record("un:UAdd", lambda a: +a, (value,))
    for a in [(3,), (2, 3), (4, 2, 3), (5, 1, 2, 3)]:
        for b in [(3,), (3, 4), (4, 3, 2), (1, 3, 5)]:
            record("op:MatMult", OPERATORS["MatMult"], (flagged("float32", a), flagged("float32", b)))
            both("matmul", flagged("float64", a), flagged("float64", b))
    for device in ("meta", "cpu"):
        for other in ("meta", "cpu"):
            for shape in ((2, 3), ()):
                record("op:Add", OPERATORS["Add"], (tensor("float32", (2, 3), device=device), tensor("float32", shape, device=other)))
                record("op:Mult", OPERATORS["Mult"], (tensor("float32", shape, device=device), tensor("float32", (2, 3), device=other)))
                record("op:MatMult", OPERATORS["MatMult"], (tensor("float32", (2, 3), device=device), tensor("float32", (3, 2), device=other)))


def pointwise():
    names = """sin cos tanh exp log sqrt rsqrt sigmoid erf neg abs square sign round floor ceil trunc frac reciprocal isnan isfinite isinf
    logical_not angle relu bitwise_not positive clone nan_to_num log1p expm1 deg2rad signbit sgn detach contiguous conj logit real""".split()
    for name in names:
        for dtype in DTYPES:
            both(name, flagged(dtype, RANDOM.choice(SHAPES)))
    for name in """add sub mul div true_divide floor_divide remainder fmod maximum minimum fmax fmin pow atan2 eq ne lt ge logical_and
    logical_or bitwise_and bitwise_xor hypot copysign xlogy logaddexp isclose gcd heaviside nextafter""".split():
        for _ in range(10):
            one = flagged(RANDOM.choice(DTYPES), RANDOM.choice(SHAPES))
            both(name, one, RANDOM.choice([flagged(RANDOM.choice(DTYPES), RANDOM.choice(SHAPES)), flagged(str(one.dtype)[6:], ()), *NUMBERS]))
    for mode in ("floor", "trunc", None):
        for dtype in COMMON:
            both("div", tensor(dtype), 2, rounding_mode=mode)
    for dtype in COMMON:
        for low, high in [(0, 1), (0.5, None), (None, 2), (1, 2.5), (0, None)]:
            both("clamp", flagged(dtype, (2, 3)), low, high)
            both("clip", flagged(dtype, (2, 3)), min=low, max=high)
        both("clamp_min", tensor(dtype), 1.5)
        both("lerp", flagged(dtype, (2, 3)), tensor(dtype, (3,)), 0.5)
        both("addcmul", flagged(dtype, (2, 3)), tensor(dtype, (3,)), tensor(dtype, (2, 1)))
        both("masked_fill", flagged(dtype, (2, 3)), tensor("bool", (2, 3)), 1)
        for other in COMMON:
            condition = tensor("bool", RANDOM.choice([(2, 3), (3,), ()]))
            call("torch.where", condition, flagged(dtype, (2, 3)), RANDOM.choice([flagged(other, (3,)), flagged(other, ()), 1, 2.5]))
            call("torch.Tensor.where", flagged(dtype, (2, 3)), condition, tensor(other, (2, 3)))
        call("torch.where", tensor(dtype, (2, 3)))
        call("torch.where", tensor("bool", ()), 1, RANDOM.choice([2, 2.5]))
    for name in """add_ sub_ mul_ div_ pow_ clamp_ fill_ zero_ copy_ exp_ sqrt_ neg_ relu_ masked_fill_ normal_ uniform_ unsqueeze_ squeeze_ t_
    transpose_ requires_grad_ detach_ round_ random_ sigmoid_ tanh_ add_ mul_ copy_ lerp_ addcmul_ addcdiv_ index_fill_ fill_diagonal_""".split():
        for dtype in ("float32", "float64", "int64"):
            for arguments in [(), (2,), (1.5,), (flagged("float32", (3,)),), (flagged("float32", ()),), (0, 1), (0,), (tensor("bool"), 1), (0, 3)]:
                call(f"torch.Tensor.{name}", tensor(dtype, RANDOM.choice([(2, 3), (2, 3), (1, 3)])), *arguments, update=True)


def reductions():
    for name in "sum prod mean amax amin std var all any argmax argmin logsumexp count_nonzero norm max min median nansum nanmean mode".split():
        for dtype in DTYPES:
            shape = RANDOM.choice([(2, 3), (4, 2, 3), (3,), ()])
            both(name, flagged(dtype, shape))
            rank = len(shape)
            for _ in range(2):
                dim = RANDOM.randrange(-rank, rank) if rank else 0
                if name in ("norm",):
                    both(name, flagged(dtype, shape), dim=dim, keepdim=RANDOM.random() < 0.5)
                else:
                    both(name, flagged(dtype, shape), dim)
                    both(name, flagged(dtype, shape), dim=dim, keepdim=RANDOM.random() < 0.5)
        both(name, tensor("float32", (4, 2, 3)), dim=(0, 2))
        both(name, tensor("float32", (4, 2, 3)), (0, -1), True)
        both(name, tensor("float32", (4, 2, 3)), dim=[1], keepdim=True)
        both(name, tensor("float32", (4, 2, 3)), dim=())
        both(name, tensor("float32", (4, 2, 3)), axis=1)
    for dtype in COMMON:
        both("sum", tensor(dtype), dtype=torch.float64)
        both("mean", tensor(dtype), dtype=torch.float64)
        both("cumsum", tensor(dtype), 0, dtype=torch.float64)
        both("softmax", tensor(dtype), 0, dtype=torch.float64)
        both("var", tensor(dtype), 1, True)
        both("var", tensor(dtype), False)
        both("std", tensor(dtype), unbiased=False)
        both("std", tensor(dtype), 1, keepdim=True)
        both("var_mean", tensor(dtype), 1)
        both("std_mean", tensor(dtype))
        for name in ("cumsum", "cumprod", "sort", "argsort", "cummax", "logcumsumexp", "softmax", "log_softmax"):
            for shape in ((3,), (2, 3), ()):
                both(name, flagged(dtype, shape), -1)
        both("sort", flagged(dtype, (2, 3)))
        both("sort", flagged(dtype, (2, 3)), descending=True)
        both("sort", flagged(dtype, (2, 3)), 0, True)
        both("argsort", flagged(dtype, (2, 3)), descending=True)
        both("topk", flagged(dtype, (2, 3)), 2)
        both("topk", flagged(dtype, (2, 3)), 1, dim=0)
        both("topk", flagged(dtype, (2, 3)), k=2, largest=False)
        both("kthvalue", flagged(dtype, (2, 3)), 2)
        both("kthvalue", flagged(dtype, (2, 3)), 1, 0, True)
        both("max", flagged(dtype, (2, 3)), tensor(RANDOM.choice(COMMON), (3,)))
        both("min", flagged(dtype, (2, 3)), tensor(RANDOM.choice(COMMON), (3,)))
        both("quantile", flagged(dtype, (2, 3)), 0.5)
        both("quantile", flagged(dtype, (2, 3)), 0.5, 1)
        both("quantile", flagged(dtype, (2, 3)), tensor(dtype, (1,)) / 4, dim=0, keepdim=True)
        both("unique", tensor(dtype, (2, 3)))
        both("unique", tensor(dtype, (2, 3)), return_counts=True)
        both("unique", tensor(dtype, (2, 3)), return_inverse=True, return_counts=True)
        both("unique", tensor(dtype, (2, 3)), dim=0)
        both("nonzero", tensor(dtype, (2, 3)))
        both("nonzero", tensor(dtype, (2, 3)), as_tuple=True)
        both("argwhere", tensor(dtype, (2, 3)))
        both("equal", tensor(dtype), tensor(dtype))
        both("allclose", tensor(dtype), tensor(dtype))
        both("bincount", tensor(dtype, (3,)))
        both("histc", tensor(dtype, (3,)), 5)
        both("diff", tensor(dtype, (2, 3)))
        both("trace", tensor(dtype, (2, 3)))
        both("diag", flagged(dtype, (3,)))
        both("dist", tensor(dtype), tensor(dtype))
        both("cov", tensor(dtype))
        call("torch.linalg.norm", flagged(dtype, (2, 3)))
        call("torch.linalg.norm", flagged(dtype, (2, 3)), dim=1)
        call("torch.linalg.vector_norm", flagged(dtype, (2, 3)), dim=0, keepdim=True)


def arrangements():
    for shape in [(2, 3), (1, 3), (4, 2, 3), (2, 1, 3, 1), (3,), ()]:
        rank = len(shape)
        dims = list(range(-rank, rank)) or [0]
        for _ in range(3):
            value = flagged(RANDOM.choice(COMMON), shape)
            a, b = RANDOM.choice(dims), RANDOM.choice(dims)
            both("transpose", value, a, b)
            both("swapaxes", value, a, b)
            order = RANDOM.sample(range(rank), rank)
            call("torch.permute", value, tuple(order))
            call("torch.Tensor.permute", value, *order)
            both("movedim", value, a, b)
            both("unsqueeze", value, RANDOM.randrange(-rank - 1, rank + 1))
            both("squeeze", value)
            both("squeeze", value, a)
            both("squeeze", value, (a,))
            both("flatten", value)
            both("flatten", value, RANDOM.choice(dims))
            both("flatten", value, start_dim=0, end_dim=RANDOM.choice(dims))
            both("ravel", value)
            both("select", value, a, 0)
            both("narrow", value, a, 0, 1)
            both("split", value, 2)
            both("split", value, 2, a)
            both("split", value, [1] * (shape[0] if shape else 1))
            both("chunk", value, 2, a)
            both("unbind", value)
            both("unbind", value, a)
            both("tensor_split", value, 2)
            both("diagonal", value)
            both("t", value)
            both("tile", value, (2, 2))
            call("torch.Tensor.repeat", value, 2, 1, 3)
            call("torch.Tensor.repeat", value, (2, 1, 3, 1))
            call("torch.Tensor.repeat_interleave", value, 2)
            call("torch.Tensor.expand", value, 5, *([-1] * rank))
            call("torch.Tensor.expand", value, (5, *shape))
            call("torch.Tensor.expand_as", value, tensor("float32", (2, *shape)))
            both("broadcast_to", value, (2, *shape))
            call("torch.Tensor.unfold", value, a, 1, 1)
            for target in [(-1,), (3, -1), (1, *shape), (-1, 1), shape[::-1]]:
                call("torch.Tensor.view", value, *target)
                call("torch.Tensor.reshape", value, target)
                call("torch.reshape", value, target)
                call("torch.Tensor.reshape", value.mT if rank > 1 else value, *target)
            call("torch.Tensor.view", value, torch.float32)
            call("torch.Tensor.view_as", value, tensor("float32", shape[::-1]))
            for name in ("T", "mT", "H", "real", "data", "shape", "ndim", "dtype", "device", "requires_grad", "is_leaf", "grad", "is_cuda", "imag"):
                record(f"attr:{name}", lambda x, name=name: getattr(x, name), (value,))
            for name in ("flip", "roll"):
                both(name, value, *([(0,)] if name == "flip" else [1]))
            both("fliplr", value)
            both("tril", value)
            both("rot90", value)
            for index in (tensor("int64", (2,)) - 1, torch.zeros(1, dtype=torch.int64)):
                both("index_select", value, a, index.clamp(max=0))
                both("take", value, index.clamp(max=0))
            both("gather", value, a, torch.zeros(shape, dtype=torch.int64))
            both("masked_select", value, tensor("bool", shape))
            both("take_along_dim", value, torch.zeros([1] * rank, dtype=torch.int64), a)
            call("torch.Tensor.size", value)
            call("torch.Tensor.size", value, a)
            call("torch.Tensor.numel", value)
            call("torch.Tensor.dim", value)
            call("torch.Tensor.stride", value)
            call("torch.Tensor.tolist", value.detach())
            call("torch.Tensor.item", value)
            call("torch.Tensor.numpy", value.detach())
            call("torch.Tensor.clone", value)
            call("torch.Tensor.detach", value)
            call("torch.Tensor.scatter", value, a, torch.zeros(shape, dtype=torch.int64), 1)
            call("torch.Tensor.scatter_add", value, a, torch.zeros(shape, dtype=torch.int64), flagged(str(value.dtype)[6:], shape))
            for other in SHAPES:
                if RANDOM.random() < 0.4:
                    partner = flagged(RANDOM.choice([str(value.dtype)[6:], *COMMON]), other)
                    dim = RANDOM.choice(dims)
                    call("torch.cat", [value, partner])
                    call("torch.cat", (value, partner), dim=dim)
                    call("torch.stack", [value, partner])
                    call("torch.hstack", [value, partner])
                    call("torch.vstack", (value, partner))
                    call("torch.broadcast_tensors", value, partner)
            call("torch.stack", [value, value, value], dim=RANDOM.randrange(-rank - 1, rank + 1))
            call("torch.stack", [value, flagged(RANDOM.choice(COMMON), shape)], -1)
            call("torch.cat", [value, value, value], RANDOM.choice(dims))
            call("torch.cat", [value, flagged(RANDOM.choice(DTYPES), shape)], RANDOM.choice(dims))
            for depth in "123":
                call(f"torch.atleast_{depth}d", value)
            record("len", len, (value,))
            try:
                record("iter", lambda x: next(iter(x)), (value,))
            except TypeError:
                pass
            call("torch.cat", tensors=[value, value])
            call("torch.stack", tensors=(value, value), dim=0)
            call("torch.reshape", input=value, shape=(-1,))
    for shapes in [((2,), (3,)), ((2,), (), (4,))]:
        call("torch.meshgrid", *[tensor("float32", shape) for shape in shapes])
        call("torch.meshgrid", *[tensor("float32", shape) for shape in shapes], indexing="xy")
        call("torch.meshgrid", [tensor("int64", shape) for shape in shapes], indexing="ij")
    for equation, shapes in [("ij,jk->ik", [(2, 3), (3, 4)]), ("ij->ji", [(2, 3)]), ("ii", [(3, 3)]), ("ij,ij", [(2, 3), (2, 3)]), ("bij,bjk->bik", [(5, 2, 3), (1, 3, 4)]),
                             ("i,j", [(2,), (3,)]), ("ij->", [(2, 3)]), ("ij->ij", [(2, 3)]), ("ba,ac", [(2, 3), (3, 4)]), ("Ab,bC", [(2, 3), (3, 4)]), ("ij,jk", [(2, 1), (3, 4)])]:
        call("torch.einsum", equation, *[flagged("float32", shape) for shape in shapes])
        call("torch.einsum", equation, [flagged("float64", shape) for shape in shapes])
    for dtype in ("float32", "int64"):
        both("mm", flagged(dtype, (2, 3)), tensor(dtype, (3, 4)))
        both("mv", flagged(dtype, (2, 3)), tensor(dtype, (3,)))
        both("bmm", flagged(dtype, (5, 2, 3)), tensor(dtype, (5, 3, 4)))
        both("dot", flagged(dtype, (3,)), tensor(dtype, (3,)))
        both("outer", flagged(dtype, (3,)), tensor(RANDOM.choice(COMMON), (4,)))
        both("addmm", flagged(dtype, (4,)), tensor(dtype, (2, 3)), tensor(dtype, (3, 4)))
        both("baddbmm", flagged(dtype, (5, 2, 4)), tensor(dtype, (5, 2, 3)), tensor(dtype, (5, 3, 4)))
        call("torch.tensordot", flagged(dtype, (2, 3, 4)), tensor(dtype, (3, 4, 5)))
        call("torch.tensordot", flagged(dtype, (2, 3)), tensor(dtype, (3, 5)), dims=1)
        call("torch.cdist", tensor(dtype, (2, 3)), tensor(dtype, (4, 3)))


def subscripts():
    parts = [0, -1, slice(None), slice(1, None), slice(None, -1), slice(None, None, 2), slice(0, 1), None, Ellipsis, [0, 1], [0], torch.tensor(0), torch.tensor([0, 1]),
             torch.tensor([[0, 1], [1, 0]]), torch.tensor([True, False]), [True, False], True, range(2), torch.tensor([0, 1], dtype=torch.uint8)]
    def get(x, i):
        return x[i]
    for shape in [(2, 3), (2, 2, 3), (2,), (2, 2, 2, 2)]:
        value = flagged("float32", shape)
        for part in parts:
            record("sub", get, (value, part))
            record("sub", get, (value, (part,)))
        for _ in range(60):
            count = RANDOM.randrange(2, len(shape) + 2)
            record("sub", get, (value, tuple(RANDOM.choice(parts) for _ in range(count))))
        record("sub", get, (value, torch.ones(shape, dtype=torch.bool)))
        record("sub", get, (value, torch.ones(shape[:1], dtype=torch.bool)))
        record("sub", get, (value, numpy.array([0, 1])))
        record("sub", get, (value, numpy.array([True, False])))
    def put(x, i, v):
        x[i] = v
    for part in (0, slice(None), torch.tensor([0, 1]), torch.tensor([True, False]), (0, 1)):
        for stored in (1, 2.5, flagged("float32", ()), tensor("float32", (), grad=True), tensor("float32", (3,))):
            record("put", put, (tensor("float32", (2, 3)), part, stored), update=True)


def creation():
    sizes = [(2, 3), (3,), ()]
    for name in ("zeros", "ones", "empty", "rand", "randn"):
        for size in sizes:
            call(f"torch.{name}", size)
            call(f"torch.{name}", *size)
            call(f"torch.{name}", list(size), dtype=torch.float64)
            call(f"torch.{name}", size, requires_grad=True)
            call(f"torch.{name}", size, device="meta")
            call(f"torch.{name}", size=size, device=torch.device("cpu"))
            call(f"torch.{name}", torch.Size(size))
    for name in ("zeros_like", "ones_like", "empty_like", "rand_like", "randn_like"):
        for dtype in ("float32", "float64", "int64"):
            call(f"torch.{name}", flagged(dtype, (2, 3)))
            call(f"torch.{name}", tensor(dtype), dtype=torch.float64)
            call(f"torch.{name}", tensor(dtype, device="meta"))
            call(f"torch.{name}", tensor(dtype), device="meta")
    for value in (1, 2.5, True, 1j):
        call("torch.full", (2, 3), value)
        call("torch.full", [2], value, dtype=torch.float64)
        call("torch.full_like", tensor("int64"), value)
        call("torch.tensor", value)
        call("torch.tensor", [value])
        call("torch.as_tensor", [value, value])
        call("torch.tensor", [[value, value], [1, 2]])
        call("torch.Tensor.new_full", tensor("int64"), (2,), 1)
    for data in ([], [[]], [1, 2], [1, 2.5], [True, 1], [[1, 2, 3]], (1, 2), [(1, 2), (3, 4)], range(3), [[True], [False]], [1, 1j]):
        call("torch.tensor", data)
        call("torch.tensor", data, dtype=torch.float64)
        call("torch.tensor", data, device="meta")
        call("torch.as_tensor", data)
        call("torch.tensor", data, dtype=float)
        call("torch.tensor", data, dtype=bool)
        call("torch.tensor", data, dtype=int)
        call("torch.FloatTensor", data)
        call("torch.LongTensor", data)
        call("torch.Tensor", data)
    for dtype in ("bool", "uint8", "int8", "int16", "int32", "int64", "float16", "float32", "float64", "complex64", "complex128"):
        array = numpy.ones((2, 3), dtype=dtype)
        call("torch.from_numpy", array)
        call("torch.tensor", array)
        call("torch.as_tensor", array)
        call("torch.as_tensor", array, dtype=torch.float32)
        call("torch.tensor", [array, array])
        call("torch.tensor", array, dtype=torch.float32)
        call("torch.tensor", numpy.dtype(dtype).type(1))
        call("torch.tensor", [numpy.dtype(dtype).type(1)])
        call("torch.tensor", flagged(dtype, (2, 3)))
        call("torch.as_tensor", tensor(dtype))
        call("torch.as_tensor", tensor(dtype), dtype=torch.float32)
        call("torch.tensor", [tensor(dtype, ()), tensor(dtype, ())])
        call("torch.tensor", [tensor(dtype, ()), 1])
        call("torch.nn.Parameter", tensor(dtype))
        call("torch.nn.Parameter", tensor(dtype), requires_grad=False)
    for arguments in [(3,), (3.0,), (1, 5), (0, 1, 0.25), (5, 1, -2), (0, 5, 2), (2, 2)]:
        call("torch.arange", *arguments)
        call("torch.arange", *arguments, dtype=torch.float32)
    call("torch.arange", end=4)
    call("torch.arange", start=1, end=4)
    for arguments in [(0, 1, 5), (0.0, 1.0, 3)]:
        call("torch.linspace", *arguments)
        call("torch.linspace", *arguments, dtype=torch.float64)
        call("torch.logspace", *arguments)
    call("torch.linspace", 0, 1, steps=7)
    call("torch.eye", 3)
    call("torch.eye", 3, 2)
    call("torch.randint", 5, (2, 3))
    call("torch.randint", 1, 5, (2, 3))
    call("torch.randint", low=0, high=5, size=(3,))
    call("torch.randint", 5, (2,), dtype=torch.float32)
    call("torch.randperm", 4)
    call("torch.normal", 0.0, 1.0, size=(2, 3))
    call("torch.normal", tensor("float32"), 1.0)
    call("torch.normal", tensor("float32"), tensor("float32"))
    call("torch.bernoulli", tensor("float32") / 4)
    call("torch.multinomial", tensor("float32"), 2)
    call("torch.FloatTensor", 2, 3)
    call("torch.Tensor", 2, 3)
    call("torch.LongTensor")
    for name in ("new_zeros", "new_ones", "new_empty"):
        call(f"torch.Tensor.{name}", tensor("int64"), (2,))
        call(f"torch.Tensor.{name}", tensor("float64"), 2, 3)
        call(f"torch.Tensor.{name}", tensor("float64", device="meta"), 2, dtype=torch.int32)
    call("torch.complex", tensor("float32"), tensor("float32"))
    call("torch.device", "cpu")
    call("torch.device", "cuda", 0)
    call("torch.device", "cuda:1")
    call("torch.get_default_dtype")


def conversions():
    targets = [torch.float32, torch.float64, torch.int64, torch.bool, torch.bfloat16]
    for dtype in DTYPES:
        for device in ("cpu", "meta"):
            value = tensor(dtype, (2, 3), grad=dtype == "float32" and RANDOM.random() < 0.5, device=device)
            for target in targets:
                call("torch.Tensor.to", value, target)
                call("torch.Tensor.type", value, target)
                call("torch.Tensor.to", value, "meta", target)
                call("torch.Tensor.to", value, device="meta", dtype=target)
                call("torch.Tensor.to", value, tensor(str(target)[6:], (1,)))
                call("torch.Tensor.to", value, target, copy=True)
            call("torch.Tensor.to", value, "cpu")
            call("torch.Tensor.to", value, "meta")
            call("torch.Tensor.to", value, torch.device("meta"))
            call("torch.Tensor.to", value, torch.device("cpu"), non_blocking=True)
            call("torch.Tensor.to", value, "cpu", torch.float32, True, True)
            call("torch.Tensor.type", value)
            call("torch.Tensor.type_as", value, tensor("float64", (1,)))
            for name in ("float", "double", "half", "bfloat16", "long", "int", "short", "byte", "char", "bool", "cpu", "contiguous", "clone", "detach"):
                call(f"torch.Tensor.{name}", value)
            if device == "cpu":
                call("torch.Tensor.numpy", value.detach())
                call("torch.Tensor.item", tensor(dtype, ()))
                call("torch.Tensor.tolist", tensor(dtype, (2, 1)))
                call("torch.Tensor.tolist", tensor(dtype, ()))
                call("torch.Tensor.numpy", value, force=True)
            for name in ("is_floating_point", "is_complex", "is_contiguous"):
                call(f"torch.Tensor.{name}", value)


def layer(path, arguments, *inputs, **keyword):
    """Makes a module and calls it."""
    shown = ",".join([text(value) for value in arguments] + [f"{key}={text(value)}" for key, value in keyword.items()])
    for training in (True, False):
        module = resolve(path)(*arguments, **keyword).train(training)
        record(f"{path}({shown})", module, inputs)


def modules():
    def x(*shape, dtype="float32"):
        return flagged(dtype, shape)
    layer("torch.nn.Linear", (4, 5), x(2, 4))
    layer("torch.nn.Linear", (4, 5), x(2, 3, 4), bias=False)
    layer("torch.nn.Linear", (4, 5), x(2, 4, dtype="float64"), dtype=torch.float64)
    layer("torch.nn.Linear", (4,), x(4), out_features=2)
    layer("torch.nn.Bilinear", (4, 3, 5), x(2, 4), x(2, 3))
    layer("torch.nn.Identity", (), x(2, 4))
    for name in "ReLU ReLU6 LeakyReLU ELU SELU SiLU GELU Sigmoid Tanh Softplus Softsign LogSigmoid Hardtanh Hardswish Mish PReLU Tanhshrink".split():
        layer(f"torch.nn.{name}", (), x(2, 4))
        layer(f"torch.nn.{name}", (), x(2, 4, dtype="float64")) if name != "PReLU" else None
    layer("torch.nn.ReLU", (True,), tensor("float32"))
    layer("torch.nn.LeakyReLU", (0.1,), tensor("float32"), inplace=True)
    layer("torch.nn.ReLU", (False,), x(2, 4))
    layer("torch.nn.Softmax", (1,), x(2, 4))
    layer("torch.nn.LogSoftmax", (), x(2, 4), dim=-1)
    for name in ("Dropout", "AlphaDropout"):
        layer(f"torch.nn.{name}", (0.5,), x(2, 4))
    layer("torch.nn.Dropout2d", (0.5,), x(2, 4, 3, 3))
    layer("torch.nn.Dropout", (0.5,), tensor("float32"), inplace=True)
    layer("torch.nn.BatchNorm1d", (4,), x(3, 4))
    layer("torch.nn.BatchNorm1d", (4,), x(3, 4, 2))
    layer("torch.nn.BatchNorm2d", (4,), x(3, 4, 2, 2))
    layer("torch.nn.LayerNorm", (4,), x(3, 4))
    layer("torch.nn.LayerNorm", ((2, 4),), x(3, 2, 4))
    layer("torch.nn.GroupNorm", (2, 4), x(3, 4, 2))
    layer("torch.nn.InstanceNorm2d", (4,), x(3, 4, 2, 2))
    layer("torch.nn.Embedding", (10, 6), tensor("int64"))
    layer("torch.nn.Embedding", (10, 6), tensor("int64", (4,)), padding_idx=0)
    layer("torch.nn.Embedding", (10, 6), tensor("int64", ()))
    for arguments, keyword in [((3, 8, 3), {}), ((3, 8, 3, 2), {}), ((3, 8, 5), {"padding": 2}), ((3, 8, 3), {"padding": "same"}), ((3, 8, 3), {"stride": 2, "padding": 1, "dilation": 2}), ((3, 8, 3), {"padding": "valid"})]:
        layer("torch.nn.Conv1d", arguments, x(2, 3, 20), **keyword)
        layer("torch.nn.Conv2d", arguments, x(2, 3, 20, 17), **keyword)
        layer("torch.nn.Conv2d", arguments, x(3, 20, 17), **keyword)
        layer("torch.nn.Conv3d", arguments, x(1, 3, 9, 8, 7), **keyword)
    layer("torch.nn.Conv2d", (3, 6, (3, 5)), x(2, 3, 20, 17), stride=(2, 1), padding=(1, 0))
    layer("torch.nn.Conv2d", (4, 8, 3), x(2, 4, 8, 8), groups=2, bias=False)
    layer("torch.nn.ConvTranspose2d", (3, 6, 4), x(2, 3, 8, 7))
    layer("torch.nn.ConvTranspose2d", (3, 6, 4, 2, 1), x(2, 3, 8, 7))
    layer("torch.nn.ConvTranspose2d", (3, 6, 3), x(2, 3, 8, 7), stride=2, padding=1, output_padding=1, dilation=2)
    layer("torch.nn.ConvTranspose1d", (3, 6, 4), x(2, 3, 8))
    for kind in ("MaxPool", "AvgPool"):
        layer(f"torch.nn.{kind}1d", (2,), x(2, 3, 9))
        layer(f"torch.nn.{kind}2d", (2,), x(2, 3, 9, 8))
        layer(f"torch.nn.{kind}2d", (3, 2, 1), x(2, 3, 9, 8))
        layer(f"torch.nn.{kind}2d", ((3, 2),), x(3, 9, 8))
        layer(f"torch.nn.{kind}2d", (2,), x(2, 3, 9, 7), ceil_mode=True)
        layer(f"torch.nn.{kind}2d", (), x(2, 3, 9, 7), kernel_size=3, stride=2)
        layer(f"torch.nn.{kind}3d", (2,), x(2, 3, 4, 4, 6))
    layer("torch.nn.MaxPool2d", (2,), x(2, 3, 8, 8), return_indices=True)
    layer("torch.nn.MaxPool2d", (3,), x(2, 3, 9, 9), stride=2, dilation=2)
    for size in (1, (1, 1), (2, None), 3):
        layer("torch.nn.AdaptiveAvgPool2d", (size,), x(2, 3, 9, 8))
    layer("torch.nn.AdaptiveAvgPool1d", (2,), x(2, 3, 9))
    layer("torch.nn.AdaptiveMaxPool2d", (2,), x(2, 3, 9, 8))
    layer("torch.nn.AdaptiveMaxPool2d", (2,), x(2, 3, 9, 8), return_indices=True)
    layer("torch.nn.MaxPool1d", (2, None, 0, 1, True), x(2, 3, 8))
    layer("torch.nn.FractionalMaxPool2d", (2,), x(2, 3, 9, 8), output_size=3, return_indices=True)
    layer("torch.nn.Flatten", (), x(2, 3, 4))
    layer("torch.nn.Flatten", (0,), x(2, 3, 4))
    layer("torch.nn.Flatten", (1, 2), x(2, 3, 4, 5))
    layer("torch.nn.Flatten", (), x(2, 3))
    layer("torch.nn.Unflatten", (1, (3, 2)), x(2, 6))
    for name in ("RNN", "LSTM", "GRU"):
        layer(f"torch.nn.{name}", (4, 5), x(7, 2, 4))
        layer(f"torch.nn.{name}", (4, 5), x(2, 7, 4), batch_first=True, num_layers=2)
        layer(f"torch.nn.{name}", (4, 5, 2), x(7, 2, 4), bidirectional=True)
        layer(f"torch.nn.{name}", (4, 5), x(7, 4))
    layer("torch.nn.LSTM", (4, 5), x(7, 2, 4), proj_size=3)
    layer("torch.nn.LSTMCell", (4, 5), x(2, 4))
    layer("torch.nn.GRUCell", (4, 5), x(2, 4))
    layer("torch.nn.MultiheadAttention", (4, 2), x(7, 2, 4), x(7, 2, 4), x(7, 2, 4))
    layer("torch.nn.TransformerEncoderLayer", (4, 2), x(7, 2, 4), dim_feedforward=8)
    layer("torch.nn.TransformerEncoderLayer", (4, 2, 8), x(7, 2, 4), batch_first=True)
    layer("torch.nn.TransformerDecoderLayer", (4, 2, 8), x(7, 2, 4), x(5, 2, 4))
    layer("torch.nn.Upsample", (), x(2, 3, 4, 5), scale_factor=2)
    layer("torch.nn.PixelShuffle", (2,), x(2, 4, 3, 3))
    layer("torch.nn.CosineSimilarity", (), x(2, 3), x(2, 3))
    layer("torch.nn.ZeroPad2d", (1,), x(2, 3, 4, 5))
    probability = torch.full((4,), 0.5)
    for reduction in ("mean", "sum", "none"):
        for name in ("MSELoss", "L1Loss", "SmoothL1Loss", "HuberLoss", "BCEWithLogitsLoss"):
            layer(f"torch.nn.{name}", (), x(4, 2), tensor("float32", (4, 2)), reduction=reduction)
            layer(f"torch.nn.{name}", (), x(4, 2, dtype="float64"), tensor("float32", (4, 2)), reduction=reduction)
            layer(f"torch.nn.{name}", (), x(4, 2), tensor("int64", (4, 2)), reduction=reduction)
        layer("torch.nn.MSELoss", (), x(4, 2), tensor("float32", (2,)), reduction=reduction)
        layer("torch.nn.BCELoss", (), probability, tensor("float32", (4,)) - 1, reduction=reduction)
        layer("torch.nn.CrossEntropyLoss", (), x(4, 3), tensor("int64", (4,)), reduction=reduction)
        layer("torch.nn.CrossEntropyLoss", (), x(4, 3), tensor("float32", (4, 3)), reduction=reduction)
        layer("torch.nn.CrossEntropyLoss", (), x(4, 3, 2), tensor("int64", (4, 2)), reduction=reduction)
        layer("torch.nn.NLLLoss", (), x(4, 3), tensor("int64", (4,)), reduction=reduction)
        layer("torch.nn.KLDivLoss", (), x(4, 3), tensor("float32", (4, 3)), reduction=reduction)
        layer("torch.nn.CosineEmbeddingLoss", (), x(4, 3), x(4, 3), tensor("int64", (4,)), reduction=reduction)
        layer("torch.nn.TripletMarginLoss", (), x(4, 3), x(4, 3), x(4, 3), reduction=reduction)
        for name in ("mse_loss", "l1_loss", "smooth_l1_loss"):
            call(f"torch.nn.functional.{name}", x(4, 2), tensor("float32", (4, 2)), reduction=reduction)
        call("torch.nn.functional.cross_entropy", x(4, 3), tensor("int64", (4,)), reduction=reduction)
        call("torch.nn.functional.nll_loss", x(4, 3), tensor("int64", (4,)), reduction=reduction)
        call("torch.nn.functional.binary_cross_entropy_with_logits", x(4, 2), tensor("float32", (4, 2)), reduction=reduction)
        call("torch.nn.functional.binary_cross_entropy", probability, tensor("float32", (4,)) - 1, reduction=reduction)
    f = "torch.nn.functional."
    for name in "relu relu6 leaky_relu elu selu silu gelu sigmoid tanh softplus softsign logsigmoid hardtanh hardswish mish tanhshrink hardshrink celu".split():
        call(f + name, x(2, 4))
        call(f + name, x(2, 4, dtype="float64"))
    call(f + "relu", tensor("float32"), inplace=True)
    call(f + "relu", tensor("float32"), True)
    call(f + "leaky_relu", x(2, 4), 0.2)
    call(f + "softmax", x(2, 4), dim=1)
    call(f + "log_softmax", x(2, 4), dim=1, dtype=torch.float64)
    call(f + "softmax", tensor("int64"), 1, dtype=torch.float32)
    for training in (True, False):
        call(f + "dropout", x(2, 4), 0.5, training)
        call(f + "dropout", x(2, 4), p=0.5, training=training)
    call(f + "linear", x(2, 4), x(5, 4))
    call(f + "linear", x(2, 4), x(5, 4), x(5))
    call(f + "linear", x(3, 2, 4), x(4))
    call(f + "embedding", tensor("int64"), x(10, 4))
    call(f + "one_hot", tensor("int64", (3,)))
    call(f + "one_hot", tensor("int64", (3,)), num_classes=5)
    call(f + "one_hot", tensor("int64", (3, 2)), 4)
    call(f + "pad", x(2, 3), (1, 2))
    call(f + "pad", x(2, 3), (1, 2, 0, 1))
    call(f + "pad", x(2, 3), [0, 0], "constant", 0)
    call(f + "pad", x(1, 2, 3), (1, 1), mode="reflect")
    call(f + "conv2d", x(2, 3, 8, 8), x(5, 3, 3, 3))
    call(f + "conv2d", x(2, 3, 8, 8), x(5, 3, 3, 3), x(5), 2, 1)
    call(f + "conv1d", x(2, 3, 8), x(5, 3, 3))
    call(f + "conv_transpose2d", x(2, 3, 8, 8), x(3, 5, 3, 3))
    call(f + "max_pool2d", x(2, 3, 8, 8), 2)
    call(f + "max_pool2d", x(2, 3, 8, 8), kernel_size=2, stride=1)
    call(f + "max_pool2d", x(2, 3, 8, 8), 2, return_indices=True)
    call(f + "avg_pool2d", x(2, 3, 8, 8), 2)
    call(f + "adaptive_avg_pool2d", x(2, 3, 8, 8), 1)
    call(f + "layer_norm", x(2, 4), (4,))
    call(f + "batch_norm", x(2, 4), torch.zeros(4), torch.ones(4))
    call(f + "normalize", x(2, 4))
    call(f + "normalize", x(2, 4), dim=0)
    call(f + "interpolate", x(1, 2, 4, 4), scale_factor=2)
    call(f + "cosine_similarity", x(2, 4), x(2, 4))
    call(f + "scaled_dot_product_attention", x(2, 3, 4, 8), x(2, 3, 5, 8), x(2, 3, 5, 6))
    call("torch.nn.utils.clip_grad_norm_", [torch.nn.Parameter(tensor())], 1.0)


for part in (operators, pointwise, reductions, arrangements, subscripts, creation, conversions, modules):
    part()
grouped = {}
for case in sorted(set(case.replace(" ", "") for case in cases)):
    name, rest = case.split("(", 1)
    grouped.setdefault(name, []).append(rest)
with gzip.GzipFile(FILE, "wb", mtime=0) as out:
    out.write(json.dumps({"torch": torch.__version__.split("+")[0], "cases": grouped}).encode())
print(sum(map(len, grouped.values())), "cases", file=sys.stderr)
