x: int
x: int = 1
(x): int = 1
a.b: str
a[0]: str = "s"
x: "forward" = None
x: tuple[int, ...] = 1, 2
x: tuple = *a, b
def f(a: int, b: str = "x", *args: int, c: bool = True, **kw: dict[str, int]) -> None: ...
def g(*args: *Ts): ...
def h(x: (yield)): ...
class A:
    y: ClassVar[int] = 0
    def true(self: "A") -> bool: return True
