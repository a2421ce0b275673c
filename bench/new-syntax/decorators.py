# PEP 614 (3.9): any expression
@buttons[0].clicked.connect
def a(): pass
@(lambda f: f)
@x if y else z
@a or b
@(yield)
class B: pass
@property

# a comment between
@cache(size=1)  # and one behind
async def c(): pass
