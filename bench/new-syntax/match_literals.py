# PEP 634 (3.10)
match command:
    case 0 | -1 | 1.5 | -2.5e3:
        pass
    case 1 + 2j | -1 - 2J | 3j:
        pass
    case "text" | 'it' "joined" | b"bytes" | r"\raw":
        pass
    case None | True | False:
        pass
    case 0xFF | 0o17 | 0b1 | 1_000:
        pass
    case _:
        pass
