"""The words of the workspace in English and German: one table for each language, read once."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

LANGUAGES: Final = ("en", "de")
_TEXTS: Final = Path(__file__).with_name("texts")


@cache
def messages(language: str) -> Mapping[str, str]:
    """All messages of a language by key: file, tables and name joined by dots ("queue.accept")."""
    found: dict[str, str] = {}
    for path in sorted((_TEXTS / language).glob("*.toml")):
        _flatten(path.stem, tomllib.loads(path.read_text(encoding="utf8")), found)
    return found


def say(language: str, key: str, **facts: object) -> str:
    """The message with `facts` put in; raises KeyError for a key that no table has."""
    return messages(language)[key].format(**facts)


def say_number(language: str, key: str, n: int, **facts: object) -> str:
    """The message for `n` things: `key.one` or `key.other`, in which {n} is the number as it is written in the language."""
    return say(language, f"{key}.{'one' if n == 1 else 'other'}", n=figure(language, n), **facts)


def figure(language: str, n: int | float) -> str:
    """A number with separators: 10,000 in English, 10.000 in German."""
    written = f"{n:,.2f}".rstrip("0").rstrip(".") if isinstance(n, float) else f"{n:,}"
    return written.translate(str.maketrans(",.", ".,")) if language == "de" else written


def country(language: str, code: str) -> str:
    """The name of a state by its code; the code itself where it is none."""
    from lagebild.reading.tables import table

    return str(table("countries.json")[language].get(code, code))


def chosen_language(cookie: str | None, accepted: str | None) -> str:
    """The language somebody chose, else the first of `Accept-Language` that there is, else English."""
    if cookie in LANGUAGES:
        return str(cookie)
    wishes = sorted((_wish(part) for part in (accepted or "")[:500].split(",")), key=lambda wish: -wish[1])
    return next((language for language, quality in wishes if language in LANGUAGES and quality > 0), "en")


def _wish(part: str) -> tuple[str, float]:
    name, _, quality = part.partition(";q=")
    digits = quality.strip() or "1"
    return name.strip().lower()[:2], float(digits) if digits.replace(".", "", 1).isdecimal() else 0.0


def _flatten(before: str, table: Mapping[str, Any], found: dict[str, str]) -> None:
    for name, value in table.items():
        key = f"{before}.{name}"
        if isinstance(value, dict):
            _flatten(key, value, found)
        else:
            found[key] = str(value)
