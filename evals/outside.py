"""Claims read where there are none: real German and English sentences out of remit, kept from training (`train/outside.py`).

`python -m evals.outside DATA` with the folder of public sets prints how many claims the reader makes up in a hundred such sentences, each read
as a report of its own, by language and type; it fails above the ceiling. A sentence counts as out of remit by its words, so a few
of the claims may be right.
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
CEILINGS = {"de": 20.5, "en": 20.5}


def made_up(reader: ModelReader, texts: list[tuple[str, str]]) -> dict[str, tuple[int, Counter[str]]]:
    """For each language the number of sentences and the claims read in them by type."""
    found: dict[str, tuple[int, Counter[str]]] = {}
    for language, text in texts:
        n, types = found.get(language, (0, Counter()))
        report = Report.of(text, language=language)
        types.update(claim.type for claim in reader.read(report, sentences(report.text, language)))
        found[language] = n + 1, types
    return found


def main(arguments: list[str]) -> int:
    """Print the table; 1 above a ceiling."""
    options = argparse.ArgumentParser(prog="python -m evals.outside", description=__doc__)
    options.add_argument("data", type=pathlib.Path)
    options.add_argument("--model", type=pathlib.Path, default=BUILT_IN)
    chosen = options.parse_args(arguments)
    held = [row for row in outside.sentences(chosen.data) if outside.is_held_out(row[1])]
    failed = False
    for language, (n, types) in made_up(ModelReader(chosen.model), held).items():
        share = 100 * types.total() / n
        failed |= share > CEILINGS[language]
        print(f"{language}  {n} sentences  {types.total()} claims  {share:.1f} in a hundred (at most {CEILINGS[language]})  {dict(types)}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
