#!/usr/bin/env python3
# -*- coding: utf-8 -*-
"""Docstring."""

import os; import sys  # two
x = 1; y = 2;
if x: y = 1; z = 2
while x: pass
else: pass
for a in b: continue
try: x
except: y
finally: z
class A: pass
class B(): x = 1; y = 2


def f(a,
      b = 1,  # default
      *args):
    # first comment
    """Doc."""

    # second
    return (a +
            b)  # end
    # after the return

# at the end of the block's level
total = a + \
    b \
    + c
with a, \
     b: pass
assert x, \
    "message"
if True:
	tab = 1
	if tab:
	        deep = 2
    # odd indent
result = call(
    first,

    second,
)  # closing
# last line without an end
# end