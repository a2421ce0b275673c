match point:
    case ():
        pass
    case []:
        pass
    case (x,):
        pass
    case [x]:
        pass
    case x, y:
        pass
    case x, *rest:
        pass
    case [first, *_, last]:
        pass
    case (a, (b, [c, *d])):
        pass
    case *all,:
        pass
match *a, b:
    case [*_]: pass
match x,:
    case y,: pass
