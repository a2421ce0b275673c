/** Programs that call libraries so often that the monitor switches most of its probes off: what they do, and how true the counts are. */
import type { SiteProfile } from "../../compiler/profile/profile.js";
import { profiled } from "./profiled.js";

const at = (sites: readonly SiteProfile[], text: string, inside?: string): SiteProfile => {
  const [found, ...more] = sites.filter(({ site }) => site.text === text && (inside === undefined || site.function === inside));
  if (!found || more.length > 0) throw new Error(`${more.length} sites more or none for ${text}`);
  return found;
};

/** Loops over ranges that end in every way there is. Each prints what is left when it is over. */
const loops = `"""Loops in pieces."""
import asyncio, sys, threading, traceback
import numpy as np

def broken(n, stop):
    for i in range(n):
        if i == stop:
            break
        x = np.absolute(i)
    else:
        return "all", sorted(locals())
    return "broken", i, x, sorted(locals())

def continued(n):
    total = 0
    for i in range(n):
        if i % 3:
            continue
        total += int(np.square(i))
    return total, i

def returned(n):
    for i in range(n, 0, -7):
        if np.less(i, 100):
            return i

def caught(n):
    for i in range(n):
        try:
            if i % 1000 == 999:
                raise KeyError(i)
            x = np.sqrt(i)
        except KeyError as error:
            x = error
        finally:
            last = i
    return x, last

def raising(n):
    for i in range(n):
        a = np.reshape(np.ones(3), (3, 1 if i < n - 5 else 2))
    return a

def changed(n):
    for i in range(n):
        i = np.add(i, 1) * 2
    return i

def recursive(n, depth):
    for i in range(n):
        y = np.sign(i)
        if i == n // 2 and depth:
            recursive(n, depth - 1)
    return i, y, depth

def yielding(n):
    for i in range(n):
        x = np.negative(i)
        yield x

def consuming(n):
    total = 0
    for i in yielding(n):
        total += i
        if i == 100 - n:
            break
    return total

async def asynchronous(n):
    for i in range(n):
        x = np.cos(0)
    await asyncio.sleep(0)
    return x, i

class Target:
    def fill(self, n):
        seen = [0]
        for self.i in range(n):
            seen[0] += np.sin(0)
        for seen[0] in range(n):
            self.last = np.tan(0)
        return self.i, seen

def threaded(n):
    results = []
    def work():
        for i in range(n):
            x = np.exp(0)
        results.append(i)
    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    return results

def short(n):
    total = 0
    for i in range(n):
        for k in range(i % 4):
            total += np.ceil(k)
    return total

def wrong(n):
    for i in range(n):
        np.trunc(i)

def replaced():
    for i in range(3):
        np.degrees(i)
    return i

def odd():
    for i in range(0):
        np.rint(i)
    else:
        print("nothing")
    for i in range(10, -11, -3):
        np.fix(i)
    print(i)
    for i in range(2**80):
        if np.isnan(0.0) or i > 2000:
            break
    print(i)
    for i in range(2**80, 2**80 + 3000):
        x = np.signbit(1.0)
    print(i)

N = 6000
print(broken(N, -1), broken(N, 4321), broken(0, 0), continued(N), returned(N), caught(N))
for call in (lambda: raising(N), lambda: broken(N, 0), lambda: wrong(1.5)):
    try:
        call()
    except Exception:
        traceback.print_exc(file=sys.stdout)
print(changed(N), recursive(700, 3), consuming(N), asyncio.run(asynchronous(N)), Target().fill(N), threaded(N), short(9000))
odd()
for i in range(N):
    top = np.floor(i + 0.5)
print(i, top)
setattr(__import__("builtins"), "range", lambda n: [n, n])
print(replaced())
`;

test.each([[["--trace"]], [[]]])("loops in pieces end as they do, and their passes are counted: %j", async (options: string[]) => {
  const { sites } = await profiled({ "app.py": loops }, "-O0", ...options);
  const count = (text: string, inside?: string): readonly number[] => {
    const { count, countError, measured } = at(sites, text, inside);
    if (options.length > 0) expect(measured).toBe(count);
    return [count, countError];
  };
  // Calls that each pass reaches: exact, whatever is measured.
  const n = 6000;
  expect(count("np.less(i, 100)")).toEqual([844, 0]);
  expect(count("np.add(i, 1)")).toEqual([n, 0]);
  expect(count("np.sign(i)")).toEqual([4 * 700, 0]);
  expect(count("np.cos(0)")).toEqual([n, 0]);
  expect(count("np.sin(0)")).toEqual([n, 0]);
  expect(count("np.tan(0)")).toEqual([n, 0]);
  expect(count("np.exp(0)")).toEqual([3 * n, 0]);
  expect(count("np.isnan(0.0)")).toEqual([2002, 0]);
  expect(count("np.signbit(1.0)")).toEqual([3000, 0]);
  expect(count("np.fix(i)")).toEqual([7, 0]);
  expect(count("np.degrees(i)")).toEqual([2, 0]);
  expect(count("np.floor(i + 0.5)")).toEqual([n, 0]);
  const truths: Readonly<Record<string, number>> = {
    "np.absolute(i)": n + 4321,
    "np.square(i)": n / 3,
    "np.sqrt(i)": n - 6,
    "np.reshape(np.ones(3), (3, 1 if i < n - 5 else 2))": n - 5,
    "np.negative(i)": n - 100 + 1,
    "np.ceil(k)": 13_500,
  };
  for (const [text, truth] of Object.entries(truths)) {
    const [found = 0, error = 0] = count(text);
    expect({ text, near: Math.abs(found - truth) <= error }).toEqual({ text, near: true });
  }
});

/** Functions that are called so often that their code is exchanged. */
const functions = `"""Functions."""
import functools, inspect, sys, traceback
import numpy as np

def flat(x, k=2, *rest, key=None):
    """Its text."""
    if x % 3 == 0:
        y = np.sqrt(x)
    elif x % 7 == 0:
        try:
            y = np.reshape(np.ones(3), 2)
        except ValueError as error:
            y = str(error)
    else:
        y = x
    return y, k, rest, key

@functools.lru_cache(maxsize=None)
def cached(x):
    return np.square(x)

class Base:
    def run(self, x):
        return np.add(x, 1)

class Model(Base):
    """A model."""
    __secret = 3

    def run(self, x):
        """Runs."""
        return np.multiply(super().run(x), self.__secret) + self.bias

    @property
    def bias(self):
        return np.absolute(-1)

    @staticmethod
    def still(x):
        return np.sign(x)

    @classmethod
    def made(cls, x):
        return cls.__name__, np.negative(x)

def failing(x):
    return np.log(x) / (x - 29_999)

N = 30_000
total, model = 0, Model()
for x in [*range(N)]:
    y = flat(x)
    total += y[0] if not isinstance(y[0], str) else len(y[0])
    total += cached(x % 5) + model.run(x) + Model.still(x) + model.made(x)[1]
print(total, flat(3, 4, 5, key=6), cached.cache_info())
print(inspect.signature(flat), flat.__doc__, flat.__name__, flat.__qualname__, flat.__defaults__, flat.__kwdefaults__, flat.__code__.co_firstlineno)
print(inspect.getsource(flat), inspect.getsource(Model.run), inspect.getsourcelines(cached.__wrapped__)[1])
print(sorted(vars(Model)), Model.run.__qualname__, inspect.getclosurevars(Model.run).nonlocals)
try:
    for x in [*range(1, N)]:
        failing(x) and None
    failing("a")
except Exception:
    traceback.print_exc(file=sys.stdout)
print(sorted(name for name in globals() if "noodle" in name))
`;

test.each([[["--trace"]], [[]]])("functions whose code is exchanged do the same: %j", async (options: string[]) => {
  const { sites } = await profiled({ "app.py": functions }, "-O0", ...options);
  const truths: Readonly<Record<string, number>> = {
    "np.sqrt(x)": 10_001,
    "np.square(x)": 5,
    "np.add(x, 1)": 30_000,
    "np.multiply(super().run(x), self.__secret)": 30_000,
    "np.absolute(-1)": 30_000,
    "np.sign(x)": 30_000,
    "np.negative(x)": 30_000,
  };
  for (const [text, truth] of Object.entries(truths)) {
    const { count, countError } = at(sites, text);
    // Errors are two standard deviations: a machine that is busy may go beyond them now and then.
    expect({ text, near: Math.abs(count - truth) <= countError + truth / 4 }).toEqual({ text, near: true });
  }
});
