"""How well a reader agrees with reports that somebody annotated: each is read anew, and what is found is held against it."""

import pathlib
from collections import Counter
from dataclasses import dataclass, field

from lagebild.claims.report import Fault
from lagebild.pipeline.readers import Readers
from lagebild.pipeline.reading import read_one
from lagebild.reading.gold import BadLine, GoldReport, read_gold
from lagebild.reading.scoring import Counts, compare


@dataclass(slots=True)
class Evaluation:
    """Counts by language of the report ("?" where none is told), what could not be read, and the lines of gold that are no use."""

    counts: dict[str, Counts] = field(default_factory=dict)
    n_reports: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    bad_lines: list[BadLine] = field(default_factory=list)

    def whole(self) -> Counts:
        """The counts of all languages together."""
        total = Counts()
        for counts in self.counts.values():
            total.n.update(counts.n)
            for type_, n in counts.by_type.items():
                total.by_type.setdefault(type_, Counter()).update(n)
        return total


def evaluate(path: pathlib.Path, readers: Readers, *, n_threads: int = 1, split: str | None = None) -> Evaluation:
    """Reads every annotated report of `path` (with `split`, those that name it) as in use, sentences told anew, and counts.

    Raises OSError where the gold cannot be opened, ModelUnusable.
    """
    found = Evaluation()
    for one in read_gold(path):
        if isinstance(one, BadLine):
            found.bad_lines.append(one)
        elif split is None or one.split == split:
            _count(one, readers, n_threads, found)
    return found


def _count(gold: GoldReport, readers: Readers, n_threads: int, found: Evaluation) -> None:
    language = gold.report.language or "?"
    reading = read_one(gold.report, n_threads, readers)
    found.faults.extend(reading.faults)
    found.n_reports[language] = found.n_reports.get(language, 0) + 1
    compare(gold.claims, reading.claims, found.counts.setdefault(language, Counts()))
