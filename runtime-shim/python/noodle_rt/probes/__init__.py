"""Measures the library calls of a program that `compiler/analysis/probes` has put probes into: `noodle-opt profile`.

`record.py` is what the probes call, `budget.py` keeps them cheap, `values.py` looks at arrays and tables, `part.py` writes down what
was found. Nothing here imports a library, or a large module of Python.
"""
