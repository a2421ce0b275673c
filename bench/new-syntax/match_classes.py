match node:
    case Point():
        pass
    case Point(0, y=0):
        pass
    case ast.BinOp(left=ast.Constant(value=int() | float() as v), op=op):
        pass
    case Point(x=Point(x=0) as inner, ) if inner.ok:
        pass
    case str(s) | bytes(s):
        pass
    case (Point(x, y) as p) | [Point(x, y) as p]:
        pass
    case Color.RED | Color.GREEN:
        pass
