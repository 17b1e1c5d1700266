"""The word tables of the reading room, each read from its file once, when it is first asked for."""

import json
import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, Final

_DATA: Final = Path(__file__).with_name("data")
#: Every space that a typesetter may put into a number or between a number and its unit.
SPACE: Final = "[ \u00a0\u2009\u202f]"


@cache
def table(name: str) -> dict[str, Any]:
    """The table `name` (a TOML or JSON file of `reading/data`); callers must not change it."""
    path = _DATA / name
    if path.suffix == ".json":
        return dict(json.loads(path.read_text(encoding="utf-8")))
    return tomllib.loads(path.read_text(encoding="utf-8"))


def either(words: Iterable[str]) -> str:
    """A regular expression for any of `words`, the longest first so that no word hides a longer one."""
    return "(?:" + "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word))) + ")"


def known(language: str) -> str:
    """The language whose tables serve `language`: German for "de", English for every other."""
    return "de" if language[:2].lower() == "de" else "en"
