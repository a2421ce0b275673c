# PEP 765 (3.14) warns here; the programs stay valid.
def f():
    for x in y:
        try:
            return 1
        finally:
            return 2
    while True:
        try: pass
        finally: break
    while True:
        try: pass
        finally: continue
