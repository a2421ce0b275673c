async def main():
    async for x in aiter(): await x
    else: pass
    async with a as b, c: pass
    result = [await x async for y in z if await w]
    s = {x async for x in y}
    d = {k: v async for k, v in y}
    g = (x async for x in y for z in x if z)
    await (yield)
    return (await x) ** -2 if await a else (await b)(await c)
async def gen():
    yield
    x = yield y
    x = yield y, z
    await asyncio.sleep(0) ** 2
lambda: (yield)
