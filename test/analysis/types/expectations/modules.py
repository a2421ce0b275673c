"""What calling a module is expected to give where its class, or what hooks do, is not known."""

import torch
from torch import nn

layer = nn.Linear(3, 4)
batch = torch.ones(2, 3)
handle = layer.register_forward_hook(lambda module, inputs, output: print(output))
layer(batch)  # Tensor[?]
nn.Sequential(nn.Linear(3, 4), nn.ReLU())(batch)  # Tensor[?]


def of_any_module(model: nn.Module, data: torch.Tensor):
    model(data)  # Tensor[?]
    model(data).sum()  # Tensor[?, ()]
    for part in model.children():
        part(data)  # Tensor[?]


class Wrapper(nn.Module):
    def __init__(self, inner: nn.Module):
        super().__init__()
        self.inner = inner
        self.norm = nn.LayerNorm(4)

    def forward(self, x):
        return self.norm(x), x


def of_own_module(inner: nn.Module, data: torch.Tensor):
    wrapper = Wrapper(inner)
    wrapper.norm(data)  # Tensor[?]
    wrapper(data)  # (Tensor[?], Tensor[?])
