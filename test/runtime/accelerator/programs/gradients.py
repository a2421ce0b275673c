# {"h2d": [2, 48], "d2h": [2, 48], "waits": {"copy": 2, "item": 1}, "lines": {"8": [1, 24], "14": [1, 24], "16": [1, 24], "20": [1, 24]}}
import copy

import torch

leaf = torch.ones(6, requires_grad=True)
far = torch.arange(6, dtype=torch.float32, device="cuda", requires_grad=True)
moved = leaf.to("cuda")
loss = (moved * far).pow(2).sum()
assert moved.grad_fn is not None and far.is_leaf
# The gradient of the host's leaf travels back to it.
loss_value = loss.item()
assert loss_value == 55.0
loss.backward()
assert leaf.grad.device.type == "cpu" and far.grad.is_cuda
assert far.grad.cpu().tolist() == [0.0, 2.0, 4.0, 6.0, 8.0, 10.0]
twin = copy.deepcopy(far)
assert twin.is_cuda and twin.grad.is_cuda and twin.detach().is_cuda and twin.data.is_cuda
index = torch.tensor([0, 1, 2])
assert torch.autograd.grad(twin[:3].exp().sum(), twin)[0].is_cuda and twin[index].is_cuda
