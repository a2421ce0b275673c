x = a.b.c().d[0](1)(2)[3].e
x = (a).b
x = (yield).c if 0 else (lambda: 0).d
x = [1][0], {}["k"], ()[0], ""[0], "".join
x = -a.b ** -c.d
x = (await_)(1)
x = (a if b else c).d
x = (a or b)[0]
x = (not a).b
x = ...
x = Ellipsis is ...
x[...], x[1:2, ..., ::3], x[:], x[::], x[a:b:c], x[:, None], x[()], x[(1, 2)], x[1,]
