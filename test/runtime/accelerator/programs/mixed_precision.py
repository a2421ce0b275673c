# {"h2d": [3, 352], "d2h": [0, 0], "waits": {"item": 3}}
import torch
from torch import nn

torch.manual_seed(0)
model = nn.Linear(8, 8).to("cuda")
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scaler = torch.amp.GradScaler("cuda", init_scale=4.0)
x = torch.randn(2, 8)
x = x.to("cuda")
with torch.autocast(device_type="cuda", dtype=torch.float16):
    y = model(x)
assert y.dtype == torch.float16 and y.is_cuda
loss = y.float().pow(2).mean()
scaler.scale(loss).backward()
scaler.step(optimizer)
scaler.update()
loss.item()
scaler.get_scale()
