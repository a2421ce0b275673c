match match:
    case case if case:
        pass
    case [match, case, _] if (n := len(match)) > 1:
        pass
    case {"type": type} if type == "x" and not case:
        pass
match(x)
match[x]
match.x = case.y
match * x
match - 1
match (x):
    case (y):
        pass
match = {"case": 1}
case = match
print(match, case, type, _)
