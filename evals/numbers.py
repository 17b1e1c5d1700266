"""Amounts and dates in single sentences: the cases of Microsoft's Recognizers-Text (MIT), German and English.

`python -m evals.numbers FOLDER` with the folder of its `German-*.json` and `English-*.json`. Metrics: *value* is F1 of numbers that stand at
an overlapping place and have the same value (within a thousandth); *cases* is the share of sentences in which everything is right and
nothing more is found. For ranges the bounds of the amount are asked, for dates (type date, one value) the day.

The cases ask for every number; reading asks for amounts that count something in a report, and leaves out on purpose ordinals, years,
designations, clock times and house numbers. Ordinals, relative numbers, fractions and powers of the cases are left out here (whole sentences that hold one, too, where it is asked
for plain numbers), the rest counts against us.
"""

import argparse
import json
import pathlib
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from lagebild.claims.quantity import Quantity
from lagebild.reading.dates import find_times, moment_of
from lagebild.reading.numbers import numbers
from lagebild.reading.quantities import quantity_of

#: Value F1 that is the least allowed, by row of the table: one point below what was measured when the floor was set.
FLOORS = {
    "German Number": 80.5, "German Percent": 99.0, "German Currency": 73.6, "German Dimension": 88.5, "English Number": 52.0,
    "English Percent": 89.9, "English Currency": 73.7, "English Dimension": 71.1,
}  # fmt: skip

#: Kinds whose cases do not ask for the sentence's other numbers, which are then not held against us.
_ASKED_ALONE = frozenset({"Percent", "Currency", "Dimension"})


@dataclass(frozen=True)
class Found:
    """A value at code points [start, end)."""

    start: int
    end: int
    value: object


def cases(folder: pathlib.Path, name: str) -> list[dict]:
    """The cases of one file, none where it is not there."""
    path = folder / f"{name}Model.json"
    return json.loads(path.read_text(encoding="utf-8-sig")) if path.exists() else []


def wanted(case: dict, value_of: Callable[[dict], object]) -> Iterator[Found]:
    """What a case expects; values that `value_of` leaves out (None) are not asked."""
    for result in case.get("Results", []):
        value = value_of(result)
        start = result.get("Start")
        if value is not None and start is not None:
            yield Found(start, result.get("End", start) + 1, value)


def plain_value(result: dict) -> float | None:
    """The number of a result; None for ordinals, relative numbers, fractions ("one over three"), powers, and what has no number."""
    resolution = result.get("Resolution") or {}
    if resolution.get("subtype") in ("fraction", "power") or "ordinal" in str(resolution.get("subtype", "")) or "ordinal" in result.get("TypeName", "") or "value" not in resolution:
        return None
    try:
        return float(str(resolution["value"]).rstrip("%").replace(",", "."))
    except ValueError:
        return None


def bounds_value(result: dict) -> tuple[float | None, float | None] | None:
    """The bounds of a range "[3,10)", the edges themselves not told apart."""
    match = re.fullmatch(r"[\[(]([^,]*),([^,]*)[\])]", str((result.get("Resolution") or {}).get("value", "")))
    if match is None:
        return None
    low, high = (float(part) if part.strip() else None for part in match.groups())
    return low, high


def day_value(result: dict) -> str | None:
    """The day of a date that has just one value."""
    values = (result.get("Resolution") or {}).get("values", [])
    days = {value.get("value") for value in values if value.get("type") == "date"}
    return str(days.pop()) if result.get("TypeName", "").endswith(".date") and len(days) == 1 else None


def found_numbers(case: dict, language: str) -> list[Found]:
    """The numbers that reading finds."""
    return [Found(number.start, number.end, float(number.value)) for number in numbers(case["Input"], language)]


def found_bounds(case: dict, language: str) -> list[Found]:
    """The amount that reading takes from the whole sentence; exact ones are no range."""
    quantity: Quantity | None = quantity_of(case["Input"], language, "object")
    if quantity is None or quantity.form in ("exact", "about", "vague"):
        return []
    return [Found(0, len(case["Input"]), (quantity.low, quantity.high))]


def found_days(case: dict, language: str) -> list[Found]:
    """The days that reading finds, counted from the case's own reference day."""
    day = str((case.get("Context") or {}).get("ReferenceDateTime", ""))[:10] or None
    found = []
    for start, end in find_times(case["Input"], language):
        edtf, _ = moment_of(case["Input"][start:end], language, day)
        if edtf is not None and re.fullmatch(r"\d{4}-\d\d-\d\d", edtf):
            found.append(Found(start, end, edtf))
    return found


def count(gold: Sequence[Found], found: Sequence[Found], n: Counter[str]) -> None:
    """Adds one sentence; each value is used once."""
    left = list(found)
    right = 0
    for one in gold:
        hit = next((other for other in left if other.start < one.end and one.start < other.end and _same(one.value, other.value)), None)
        if hit is not None:
            left.remove(hit)
            right += 1
    n["cases"] += 1
    n["wanted"] += len(gold)
    n["found"] += len(found)
    n["right"] += right
    n["whole"] += right == len(gold) and not left


def _same(a: object, b: object) -> bool:
    if isinstance(a, tuple) and isinstance(b, tuple):
        return all(_same(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, float | int) and isinstance(b, float | int):
        return abs(a - b) <= 0.001 * max(abs(a), abs(b))
    return a == b


def measure(folder: pathlib.Path) -> dict[str, Counter[str]]:
    """Counts by row of the table."""
    rows: dict[str, Counter[str]] = {}
    kinds: list[tuple[str, Callable[[dict], object], Callable[[dict, str], list[Found]]]] = [
        *((kind, plain_value, found_numbers) for kind in ("Number", "Percent", "Currency", "Dimension")),
        ("NumberRange", bounds_value, found_bounds), ("DateTime", day_value, found_days),
    ]
    for name, language in (("German", "de"), ("English", "en")):
        for kind, value_of, finder in kinds:
            for case in cases(folder, f"{name}-{kind}"):
                gold = list(wanted(case, value_of))
                if kind == "Number" and len(gold) < len(case.get("Results", [])):
                    continue
                if gold or (kind in ("Number", "NumberRange") and not case.get("Results")):
                    found = finder(case, language)
                    if kind in _ASKED_ALONE:
                        found = [one for one in found if any(one.start < other.end and other.start < one.end for other in gold)]
                    count(gold, found, rows.setdefault(f"{name} {kind}", Counter()))
    return rows


def main(arguments: list[str]) -> int:
    """Print the table; the number of figures below their floors."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=pathlib.Path)
    rows = measure(options.parse_args(arguments).folder)
    print(f"{'':22}{'cases':>7}{'values':>8}{'found':>7}{'P':>7}{'R':>7}{'value F1':>10}{'cases right':>13}")
    below = 0
    for name, n in rows.items():
        precision, recall = (round(100 * n["right"] / max(1, n[of]), 1) for of in ("found", "wanted"))
        figure = round(200 * n["right"] / max(1, n["wanted"] + n["found"]), 1)
        low = figure < FLOORS.get(name, 0.0)
        below += low
        share = round(100 * n["whole"] / max(1, n["cases"]), 1)
        mark = f"  below its floor {FLOORS[name]}" if low else ""
        print(f"{name:22}{n['cases']:>7}{n['wanted']:>8}{n['found']:>7}{precision:>7}{recall:>7}{figure:>10}{share:>13}{mark}")
    return below


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
