"""Which state or body stands behind words: names, adjectives, capitals, seats of power, leaders and well-known places.

States are ISO 3166-1 alpha-2 codes (and XK), other bodies their usual short names. Both functions read German and English.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from lagebild.reading.names import WORD, Entry, How, entries
from lagebild.reading.tables import known, table

#: What may stand between two words of one name.
_GAPS: Final = frozenset({" ", "-", "–", "'", "’", ".", ". ", "/", "\n", "\u00a0", "\u202f"})
_KEPT: Final = 2048  # phrases whose parties are kept: within a report the same words come again
#: Shorter words are no compounds of a state's name and another noun.
_SHORTEST_COMPOUND: Final = 8
#: Longer words in capitals are names in a heading ("MALI").
_LONGEST_ACRONYM: Final = 3
#: How closely the word before a name ties it to the head: a name without one comes first, an opponent's or a goal's last.
_TIES: Final = {
    **dict.fromkeys(("aus", "von", "vom", "of", "from", "der", "des", "by"), 1),
    **dict.fromkeys(("in", "im", "on", "at", "auf", "bei", "near", "nahe", "an", "am", "across", "within"), 2),
    **dict.fromkeys(("gegen", "against", "nach", "to", "für", "for", "with", "mit", "über", "towards", "into", "zu", "about", "on"), 3),
}
_NO_TIE: Final = 0
_BEFORE: Final = re.compile(r"(\w+)\s+(?:(?:d(?:er|ie|em|en|as|es)|the)\s+)?$", re.IGNORECASE)
#: What backs, builds or holds something is not the thing's owner ("US-backed rebels", "von Russland besetzten Gebiete").
_ALIEN: Final = re.compile(
    r"-(?:backed|supported|made|built|supplied|funded|trained|allied|occupied|held|controlled|flagged|gestützt|nah|treu|freundlich|feindlich"
    r"|Staat|Partner|Mitglied|Land|Länder|Verbündete|Verbündeten)|\s(?:ally|allies|members?|partners?|Flagge|Fertigung|Bauart)\b",
    re.IGNORECASE,
)
_PARTICIPLE: Final = re.compile(r"\s+[a-zäöü]+(?:te|ene|ende)[nrms]?\s")
_LISTED: Final = re.compile(r"(?:,|\b(?:und|and|sowie|or|oder))\s+(?:(?:d(?:er|ie|em|en|as|es)|the)\s+)?$", re.IGNORECASE)
#: What joins two parties that both stand behind a phrase.
_JOINED: Final = re.compile(
    r"(?:['’]s)?\s*(?:,|/|&|\b(?:und|and|sowie|as well as)\b|[-–])(?:\s+(?:and|und))?\s*"
    r"(?:(?:the|d(?:er|ie|em|en|as|es)|von|of|aus|from)\s+){0,2}"
)
_BODY_NEXT: Final = re.compile(r"(?:['’]s)?\s")
#: Bodies' names that states have bodies of too ("der russische Sicherheitsrat", "tschadische Blauhelme").
_SHARED_NAME: Final = re.compile(r"Sicherheitsrat|Security Council|Generalversammlung|Blauhelm|IS\b")
_BORDER: Final = re.compile(r"(?:[Gg]renze|border|frontier)\s+(?:zu[mr]?|with|to|mit|von)\s+(?:der\s+|den\s+|the\s+)?$")
_COMPASS: Final = re.compile(r"(?:Nord|Süd|Ost|West|Zentral|Südost|Südwest|Nordost|Nordwest|Mittel)(?=[a-zäöü])")


@dataclass(frozen=True, slots=True)
class Named:
    """Words [start, end) that name `entity`; `how` tells by what, `name` whom where it is a leader."""

    start: int
    end: int
    entity: str
    how: How
    name: str | None = None


def find_entities(text: str, language: str) -> tuple[Named, ...]:
    """The states and bodies named in `text`, in text order, the longest name at each place."""
    found = []
    names, language = entries(known(language)), known(language)
    tokens = [(match.group(), match.start(), match.end()) for match in WORD.finditer(text)]
    passed = 0
    for at, (word, start, _) in enumerate(tokens):
        if at < passed:
            continue
        choices = names.get(word) or (names.get(word.capitalize()) if len(word) > _LONGEST_ACRONYM and word.isupper() else None)
        if choices is None:
            if language == "de" and word[0].isupper() and len(word) >= _SHORTEST_COMPOUND:
                found.extend(_in_compound(word, start))
            continue
        for entry in choices:
            if _follows(text, tokens, at, entry.rest) and (entry.rest or word not in _shared() or not _name_goes_on(text, tokens, at)):
                passed = at + 1 + len(entry.rest)
                if entry.entity is not None:
                    found.append(_named(text, entry, start, tokens[passed - 1][2]))
                break
    return tuple(found)


def entity_of(words: str, language: str) -> str | None:
    """The state or body behind a noun phrase, None where none is named.

    An adjective or name at the head comes before one behind a preposition: "dem russischen Botschafter in Deutschland" is RU.
    """
    return next(iter(entities_of(words, language)), None)


@lru_cache(maxsize=_KEPT)
def entities_of(words: str, language: str) -> tuple[str, ...]:
    """The states and bodies behind a noun phrase: one, or those that an "and" or a hyphen joins ("die Minister Polens und Estlands")."""
    found = find_entities(words, language)
    best: int | None = None
    chosen = 0
    last: int | None = None
    for at, named in enumerate(found):
        last = tie = last if at and _LISTED.search(words, 0, named.start) else _tie(words, named)
        if tie is not None and (best is None or tie < best):
            best, chosen = tie, at
    if best is None:
        return ()
    joined = [_group(words, found, chosen).entity]
    for at in range(chosen + 1, len(found)):
        if found[at].how in ("place", "compound") or _JOINED.fullmatch(words, found[at - 1].end, found[at].start) is None:
            break
        joined.append(_group(words, found, at).entity)
    return tuple(dict.fromkeys(joined))


def is_adjective(words: str, language: str) -> bool:
    """Whether `words` are just a state's adjective ("russischer", "American")."""
    found = find_entities(words, language)
    return len(found) == 1 and found[0].how == "demonym" and found[0].end - found[0].start == len(words)


def _group(words: str, found: tuple[Named, ...], at: int) -> Named:
    """The name at `at`, or the body that directly follows it and that it only describes ("jemenitische Huthi")."""
    if at + 1 < len(found) and found[at + 1].how == "body" and found[at].how in ("demonym", "name"):
        gap = _BODY_NEXT.fullmatch(words, found[at].end, found[at + 1].start)
        return found[at + 1] if gap and not _SHARED_NAME.match(words, found[at + 1].start) else found[at]
    return found[at]


def _tie(words: str, named: Named) -> int | None:
    """How far from the head the name stands, 0 the nearest; None where it belongs to a supporter, maker or occupier."""
    if _ALIEN.match(words, named.end) or _BORDER.search(words, 0, named.start):
        return None
    before = _BEFORE.search(words, 0, named.start)
    if before is None:
        return _NO_TIE
    word = before[1].lower()
    if before.start() == 0 and word in ("der", "des"):
        return _NO_TIE
    if word in ("von", "vom", "by", "in", "im") and _PARTICIPLE.match(words, named.end):
        return None
    return _TIES.get(word, _NO_TIE)


def _follows(text: str, tokens: list[tuple[str, int, int]], at: int, rest: tuple[str, ...]) -> bool:
    """Whether the words `rest` follow the token `at`, parted by no more than a space or a mark that names hold."""
    if at + len(rest) >= len(tokens) and rest:
        return False
    end = tokens[at][2]
    for offset, word in enumerate(rest, at + 1):
        found, start, stop = tokens[offset]
        if found not in (word, word.upper()) or text[end:start] not in _GAPS:
            return False
        end = stop
    return True


def _name_goes_on(text: str, tokens: list[tuple[str, int, int]], at: int) -> bool:
    """Whether a capitalised word follows directly, as in "Kim Yong-nam"."""
    return at + 1 < len(tokens) and tokens[at + 1][0][0].isupper() and text[tokens[at][2] : tokens[at + 1][1]] == " "


def _named(text: str, entry: Entry, start: int, end: int) -> Named:
    assert entry.entity is not None  # the caller leaves out names that stand for nobody
    how = entry.how
    if text[end : end + 1] == "-" and text[end + 1 : end + 2].isalpha() and how in ("name", "body", "capital"):
        how = "compound"
    if text[end : end + 1] == "." and text[end - 2 : end - 1] == ".":  # U.S.
        end += 1
    return Named(start, end, entry.entity, how, entry.name)


def _in_compound(word: str, start: int) -> list[Named]:
    """The state in a German compound written as one word ("Ukrainekrieg", "Irakeinsatz")."""
    compass = _COMPASS.match(word)
    if compass is not None:
        rest = word[compass.end() :].capitalize()
        return [Named(start, start + len(word), entity, "place") for entity in _states(rest)]
    if not word.endswith(_parts()):
        return []
    heads = (word.removesuffix(part) for part in _parts() if word.endswith(part))
    return [Named(start, start + len(head), entity, "compound") for head in heads for entity in _states(head)][:1]


def _states(word: str) -> list[str]:
    """The state that `word` alone names, at most one."""
    choices = entries("de").get(word, ())
    return [entry.entity for entry in choices if not entry.rest and entry.entity is not None and entry.how in ("name", "place", "seat")]


@cache
def _parts() -> tuple[str, ...]:
    """Second parts of compounds in all their endings."""
    parts: list[str] = table("entities.toml")["compounds"]["parts"].split()
    return tuple(sorted({part + ending for part in parts for ending in ("", "s", "es", "e", "en", "n")}, key=len, reverse=True))


@cache
def _shared() -> frozenset[str]:
    """Surnames that many share: they count only where they stand alone."""
    return frozenset(word for words in table("entities.toml")["alone"].values() for word in words.split())
