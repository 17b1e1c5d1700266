"""Loaders for the public sets: Universal Dependencies, names, attribution. Each gives plain examples over pieces."""

import gzip
import json
import pathlib
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from lagebild.reading.labels import MENTION_TAGS
from lagebild.reading.pieces import BEGIN, END, Vocabulary
from train.network import ATTRIBUTION_TAGS

LONGEST = 160  # pieces of a training sentence; longer ones are left out


@dataclass
class Example:
    """One sentence: ids [P] with begin and end pieces, and whichever labels its set has (-100 or empty where it has none)."""

    ids: np.ndarray
    words: list[int] = field(default_factory=list)  # piece index of each word's first piece; word 0 is the begin piece
    tags: list[int] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    relations: list[int] = field(default_factory=list)
    mentions: np.ndarray | None = None  # [P]
    cues: list[int] = field(default_factory=list)  # piece index of each cue
    attributions: list[np.ndarray] = field(default_factory=list)  # one [P] for each cue


@dataclass
class Text:
    """Words joined to one text, with the piece range of each word."""

    ids: np.ndarray
    first: list[int]
    last: list[int]


def join(words: list[str], spaces: list[bool], vocabulary: Vocabulary) -> Text:
    """Cut `words` (each followed by a space or not) and find each word's first and last piece, counted with the begin piece."""
    text, ranges = "", []
    for word, space in zip(words, spaces, strict=True):
        ranges.append((len(text), len(text) + len(word)))
        text += word + (" " if space else "")
    cut = vocabulary.cut(text)
    first = [1 + int(np.searchsorted(cut.ends, a, "right")) for a, _ in ranges]
    last = [max(f, int(np.searchsorted(cut.starts, b, "left"))) for f, (_, b) in zip(first, ranges, strict=True)]
    return Text(np.array([BEGIN, *cut.ids, END]), first, last)


def universal_dependencies(path: pathlib.Path, vocabulary: Vocabulary, tags: dict, relations: dict) -> Iterator[Example]:
    """Tags and trees of one gzipped CoNLL-U file; `tags` and `relations` grow as labels appear."""
    for block in gzip.decompress(path.read_bytes()).decode().split("\n\n"):
        rows = [line.split("\t") for line in block.splitlines() if line and not line.startswith("#")]
        inside = {str(n) for r in rows if "-" in r[0] for n in range(*_both(r[0]))}
        surface = [r for r in rows if "." not in r[0] and r[0] not in inside]
        if not surface:
            continue
        text = join([r[1] for r in surface], ["SpaceAfter=No" not in r[9] for r in surface], vocabulary)
        if len(text.ids) > LONGEST:
            continue
        place = {}
        for index, row in enumerate(surface, start=1):
            for n in range(*_both(row[0])) if "-" in row[0] else [int(row[0])]:
                place[str(n)] = index
        by_id = {r[0]: r for r in rows}
        heads, tag_ids, relation_ids = [0], [-100], [-100]
        for index, row in enumerate(surface, start=1):
            own = row if "-" not in row[0] else next(
                (by_id[str(n)] for n in range(*_both(row[0])) if place.get(by_id[str(n)][6], 0) != index), row)
            heads.append(place.get(own[6], 0))
            tag_ids.append(tags.setdefault(own[3], len(tags)))
            relation_ids.append(relations.setdefault(own[7].split(":")[0], len(relations)))
        yield Example(text.ids, [0, *text.first], tag_ids, heads, relation_ids)


def _both(numbers: str) -> tuple[int, int]:
    a, b = numbers.split("-")
    return int(a), int(b) + 1


_TYPES = {
    "PER": "person", "ORG": "organisation", "LOC": "place", "Person": "person", "Organisation": "organisation", "Location": "place",
    "Weapon": "materiel", "MilitaryPlatform": "materiel", "Vehicle": "materiel",
}


def columns(path: pathlib.Path, vocabulary: Vocabulary) -> Iterator[Example]:
    """Names in column files (GermEval 2014, UNER): word in column 2, outer IOB tag in column 3; other types count as no name."""
    rows: list[list[str]] = []
    for line in [*path.read_text(encoding="utf8").splitlines(), ""]:
        if line.strip() and not line.startswith("#"):
            rows.append(line.split("\t"))
        elif rows:
            text = join([r[1] for r in rows], [True] * len(rows), vocabulary)
            if len(text.ids) <= LONGEST:
                yield Example(text.ids, mentions=_iob(text, [r[2] for r in rows]))
            rows = []


def _iob(text: Text, tags: list[str]) -> np.ndarray:
    labels = np.zeros(len(text.ids), np.int64)
    for tag, first, last in zip(tags, text.first, text.last, strict=True):
        kind = _TYPES.get(tag[2:].removesuffix("part"))
        if kind is not None and not tag.endswith("deriv"):
            labels[first : last + 1] = MENTION_TAGS.index(f"I-{kind}")
            if tag[0] == "B":
                labels[first] = MENTION_TAGS.index(f"B-{kind}")
    return labels


def re3d(folder: pathlib.Path, vocabulary: Vocabulary) -> Iterator[Example]:
    """Names, weapons and platforms of one re3d folder, by stretches between full stops."""
    found: dict[str, list[tuple[int, int, str]]] = {}
    for line in (folder / "entities.json").read_text(encoding="utf8").splitlines():
        if line.strip() and (row := json.loads(line))["type"] in _TYPES:
            found.setdefault(row["documentId"], []).append((row["begin"], row["end"], _TYPES[row["type"]]))
    for line in (folder / "documents.json").read_text(encoding="utf8").splitlines():
        if not line.strip():
            continue
        row = json.loads(line)
        text, spans = row["text"], found.get(row["_id"], [])
        start = 0
        while start < len(text):
            stop = text.find(". ", start)
            stop = len(text) if stop < 0 else stop + 1
            cut = vocabulary.cut(text, start, stop)
            if 3 < len(cut) < LONGEST:
                labels = np.zeros(len(cut) + 2, np.int64)
                for a, b, kind in spans:
                    inside = np.flatnonzero((cut.starts < b) & (cut.ends > a)) + 1
                    labels[inside] = MENTION_TAGS.index(f"I-{kind}")
                    labels[inside[:1]] = MENTION_TAGS.index(f"B-{kind}")
                yield Example(np.array([BEGIN, *cut.ids, END]), mentions=labels)
            start = stop


def attributions(path: pathlib.Path, vocabulary: Vocabulary) -> Iterator[Example]:
    """Cues of German parliamentary speeches with source, message and addressee (SpkAtt 2023), one sentence each."""
    with tarfile.open(path) as archive:
        for member in archive:
            if member.name.endswith(".json"):
                yield from _speech(json.load(archive.extractfile(member)), vocabulary)


def _speech(speech: dict, vocabulary: Vocabulary) -> Iterator[Example]:
    roles = {"Source": "source", "Message": "message", "Addr": "addressee"}
    for sentence in speech["Sentences"]:
        number, words = str(sentence["SentenceId"]), sentence["Tokens"]
        text = join(words, [True] * len(words), vocabulary)
        if len(text.ids) > LONGEST:
            continue
        example = Example(text.ids)
        for act in speech["Annotations"]:
            cue = [int(x.split(":")[1]) for x in act["Cue"] if x.split(":")[0] == number]
            if not cue:
                continue
            labels = np.zeros(len(text.ids), np.int64)
            for role, name in roles.items():
                before = None
                for index in sorted(int(x.split(":")[1]) for x in act[role] if x.split(":")[0] == number):
                    labels[text.first[index] : text.last[index] + 1] = ATTRIBUTION_TAGS.index(f"I-{name}")
                    if before != index - 1:
                        labels[text.first[index]] = ATTRIBUTION_TAGS.index(f"B-{name}")
                    before = index
            example.cues.append(text.first[cue[0]])
            example.attributions.append(labels)
        yield example
