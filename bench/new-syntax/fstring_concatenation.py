"a" f"{b}" 'c' r"\d" f'{d!r}'
message = (
    "first "
    f"second {x} "
    # between
    "third"
)
u"u" "v"
"v" u"u"
b"a" b'b' rb"\c"
x = ("one"
     """two
three""" f"{four}")
