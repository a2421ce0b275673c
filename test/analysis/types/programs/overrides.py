"""PyTorch hands operations over to operands of classes of their own."""
import torch
from somewhere import given

x = torch.ones(2, 3)

torch.add(x, x)  # Tensor[float32, (2, 3), cpu]
torch.add(x, given)  # unknown
torch.add(given, x)  # unknown
x.mul(given)  # unknown
x + given  # unknown
torch.cat([x, given])  # unknown
torch.sqrt(given)  # unknown
torch.zeros_like(given)  # unknown
torch.max(given)  # unknown
x.to(given)  # unknown
x[given]  # unknown
torch.nn.Linear(3, 2)(given)  # unknown
torch.nn.MSELoss()(x, given)  # unknown
torch.nn.functional.relu(given)  # unknown
torch.nn.functional.mse_loss(x, given)  # unknown
torch.nn.Sequential(torch.nn.ReLU(), torch.nn.Linear(3, 2))(given)  # unknown
torch.autograd.Variable(given)  # unknown

# Sizes, axes and numbers are what they are called; data are copied.
torch.ones(given)  # Tensor[float32, cpu]
torch.tensor(given)  # Tensor[?]
x.sum(given)  # Tensor[float32, cpu]
x.reshape(given)  # Tensor[float32, cpu]


class Own:
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        return "mine"


own = Own()
torch.add(x, own)  # unknown
torch.stack([own])  # unknown
torch.add(x, given, out=x)  # unknown
