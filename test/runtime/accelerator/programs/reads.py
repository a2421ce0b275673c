# {"h2d": [1, 12], "d2h": [2, 24], "waits": {"item": 5, "bool": 1, "float": 1, "int": 1, "print": 1, "copy": 2}}
import contextlib
import io

import torch

values = torch.tensor([1.0, 2.0, 3.0]).cuda()
total = 0.0
for index in range(3):
    total += values[index].item()
if (values > 0).all():
    total += float(values.sum())
total += int(values[0])
text = f"{values.max():.2f}"
listed = values.tolist()
with contextlib.redirect_stdout(io.StringIO()) as shown:
    print(values)
array = values.cpu().numpy()
more = values.mean().item()
assert (total, text, listed) == (13.0, "3.00", [1.0, 2.0, 3.0]), (total, text, listed)
assert shown.getvalue() == "tensor([1., 2., 3.], device='cuda:0')\n", shown.getvalue()
