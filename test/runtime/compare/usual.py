"""What the usual comparisons say of the named differences: which of them take two values for equal."""
import importlib.util
import sys
import warnings

from differences import LIBRARIES


def numpy_close(left, right):
    import numpy as np
    return bool(np.allclose(left, right, equal_nan=True))


def numpy_equal(left, right):
    import numpy as np
    try:
        return bool(np.array_equal(left, right, equal_nan=True))
    except TypeError:
        return bool(np.array_equal(left, right))


def pandas_equals(left, right):
    return bool(left.equals(right))


def pandas_assertion(left, right):
    import pandas as pd
    kind = {pd.DataFrame: "frame", pd.Series: "series"}.get(type(left)) or ("index" if isinstance(left, pd.Index) else "extension_array")
    try:
        getattr(pd.testing, f"assert_{kind}_equal")(left, right)
        return True
    except AssertionError:
        return False


def equal(left, right):
    return bool(left == right)


def torch_equal(left, right):
    import torch
    return torch.equal(left, right)


def torch_close(left, right):
    import torch
    return torch.allclose(left, right, equal_nan=True)


def comparisons(left):
    """The comparisons that people use for values like this one."""
    library = type(left).__module__.partition(".")[0]
    if library == "pandas" and hasattr(left, "equals"):
        return {"`.equals`": pandas_equals, "`assert_…_equal`": pandas_assertion}
    if library == "numpy" and hasattr(left, "dtype"):
        return {"`allclose`": numpy_close, "`array_equal`": numpy_equal}
    if library == "torch" and hasattr(left, "dtype"):
        return {"`torch.allclose`": torch_close, "`torch.equal`": torch_equal}
    return {"`==`": equal}


def misses(left, right):
    """Names of the comparisons that take two values for equal."""
    found = []
    for name, compare in comparisons(left).items():
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                if compare(left, right):
                    found.append(name)
        except Exception:
            pass
    return found


def missed(libraries=None):
    """Library, name of the difference, and the comparisons that miss it."""
    for library, (needed, make) in LIBRARIES.items():
        if (libraries is None or library in libraries) and all(importlib.util.find_spec(name) for name in needed):
            for name, (left, right, *_) in make().items():
                yield library, name, misses(left, right)


if __name__ == "__main__":
    for row in missed(sys.argv[1:] or None):
        print("| {} | {} | {} |".format(row[0], row[1], ", ".join(row[2]) or "–"))
