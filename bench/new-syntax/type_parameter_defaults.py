# PEP 696 (3.13)
type A[T = int] = list[T]
class B[T = int, *Ts = *tuple[int, ...], **P = [int, str]]: pass
def c[T: int = bool](x: T = True) -> T: return x
class D[*Ts = Unpack[tuple[int]]]: ...
