from __future__ import annotations
import os, sys as system, os.path, a.b.c as d
from os import path
from os import (
    path as p,  # first
    sep,
)
from . import x
from .. import y as z
from .a.b import c
from ...d import *
from numpy import *
from .... import deep
from ....... import deeper
import numpy as np, helper
def f(): import inner; from inner import thing
