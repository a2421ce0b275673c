{}
{"a": 1}
{a: 1, b.c: 2, (d, e): 3, f(): 4, **g}
{1: 2, -1: 3, 1.5: 4, None: 5, True: 6, ...: 7, b"x": 8, f"{y}": 9}
{a if b else c: d if e else f}
{lambda: 0: lambda: 1}
{not a: not b, -a: +b}
{x: y for x in z}
{**a, **b}
{"k": v, }
{
    "first": 1,  # one
    # alone

    "second": {
        "deep": [
            1, 2,
        ],
    },
}
