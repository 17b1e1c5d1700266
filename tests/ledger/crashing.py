"""Kills a process that adds reports, again and again, and looks at what it left.

Run as a script: python -m tests.ledger.crashing ADDRESS --kills 300. Each life starts from a fork of this warm process, so that
kills fall among commits and not among imports.
"""

import argparse
import os
import random
import signal
import sys
import time
from collections.abc import Iterator

from lagebild.claims.capture import Capture
from lagebild.claims.claim import Claim
from lagebild.claims.report import Report
from lagebild.ledger import Ledger, open_ledger
from lagebild.ledger.words import document
from tests.ledger.samples import START, claim

#: Seconds that a life lasts, at most. Over 300 lives it makes about 2,000 reports here.
LONGEST_S = 0.6


def numbered(number: int) -> tuple[Report, Claim, bytes]:
    text = f"Bericht {number}. " + f"Deutschland hat am Tag {number} der Ukraine Haubitzen geliefert. " * 20
    source = Report.of(text, language="de", published=f"2025-{number % 12 + 1:02}-{number % 28 + 1:02}", source=f"{number}.txt")
    roles = {"supplier": ("Deutschland", "DE"), "recipient": ("Ukraine", "UA"), "object": ("Haubitzen", None)}
    return source, claim(source, "transfer", "geliefert", roles=roles), text.encode()


def live(address: str, start: int, batch: int, heard: int) -> None:
    """Adds reports from `start` on until it is killed, and writes the number of each commit's reports to the pipe `heard`."""
    with open_ledger(address) as ledger, ledger.writer(
        "child", batch=batch, on_commit=lambda events: _tell(heard, sum(event.kind == "report" for event in events))
    ) as writer:
        number = start
        while True:
            source, one, original = numbered(number)
            writer.add(source, [one], capture=Capture("file", START, f"{number}.txt"), original=original)
            number += 1


def _tell(heard: int, n_reports: int) -> None:
    os.write(heard, b"." * n_reports)


def lives(address: str, n_kills: int, seed: int) -> Iterator[int]:
    """Kills `n_kills` children one after the other; after each, how many reports have been acknowledged so far."""
    chance = random.Random(seed)  # noqa: S311, RUF100 - no secret
    acknowledged = 0
    for _ in range(n_kills):
        batch = chance.choice((1, 1, 2, 5))
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            try:
                live(address, acknowledged, batch, writing)
            finally:
                os._exit(1)
        os.close(writing)
        time.sleep(chance.uniform(0.01, LONGEST_S))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with os.fdopen(reading, "rb") as pipe:
            acknowledged += len(pipe.read())
        yield acknowledged


def check(ledger: Ledger, acknowledged: int, *, tables: bool) -> int:
    """Raises `AssertionError` unless every acknowledged report is there, and each report that is there is whole; the number
    of reports."""
    assert ledger.audit() == ()
    assert ledger.verify(tables=tables) == ()
    with ledger.view() as view:
        page, seen = view.reports(limit=500), 0
        while True:
            for kept in page.items:
                source, one, original = numbered(seen)
                assert kept.report == source
                assert view.original(kept.original or "") == original
                assert [mine.claim for mine in view.claims_of(source.id)] == [one]
                seen += 1
            if page.next is None:
                break
            page = view.reports(limit=500, after=page.next)
        assert seen >= acknowledged
        assert view.head()[0] == 2 * seen
    return seen


def run(address: str, n_kills: int, seed: int, every: int) -> tuple[int, int]:
    """Acknowledged and found reports after `n_kills` kills; checks after each `every` of them, and all at the end."""
    document("aufgewärmt", "de")
    open_ledger(address).close()
    acknowledged = 0
    for number, acknowledged in enumerate(lives(address, n_kills, seed), start=1):
        if number % every == 0:
            with open_ledger(address) as ledger:
                check(ledger, acknowledged, tables=False)
    with open_ledger(address) as ledger:
        return acknowledged, check(ledger, acknowledged, tables=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address")
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--every", type=int, default=25)
    given = parser.parse_args()
    acknowledged, found = run(given.address, given.kills, given.seed, given.every)
    sys.stdout.write(f"{given.kills} kills: {acknowledged} reports acknowledged, {found} found and whole, audit and verify clean\n")


if __name__ == "__main__":
    main()
