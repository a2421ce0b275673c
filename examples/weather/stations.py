"""Stations and their readings."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

# Degrees Celsius; -99.9 is how the loggers write "no value".
MISSING = -99.9

SAMPLE = """\
station,day,low,high
Zürich,2026-01-14,-3.5,2.0
Zürich,2026-01-15,-99.9,1.5
Davos,2026-01-14,-14.0,-6.5
Davos,2026-01-15,-17.25,-7.0
Lugano,2026-01-14,1.0,9.5
Lugano,2026-01-15,2.5,11.0
"""


@dataclass(frozen=True)
class Reading:
    day: date
    low: float | None
    high: float | None

    @property
    def range(self) -> float | None:
        """Span of the day, if both ends are known."""
        if self.low is None or self.high is None:
            return None
        return self.high - self.low


@dataclass
class Station:
    name: str
    readings: list[Reading] = field(default_factory=list)

    def lows(self) -> Iterator[float]:
        yield from (r.low for r in self.readings if r.low is not None)


def number(text: str, *, missing: float = MISSING) -> float | None:
    value = float(text)
    return None if value == missing else value


def read(text: str = SAMPLE) -> dict[str, Station]:
    stations: dict[str, Station] = {}
    for row in csv.DictReader(io.StringIO(text)):
        station = stations.setdefault(row["station"], Station(row["station"]))
        station.readings.append(
            Reading(
                day=date.fromisoformat(row["day"]),
                low=number(row["low"]),  # may be missing
                high=number(row["high"]),
            )
        )
    return stations
