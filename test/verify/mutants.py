"""Wrong rewrites: each has an original and what a wrong pass could have made of it. A pair that `verify` does not tell apart is a bug of it.

    python mutants.py RUNTIME

Prints one line of JSON: {"mutants": n, "survived": [names], "large": [names], "wrong": [right rewrites that were refuted]}.
"""
import json
import sys
import time

sys.path.insert(0, sys.argv[1])
from noodle_rt.verify.search import check  # noqa: E402
from noodle_rt.verify.units import units  # noqa: E402

HEAD = "import math\nimport random\nimport warnings\nimport numpy as np\nimport pandas as pd\nimport noodle_rt as _rt\n"

GUARD = 'type(n) is int and n >= 40 and _rt.array(x, "float64", 1) and _rt.array(y, "float64", 1) and _rt.writable(y) and _rt.extent(x, 0, n) and _rt.extent(y, 0, n)'
SCALE = "def f(x, y, n):\n    for i in range(n):\n        y[i] = 2 * x[i]\n"


def guarded(condition, fast, slow=SCALE):
    head, _, body = slow.partition("\n")
    indented = "\n".join("    " + line for line in body.splitlines())
    quick = "\n".join("        " + line for line in fast.splitlines())
    return f"{head}\n    if {condition}:\n{quick}\n    else:\n{indented}\n"


LOOP_SUM = "def f(x):\n    s = 0.0\n    for v in x:\n        s += v\n    return s\n"

# name: (original, wrong)
MUTANTS = {
    # --- loops over arrays --------------------------------------------------------------------------------------------
    "pairwise sum for a sequential one": (
        LOOP_SUM,
        "def f(x):\n    if _rt.array(x, 'float64', 1, 9):\n        s = float(np.sum(x)) if type(x[0]) is float else np.sum(x)\n    else:\n"
        "        s = 0.0\n        for v in x:\n            s += v\n    return s\n",
    ),
    "float for a NumPy scalar": (LOOP_SUM, "def f(x):\n    s = 0.0\n    for v in x:\n        s += float(v)\n    return s\n"),
    "x * x for x ** 2 of any power": (
        "def f(x):\n    return [v ** 3 for v in x]\n",
        "def f(x):\n    return [v * v * v for v in x]\n",
    ),
    "slice one too short": (SCALE, guarded(GUARD + " and _rt.apart(y, x)", "y[:n - 1] = 2 * x[:n - 1]")),
    "slice one too long": (SCALE, guarded(GUARD + " and _rt.apart(y, x)", "y[:n + 1] = 2 * x[:n + 1]")),
    "whole array for its first n": (SCALE, guarded(GUARD + " and _rt.apart(y, x)", "y[:] = 2 * x[:len(y)]")),
    "aliasing guard dropped": (
        "def f(x, y, n):\n    for i in range(1, n):\n        y[i] = x[i - 1] + 1\n",
        guarded(GUARD, "y[1:n] = x[:n - 1] + 1", "def f(x, y, n):\n    for i in range(1, n):\n        y[i] = x[i - 1] + 1\n"),
    ),
    "recurrence as a slice": (
        "def f(x, n):\n    for i in range(1, n):\n        x[i] = x[i - 1] + 1\n",
        "def f(x, n):\n    if type(n) is int and _rt.array(x, 'float64', 1) and _rt.extent(x, 0, n) and n > 1:\n        x[1:n] = x[:n - 1] + 1\n"
        "    else:\n        for i in range(1, n):\n            x[i] = x[i - 1] + 1\n",
    ),
    "extent guard dropped": (
        SCALE,
        guarded('type(n) is int and n >= 40 and _rt.array(x, "float64", 1) and _rt.array(y, "float64", 1) and _rt.writable(y) and _rt.apart(y, x)', "m = min(n, len(x), len(y))\ny[:m] = 2 * x[:m]"),
    ),
    "writable guard dropped, error of another class": (
        SCALE,
        guarded(GUARD.replace(" and _rt.writable(y)", "") + " and _rt.apart(y, x)", "try:\n    y[:n] = 2 * x[:n]\nexcept ValueError:\n    raise TypeError('read-only')"),
    ),
    "dtype guard dropped: truncates": (
        "def f(x, y, n):\n    for i in range(n):\n        y[i] = x[i] / 2\n",
        "def f(x, y, n):\n    if type(n) is int and n > 0 and isinstance(y, np.ndarray) and isinstance(x, np.ndarray) and len(y) >= n and len(x) >= n:\n"
        "        y[:n] = np.rint(x[:n].astype(float) / 2)\n    else:\n        for i in range(n):\n            y[i] = x[i] / 2\n",
    ),
    "partial write before an exception": (
        "def f(x, y):\n    for i in range(len(x)):\n        y[i] = 1.0 / float(x[i])\n",
        "def f(x, y):\n    t = [1.0 / float(v) for v in x]\n    for i in range(len(x)):\n        y[i] = t[i]\n",
    ),
    "exception lost": (
        "def f(x, y):\n    for i in range(len(x)):\n        y[i] = math.sqrt(x[i])\n",
        "def f(x, y):\n    for i in range(len(x)):\n        y[i] = math.sqrt(x[i]) if x[i] >= 0 else math.nan\n",
    ),
    "other exception": ("def f(x, i):\n    return x[i]\n", "def f(x, i):\n    if not -len(x) <= i < len(x):\n        raise KeyError(i)\n    return x[i]\n"),
    "loop variable not left behind": (
        "def f(x, n):\n    i = -1\n    for i in range(n):\n        x[i] = 0.0\n    return i\n",
        "def f(x, n):\n    i = -1\n    x[:n] = 0.0\n    return n\n",
    ),
    "empty input": ("def f(x):\n    m = None\n    for v in x:\n        m = v\n    return m\n", "def f(x):\n    return x[-1]\n"),
    "min with NaN": (
        "def f(x):\n    m = 1e9\n    for v in x:\n        m = min(m, v)\n    return float(m)\n",
        "def f(x):\n    return float(min(1e9, np.min(x))) if len(x) else 1e9\n",
    ),
    "max keeps the other equal value": (
        "def f(x):\n    m = x[0]\n    for v in x:\n        if v > m:\n            m = v\n    return m\n",
        "def f(x):\n    m = x[0]\n    for v in x:\n        if v >= m:\n            m = v\n    return m\n",
    ),
    "negative zero lost": ("def f(x, n):\n    for i in range(n):\n        x[i] = -x[i]\n", "def f(x, n):\n    for i in range(n):\n        x[i] = 0 - x[i]\n"),
    "integer overflow": (
        "def f(x):\n    return [int(v) * int(v) for v in x]\n",
        "def f(x):\n    return [int(v * v) for v in x]\n",
    ),
    "float32 in between": (
        "def f(x):\n    return [float(v) * 3 for v in x]\n",
        "def f(x):\n    with np.errstate(all='ignore'):\n        return [float(np.float32(float(v) * 3)) for v in x]\n",
    ),
    "argmax takes the last of equals": (
        "def f(x):\n    return int(np.argmax(x))\n",
        "def f(x):\n    a = np.asarray(x)\n    return int(len(a) - 1 - np.argmax(a[::-1])) if len(a) else int(np.argmax(x))\n",
    ),
    "count of true values with NaN": (
        "def f(x):\n    c = 0\n    for v in x:\n        if not v > 0:\n            c += 1\n    return c\n",
        "def f(x):\n    c = 0\n    for v in x:\n        if v <= 0:\n            c += 1\n    return c\n",
    ),
    "x == x is not always true": ("def f(v):\n    return v == v\n", "def f(v):\n    return True\n"),
    "scatter with repeated subscripts": (
        "def f(h, p):\n    for i in range(len(p)):\n        h[p[i]] += 1\n",
        "def f(h, p):\n    if len(p) >= 1 and _rt.array(h, 'float64', 1) and _rt.array(p, 'int64', 1) and _rt.within(p, 0, len(h)):\n"
        "        h[p] += 1\n    else:\n        for i in range(len(p)):\n            h[p[i]] += 1\n",
    ),
    "negative subscripts": (
        "def f(x, y, n):\n    for i in range(n):\n        y[i] = x[i - 1]\n",
        "def f(x, y, n):\n    for i in range(n):\n        y[i] = x[i - 1] if i > 0 else x[0]\n",
    ),
    "rows for columns": (
        "def f(A):\n    return [float(A[i, 0]) for i in range(len(A))]\n",
        "def f(A):\n    return [float(A[0, i]) for i in range(len(A))]\n",
    ),
    "other order of a sum over two axes": (
        "def f(A, n):\n    s = 0.0\n    for i in range(n):\n        for j in range(n):\n            s += A[i, j]\n    return s\n",
        "def f(A, n):\n    s = 0.0\n    for j in range(n):\n        for i in range(n):\n            s += A[i, j]\n    return s\n",
    ),
    # --- memory -------------------------------------------------------------------------------------------------------
    "missing copy": ("def f(x):\n    y = x.copy()\n    y[0] = 5\n    return y\n", "def f(x):\n    y = x\n    y[0] = 5\n    return y\n"),
    "view returned for a copy": ("def f(x):\n    return np.array(x)[1:]\n", "def f(x):\n    return np.asarray(x)[1:]\n"),
    "copy returned for a view": ("def f(x):\n    return x[1:]\n", "def f(x):\n    return x[1:].copy()\n"),
    "argument changed in place": ("def f(x):\n    x = x + 1\n    return x\n", "def f(x):\n    x += 1\n    return x\n"),
    "list changed in place": ("def f(x):\n    return sorted(x)\n", "def f(x):\n    if isinstance(x, list):\n        x.sort()\n        return x\n    return sorted(x)\n"),
    "Fortran order lost": ("def f(x):\n    return np.array(x.T)\n", "def f(x):\n    return np.ascontiguousarray(x.T)\n"),
    "one list for two": (
        "def f(n):\n    return [[0.0] * 2 for _ in range(n)]\n",
        "def f(n):\n    return [[0.0] * 2] * n\n",
    ),
    # --- tables -------------------------------------------------------------------------------------------------------
    "sort is not stable": (
        "def f(df):\n    return df.sort_values('k', kind='stable')\n",
        "def f(df):\n    return df.iloc[::-1].sort_values('k', kind='stable')\n",
    ),
    "groupby sorts": (
        "def f(df):\n    return df.groupby('k', sort=False)['v'].first()\n",
        "def f(df):\n    return df.groupby('k')['v'].first()\n",
    ),
    "groupby drops missing keys": (
        "def f(df):\n    return df.groupby('k', dropna=False)['v'].count()\n",
        "def f(df):\n    return df.groupby('k')['v'].count()\n",
    ),
    "merge order": (
        "def f(df, other):\n    return df.merge(other, on='k', how='left')\n",
        "def f(df, other):\n    return df.merge(other, on='k', how='outer').dropna(subset=['k'])\n",
    ),
    "index lost": (
        "def f(df):\n    return df[df['v'] > 0]\n",
        "def f(df):\n    return df[df['v'] > 0].reset_index(drop=True)\n",
    ),
    "name of a series lost": ("def f(df):\n    return df['v'] + df['w']\n", "def f(df):\n    return (df['v'] + df['v'].rename('v') * 0 + df['w']).rename('v')\n"),
    "columns in another order": ("def f(df):\n    return df[['v', 'w']]\n", "def f(df):\n    return df[[c for c in df.columns if c in ('w', 'v')][::-1]]\n"),
    "iterrows turns integers to floats": (
        "def f(df):\n    return [row['v'] for _, row in df[['v', 'w']].iterrows()]\n",
        "def f(df):\n    return df['v'].tolist()\n",
    ),
    "duplicates: the last is kept": (
        "def f(df):\n    return df.drop_duplicates('k')\n",
        "def f(df):\n    return df.drop_duplicates('k', keep='last')\n",
    ),
    "sum skips what is missing": (
        "def f(df):\n    return df['v'].sum(skipna=False)\n",
        "def f(df):\n    return df['v'].sum()\n",
    ),
    "positions for labels": ("def f(df):\n    return df.loc[0, 'v']\n", "def f(df):\n    return df['v'].iloc[0]\n"),
    "a column is added to the argument": (
        "def f(df):\n    df = df.assign(s=df['v'] * 2)\n    return df['s'].tolist()\n",
        "def f(df):\n    df['s'] = df['v'] * 2\n    return df['s'].tolist()\n",
    ),
    "alignment by label lost": (
        "def f(df, other):\n    return (df['v'] + other['v']).tolist()\n",
        "def f(df, other):\n    return (df['v'].to_numpy() + other['v'].to_numpy()).tolist()\n",
    ),
    # --- what else can be seen ----------------------------------------------------------------------------------------
    "warning dropped": (
        "def f(x):\n    return np.asarray(x) / 0.0\n",
        "def f(x):\n    with np.errstate(all='ignore'):\n        return np.asarray(x) / 0.0\n",
    ),
    "order of output": (
        "def f(n):\n    for i in range(n):\n        print('a', i)\n        print('b', i)\n",
        "def f(n):\n    for i in range(n):\n        print('a', i)\n    for i in range(n):\n        print('b', i)\n",
    ),
    "random numbers in one go by another method": (
        "def f(n):\n    return [np.random.normal() for _ in range(n)]\n",
        "def f(n):\n    return list(np.random.standard_normal(n) + np.random.normal(size=1) * 0)\n",
    ),
    "random state drawn too far": (
        "def f(n):\n    return sum(random.random() for _ in range(n))\n",
        "def f(n):\n    t = [random.random() for _ in range(n + 1)]\n    return sum(t[:n])\n",
    ),
    "generator of the argument not advanced": (
        "def f(rng, n):\n    return [rng.random() for _ in range(n)]\n",
        "def f(rng, n):\n    import copy\n    return [float(v) for v in copy.deepcopy(rng).random(n)]\n",
    ),
    "variable of the module not set": (
        "TOTAL = 0\ndef f(n):\n    global TOTAL\n    for i in range(n):\n        TOTAL += i\n    return n\n",
        "TOTAL = 0\ndef f(n):\n    global TOTAL\n    for i in range(1, n - 1):\n        TOTAL += i\n    return n\n",
    ),
    "string built in another order": (
        "def f(s):\n    return ''.join(c for c in s)\n",
        "def f(s):\n    return ''.join(sorted(s))\n",
    ),
    "order of a dictionary": (
        "def f(s):\n    d = {}\n    for c in s:\n        d[c] = d.get(c, 0) + 1\n    return d\n",
        "def f(s):\n    return {c: s.count(c) for c in sorted(set(s))}\n",
    ),
    "short circuit lost": (
        "def f(x):\n    return len(x) > 0 and bool(x[0] > 0)\n",
        "def f(x):\n    first = bool(x[0] > 0)\n    return len(x) > 0 and first\n",
    ),
    "list for a generator": ("def f(x):\n    return (v for v in x)\n", "def f(x):\n    return [v for v in x]\n"),
    "attribute not stored": (
        "class C:\n    def f(self, x):\n        self.n = 0\n        for v in x:\n            self.n += 1\n        self.last = self.n\n        return self.n\n",
        "class C:\n    def f(self, x):\n        n = 0\n        for v in x:\n            n += 1\n        self.last = n\n        return n\n",
    ),
    "invariant call moved in front of what changes it": (
        "def f(x, n):\n    out = []\n    for i in range(n):\n        x[i] = 0.0\n        out.append(float(np.sum(x)))\n    return out\n",
        "def f(x, n):\n    out = []\n    t = float(np.sum(x))\n    for i in range(n):\n        x[i] = 0.0\n        out.append(t)\n    return out\n",
    ),
}

RIGHT = {
    "scale": (SCALE, guarded(GUARD + " and _rt.apart(y, x)", "y[:n] = 2 * x[:n]")),
    "count": (
        "def f(x):\n    c = 0\n    for v in x:\n        c += 1\n    return c\n",
        "def f(x):\n    if _rt.array(x, 'float64', 1):\n        return len(x)\n    c = 0\n    for v in x:\n        c += 1\n    return c\n",
    ),
    "column": ("def f(df):\n    return df['v'].tolist()\n", "def f(df):\n    return list(df['v'].tolist())\n"),
}


def examine(name, original, other, examples):
    (unit,) = units(HEAD + original, HEAD + other)
    return check(unit, examples=examples, seconds=20, shrink_seconds=1.5)


def main():
    survived, large, wrong, slow = [], [], [], {}
    for name, (original, other) in MUTANTS.items():
        start = time.monotonic()
        result = examine(name, original, other, 400)
        slow[name] = round(time.monotonic() - start, 2)
        if result.counterexample is None:
            survived.append(f"{name}: {result.verdict}, {result.tried} tried, {result.fast} fast, {result.returned} returned, {result.problem}")
        elif len(result.counterexample) > 600:
            large.append(name)
        if "-v" in sys.argv and result.counterexample is not None:
            print(name, "|", result.difference, "|", result.counterexample.replace("\n", "; "), "|", slow[name], file=sys.stderr)
    for name, (original, other) in RIGHT.items():
        result = examine(name, original, other, 150)
        if result.verdict != "held":
            wrong.append(f"{name}: {result.verdict} {result.difference} {result.counterexample}")
    print(json.dumps({"mutants": len(MUTANTS), "survived": survived, "large": large, "wrong": wrong, "seconds": round(sum(slow.values()), 1)}))


main()
