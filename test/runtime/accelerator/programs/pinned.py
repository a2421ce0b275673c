# {"h2d": [3, 1200], "d2h": [2, 800], "waits": {"copy": 1, "synchronize": 1, "stream": 1, "event": 1}, "pins": [1, 400]}
import torch

host = torch.arange(100, dtype=torch.float32)
pinned = host.pin_memory()
assert pinned.is_pinned() and not host.is_pinned() and pinned.pin_memory() is pinned
a = pinned.to("cuda", non_blocking=True)
stream = torch.cuda.Stream()
event = torch.cuda.Event(enable_timing=True)
with torch.cuda.stream(stream):
    b = host.cuda(non_blocking=True)
    event.record()
c = torch.empty(100).cuda()
torch.cuda.current_stream().wait_stream(stream)
back = (a + b).to("cpu", non_blocking=True)
torch.cuda.synchronize()
stream.synchronize()
event.synchronize()
target = torch.empty(100)
target.copy_(c)
assert torch.equal(back, host * 2)
