"""Estimators of scikit-learn, fitted in every setting that their parameters allow to data of many forms.

Settings are drawn from what estimators themselves say about their parameters: one differs from its default at a time, numbers are
Python's and NumPy's, and every named option comes up.
"""

from __future__ import annotations

import copy
import functools
import importlib
import inspect
import numbers as kinds
import random
import warnings

import numpy as np
import pandas as pd
import scipy.sparse
from hypothesis import assume
from hypothesis import strategies as st
from sklearn.datasets import make_classification, make_regression
from sklearn.utils import all_estimators

importlib.import_module("sklearn.experimental.enable_halving_search_cv")
importlib.import_module("sklearn.experimental.enable_iterative_imputer")

ROWS, COLUMNS = 40, 6


def _data() -> list[tuple]:
    """Pairs of X and y: dense, sparse and labelled, of several dtypes; classes, numbers, several outputs."""
    x3, y3 = make_classification(ROWS, COLUMNS, n_informative=4, n_classes=3, random_state=0)
    x2, y2 = make_classification(ROWS, COLUMNS, random_state=0)
    xr, yr = make_regression(ROWS, COLUMNS, random_state=0)
    counts = np.abs(x3 * 3).astype(int)
    several = (np.random.RandomState(0).rand(ROWS, 3) > 0.5).astype(int)
    names = list("abcdef")
    return [
        (x2, y2),
        (xr, yr),
        (x3, y3),
        (np.abs(x3), y3),
        (xr.astype(np.float32), yr.astype(np.float32)),
        (x2.astype(np.float32), y2),
        (scipy.sparse.csr_matrix(np.abs(x3)), y3),
        (scipy.sparse.csr_matrix(xr), yr),
        (pd.DataFrame(x3, columns=names), y3),
        (pd.DataFrame(xr, columns=names), pd.Series(yr)),
        (pd.DataFrame(x2, columns=names), np.array(["a", "b"])[y2]),
        (xr, np.c_[yr, yr * 2]),
        (x3, np.c_[y3, y2]),
        (x3, several),
        (counts, y2),
        (x2, y2.astype(bool)),
        (x3.tolist(), y3.tolist()),
        (np.abs(xr), np.abs(yr) + 1),
        (counts, y3.astype(np.int32)),
        (scipy.sparse.csc_array(np.abs(x3)), y3),
        (xr[:, 0], yr),
        (np.where(xr > 1.5, np.nan, xr), yr),
        (np.abs(np.corrcoef(xr)), y3),
    ]


DATA = _data()
TEXTS = ["a b c", "b c d", "Hello hello World", "1 2 b"] * (ROWS // 4)
#: What is fitted to other things than rows of numbers: X by class.
OTHER_DATA = {
    "CountVectorizer": [TEXTS, np.array(TEXTS, dtype=object), pd.Series(TEXTS)],
    "DictVectorizer": [[{"a": 1, "b": "x"}, {"c": 2.5}] * 4],
    "FeatureHasher": [[{"a": 1}, {"b": 2}]],
    "HashingVectorizer": [TEXTS],
    "LabelBinarizer": [np.array([0, 1, 2]), ["a", "b"], [1.0, 2.0]],
    "LabelEncoder": [np.array([0, 1, 2]), ["a", "b"], pd.Series(["a", "b"])],
    "MultiLabelBinarizer": [[{"a"}, {"b", "c"}], [(1, 2), (3,)]],
    "TfidfVectorizer": [TEXTS, pd.Series(TEXTS)],
}


def _needed(cls: type, parameters) -> dict:
    """Values for the parameters without a default."""
    from sklearn.linear_model import LogisticRegression, Ridge
    from sklearn.preprocessing import StandardScaler
    from sklearn.tree import DecisionTreeClassifier

    classifies = any(word in cls.__name__ for word in ("lassif", "OneVs", "OutputCode", "RFE", "Select", "Sequential", "SearchCV", "Perm"))
    inner = LogisticRegression() if classifies else Ridge()
    values = {
        "estimator": inner,
        "base_estimator": inner,
        "estimators": [("a", inner), ("b", DecisionTreeClassifier() if classifies else Ridge(2))],
        "param_grid": {"C": [0.1, 1]},
        "param_distributions": {"C": [0.1, 1.0, 2, 3]},
        "transformers": [("a", "passthrough", [0, 1]), ("b", StandardScaler(), [2, 3])],
        "transformer_list": [("a", StandardScaler()), ("b", StandardScaler())],
        "steps": [("a", StandardScaler()), ("b", inner)],
        "dictionary": np.eye(COLUMNS),
    }
    return {name: values[name] for name, each in parameters.items() if each.default is inspect.Parameter.empty and name in values}


def _values(constraint) -> list:
    """Some values that a constraint of a parameter allows."""
    if constraint == "boolean":
        return [False, True]
    if constraint is None:
        return [None]
    if hasattr(constraint, "options"):
        return sorted(constraint.options, key=str)
    if hasattr(constraint, "left"):
        some = [1, 2, 3, np.int64(2), np.int32(3)] if constraint.type is kinds.Integral else [0.5, 0.9, 1.0, 2, np.float64(0.5), np.float32(0.25)]
        return [one for one in some if one in constraint]
    if constraint == "array-like":
        return [[0.1, 1.0], np.array([0.1, 1.0])]
    return []


@functools.cache
def settings_of(cls: type) -> list[dict]:
    parameters = inspect.signature(cls).parameters
    needed = _needed(cls, parameters)
    # Searches that take long here are cut short.
    quick = {name: value for name, value in {"max_iter": 20, "n_estimators": 5, "n_iter": 2}.items() if name in parameters}
    settings = [needed, needed | quick] if quick else [needed]
    for name, constraints in getattr(cls, "_parameter_constraints", {}).items():
        if name not in parameters or name in ("verbose", "n_jobs", "random_state"):
            continue
        for constraint in constraints:
            settings += [{**needed, **quick, name: value} for value in _values(constraint)]
    # All about one parameter would come before the first of the next.
    random.Random(0).shuffle(settings)
    return [needed, *settings]


@functools.cache
def fitted(cls: type, setting: int, data: int, steps: bool):
    """A fitted estimator; None when this setting cannot be fitted to these data."""
    others = OTHER_DATA.get(cls.__name__)
    x, y = (others[data % len(others)], None) if others else DATA[data]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            estimator = cls(**copy.deepcopy(settings_of(cls)[setting]))
            if not steps:
                return estimator.fit(x) if y is None else estimator.fit(x, y)
            try:
                estimator.partial_fit(x, y)
            except (TypeError, ValueError):
                estimator.partial_fit(x, y, classes=np.unique(y))
            return estimator.partial_fit(x, y)
        except Exception:
            return None


@st.composite
def estimator(draw, cls: type):
    setting = draw(st.integers(0, len(settings_of(cls)) - 1))
    steps = hasattr(cls, "partial_fit") and draw(st.booleans())
    found = fitted(cls, setting, draw(st.integers(0, len(DATA) - 1)), steps)
    assume(found is not None)
    return copy.deepcopy(found)


def _names(cls: type) -> list[str]:
    """Under which the catalogue may know a class: all public modules that have it."""
    parts = cls.__module__.split(".")
    modules = [".".join(part for part in parts[:count] if not part.startswith("_")) for count in range(1, len(parts) + 1)]
    return [f"{module}.{cls.__name__}" for module in dict.fromkeys(modules)]


RECEIVERS = {name: estimator(cls) for _, cls in all_estimators() for name in _names(cls)}
PARAMETERS: dict = {}
