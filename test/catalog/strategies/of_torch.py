"""Arguments of PyTorch's functions and modules: small tensors of all dtypes and layouts on the CPU."""

from __future__ import annotations

import torch
from hypothesis import strategies as st

shapes = st.shared(st.sampled_from([(3,), (2, 3), (3, 3), (1,), (0,), (), (2, 2), (1, 3), (2, 2, 2), (4,)]), key="shape")
dtypes = st.sampled_from([torch.float32] * 4 + [torch.float64, torch.int64, torch.int64, torch.bool, torch.int32, torch.uint8, torch.float16])
special = st.sampled_from([0.0, -0.0, 1.0, -1.0, 0.5, 2.0, 3.0, float("nan"), float("inf"), -2.5])


@st.composite
def tensors(draw, dtype=dtypes, shape=shapes, grad=True):
    """A tensor: whole, transposed, strided, or one that asks for a gradient."""
    kind, wanted = draw(dtype), draw(shape)
    count = 1
    for length in wanted:
        count *= length
    elements = special if kind.is_floating_point else st.booleans() if kind is torch.bool else st.integers(0 if kind is torch.uint8 else -5, 5)
    values = torch.tensor(draw(st.lists(elements, min_size=count, max_size=count)), dtype=kind).reshape(wanted)
    layout = draw(st.sampled_from(["own", "own", "own", "strided", "transposed", "grad"]))
    if layout == "strided" and wanted:
        wide = torch.zeros((*wanted[:-1], wanted[-1] * 2), dtype=kind)
        wide[..., ::2] = values
        return wide[..., ::2]
    if layout == "transposed" and len(wanted) == 2:
        return values.t().contiguous().t()
    if layout == "grad" and grad and kind.is_floating_point:
        return values.requires_grad_()
    return values


any_tensor = tensors()
plain = tensors(grad=False)
floats = tensors(st.just(torch.float32))
square = tensors(st.just(torch.float32), st.sampled_from([(2, 2), (3, 3)]))
matrices = tensors(st.just(torch.float32), st.sampled_from([(2, 2), (2, 3), (3, 2), (3, 3)]))
indexes = st.sampled_from([torch.tensor([0]), torch.tensor([0, 1]), torch.tensor([], dtype=torch.int64)])
numbers = st.one_of(st.integers(-3, 3), st.sampled_from([0.5, -1.5, 0.0, float("nan")]), st.booleans())
sizes = st.sampled_from([(2, 3), (3,), (), (1, 4), (0, 2), (2, 2)])
dims = st.integers(-2, 1)
batches = tensors(st.just(torch.float32), st.sampled_from([(2, 4), (1, 4), (3, 2, 4)]), grad=False)
images = tensors(st.just(torch.float32), st.sampled_from([(1, 2, 4, 4), (2, 2, 4, 4)]), grad=False)

RECEIVERS = {
    "torch.Tensor": st.one_of(any_tensor, any_tensor, plain),
    "torch.Generator": st.just(None).map(lambda _: torch.Generator()),
    "torch.Size": sizes.map(torch.Size),
    "torch.nn.Module": st.sampled_from([lambda: torch.nn.Linear(4, 2), lambda: torch.nn.Sequential(torch.nn.Linear(4, 3), torch.nn.ReLU())]).map(
        lambda make: make()
    ),
    "torch.nn.Parameter": floats.map(lambda each: torch.nn.Parameter(each.detach())),
    "torch.utils.data.DataLoader": st.just(None).map(lambda _: torch.utils.data.DataLoader([1, 2, 3], batch_size=2)),
}

_TENSORS = "input other tensor self x mat mat2 vec vec1 vec2 batch1 batch2 end src source values mask target weight tensor1 tensor2 exponent A B".split()

PARAMETERS = {
    "*": st.one_of(any_tensor, numbers, sizes, st.none()),
    **{name: any_tensor for name in _TENSORS},
    "other": st.one_of(any_tensor, any_tensor, numbers),
    "exponent": st.one_of(any_tensor, numbers),
    "tensors": st.lists(any_tensor, min_size=1, max_size=3),
    "dim": dims,
    "dims": st.sampled_from([(0,), (0, 1), (1, 0)]),
    "dim0": dims,
    "dim1": dims,
    "keepdim": st.booleans(),
    "size": sizes,
    "shape": sizes,
    "sizes": sizes,
    "dtype": st.one_of(st.none(), dtypes),
    "device": st.sampled_from(["cpu", torch.device("cpu")]),
    "requires_grad": st.booleans(),
    "index": indexes,
    "indices": indexes,
    "value": numbers,
    "fill_value": numbers,
    "alpha": st.integers(1, 2),
    "min": st.sampled_from([-1, 0, -0.5]),
    "max": st.sampled_from([1, 0.5]),
    "p": st.sampled_from([1, 2, 0.5]),
    "q": st.sampled_from([0.5, 0.0]),
    "n": st.integers(0, 4),
    "m": st.integers(0, 4),
    "k": st.integers(1, 2),
    "steps": st.integers(0, 4),
    "start": st.integers(0, 2),
    "end": st.integers(2, 5),
    "low": st.integers(0, 1),
    "high": st.integers(2, 5),
    "num_samples": st.integers(1, 2),
    "repeats": st.integers(1, 2),
    "chunks": st.integers(1, 3),
    "split_size_or_sections": st.integers(1, 2),
    "shifts": st.integers(-1, 2),
    "diagonal": st.integers(-1, 1),
    "descending": st.booleans(),
    "largest": st.booleans(),
    "inplace": st.just(False),
    "equation": st.sampled_from(["i,i->", "ij->ji", "ij,jk->ik"]),
    "in_features": st.just(4),
    "out_features": st.integers(1, 3),
    "in_channels": st.just(2),
    "out_channels": st.just(2),
    "kernel_size": st.just(2),
    "num_features": st.just(2),
    "num_embeddings": st.just(5),
    "embedding_dim": st.just(3),
    "input_size": st.just(4),
    "hidden_size": st.just(3),
    "params": st.just(None).map(lambda _: torch.nn.Linear(2, 2).parameters()),
    "lr": st.just(0.1),
    "optimizer": st.just(None).map(lambda _: torch.optim.SGD(torch.nn.Linear(2, 2).parameters(), lr=0.1)),
    "step_size": st.just(2),
    "data": st.one_of(numbers, st.lists(numbers, max_size=3), any_tensor),
    "dataset": st.just([1, 2, 3]),
    "batch_size": st.integers(1, 2),
    "ndarray": st.just(None).map(lambda _: torch.zeros(2).numpy()),
    "seed": st.integers(0, 3),
    "memory_format": st.just(torch.contiguous_format),
    "non_blocking": st.booleans(),
    "torch.matmul:input": matrices,
    "torch.matmul:other": matrices,
    "torch.mm:input": matrices,
    "torch.mm:mat2": matrices,
    "torch.linalg.inv:A": square,
    "torch.linalg.det:A": square,
    "torch.Tensor.view:dtype": sizes,
}

_sizes = st.lists(st.integers(0, 3), min_size=1, max_size=3)
CALLS = {
    **{f"torch.{name}": st.tuples(_sizes, st.just({})) for name in ("zeros", "ones", "rand", "randn", "empty")},
    "torch.Tensor.view": st.tuples(st.sampled_from([[-1], [3], [2, 3], [(3, 2)], [1, -1]]), st.just({})),
    "torch.Tensor.reshape": st.tuples(st.sampled_from([[-1], [3], [2, 3], [(3, 2)], [1, -1]]), st.just({})),
    "torch.Tensor.permute": st.tuples(st.sampled_from([[0], [1, 0], [(1, 0)]]), st.just({})),
    "torch.Tensor.to": st.tuples(st.sampled_from([["cpu"], [torch.float64], ["cpu", torch.int64], [torch.float32]]), st.just({})),
    "torch.arange": st.tuples(st.lists(st.integers(1, 4), min_size=1, max_size=1), st.fixed_dictionaries({}, optional={"dtype": st.just(torch.float32)})),
    "torch.nn.Module.__call__": st.tuples(batches.map(lambda each: [each]), st.just({})),
}

SKIP = {"torch.set_default_device", "torch.set_num_threads", "torch.set_num_interop_threads", "torch.compile", "torch.hub.load", "torch.multiprocessing.spawn"}
