# {"h2d": [7, 116], "d2h": [6, 108], "waits": {"copy": 6}}
import torch
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(4, 3), nn.BatchNorm1d(3), nn.ReLU())
first = model[0].weight
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
# 2 + 2 parameters, 3 buffers: 48 + 12 + 12 + 12 + 12 + 12 + 8 bytes.
model.to("cuda")
assert model[0].weight is first and first.is_cuda and optimizer.param_groups[0]["params"][0].is_cuda
assert all(value.is_cuda for value in model.state_dict().values())
model.cuda()
x = torch.ones(5, 4, device="cuda")
before = first.detach().clone()
model(x).sum().backward()
optimizer.step()
assert first.grad.is_cuda and first.grad.device == first.device
for parameter in list(model.parameters()) + [model[1].running_mean, model[1].running_var]:
    parameter.detach().cpu()
