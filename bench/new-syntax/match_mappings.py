match config:
    case {}:
        pass
    case {"a": 1, 'b': x, **rest}:
        pass
    case {-1: a, 2.5: b, None: c, True: d, http.OK: e}:
        pass
    case {**everything}:
        pass
    case {"nested": {"deep": [x, y]}, }:
        pass
    case {1 + 2j: z}: pass
