true = false = null = 1
function = func = use = when = python = ipython = actor = foreign = extends = 0
function(true)
use.func = case = match
obj.true.False_.function.case
class function: pass
def use(func, match=1, *case, type, **when): pass
use(func=1, true=2, match=3)
import true as false, function.case
from use import match as case, type
for function in use: del func
global actor, foreign
match = [type for type in case if when]
lambda true, case: true
f"{true} {function!r:{match}}"
