"""The differential verifier: what passes have rewritten, against what stood there, on generated and captured inputs.

    units(original, optimised)      what differs between two texts of a program, as things that can be run
    check(unit, …)                  runs both forms of a unit on many inputs and compares everything that can be seen
    demonstrate(…)                  one input again: what the scripts of counterexamples call

`docs/VERIFY.md` says what is generated and compared.
"""
from noodle_rt.verify.outcome import Side, differ
from noodle_rt.verify.units import units


def demonstrate(original, optimised, entry, inputs, exactness="exact"):
    """Runs both forms on the inputs; raises `AssertionError` when they can be told apart.

    original, optimised: texts of modules; entry: qualified name of a function, or `None` for the text as a whole
    inputs: lines that make the inputs, as text
    """
    found = differ(Side(original, entry), Side(optimised, entry), inputs, exactness)
    assert found is None, str(found)
    print("no difference")


__all__ = ["demonstrate", "units"]
