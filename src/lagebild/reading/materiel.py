"""What kind of materiel words name: its family, calibre, and place in the lists of the EU, the UN register and SIPRI."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from lagebild.reading.tables import known, table

_TOKEN: Final = re.compile(r"[^\W_]+")
_GAPS: Final = frozenset({"", " ", "-", "–", "/", "\u00a0", "'", "’", ".", "-\u00a0"})
#: The longest designation or noun, in words.
_LONGEST: Final = 4
_SHORTEST_STEM: Final = 2
_VARIANT: Final = re.compile(r"(?P<model>.*\d)[A-Z]{1,3}\d{0,2}[A-Z]?$")
_CALIBRE: Final = re.compile(
    r"(?<![\w.,])(?P<mm>\d{1,3}(?:[.,]\d{1,2})?)(?:x\d+)?[\s-]?(?:mm\b|Millimeter|millimet)|(?:Kaliber|cal(?:ib(?:er|re))?)\.?\s(?P<cal>\d{1,3}(?:[.,]\d{1,2})?)",
    re.IGNORECASE,
)
_STOP: Final = {
    "de": re.compile(r"\s(?:für|mit|aus|samt|sowie|zuzüglich|inklusive|gegen|an|zur|zum)\s|\s(?:im Wert)"),
    "en": re.compile(r"\s(?:for|with|from|including|to|against|worth|plus|on)\s"),
}
_ENDINGS: Final = ("", "e", "n", "en", "er", "ern", "s", "es", "se", "sen")


@dataclass(frozen=True, slots=True)
class Materiel:
    """A family of materiel; `calibre_mm` in millimetres, None if untold.

    `eu_ml` is an item of the EU's Common Military List (ML1 to ML22), `unroca` a category of the UN register (I to VII), `sipri`
    a category of SIPRI's transfers database; None where the list has no place for the family.
    """

    family: str
    calibre_mm: float | None = None
    eu_ml: str | None = None
    unroca: str | None = None
    sipri: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """Words [start, end) that name materiel; `model` is true for a designation ("T-72")."""

    start: int
    end: int
    materiel: Materiel
    model: bool


def classify(words: str, language: str) -> Materiel | None:
    """The materiel behind a noun phrase, None where it names none.

    What stands behind a preposition decides only if nothing before it does.
    """
    language = known(language)
    stop = _STOP[language].search(words)
    head = words[: stop.start()] if stop else words
    return _of_head(head, language) or (_of_head(words, language) if stop else None)


def find_materiel(text: str, language: str) -> tuple[Mention, ...]:
    """The mentions of materiel in `text`, in text order, the longest at each place."""
    language = known(language)
    tokens = [(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(text)]
    found = []
    passed = 0
    for at, (word, _, _) in enumerate(tokens):
        if at < passed:
            continue
        mention = _model(text, tokens, at) if word[0].isupper() or word[0].isdigit() else None
        mention = mention or (_compound(text, tokens, at) if language == "de" else _noun(text, tokens, at))
        if mention is not None:
            found.append(mention)
            passed = next((later for later in range(at, len(tokens)) if tokens[later][1] >= mention.end), len(tokens))
    return tuple(found)


def _of_head(words: str, language: str) -> Materiel | None:
    """The designation decides, else the most telling noun: in German the first, in English the last."""
    mentions = find_materiel(words, language)
    calibre = _calibre(words)
    if not mentions:
        return None
    generic = next((mention.materiel.family for mention in mentions if _generic(mention.materiel.family)), None)
    telling = [mention for mention in mentions if not _generic(mention.materiel.family)]
    models = [mention for mention in telling if mention.model]
    chosen = (models or (telling if language == "de" else telling[::-1]))[:1]
    family = chosen[0].materiel.family if chosen else str(generic)
    family = table("materiel.toml")["refine"].get(f"{family}+{generic}", family)
    return _materiel(_by_calibre(family, calibre), calibre)


def _by_calibre(family: str, calibre: float | None) -> str:
    """Ammunition whose words do not say for what: its calibre does."""
    if calibre is None or family != "ammunition":
        return family
    steps: list[tuple[float, str]] = table("materiel.toml")["calibres"]["steps"]
    return next((name for limit, name in steps if calibre < limit), family)


def _calibre(words: str) -> float | None:
    match = _CALIBRE.search(words)
    return None if match is None else float((match["mm"] or match["cal"]).replace(",", "."))


def _model(text: str, tokens: list[tuple[str, int, int]], at: int) -> Mention | None:
    """The longest designation that begins at a token, marks and variant letters aside ("T-72B3" is a T-72)."""
    models = _models()
    for count in range(min(_LONGEST, len(tokens) - at), 0, -1):
        joined = _joined(text, tokens, at, count)
        if joined is None:
            continue
        key = joined.upper()
        variant = _VARIANT.fullmatch(key)
        family = models.get(key) or (models.get(variant["model"]) if variant else None) or models.get(key.removesuffix("S"))
        if family is not None and (len(joined) > _SHORTEST_STEM or joined in ("M1", "K1", "K2", "K9", "G3", "G5", "B1", "B2", "E3")):
            return Mention(tokens[at][1], tokens[at + count - 1][2], _materiel(family), model=True)
    return None


def _joined(text: str, tokens: list[tuple[str, int, int]], at: int, count: int) -> str | None:
    """The words of `count` tokens without what stands between them, None if more than a mark does."""
    for left, right in zip(tokens[at : at + count - 1], tokens[at + 1 : at + count], strict=True):
        if text[left[2] : right[1]] not in _GAPS:
            return None
    return "".join(word for word, _, _ in tokens[at : at + count])


def _compound(text: str, tokens: list[tuple[str, int, int]], at: int) -> Mention | None:
    """The noun in which a German word ends, the longest; hyphenated nouns ("U-Boot") as a whole first."""
    nouns, (word, start, end) = _german_nouns(), tokens[at]
    if not word[0].isupper() or word.lower() in _NO_MATERIEL:
        return None
    for count in (3, 2):
        joined = _joined(text, tokens, at, count) if at + count <= len(tokens) and text[end : end + 1] == "-" else None
        if joined is not None and joined.lower() in nouns:
            return Mention(start, tokens[at + count - 1][2], _materiel(nouns[joined.lower()]), model=False)
    lower = word.lower()
    endings = (nouns.get(lower[cut:]) for cut in range(len(lower) - _SHORTEST_STEM))
    family = next((found for found in endings if found is not None), None)
    return None if family is None else Mention(start, end, _materiel(family), model=False)


_NO_MATERIEL: Final = frozenset(
    {"termine", "termin", "vermine", "lawine", "kantine", "kosten", "notfall", "köln", "gremien", "nahrungsmittel"}
)


def _noun(text: str, tokens: list[tuple[str, int, int]], at: int) -> Mention | None:
    """The longest English noun that begins at a token."""
    nouns, firsts = _english_nouns()
    if tokens[at][0].lower() not in firsts:
        return None
    for count in range(min(_LONGEST, len(tokens) - at), 0, -1):
        if _joined(text, tokens, at, count) is None:
            continue
        key = " ".join(word.lower() for word, _, _ in tokens[at : at + count])
        family = nouns.get(key)
        if family is not None:
            return Mention(tokens[at][1], tokens[at + count - 1][2], _materiel(family), model=False)
    return None


def _generic(family: str) -> bool:
    return bool(table("materiel.toml")["family"][family].get("generic", False))


@cache
def _materiel(family: str, calibre: float | None = None) -> Materiel:
    eu_ml, unroca, sipri = table("materiel.toml")["family"][family]["lists"]
    return Materiel(family, calibre, eu_ml or None, unroca or None, sipri or None)


@cache
def _models() -> dict[str, str]:
    """Designation in capitals, without marks, to its family; of two families the first in the table."""
    found: dict[str, str] = {}
    for family, facts in table("materiel.toml")["family"].items():
        for model in facts["models"].split():
            found.setdefault("".join(_TOKEN.findall(model)).upper(), family)
    return found


@cache
def _german_nouns() -> dict[str, str]:
    found: dict[str, str] = {}
    for family, facts in table("materiel.toml")["family"].items():
        for noun in facts["de"].split():
            for ending in _ENDINGS:
                found.setdefault("".join(_TOKEN.findall(noun)) + ending, family)
    return found


@cache
def _english_nouns() -> tuple[dict[str, str], frozenset[str]]:
    """Lower-case nouns, singular and plural, to their family, and the words with which they begin."""
    found: dict[str, str] = {}
    for family, facts in table("materiel.toml")["family"].items():
        for noun in facts["en"].split(";"):
            key = " ".join(word.lower() for word in _TOKEN.findall(noun))
            for plural in (key, key + "s", key + "es", key[:-1] + "ies"):
                found.setdefault(plural, family)
    return found, frozenset(key.split()[0] for key in found)
