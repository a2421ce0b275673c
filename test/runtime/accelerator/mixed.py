"""Operations on tensors of two devices, and what of them is allowed."""
import threading

import torch
import torch.nn.functional as F

SAME = "Expected all tensors to be on the same device, but found at least two devices, cuda:0 and cpu!"


def refused():
    """Name to a function that has to raise, and how its message begins."""
    host, far = torch.ones(3, 3), torch.ones(3, 3, device="cuda")
    vector, index = torch.ones(3), torch.tensor([0, 1])
    leaf = torch.ones(3, 3, requires_grad=True)
    model = torch.nn.Linear(3, 2).to("cuda")
    return {
        "add": (lambda: host + far, SAME), "add, other order": (lambda: far + host, SAME), "matmul": (lambda: host @ far, SAME),
        "linear": (lambda: F.linear(host, far), SAME), "module": (lambda: model(host), SAME), "in place": (lambda: far.add_(host), SAME),
        "in place on the host": (lambda: host.mul_(far), SAME), "cat": (lambda: torch.cat([host, far]), SAME),
        "stack": (lambda: torch.stack([far[0, 0], host[0, 0]]), SAME), "where": (lambda: torch.where(far > 0, far, host), SAME),
        "compare": (lambda: far == host, SAME), "equal": (lambda: torch.equal(far, host), SAME), "out": (lambda: torch.add(far, far, out=host), SAME),
        "loss": (lambda: F.mse_loss(far, host), SAME), "cross entropy": (lambda: F.cross_entropy(far, torch.tensor([0, 1, 2])), SAME),
        "embedding": (lambda: F.embedding(index, far), SAME), "gather": (lambda: far.gather(0, torch.zeros(1, 3, dtype=torch.long)), SAME),
        "einsum": (lambda: torch.einsum("ij,jk->ik", host, far), SAME), "with grad": (lambda: (leaf * far).sum().backward(), SAME),
        "legacy constructor": (lambda: torch.FloatTensor([1.0, 2.0, 3.0]) + far, SAME),
        "from an array": (lambda: torch.from_numpy(__import__("numpy").ones(3, "float32")) + far, SAME),
        "index of the device": (lambda: vector[index.cuda()], "indices should be either on cpu or on the same device"),
        "values of the host": (lambda: far.__setitem__(index, host[:2]), SAME),
        "numpy": (lambda: far.numpy(), "can't convert cuda:0 device type tensor to numpy. Use Tensor.cpu()"),
        "asarray": (lambda: __import__("numpy").asarray(far), "can't convert cuda:0 device type tensor to numpy. Use Tensor.cpu()"),
        "no such device": (lambda: torch.zeros(2, device="cuda:7"), "CUDA error: invalid device ordinal"),
        "pinning": (lambda: far.pin_memory(), "cannot pin 'torch.cuda.FloatTensor'"),
        "host after the module": (lambda: model(far) + torch.zeros(2), SAME),
    }


def allowed():
    host, far, scalar = torch.ones(3, 3), torch.ones(3, 3, device="cuda"), torch.tensor(2.0)
    assert (far * scalar).is_cuda and (scalar - far).is_cuda and (far + 1).is_cuda
    assert torch.where(far > 0, far, scalar).is_cuda and far[torch.tensor([0, 2])].is_cuda and far[host > 0].is_cuda
    assert F.one_hot(torch.tensor([0, 1], device="cuda")).is_cuda and F.dropout(far).is_cuda
    q = torch.ones(1, 2, 4, 8, device="cuda", requires_grad=True)
    F.scaled_dot_product_attention(q, q, q, is_causal=True).sum().backward()
    assert q.grad.is_cuda
    view = host.cuda().t()
    assert view.is_cuda and host.t().device.type == "cpu" and view.contiguous().is_cuda and far.sort().values.is_cuda
    assert torch.linalg.norm(far).is_cuda and torch.cdist(far, far).is_cuda and far.to_sparse().to_dense().is_cuda
    sequence = torch.nn.utils.rnn.pack_padded_sequence(torch.ones(2, 3, 4, device="cuda"), torch.tensor([3, 2]), batch_first=True)
    output, _ = torch.nn.GRU(4, 5, batch_first=True).cuda()(sequence)
    assert output.data.is_cuda
    losses = F.ctc_loss(torch.ones(5, 1, 4, device="cuda").log_softmax(2), torch.tensor([[1, 2]], device="cuda"), torch.tensor([5]), torch.tensor([2]))
    assert losses.is_cuda
    drawn = torch.Generator("cuda").manual_seed(1)
    assert isinstance(drawn, torch.Generator) and isinstance(torch.default_generator, torch.Generator) and drawn.device.type == "cuda"
    assert torch.equal(torch.randn(3, device="cuda", generator=drawn).cpu(), torch.randn(3, generator=torch.Generator().manual_seed(1)))
    in_thread()
    with torch.inference_mode():
        layer = torch.nn.TransformerEncoderLayer(8, 2, 16, batch_first=True).cuda().eval()
        assert layer(torch.ones(2, 3, 8, device="cuda")).is_cuda
    parameter = torch.nn.Parameter(torch.ones(3))
    parameter.data = parameter.data.cuda()
    assert parameter.is_cuda
    far.requires_grad_()
    gradient = torch.autograd.grad((far[1] * far[:, 0]).prod() + far.diagonal().sum() + far.cumsum(0).max(), far)[0]
    assert gradient.is_cuda and torch.autograd.functional.hessian(lambda x: (x**3).sum(), far.detach()[0]).is_cuda


def in_thread():
    """Threads of the program have the devices, too."""
    found = []

    def work():
        try:
            torch.ones(3, device="cuda") + torch.ones(3)
        except RuntimeError as error:
            found.append(str(error))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == [SAME], found


def main():
    problems = []
    for name, (call, beginning) in refused().items():
        try:
            call()
        except (RuntimeError, IndexError, TypeError) as error:
            if not str(error).startswith(beginning):
                problems.append(f"{name}: {error}")
        else:
            problems.append(f"{name}: allowed")
    allowed()
    return len(refused()), problems
