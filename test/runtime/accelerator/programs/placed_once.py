# {"h2d": [2, 5152], "d2h": [1, 160], "waits": {"copy": 1}, "lines": {"7": [1, 5120], "8": [1, 32], "12": [1, 160]}}
import torch

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
torch.manual_seed(0)
rows = torch.randn(20, 64)
rows = rows.to(device)
factor = torch.full((8,), 2.0).to(device)
results = []
for row in rows:
    results.append((row.view(8, 8) @ factor)[:2])
results = torch.stack(results).cpu()
