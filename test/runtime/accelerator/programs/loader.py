# {"h2d": [8, 1152], "d2h": [0, 0], "waits": {"item": 4}, "pins": [8, 1152], "pinned": true}
import torch
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
data = TensorDataset(torch.randn(32, 7), torch.arange(32))
for x, y in DataLoader(data, batch_size=8, shuffle=True, pin_memory=True):
    x, y = x.to("cuda", non_blocking=True), y.to("cuda", non_blocking=True)
    (x.sum() + y.sum()).item()
