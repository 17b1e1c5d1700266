"""Parties by name in German and English, in the forms that a sentence needs.

The names of states come in from outside (CLDR's, which the reading room keeps); what CLDR does not tell, articles and the cases of
names that decline, is in `data/parties.toml`.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from lagebild.picture.brief.nouns import Language
from lagebild.picture.brief.plain import plain


@dataclass(frozen=True, slots=True)
class Names:
    """`states` maps a language to the names of states by their ISO 3166-1 alpha-2 codes. A party that is no state keeps its code."""

    states: Mapping[str, Mapping[str, str]]

    def bare(self, party: str, language: Language) -> str:
        """The name without article, as in a list."""
        forms = _forms(language).get(party, {})
        return str(forms.get("bare") or self._name(party, language))

    def nominative(self, party: str, language: Language) -> str:
        """As a subject: "die Ukraine", "the United States"."""
        return self._with(party, language, "nominative")

    def accusative(self, party: str, language: Language) -> str:
        """Behind "durch", "gegen", "an"; in English as the nominative."""
        return self._with(party, language, "accusative")

    def dative(self, party: str, language: Language) -> str:
        """Behind "von", "mit", "bei"; in English as the nominative."""
        return self._with(party, language, "dative")

    def has_article(self, party: str, language: Language) -> bool:
        """Whether the name is used with an article, so that it is "in die", not "nach"."""
        return _forms(language).get(party, {"article": "none"}).get("article") != "none"

    def is_state(self, party: str) -> bool:
        """Whether the party is a state."""
        return party in self.states.get("en", {})

    def together(self, parties: Sequence[str], language: Language) -> str:
        """The parties in a list, in the dative: "Südkorea und der Ukraine"."""
        named = [self.dative(party, language) for party in parties]
        and_ = " und " if language == "de" else " and "
        return named[0] if len(named) == 1 else ", ".join(named[:-1]) + and_ + named[-1]

    def _name(self, party: str, language: Language) -> str:
        return plain(self.states.get(language, {}).get(party, party)).split(" (")[0]

    def _with(self, party: str, language: Language, case: str) -> str:
        forms = _forms(language).get(party)
        if forms is None:
            return self._name(party, language)
        return str(forms.get(case) or forms.get("nominative"))


@cache
def _forms(language: str) -> dict[str, dict[str, str]]:
    data: dict[str, Any] = tomllib.loads((files("lagebild.picture.brief") / "data" / "parties.toml").read_text(encoding="utf8"))
    return dict(data[language])
