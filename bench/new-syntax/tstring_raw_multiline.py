rt"\d+ {pattern}"
TR"\n{a}"
query = t"""
    SELECT *
    FROM {table}  -- not a comment of Python: # nor this
    WHERE id = {
        user_id  # but this is one
    }
"""
nested = t"{t"{t"{deep}"}"}"
mixed = t"{f"{x!r}"}" t'{"q"}'
