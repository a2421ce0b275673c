# {"h2d": [2, 48], "d2h": [0, 0], "waits": {"nonzero": 2, "masked_select": 1, "unique": 1, "boolean index": 2}}
import torch

values = torch.tensor([3.0, -1.0, 3.0, 0.0, 5.0, -2.0, 8.0, 9.0]).to("cuda")
mask = values > 0
# The size of each of these results is known to the device only.
assert mask.nonzero().size(0) == 5
assert len(torch.where(mask)[0]) == 5
picked = torch.masked_select(values, mask)
distinct = torch.unique(values)
chosen = values[mask]
values[mask] = chosen * 2
# And these are not: one value for all, and positions.
values[~mask] = 0
summed = torch.where(mask, values, 0).sum()
counted = torch.count_nonzero(mask)
rows = values[torch.tensor([0, 1])]
assert chosen.device == rows.device == distinct.device == values.device
