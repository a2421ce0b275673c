"""Two models are trained, saved, loaded and trained on; prints everything that can be seen of it, with all bits."""
import hashlib
import os
import sys
import tempfile

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

device = "cuda" if torch.cuda.is_available() else "cpu"
torch.manual_seed(3)


class Convolutions(nn.Module):
    def __init__(self):
        super().__init__()
        self.convolution = nn.Conv2d(1, 4, 3, padding=1)
        self.norm = nn.BatchNorm2d(4)
        self.attention = nn.MultiheadAttention(16, 2, batch_first=True)
        self.memory = nn.LSTM(16, 8, batch_first=True)
        self.drop = nn.Dropout(0.3)
        self.head = nn.Linear(8, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.norm(self.convolution(x))), 2).flatten(2)
        x = x + self.attention(x, x, x)[0]
        return self.head(self.drop(self.memory(x)[0][:, -1]))


def perceptron():
    return nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.GELU(), nn.LayerNorm(32), nn.Dropout(0.1), nn.Linear(32, 10))


def digest(value, hash):
    if isinstance(value, torch.Tensor):
        hash.update(repr((value.dtype, tuple(value.shape), value.stride(), value.requires_grad)).encode())
        hash.update(value.detach().cpu().contiguous().reshape(-1).view(torch.uint8).numpy().tobytes())
    elif isinstance(value, dict):
        for key, item in value.items():
            hash.update(repr(key).encode())
            digest(item, hash)
    elif isinstance(value, (list, tuple)):
        for item in value:
            digest(item, hash)
    else:
        hash.update(repr(value).encode())
    return hash.hexdigest()


def train(model, optimizer, epochs):
    losses = []
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, 1, 0.9)
    for _ in range(epochs):
        for x, y in loader:
            x, y = x.to(device, non_blocking=True), y.to(device, non_blocking=True)
            noise = torch.randn(x.shape, device=device) * 0.1
            optimizer.zero_grad()
            loss = F.cross_entropy(model(x + noise), y, label_smoothing=0.1)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            losses.append(loss.item())
        schedule.step()
    return losses


loader = DataLoader(TensorDataset(torch.randn(48, 1, 8, 8), torch.randint(0, 10, (48,))), batch_size=16, shuffle=True, pin_memory=device == "cuda")
for build, make in (
    (perceptron, lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True, weight_decay=1e-4)),
    (Convolutions, lambda p: torch.optim.Adam(p, lr=1e-2)),
    (perceptron, lambda p: torch.optim.AdamW(p, lr=1e-2, amsgrad=True)),
):
    model = build()
    optimizer = make(model.parameters())
    model.to(device)
    print([loss.hex() for loss in train(model, optimizer, 2)])
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "checkpoint.pt")
        torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict()}, file)
        saved = torch.load(file, map_location=device)
        host = torch.load(file, map_location="cpu")
    print(digest(host, hashlib.sha256()))
    again = build().to(device)
    again.load_state_dict(saved["model"])
    resumed = make(again.parameters())
    resumed.load_state_dict(saved["optimizer"])
    print([loss.hex() for loss in train(again, resumed, 1)])
    for parameter in again.parameters():
        assert parameter.device.type == parameter.grad.device.type == device
        assert all(value.device.type in (device, "cpu") for value in resumed.state[parameter].values())
        assert all(value.device.type == device for key, value in resumed.state[parameter].items() if key not in ("step",) and value is not None)
    gradients = [parameter.grad for parameter in again.parameters()]
    print(digest([again.state_dict(), resumed.state_dict(), gradients], hashlib.sha256()))
    again.eval()
    with torch.no_grad():
        print(digest(again(torch.ones(2, 1, 8, 8, device=device)), hashlib.sha256()))
print(digest(torch.get_rng_state(), hashlib.sha256()), torch.rand(1).item().hex())
with torch.autocast(device_type=device, dtype=torch.bfloat16):
    print(digest(again(torch.ones(2, 1, 8, 8, device=device)), hashlib.sha256()))
print(device, file=sys.stderr)
