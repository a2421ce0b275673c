"""What nearly every program means where the dtype or the class of an array, or of a column, is not known."""

import numpy as np
import pandas as pd

table = pd.read_csv("table.csv")
values = np.load("values.npy")


def of_anything(data):
    np.exp(data)  # ndarray[?] | NumPy scalar
    np.reshape(data, (2, 3))  # ndarray[?, (2, 3)]
    data + np.zeros(3)  # ndarray[?]


def of_arrays(data: np.ndarray):
    data.max()  # NumPy scalar
    data.mean(axis=0)  # ndarray[?] | NumPy scalar
    np.sum(data)  # NumPy scalar
    for row in data:
        row  # ndarray[?] | NumPy scalar
    unknown_code(data)  # unknown
    data.sum()  # NumPy scalar


def of_columns(data: pd.DataFrame):
    data["a"].str.lower()  # Series[a: ?]
    data["a"].iloc[0]  # NumPy scalar | int | float | bool | str | Timestamp | …
    data.merge(data)  # DataFrame
