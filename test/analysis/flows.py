"""Functions of every control flow, and a tracer that prints which line followed which: the oracle of the flow tests."""

import contextlib
import json
import sys


def branches(n):
    if n > 2:
        a = 1
    elif n > 1:
        a = 2
    else:
        a = 3
    return a


def loops(n):
    total = 0
    for i in range(n):
        if i == 1:
            continue
        if i == 3:
            break
        total += i
    else:
        total = -total
    while total > 0:
        total -= 1
        if total == 5:
            break
    else:
        total = 100
    while True:
        total += 1
        if total % 7 == 0:
            return total


def handlers(n):
    try:
        if n == 0:
            raise ValueError(n)
        if n == 1:
            raise KeyError(n)
        x = 1 // (n - 2)
    except ValueError as error:
        x = error
    except (KeyError, TypeError):
        x = "key"
    else:
        x = str(x)
    finally:
        y = n
    return x, y


def finals(n):
    for i in range(3):
        try:
            if i == n:
                continue
            if i == n + 1:
                break
            if n == 5:
                return i
            if n == 6:
                raise OSError(i)
            i += 1
        finally:
            n = n + 0
        i += 2
    return n


def swallowed(n):
    with contextlib.suppress(ZeroDivisionError):
        x = 1 // n
        x += 1
    with contextlib.suppress(KeyError), contextlib.nullcontext(n) as y:
        if n == 2:
            raise KeyError
        y += 1
        return y
    return n


def patterns(n):
    match [n, n + 1]:
        case [0, _]:
            x = "zero"
        case [a, 2] if a > 5:
            x = "never"
        case [a, b] if b == 2:
            x = a
        case _:
            x = None
    match n:
        case 3:
            x = 3
    return x


def groups(n):
    try:
        raise ExceptionGroup("g", [ValueError(1), KeyError(2)][:n] or [OSError(3)])
    except* ValueError:
        x = 1
    except* KeyError:
        x = 2
    return x


def nested(n):
    try:
        try:
            x = [1, 2][n]
        except KeyError:
            x = 0
        finally:
            if n > 5:
                return -1
    except IndexError:
        class Local:
            y = n
            if y > 2:
                z = 1
        x = Local.y
    return x


def generator(n):
    try:
        for i in range(n):
            yield i
    finally:
        n = 0


def trace(function, argument):
    lines = []

    def local(frame, event, _):
        if event == "line":
            lines.append(frame.f_lineno)
        return local

    def globally(frame, event, _):
        if event == "call" and frame.f_code is function.__code__:
            return local
        return None

    sys.settrace(globally)
    try:
        result = function(argument)
        if hasattr(result, "close"):
            next(result, None)
            result.close()
    except Exception:
        pass
    finally:
        sys.settrace(None)
    return lines


if __name__ == "__main__":
    cases = [branches, loops, handlers, finals, swallowed, patterns, nested, generator]
    if sys.version_info >= (3, 11):
        cases.append(groups)
    print(json.dumps({case.__name__: [trace(case, n) for n in range(9)] for case in cases}))
