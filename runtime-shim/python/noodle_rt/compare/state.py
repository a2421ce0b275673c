"""What the interpreter and its libraries remember for the whole program: random generators, settings, the folder."""
import os
import sys


def interpreter(environment, recursion_limit):
    """Names and values. environment: the variables when the program began; recursion_limit: the program's own"""
    found = [("os.getcwd()", os.getcwd())]
    changed = {name: os.environ.get(name) for name in {**environment, **os.environ} if environment.get(name) != os.environ.get(name)}
    if changed:
        found.append(("os.environ", dict(sorted(changed.items()))))
    found.append(("sys.getrecursionlimit()", recursion_limit))
    for name, read in READERS.items():
        module = sys.modules.get(name.partition(":")[0])
        if module is not None:
            try:
                found.append((name.replace(":", "."), read(module)))
            except Exception:
                pass
    return found


def printing(numpy):
    return {name: value for name, value in numpy.get_printoptions().items() if type(value) in (str, int, float, bool, type(None))}


READERS = {
    "random:getstate()": lambda random: random.getstate(),
    "numpy.random:get_state()": lambda module: module.mtrand._rand.get_state(legacy=False),
    "numpy:geterr()": lambda numpy: numpy.geterr(),
    "numpy:get_printoptions()": printing,
    "torch:get_rng_state()": lambda torch: torch.get_rng_state(),
    "torch:get_default_dtype()": lambda torch: torch.get_default_dtype(),
    "torch:is_grad_enabled()": lambda torch: torch.is_grad_enabled(),
    "decimal:getcontext()": lambda decimal: decimal.getcontext(),
}


def seed(watcher, number):
    """Gives the generators that start from chance a fixed start, so that two runs can be compared at all."""
    import random
    random.seed(number)
    watcher.after("numpy.random.bit_generator", lambda module: setattr(module, "randbits", Entropy(number)))
    watcher.after("numpy.random", lambda module: module.seed(number))
    watcher.after("torch", lambda module: module.manual_seed(number))
    watcher.after("tensorflow", lambda module: module.random.set_seed(number))


class Entropy:
    """Stands in for `secrets.randbits` where NumPy asks it for a start."""

    def __init__(self, number):
        self.number = number << 64

    def __call__(self, bits):
        self.number += 1
        return self.number & (1 << bits) - 1
