# Calls of the program's own functions, closures, recursion, generators.
def double(value):
    return value * 2

double(2)  # int = 4
double("ab")  # str = "abab"

def fact(n):
    if n <= 1:
        return 1
    return n * fact(n - 1)

fact(5)  # int

def counter():
    count = 0
    def step():
        nonlocal count
        count += 1
        return count
    return step

step = counter()
step()  # int

def pair(a, b=2, *rest, key="k", **options):
    return a, b, rest, key, options

pair(1)  # (int = 1, int = 2, (), str = "k", dict{})
pair(1, 3, 4, key=None, other=5)  # (int = 1, int = 3, (int = 4,), None, dict{"other": int = 5})

def numbers(limit):
    for n in range(limit):
        yield n * 1.5

list(numbers(3))  # list[float]

def apply(function, value):
    return function(value)

apply(double, 3)  # int = 6
apply(lambda s: s.upper(), "x")  # str = "X"

total = 0
def add(amount):
    global total
    total = total + amount

add(1)
add(2.5)
total  # int | float

def early(flag):
    if flag:
        return None
    return [flag]

early(0)  # list[int] of 1

def deco(function):
    def wrapper(*args):
        return [function(*args)]
    return wrapper

@deco
def one(x):
    return x

one(1)  # list[int] of 1

# A function that only unknown code calls, and that calls itself.
def depth(node):
    if not node:
        return 0
    inner = depth(node[1:])
    inner  # int
    return inner + 1

list(map(depth, [[1, 2], [3]]))  # list[int]
