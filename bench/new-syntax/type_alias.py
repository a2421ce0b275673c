# PEP 695 (3.12)
type Point = tuple[float, float]
type Generic[T] = list[T] | None
type Bounded[T: int, U: (str, bytes)] = dict[T, U]
type Variadic[*Ts, **P] = Callable[P, tuple[*Ts]]
type Recursive = dict[str, Recursive]
type type = type
type match = int
type = 1
type(x)
type[x]
type: int = 3
