# {"h2d": [7, 144], "d2h": [2, 40], "waits": {"copy": 2}}
import io

import torch

weights = torch.arange(6, dtype=torch.float32).cuda()
shared = weights.view(2, 3)
steps = torch.zeros(4, device="cuda")
file = io.BytesIO()
# Two storages: 24 and 16 bytes.
torch.save({"weights": weights, "shared": shared, "steps": steps}, file)
data = file.getvalue()
assert b"cuda:0" in data
host = torch.load(io.BytesIO(data), map_location="cpu")
assert host["weights"].device.type == "cpu" and host["weights"].numpy().tolist() == [0, 1, 2, 3, 4, 5]
device = torch.load(io.BytesIO(data))
assert device["weights"].is_cuda and device["shared"].is_cuda
device["weights"][0] = 9
assert device["shared"][0, 0] * 1 is not None and device["shared"].untyped_storage()._cdata == device["weights"].untyped_storage()._cdata
mapped = torch.load(io.BytesIO(data), map_location=torch.device("cuda"))
assert mapped["steps"].is_cuda
kept = torch.load(io.BytesIO(data), map_location=lambda storage, location: storage)
assert kept["steps"].device.type == "cpu"
moved = torch.load(io.BytesIO(data), map_location={"cuda:0": "cuda:0"})
assert moved["steps"].is_cuda
