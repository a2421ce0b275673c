# PEP 758 (3.14)
try:
    risky()
except ValueError, TypeError:
    pass
except OSError, :
    pass
try:
    risky()
except* ValueError, KeyError:
    handle()
try:
    risky()
except (ValueError, TypeError) as error:
    log(error)
