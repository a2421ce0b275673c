#!/usr/bin/env python3
"""Prints a report of winter temperatures: python main.py [STATION ...]"""

import sys
from statistics import fmean

import stations as source


def describe(station: source.Station) -> str:
    lows = list(station.lows())
    match lows:
        case []:
            return f"{station.name:<8} no readings"
        case [only]:
            return f"{station.name:<8} {only:+.1f} °C on the only night"
        case [first, *_, last] if last < first:
            trend = "falling"
        case _:
            trend = "rising"
    return f"{station.name:<8} {fmean(lows):+.2f} °C on average, {trend}"


def main(argv: list[str]) -> int:
    known = source.read()
    names = argv or sorted(known)
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"unknown: {', '.join(unknown)}", file=sys.stderr)
        return 1
    for name in names:
        print(describe(known[name]))
    spans = {n: [r.range for r in s.readings if r.range is not None] for n, s in known.items()}
    widest = max(spans, key=lambda n: max(spans[n], default=0.0))
    print(f"{widest=!s}, {max(spans[widest]):.1f} K")
    return 0 if all(spans.values()) and not unknown else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
