"""What lower floors say in English, in the language of the page: errors, faults of reports and what helps against them."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Final

from lagebild.web.refusals import Refusal
from lagebild.web.wording import messages, say

_TABLE: Final = Path(__file__).parent / "data" / "sayings.toml"
#: Tables of messages in which a word of the schema has its name.
_ROOMS: Final = ("part", "role", "type", "status", "certainty", "polarity", "kind", "form", "step", "state", "sayings", "claims", "picture")
_THOUSANDS: Final = re.compile(r"\d{1,3}(,\d{3})+")
_SLOT: Final = re.compile(r"\{(\w+)\}")


def error_words(language: str, error: Exception) -> str:
    """What an error says, in the language."""
    if isinstance(error, Refusal):
        return say(language, error.message, **error.facts)
    return said(language, str(error))


def said(language: str, words: str) -> str:
    """Words of a lower floor in the language; those that no table has stay as they are."""
    return words if language == "en" else _german(words) or words


def tongue(language: str, words: str) -> str:
    """The language in which `said` gives words of a lower floor: English where no table has them, as with what other programs say."""
    return language if language == "en" or _german(words) is not None else "en"


def _german(words: str) -> str | None:
    """The German of words as a whole, or of their parts: "part: reason; remedy". What a colon parts from a name (a known one, or a path
    such as "note.created_by_ref") is looked at by itself, as is what stands behind a semicolon, since a slot would swallow it."""
    head, colon, tail = words.partition(": ")
    if colon and (_name(head) is not None or " " not in head) and (behind := _german(tail)) is not None:
        return f"{_headed(head)}: {behind}"
    before, semicolon, after = words.rpartition("; ")
    if not semicolon:
        return _whole(words) or _behind_colon(head, tail)
    if (found := _whole(words, "; ")) is not None:
        return found
    first, second = _german(before), _german(after)
    return f"{first or before}; {second or after}" if first or second else _whole(words)


def _behind_colon(head: str, tail: str) -> str | None:
    behind = _german(tail) if tail else None
    return None if behind is None else f"{_headed(head)}: {behind}"


def _headed(head: str) -> str:
    """What stands before a colon: a noun of the exchange by its name, else as in a slot."""
    return messages("de").get(f"noun.{head}") or _named(head)


def _whole(words: str, with_: str = "") -> str | None:
    """The German of the first entry that fits all of the words; `with_` stands in its English."""
    for english, pattern, german in _patterns():
        if with_ in english and (found := pattern.fullmatch(words)):
            return german.format(**{name: part if name == "wire" else _named(part) for name, part in found.groupdict().items()})
    return None


def _named(words: str) -> str:
    """What stands in a slot or before a colon: a part of a claim or of a filter, a role or a kind of decision by its name, of a list
    each; a number with the separators of the language; anything else as it is said or stands."""
    if _THOUSANDS.fullmatch(words):
        return words.replace(",", ".")
    if ", " in words:
        return _whole(words) or ", ".join(_named(one) for one in words.split(", "))
    return _name(words) or _german(words) or words


def _name(word: str) -> str | None:
    """The German name of a word of the schema or of a filter, None for any other."""
    part, known = word.removeprefix("--").rsplit(".", 1)[-1].split("[", 1)[0], messages("de")
    return next((known[key] for key in (f"{room}.{part}" for room in _ROOMS) if key in known), None)


@cache
def _patterns() -> list[tuple[str, re.Pattern[str], str]]:
    return [(english, pattern_of(english), german) for english, german in table().items()]


@cache
def table() -> dict[str, str]:
    """German by English; what stands in braces is taken over. Both are tables of `data/sayings.toml`, in the order in which they are
    tried."""
    return {english: german for part in tomllib.loads(_TABLE.read_text(encoding="utf8")).values() for english, german in part.items()}


def pattern_of(english: str) -> re.Pattern[str]:
    """What an entry of the table fits."""
    pieces = _SLOT.split(english)
    written = [re.escape(piece) if at % 2 == 0 else f"(?P<{piece}>.+?)" for at, piece in enumerate(pieces)]
    return re.compile("".join(written), re.DOTALL)
