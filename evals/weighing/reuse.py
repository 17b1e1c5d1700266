"""Text reuse on real texts: recall by kind of copy at the precision of all links, and translations by anchors.

Texts come from `../shared/data/measure/quotes_de.tar.gz` (German news, for measuring only) and, as the crowd that links must be told
from, from UD German; nothing of them is kept. Copies are made by the design note's recipe: verbatim, cut by 40%, 20% and 40% of the words
replaced by words of other texts, one sentence quoted, half embedded in another text. Translations are parallel PUD sentences in blocks.
"""

import gzip
import json
import pathlib
import random
import tarfile
from collections.abc import Iterable

from lagebild.weighing.reuse import Texts

KINDS = ("verbatim", "cut 40%", "rewritten 20%", "rewritten 40%", "one quote", "half embedded")
N_SENTENCES = 6


def german_texts(data: pathlib.Path) -> list[str]:
    """News texts and blocks of UD sentences of about 150 words."""
    texts = []
    with tarfile.open(data / "measure" / "quotes_de.tar.gz") as archive:
        for member in sorted(archive.getnames()):
            file = archive.extractfile(member) if member.endswith(".json") else None
            if file is not None:
                texts.append(json.load(file)["originalText"])
    words = [text.split() for text in texts]
    blocks = [" ".join(part[at : at + 150]) for part in words for at in range(0, max(1, len(part) - 100), 150)]
    for path in sorted((data / "ud").glob("de_*")):
        sentences = ud_sentences(path)
        blocks += [" ".join(sentences[at : at + 9]) for at in range(0, len(sentences), 9)]
    return [block for block in blocks if len(block.split()) >= 60]


def ud_sentences(path: pathlib.Path) -> list[str]:
    """The sentences of a treebank."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf8") as lines:
        return [line[9:].strip() for line in lines if line.startswith("# text = ")]


def copied(rng: random.Random, text: str, other: str, crowd: Iterable[str], kind: str) -> str:
    """A copy of `text`; `other` is the text around what is taken over."""
    words, foreign = text.split(), " ".join(crowd).split()
    if kind == "verbatim":
        return text
    if kind == "cut 40%":
        return " ".join(words[: int(len(words) * 0.6)])
    if kind.startswith("rewritten"):
        share = int(kind[10:12]) / 100
        return " ".join(rng.choice(foreign) if rng.random() < share else word for word in words)
    around = other.split()
    middle = len(around) // 2
    if kind == "one quote":
        at = rng.randrange(max(1, len(words) - 18))
        return " ".join([*around[:middle], "„" + " ".join(words[at : at + 18]) + "“", *around[middle:]])
    at = rng.randrange(max(1, len(words) // 2))
    return " ".join([*around[:middle], *words[at : at + len(words) // 2], *around[middle:]])


def copies(data: pathlib.Path, seed: int, n_each: int = 60) -> dict[str, float]:
    """Recall by kind, and the precision of all links."""
    rng = random.Random(seed)
    crowd = german_texts(data)
    rng.shuffle(crowd)
    n = min(n_each * len(KINDS), len(crowd) // 3)
    sources, around, rest = crowd[:n], crowd[n : 2 * n], crowd[2 * n :]
    made = [(at, KINDS[at % len(KINDS)]) for at in range(n)]
    texts = [*sources, *rest, *(copied(rng, sources[at], around[at], rng.sample(rest, 3), kind) for at, kind in made)]
    index = Texts(texts.__getitem__)
    start = len(sources) + len(rest)
    links = {report: {link.other for link in index.add(report, "de", 1) if link.kind != "anchors"} for report in range(len(texts))}
    hits = {kind: [at in links[start + number] for number, (at, its) in enumerate(made) if its == kind] for kind in KINDS}
    right = sum(at in links[start + number] for number, (at, _) in enumerate(made))
    found = sum(len(others) for report, others in links.items() if report >= start)
    before = sum(len(others) for report, others in links.items() if report < start)
    figures = {f"recall {kind}": sum(found) / len(found) for kind, found in hits.items()}
    return figures | {"precision": right / max(1, found), "links among unrelated texts": float(before), "n texts": float(len(texts))}


def translations(data: pathlib.Path, one: str, other: str, n_sentences: int = N_SENTENCES) -> tuple[float, int]:
    """How often the best partner by anchors of a block of sentences in `other` is the same block in `one`, and how many blocks."""
    mine, theirs = _blocks(data, one, n_sentences), _blocks(data, other, n_sentences)
    n = min(len(mine), len(theirs))
    texts = [*mine[:n], *theirs[:n]]
    index = Texts(texts.__getitem__)
    for report in range(n):
        index.add(report, one, 1)
    hits = 0
    for report in range(n, 2 * n):
        best = next((link.other for link in index.add(report, other, 1) if link.kind == "anchors" and link.other < n), None)
        hits += best == report - n
    return hits / max(1, n), n


def _blocks(data: pathlib.Path, language: str, n_sentences: int) -> list[str]:
    path = next((data / "names" / "uner_pud" / language).glob("*.iob2"))
    sentences = ud_sentences(path)
    return [" ".join(sentences[at : at + n_sentences]) for at in range(0, len(sentences), n_sentences)]
