"""What a person looks for in the picture, in the words of the picture: parties by their codes, materiel by its family."""

from dataclasses import replace
from functools import cache
from typing import Final

from lagebild.picture import Wanted
from lagebild.pipeline.scales import family_of
from lagebild.reading.spellings import spelled
from lagebild.reading.tables import table

_LANGUAGES: Final = ("de", "en")
_SPOKEN: Final = ("de", "en", "ru", "uk", "ko")


def asked(wanted: Wanted) -> Wanted:
    """The same filter with parties and places in any spelling ("Kyjiw") as codes ("UA"), and materiel ("Haubitzen") as families
    ("artillery gun"). Words that name nobody and nothing known stay as they are; asking again changes nothing."""
    return replace(
        wanted,
        givers=_codes(wanted.givers),
        takers=_codes(wanted.takers),
        parties=_codes(wanted.parties),
        materiel=tuple(dict.fromkeys(_family(words) for words in wanted.materiel)),
        place=_place(wanted.place),
    )


def _codes(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(spelled(name).code for name in names))


def _place(words: str | None) -> str | None:
    """The code of a country by its name; towns and regions stay as they are, also those that stand for a state among parties."""
    return None if words is None else _countries().get(words.casefold(), words)


@cache
def _countries() -> dict[str, str]:
    """Country codes by their names, and by themselves, in small letters."""
    names = table("countries.json")
    found = {name.split(" (")[0].casefold(): code for language in _SPOKEN for code, name in names[language].items()}
    return found | {code.casefold(): code for code in names["en"]}


def _family(words: str) -> str:
    return next((family for language in _LANGUAGES if (family := family_of(words, language))), words)
