"""Programs made of the examples in the docstrings of a library, for `npm run check-types -- FOLDER`.

    python doc_examples.py LIBRARY FOLDER

Examples that do not run here, take long, or reach out of the process are left out; the others stand one below the other, thirty in a file.
"""
from __future__ import annotations

import contextlib
import doctest
import importlib
import inspect
import io
import os
import signal
import sys
import warnings

MODULES = {
    "numpy": "numpy numpy.linalg numpy.fft numpy.random numpy.ma numpy.polynomial.polynomial numpy.lib.stride_tricks numpy.rec",
    "pandas": "pandas pandas.api.types pandas.api.extensions pandas.tseries.offsets pandas.core.groupby pandas.core.resample"
    " pandas.core.window.rolling pandas.core.window.expanding pandas.core.window.ewm pandas.core.strings.accessor pandas.core.indexes.accessors",
    "scipy": "scipy.special scipy.stats scipy.linalg scipy.optimize scipy.signal scipy.sparse scipy.spatial scipy.interpolate scipy.integrate"
    " scipy.ndimage scipy.cluster.hierarchy scipy.fft scipy.spatial.distance",
    "sklearn": "sklearn.cluster sklearn.compose sklearn.covariance sklearn.decomposition sklearn.ensemble sklearn.feature_extraction.text"
    " sklearn.feature_selection sklearn.impute sklearn.linear_model sklearn.manifold sklearn.metrics sklearn.mixture sklearn.model_selection"
    " sklearn.naive_bayes sklearn.neighbors sklearn.pipeline sklearn.preprocessing sklearn.svm sklearn.tree",
    "polars": "polars polars.dataframe.frame polars.series.series polars.expr.expr",
}
IMPORTS = {"pandas": "import numpy as np\nimport pandas as pd\n", "polars": "import polars as pl\n"}
REACHES_OUT = ("show(", "input(", "fetch_", "plot(", "to_sql", "http", "exit()", "clipboard", "n_jobs")
PER_FILE = 30
SECONDS = 8


class TooLong(BaseException):
    pass


def docstrings(library):
    """Names and docstrings of everything public, and of the members of classes."""
    for name in MODULES[library].split():
        module = importlib.import_module(name)
        for public in [each for each in dir(module) if not each.startswith("_")]:
            value = getattr(module, public, None)
            yield f"{name}.{public}", value.__doc__
            if inspect.isclass(value):
                for member in [each for each in dir(value) if not each.startswith("_")]:
                    yield f"{name}.{public}.{member}", getattr(inspect.getattr_static(value, member, None), "__doc__", None)


def examples(library):
    """Names and texts of examples, each text once."""
    seen = set()
    for name, text in docstrings(library):
        if not isinstance(text, str) or ">>>" not in text:
            continue
        try:
            parts = doctest.DocTestParser().get_examples(text)
        except ValueError:
            continue
        source = "".join(part.source for part in parts if "+SKIP" not in part.source and not part.exc_msg)
        if source.strip() and source not in seen and not any(word in source for word in REACHES_OUT):
            seen.add(source)
            yield name, source


def runs(source):
    """Whether a program comes to its end."""
    try:
        signal.alarm(SECONDS)
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            exec(compile(source, "example", "exec"), {"__name__": "__main__"})
        return True
    except KeyboardInterrupt:
        raise
    except BaseException:
        return False
    finally:
        signal.alarm(0)


def stop(*_):
    raise TooLong


def main(library, folder):
    warnings.simplefilter("ignore")
    os.environ["MPLBACKEND"] = "agg"
    os.makedirs(folder, exist_ok=True)
    os.chdir(folder)
    signal.signal(signal.SIGALRM, stop)
    imports = IMPORTS.get(library, "import numpy as np\n")
    good = [(name, source) for name, source in examples(library) if runs(imports + source)]
    for start in range(0, len(good), PER_FILE):
        with open(f"{library}_{start // PER_FILE:03}.py", "w", encoding="utf-8") as file:
            file.write(imports + "".join(f"\n# {name}\n{source}" for name, source in good[start : start + PER_FILE]))
    print(f"{len(good)} examples")


if __name__ == "__main__":
    main(*sys.argv[1:3])
