"""Floats that are written out in texts, such as what a program prints."""
import re

# With a point or an exponent, not within a word or a longer number (a version, a date).
FLOAT = re.compile(r"(?<![\w.])[-+]?(?:\d+\.\d*|\.\d+|\d+(?=[eE]))(?:[eE][-+]?\d+)?(?![\w.])")


def same_but_for_floats(left, right, tolerance):
    """Whether two texts are equal but for floats that are near each other: by a part of the larger, and as far as digits are shown."""
    one, other = FLOAT.findall(left), FLOAT.findall(right)
    if len(one) != len(other) or one == other:
        return False
    # Columns of numbers are as wide as their longest.
    if [part.split() for part in FLOAT.split(left)] != [part.split() for part in FLOAT.split(right)]:
        return False
    return all(a == b or abs(float(a) - float(b)) <= tolerance * max(abs(float(a)), abs(float(b))) + _last_digit(a, b) for a, b in zip(one, other))


def _last_digit(*texts):
    """What one more in the last digit is worth, of the number that is written with fewer. Numbers of 15 digits and more are written out."""
    worth = 0.0
    for text in texts:
        digits, _, exponent = text.lower().partition("e")
        whole, _, fraction = digits.lstrip("+-").partition(".")
        if len((whole + fraction).lstrip("0")) < 15:
            worth = max(worth, 10.0 ** (int(exponent or 0) - len(fraction)))
    return worth
