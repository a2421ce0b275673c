# {"h2d": [3, 40], "d2h": [0, 0], "waits": {}}
import numpy as np
import torch

device = torch.device("cuda:0")
# Made where they are needed: nothing travels.
made = [torch.zeros(4, device=device), torch.ones(2, 2, device="cuda"), torch.arange(5, device=0), torch.full((3,), 7, device=device),
        torch.eye(3, device=device), torch.linspace(0, 1, 5, device=device), torch.randn(4, device=device), torch.randperm(6, device="cuda")]
made += [torch.zeros_like(made[0]), made[0].new_ones(3), torch.empty_like(made[1]), torch.rand_like(made[6])]
with torch.device("cuda"):
    made.append(torch.zeros(9))
assert all(tensor.is_cuda and tensor.device == torch.device("cuda", 0) for tensor in made)
assert torch.zeros(2).device.type == "cpu" and torch.zeros_like(made[0], device="cpu").device.type == "cpu"
# From values of the host: copies.
torch.tensor([1.0, 2.0], device=device)
torch.as_tensor(np.zeros(3), device=device)
made[0].new_tensor([1.0, 2.0])
torch.set_default_device("cuda")
assert torch.ones(3).is_cuda
torch.set_default_device(None)
assert not torch.ones(3).is_cuda
