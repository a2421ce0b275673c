def first[T](items: list[T]) -> T:
    return items[0]


class Box[T]:
    def get[U](self, default: U) -> T | U:
        return self.value or default


async def gather[*Ts](*args: *Ts) -> tuple[*Ts]:
    ...


def decorate[**P, R](f: Callable[P, R]) -> Callable[P, R]:
    return f


class Sub[T: (int, str), U: Hashable](Box[T], metaclass=Meta):
    pass
