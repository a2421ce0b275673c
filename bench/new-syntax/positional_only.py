# PEP 570 (3.8)
def f(a, /): pass
def g(a, b=1, /, c=2, *, d, e=3, **k): pass
def h(*, a): pass
def i(*args, a=1, **kwargs): pass
def j(a, /, *, b): pass
lambda a, /: a
lambda a=1, /, b=2, *c, d, e=3, **f: (a, b)
lambda *, a: a
lambda: 0
lambda *a, **k: (a, k)
