"""Claims read where there are none: real German and English sentences out of remit, kept from training (`train/outside.py`).

`python -m evals.outside DATA` with the folder of public sets prints how many claims the reader makes up in a hundred such sentences, each read
as a report of its own, by language and type; it fails above the ceiling. A sentence counts as out of remit by its words, so a few
of the claims may be right.

`--news FILE` (lines of "category;text", such as the test part of 10kGNAD, Austrian news) prints the claims in a thousand words of each category:
most articles on sports or business hold none, but some do, so these figures have no ceiling.
"""

import argparse
import pathlib
import sys
from collections import Counter

from lagebild.claims.report import Report
from lagebild.reading.reader import BUILT_IN, ModelReader
from lagebild.reports import sentences
from train import outside

#: Claims in a hundred sentences that are the most allowed.
CEILINGS = {"de": 4.0, "en": 4.5}


def made_up(reader: ModelReader, texts: list[tuple[str, str]]) -> dict[str, tuple[int, Counter[str]]]:
    """For each language the number of sentences and the claims read in them by type."""
    found: dict[str, tuple[int, Counter[str]]] = {}
    for language, text in texts:
        n, types = found.get(language, (0, Counter()))
        report = Report.of(text, language=language)
        types.update(claim.type for claim in reader.read(report, sentences(report.text, language)))
        found[language] = n + 1, types
    return found


def by_category(reader: ModelReader, lines: list[str]) -> dict[str, tuple[int, int, int]]:
    """For each category the number of articles, of words, and of claims read in them."""
    found: dict[str, tuple[int, int, int]] = {}
    for line in lines:
        category, _, text = line.partition(";")
        report = Report.of(text.strip().strip("'"), language="de")
        n, words, claims = found.get(category, (0, 0, 0))
        n_claims = len(reader.read(report, sentences(report.text, "de")))
        found[category] = n + 1, words + len(report.text.split()), claims + n_claims
    return found


def main(arguments: list[str]) -> int:
    """Print the table; 1 above a ceiling."""
    options = argparse.ArgumentParser(prog="python -m evals.outside", description=__doc__)
    options.add_argument("data", type=pathlib.Path)
    options.add_argument("--model", type=pathlib.Path, default=BUILT_IN)
    options.add_argument("--news", type=pathlib.Path)
    chosen = options.parse_args(arguments)
    reader = ModelReader(chosen.model)
    if chosen.news:
        for category, (n, words, claims) in by_category(reader, chosen.news.read_text(encoding="utf8").splitlines()).items():
            print(f"{category:14}{n:>5} articles {claims:>6} claims {1000 * claims / words:>6.1f} in a thousand words")
    held = [row for row in outside.sentences(chosen.data) if outside.is_held_out(row[1])]
    failed = False
    for language, (n, types) in made_up(reader, held).items():
        share = 100 * types.total() / n
        failed |= share > CEILINGS[language]
        print(f"{language}  {n} sentences  {types.total()} claims  {share:.1f} in a hundred (at most {CEILINGS[language]})  {dict(types)}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
