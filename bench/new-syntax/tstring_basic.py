# PEP 750: template strings (3.14)
name = "World"
greeting = t"Hello {name}"
empty = t""
only = t"{name}"
both = t"a" t"b {name}"
T'upper {name!r}'
