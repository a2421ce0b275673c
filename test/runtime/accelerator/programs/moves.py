# {"h2d": [3, 80], "d2h": [1, 16], "d2d": [1, 32], "waits": {"copy": 1}, "devices": 2}
import torch

a = torch.arange(4, dtype=torch.float32)
b = a.to("cuda", torch.float64)
# There already: the same object, and no copy.
assert b.to("cuda") is b and b.cuda() is b and a.cpu() is a and a.to("cpu") is a
assert b.to(torch.float32).dtype == torch.float32 and b.to(b) is b
c = b.to("cuda:1")
assert c.get_device() == 1 and c.device == torch.device("cuda", 1) and a.get_device() == -1
d = b.float().to(a)
e = a.type(torch.float64).to(device="cuda", dtype=torch.float64)
f = torch.empty(6, device="cuda")
f[:4] = a
f[4:] = 1.0
assert d.device.type == "cpu" and f.type() == "torch.cuda.FloatTensor"
with torch.cuda.device(1):
    g = torch.zeros(2, device="cuda")
assert g.get_device() == 1
