price, width, digits = 1.5, 10, 2
t"{price:.2f}"
t"{price:>{width}.{digits}f}"
t"{price!s:>{width}}"
t"{price:}"
t"{price!a}"
t"{price=}"
t"{price = :.2f}"
t"{price=!r:^20}"
