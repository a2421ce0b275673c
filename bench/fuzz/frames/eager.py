"""Stand-ins that go their own way with any number of rows: random frames are small."""
import contextlib

import noodle_rt
from noodle_rt.frames import columns, distinct, folds, plans, rows, times

FEW = [(columns, "_FEW_FRAME_ROWS"), (columns, "_FEW_REPEATED_ROWS"), (rows, "_FEW_ROWS"), (rows, "_FEW_ROWS_APPLIED"), (times, "_MANY_KINDS"), (plans, "_FEW_PLANNED"), (plans, "_FEW_JOINED"), (folds, "_FEW_AT_ONCE")]


def _few(number):
    return None if number is None else 1


@contextlib.contextmanager
def eager():
    by_elements, make, are_repeated = noodle_rt.by_elements, rows._Rows.__init__, distinct._are_repeated
    values = [getattr(module, name) for module, name in FEW]
    few_folded = dict(folds._FEW_FOLDED)
    rows_for_run = dict(folds._ROWS_FOR_RUN)
    folds._FEW_FOLDED.update(dict.fromkeys(few_folded, 1))
    folds._ROWS_FOR_RUN.update(dict.fromkeys(rows_for_run, 0.01))
    for module, name in FEW:
        setattr(module, name, 1)
    noodle_rt.by_elements = lambda series, least=None, repeated=None: by_elements(series, _few(least), _few(repeated))
    # `by_rows` looks at the variables of its caller.
    rows._Rows.__init__ = lambda self, frame, labels, attributes, repeated=None, closed=False: make(self, frame, labels, attributes, _few(repeated), closed)
    # Hashes are asked for, since not all values have one.
    distinct._are_repeated = lambda *about: are_repeated(*about) or True
    try:
        yield
    finally:
        noodle_rt.by_elements, rows._Rows.__init__, distinct._are_repeated = by_elements, make, are_repeated
        for (module, name), value in zip(FEW, values):
            setattr(module, name, value)
        folds._FEW_FOLDED.update(few_folded)
        folds._ROWS_FOR_RUN.update(rows_for_run)
