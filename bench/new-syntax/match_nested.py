def f(x):
    match x:
        case 1:
            match y:
                case 2:
                    return 3
                case _:
                    pass
        # a comment between the cases
        case 4: return 5

        case 6 | 7 as n:  # trailing
            if n:
                pass
            else:
                match n: 
                    case _: ...
