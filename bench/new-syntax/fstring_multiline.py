value = f"{
    x
    + y  # a comment inside
    - z
}"
table = f"""
{a:>10} {b:<{width}}
{
    sum(
        n for n in numbers
    )
:,}
"""
f"{x:%Y-%m-%d %H:%M}"
f"{(lambda q: q * 2)(3)}"
f"{x:{'>'}{10}}"
