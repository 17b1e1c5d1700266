"""What kind of words stand for a party without naming it, and which noun is their head."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from lagebild.reading.tables import known, table

_PHRASE_END: Final = re.compile(
    r"[,;(„“\"»]|(?<=\s)(?:of|in|from|at|on|for|to|with|who|that|which|by|near|against|along|"
    r"von|vom|aus|im|an|am|auf|bei|für|mit|nach|über|gegen|der|des|zu|zur|zum|nahe|jenseits|vom)\s"
)
_WORD: Final = re.compile(r"[\w’'-]+")
_NUMBER: Final = re.compile(r"[\d.,]+|(?:zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|zwanzig|dreißig|hundert|tausend)\w*")
#: What is grown together with a pronoun: "we’re".
_CLITIC: Final = re.compile(r"(?<=^(?:we|he))['’](?:re|ll|ve|d|s)$|(?<=^i)['’](?:m|ll|ve|d)$|(?<=^they)['’](?:re|ll|ve|d)$", re.IGNORECASE)
_COUNTS: Final = (("drei", 3), ("three", 3), ("vier", 4), ("four", 4))
#: Nouns of persons and states that, in the plural and without a number, stand for two parties where parties meet.
_PLURAL: Final = re.compile(
    r"(?:die|den|der|the|our|their|unsere[rn]?|ihre[rn]?)\s+(?:[a-zäöü]+\s+){0,2}(?:ministers|presidents|leaders|governments|countries|nations|parties|sides|teams|"
    r"delegations|negotiators|navies|armies|forces|(?:\w*(?:minister|präsidenten|delegationen|unterhändler|regierungen|länder|ländern|staaten|seiten|"
    r"parteien|generalstäbe|generalstäben|staatschefs|regierungschefs|verhandlungsführer|techniker)n?))", re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Wording:
    """`kind` is a kind of `data/wordings.toml`, "name", "number" or "other"; `head` the head noun as it stands; `n` how many parties."""

    kind: str
    head: str
    n: int = 1


@lru_cache(maxsize=2048)
def wording_of(words: str, language: str) -> Wording:
    """Kind, head and number of the words of a role that name no party."""
    language = known(language)
    words = _CLITIC.sub("", words) if language == "en" else words
    head = _head(words, language)
    for kind, pattern in _whole(language):
        if pattern.fullmatch(words):
            return Wording(kind, head, _number(words) if kind == "both" else 1)
    lower = head.lower()
    for kind, pattern in _heads(language):
        if pattern.search(lower):
            return Wording(kind, head)
    if _NUMBER.fullmatch(head):
        return Wording("number", head)
    return Wording("name" if head[:1].isupper() and not words[:1].islower() else "other", head)


def is_plural(words: str) -> bool:
    """Whether the words are states or their officers in the plural, without a number ("die Außenminister")."""
    return _PLURAL.fullmatch(words) is not None


def _number(words: str) -> int:
    lower = words.lower()
    return next((n for word, n in _COUNTS if word in lower), 2)


def _head(words: str, language: str) -> str:
    """The last capitalised word (German) or the last word (English) before the phrase's first preposition."""
    end = _PHRASE_END.search(words, 1)
    found = _WORD.findall(words[: end.start()] if end else words) or [words]
    if language == "de":
        return str(next((word for word in reversed(found) if word[:1].isupper()), found[-1]))
    return str(found[-1])


@cache
def _whole(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    rows = table("wordings.toml")[language]["whole"]
    return tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in rows.items())


@cache
def _heads(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Nouns by kind; in German they may be the last part of a compound."""
    rows = table("wordings.toml")[language]["heads"]
    edge = "" if language == "de" else r"(?:^|[-\s])"
    return tuple((kind, re.compile(rf"{edge}(?:{'|'.join(map(re.escape, words))})$")) for kind, words in rows.items())
