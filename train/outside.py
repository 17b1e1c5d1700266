"""Real sentences out of remit, as examples that hold no act: people drop whole newspapers into the reader, not only what concerns arms.

Taken from the public sets of the stages before (German and English treebanks, names, speeches). A sentence that may be in remit by one of
its words (`outside.toml`) is left out, so what remains is no judgement about single sentences. A tenth is kept for measuring.
"""

import gzip
import hashlib
import json
import pathlib
import re
import tarfile
import tomllib
from collections.abc import Iterator

_TREES = {"de": ("de_gsd-dev", "de_pud"), "en": ("en_ewt-train", "en_ewt-dev")}
_SHORTEST, _LONGEST = 25, 500  # code points
_TIGHT = re.compile(r" ([,.;:!?)\]%“])|([(\[„]) ")


def sentences(data: pathlib.Path) -> Iterator[tuple[str, str]]:
    """Language and text of each sentence that is out of remit by its words, set by set in their order."""
    yield from ((language, text) for language, text in all_sentences(data) if _SHORTEST < len(text) < _LONGEST and outside(text))


def outside(text: str) -> bool:
    """Whether no word of `text` could put it into the remit."""
    return not (_MATTER.search(text) or (_OFFICES.search(text) and _DEALINGS.search(text)))


def is_held_out(text: str) -> bool:
    """Whether a sentence is kept for measuring; a tenth is, by its digest."""
    return hashlib.sha256(text.encode()).digest()[0] < 26


def all_sentences(data: pathlib.Path) -> Iterator[tuple[str, str]]:
    """Language and text of every sentence of the sets, in their order."""
    for language, names in _TREES.items():
        for name in names:
            for line in gzip.decompress((data / f"ud/{name}.conllu.gz").read_bytes()).decode().splitlines():
                if line.startswith("# text = "):
                    yield language, line.removeprefix("# text = ").strip()
    words: list[str] = []
    for line in [*(data / "names/germeval2014-dev.tsv").read_text(encoding="utf8").splitlines(), ""]:
        if line.strip() and not line.startswith("#"):
            words.append(line.split("\t")[1])
        elif words:
            yield "de", _joined(words)
            words = []
    with tarfile.open(data / "attribution/spkatt2023.tar.gz") as archive:
        for member in archive:
            if member.name.endswith(".json") and (file := archive.extractfile(member)):
                yield from (("de", _joined(row["Tokens"])) for row in json.load(file)["Sentences"])


def _joined(words: list[str]) -> str:
    return _TIGHT.sub(lambda match: match[1] or match[2], " ".join(words))


def _pattern(words: str) -> re.Pattern[str]:
    inside = [re.escape(word[1:]) for word in words.split() if word.startswith("-")]
    leading = [re.escape(word) for word in words.split() if not word.startswith("-")]
    return re.compile(rf"\b(?:{'|'.join(leading)})|{'|'.join(inside) or '(?!)'}", re.IGNORECASE)


_WORDS = tomllib.loads(pathlib.Path(__file__).with_name("outside.toml").read_text(encoding="utf8"))
_MATTER, _OFFICES, _DEALINGS = (_pattern(_WORDS[name]) for name in ("matter", "offices", "dealings"))
