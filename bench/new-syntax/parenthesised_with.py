# 3.10
with (open("a") as a, open("b") as b):
    pass
with (
    open("a") as a,  # first
    open("b"),
    lock,
):
    pass
with (a, b): pass
with (a, b) as pair: pass
with (a): pass
with (yield): pass
with ((a, b)): pass
with (a) as (b), (c) as [d, e]: pass
with a as b.c, d as e[0]: pass
async def f():
    async with (a as b, c): pass
