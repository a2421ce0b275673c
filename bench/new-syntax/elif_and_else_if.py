if a:
    pass
elif b:
    pass
else:
    # comment in else
    if c:
        pass
    elif d:
        pass
    else:
        pass
if a:
    pass
else:
    if b:
        pass
    x = 1
for x in y:
    pass
else:
    if z:
        pass
try:
    pass
except A:
    pass
else:
    try:
        pass
    finally:
        pass
