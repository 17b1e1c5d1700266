"""Times in German news (KRAUTS, Dolomiten-100) and in German history articles (WikiWarsDE): ours beside HeidelTime's.

`python -m evals.times FOLDER` with the folder that holds `krauts/Dolomiten-100`, `krauts/Dolomiten-100_Heideltime` and `wikiwars`.
Metrics as in TempEval-3: *strict* is F1 of expressions with exactly the annotated edges, *relaxed* of those that overlap an annotated one,
*value* of those that overlap one and have its value. The creation time is not counted. *Calendar dates* are those of type DATE with a
calendar value, which date a claim; *everything* adds durations, recurrences, times of day and words like "derzeit".

News is read against its day, a history article as a narrative, whose dates without a year take the year named last.
"""

import argparse
import pathlib
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import cast

from lagebild.reading.durations import Kind
from lagebild.reading.timex import Timex, expressions

#: F1 that is the least allowed, by row and measure: one point below what was measured when the floor was set.
FLOORS = {
    ("Dolomiten-100, everything, ours", "strict"): 77.8,
    ("Dolomiten-100, everything, ours", "value"): 73.8,
    ("Dolomiten-100, calendar dates, ours", "strict"): 81.8,
    ("Dolomiten-100, calendar dates, ours", "value"): 80.5,
    ("WikiWarsDE, everything, ours", "value"): 77.5,
    ("WikiWarsDE, calendar dates, ours", "value"): 84.0,
}
_TAG = re.compile(r"<TIMEX[23]([^>]*)>(.*?)</TIMEX[23]>", re.DOTALL)
_CALENDAR = re.compile(r"\d{2,4}(?:$|-)")


def annotated(text: str) -> tuple[str, list[Timex]]:
    """The bare text of an annotated one, and its expressions; of nested ones the inner."""
    found: list[Timex] = []
    bare, at = "", 0
    for match in _TAG.finditer(text):
        bare += _plain(text[at : match.start()])
        start, inner = len(bare), _plain(match[2])
        bare += inner
        value = re.search(r'\bval(?:ue)?="([^"]*)"', match[1])
        type_ = re.search(r'\btype="([^"]*)"', match[1])
        if value is not None and inner.strip():
            found.append(Timex(start, len(bare), cast(Kind, type_[1] if type_ else _type(value[1])), value[1].strip()))
        at = match.end()
    return bare + _plain(text[at:]), found


def _plain(text: str) -> str:
    return re.sub(r"<[^>]*>", "", text)


def _type(value: str) -> str:
    return "DURATION" if value.startswith("P") and not value.endswith("_REF") else "TIME" if "T" in value[4:] else "DATE"


def count(gold: Sequence[Timex], found: Sequence[Timex], n: Counter[str]) -> None:
    """Adds one text's strict, relaxed and value matches; each expression is used once."""
    n["wanted"] += len(gold)
    n["found"] += len(found)
    left = list(found)
    for one in gold:
        hits = [other for other in left if other.start < one.end and one.start < other.end]
        if hits:
            best = max(hits, key=lambda other: ((other.start, other.end) == (one.start, one.end), other.value == one.value))
            left.remove(best)
            n["relaxed"] += 1
            n["strict"] += (best.start, best.end) == (one.start, one.end)
            n["value"] += best.value == one.value


def f1(n: Counter[str], name: str) -> float:
    """F1 (0 to 100)."""
    return round(200 * n[name] / max(1, n["wanted"] + n["found"]), 1)


def dated(found: Sequence[Timex]) -> list[Timex]:
    """Those of type DATE that have a day, month, year or the like."""
    return [one for one in found if one.type == "DATE" and _CALENDAR.match(one.value)]


def krauts(folder: pathlib.Path) -> Iterator[tuple[Sequence[Timex], Sequence[Timex], Sequence[Timex]]]:
    """Annotated expressions, ours and HeidelTime's of each text."""
    for path in sorted((folder / "Dolomiten-100").glob("*.tml")):
        source = path.read_text(encoding="utf8")
        dct = re.search(r'value="([^"]*)"[^>]*CREATION_TIME', source)
        text, gold = annotated(_body(source))
        peer_text, theirs = annotated(_body((folder / "Dolomiten-100_Heideltime" / path.name).read_text(encoding="utf8")))
        if text != peer_text:
            print(f"{path.name}: the texts differ, left out")
            continue
        yield gold, expressions(text, "de", dct[1][:10] if dct else None), theirs


def wikiwars(folder: pathlib.Path) -> Iterator[tuple[Sequence[Timex], Sequence[Timex]]]:
    """Annotated expressions and ours of each article."""
    for path in sorted(folder.glob("*.xml")):
        text, gold = annotated(_body(path.read_text(encoding="utf8")))
        yield gold, expressions(text, "de", narrative=True)


def _body(source: str) -> str:
    match = re.search(r"<TEXT>(.*?)</TEXT>", source, re.DOTALL)
    return match[1] if match else source


def measure(folder: pathlib.Path) -> dict[str, Counter[str]]:
    """Counts by row of the table."""
    rows: dict[str, Counter[str]] = {}
    for gold, mine, theirs in krauts(folder / "krauts"):
        for name, found in (("ours", mine), ("HeidelTime", theirs)):
            count(gold, found, rows.setdefault(f"Dolomiten-100, everything, {name}", Counter()))
            count(dated(gold), dated(found), rows.setdefault(f"Dolomiten-100, calendar dates, {name}", Counter()))
    for gold, mine in wikiwars(folder / "wikiwars"):
        count(gold, mine, rows.setdefault("WikiWarsDE, everything, ours", Counter()))
        count(dated(gold), dated(mine), rows.setdefault("WikiWarsDE, calendar dates, ours", Counter()))
    return rows


def main(arguments: list[str]) -> int:
    """Print the table; 1 if a figure lies below its floor."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=pathlib.Path)
    rows = measure(options.parse_args(arguments).folder)
    print(f"{'':46}{'annotated':>10}{'found':>7}{'strict':>8}{'relaxed':>9}{'value':>7}")
    for name, n in rows.items():
        print(f"{name:46}{n['wanted']:>10}{n['found']:>7}{f1(n, 'strict'):>8}{f1(n, 'relaxed'):>9}{f1(n, 'value'):>7}")
    fallen = [f"{name}: {measure_} below {floor}" for (name, measure_), floor in FLOORS.items() if f1(rows[name], measure_) < floor]
    print("\n".join(fallen) or "no figure below its floor")
    return int(bool(fallen))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
