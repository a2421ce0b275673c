"""Parameters of functions that nobody calls; comments say what is expected, of expressions of which nothing is certain."""

import numpy as np
from scipy import integrate, optimize
import pandas as pd
import torch
from torch import nn


def annotated(x: np.ndarray, table: pd.DataFrame | None):
    x  # ndarray[?]
    table  # DataFrame | None


def numpydoc(data, weights, table, count, names=None):
    """What they are stands here.

    Parameters
    ----------
    data : ndarray of shape (n, 2)
        Points.
    weights : array-like, optional
    table : pandas.DataFrame
    count : int or None, default=None
    names : list of str
    """
    data  # ndarray[?, (?, 2)]
    weights  # ndarray[?]
    table  # DataFrame
    count  # int | None
    names  # list[str] | None


def google(frame, size):
    """What they are stands here.

    Args:
        frame (pd.DataFrame): The data.
        size (float, optional): How large.
    """
    frame  # DataFrame
    size  # float


def default(size=3, name="x", scale=1.5, nothing=None):
    size  # int
    name  # str
    scale  # float
    nothing  # unknown


def used(model, optimizer, loss, table, column, axes):
    model.train()
    for parameter in model.parameters():
        parameter.grad
    optimizer.zero_grad()
    optimizer.step()
    loss.backward()
    column.str.lower()
    table["a"].sum()
    table.merge(table)
    model  # Module+
    optimizer  # Optimizer+
    loss  # Tensor[?]
    column  # Series[?]
    table  # DataFrame


def optional(loss=None):
    if loss is not None:
        loss.backward()
    loss  # Tensor[?] | None


def ambiguous(value, text, other, third, fourth):
    value.mean()  # unknown
    other.to("cpu")  # unknown
    third.nothing_has_this()  # unknown
    fourth + 1  # unknown
    text.split(",")  # unknown


def indexed(image, record):
    image.shape
    image[:, 0]
    record.items()
    record["a"]
    image  # unknown
    record  # unknown


class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.width = width
        self.given = external()  # of this file, nobody knows

    def forward(self, x):
        x  # Tensor[?]
        self.given.backward()
        self.given  # Tensor[?]
        return x


def results():
    value = external()
    value.backward()
    value  # Tensor[?]
    external().backward()  # None
    return value


class Trainer:
    def fit_all(self):
        return 1

    def train(self):
        return "trained"


def of_the_program(trainer, record):
    trainer.train()  # str = "trained"
    trainer.fit_all()
    record.no_method_of_any_library  # unknown
    record  # unknown


def objective(x, weight):
    x  # ndarray[?]
    weight  # unknown
    return x


def rate(t, y):
    t  # float
    y  # ndarray[?]
    return y


optimize.minimize(objective, start_values())
integrate.solve_ivp(rate, (0, 1), start_values())
