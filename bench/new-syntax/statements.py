pass; break_ = 1
def f():
    global a, b
    nonlocal_ = 1
    def g():
        nonlocal nonlocal_
    return
    return ()
    return (a, b)
    return a, b
    raise
    raise A
    raise A from B
    raise A(x) from None
    del a
    del a, b.c, d[0], (e, f), [g, h], ()
    assert a
    assert (a, "b")
    assert a, (b, c)
    yield
    yield from a
    (yield)
    x = yield from a
    a = b = c, d = e
    a, b = b, a
    (a) = 1
    [a] = b
    a, = b
    () = []
    return (yield)
while True:
    if a: break
    elif b: continue
    elif c:
        pass
    else:
        if d: pass
        else: pass
else:
    pass
