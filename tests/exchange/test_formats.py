"""The formats are listed, documented and written in constant memory."""

import re
import tracemalloc
from dataclasses import replace
from pathlib import Path

import pytest

from lagebild.claims.claim import Claim
from lagebild.claims.ids import claim_id
from lagebild.claims.report import Report
from lagebild.claims.span import Span
from lagebild.exchange.claim_table import COLUMNS
from lagebild.exchange.formats import FORMATS
from lagebild.exchange.plover import COLUMNS as EVENT_COLUMNS
from lagebild.exchange.plover import rules
from lagebild.ledger import Ledger
from tests.exchange.ledgers import fill, opened
from tests.ledger.samples import claim

DOC = (Path(__file__).parents[2] / "docs" / "exports.md").read_text(encoding="utf8")


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_writes_and_is_documented(name: str, ledger: Ledger) -> None:
    """Text in chunks, the same at each call; the documentation has its name and ending."""
    fill(ledger)
    one = FORMATS[name]
    with ledger.view() as view:
        text = "".join(one.lines(view, one.wanted))
        assert text
        assert text == "".join(one.lines(view, one.wanted))
    assert f"| `{name}` | `{one.suffix}` |" in DOC


def test_every_column_is_documented() -> None:
    """Names with their meanings as the code has them."""
    missing = [column.name for column in COLUMNS if f"| `{column.name}` | {column.meaning} |" not in DOC]
    missing += [name for name in EVENT_COLUMNS if f"`{name}`" not in DOC]
    assert not missing


def test_the_mapping_to_plover_is_documented() -> None:
    """Each rule of the table stands in the documentation, in its order."""
    listed = [f"| {rule.type}{f', {rule.when}' if rule.when else ''} | {', '.join(rule.status)} | {rule.event} |" for rule in rules()]
    places = [DOC.find(line) for line in listed]
    assert -1 not in places
    assert places == sorted(places)
    assert len(re.findall(r"^\| \w+(?:, \w+)? \| [\w, ]+ \| [A-Z]+ \|", DOC, re.MULTILINE)) == len(listed)


def crowd(number: int) -> tuple[Report, list[Claim]]:
    """A report with ten claims."""
    source = Report.of("".join(f"Nordkorea hat Trupp {number}-{part:02} entsandt. " for part in range(10)))
    length = len(source.text) // 10
    one = claim(source)
    claims = []
    for start in range(0, 10 * length, length):
        trigger = Span.of(source.text, start + one.trigger.start, start + one.trigger.end)
        evidence = Span.of(source.text, start, start + length)
        id = claim_id(source.id, one.type, (trigger.start, trigger.end), 0, "model")
        claims.append(replace(one, id=id, evidence=evidence, trigger=trigger))
    return source, claims


def test_memory_does_not_grow_with_the_ledger(tmp_path: Path) -> None:
    """With twice as many claims, of which two pages of 500 are in memory, or 200 events, the peak stays where it was.

    The formats that are left out take their claims from the same pages.
    """
    peaks: dict[str, list[int]] = {"csv": [], "jsonl": [], "ftm": []}
    with opened("sqlite", tmp_path) as ledger:
        for start in (110, 220):
            with ledger.writer("tester") as writer:
                for number in range(start, start + 110):
                    writer.add(*crowd(number), original=b"%d" % number)
            with ledger.view() as view:
                for name in peaks:
                    one = FORMATS[name]
                    next(one.lines(view, one.wanted))
                    tracemalloc.start()
                    for _ in one.lines(view, one.wanted):
                        pass
                    peaks[name].append(tracemalloc.get_traced_memory()[1])
                    tracemalloc.stop()
    assert all(after < 1.15 * before for before, after in peaks.values()), peaks
