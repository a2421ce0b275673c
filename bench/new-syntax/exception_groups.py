# PEP 654 (3.11)
try:
    run()
except* ValueError as group:
    print(group.exceptions)
except* (TypeError, KeyError):
    pass
else:
    ok()
finally:
    done()
try: a
except *E: b
