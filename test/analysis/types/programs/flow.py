# Flow of types through statements. An expression statement is followed by what its type is claimed to be.
import sys

flag = len(sys.argv) > 1
x = 1
x  # int = 1
x = "a"
x  # str = "a"
if flag:
    x = 2.5
    x  # float = 2.5
x  # float = 2.5 | str = "a"

y = 0
while y < 3:
    y += 1
    y  # int
y  # int

for z in [1, 2]:
    w = z
z  # int

try:
    t = 1
    t = "raised after the first binding"
except ValueError:
    t  # int = 1 | str = "raised after the first binding"
    t = None
t  # str = "raised after the first binding" | None

a, (b, c) = 1, ("two", 3.0)
b  # str = "two"
c  # float = 3.0
first, *rest = [1, 2, 3]
rest  # list[int]

n = None
if flag:
    n = 5
if n is not None:
    n  # int = 5
else:
    n  # None

def find(items):
    for item in items:
        if item > 2:
            result = item
            break
    else:
        result = None
    return result

find([1, 2, 3])  # None | int

def cleanup():
    state = "open"
    try:
        state = 1
        return state
    finally:
        state  # str = "open" | int = 1
        state = None

cleanup()  # int = 1
(lambda v: v * 2)(3)  # int = 6
[i * 0.5 for i in range(3)]  # list[float] of 3
{k: len(k) for k in ["a", "bb"]}  # dict[str, int]
m = 1 if flag else "one"
m  # int = 1 | str = "one"
