"""The tables of phrases, one for each language, and how slots are filled."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from lagebild.picture.brief.nouns import Language
from lagebild.picture.brief.plain import plain


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases of one language. A phrase is named by its table and key; a list of two holds the singular and the plural."""

    language: Language
    tables: dict[str, dict[str, Any]]

    def of(self, table: str, key: str, **slots: str) -> str:
        """A phrase with its slots filled; slots that are not given stay empty."""
        return str(self.tables[table][key]).format_map(_Empty(slots))

    def has(self, table: str, key: str) -> bool:
        """Whether there is such a phrase."""
        return key in self.tables.get(table, {})

    def clause(self, type_: str, status: str, slots: dict[str, str]) -> str:
        """The clause for an act of this type and status."""
        table = self.tables[type_]
        return str(table.get(status) or table["any"]).format_map(_Empty(slots))

    def counted(self, noun: str, n: int) -> str:
        """"1 report", "10 reports"."""
        one, many = self.tables["count"][noun]
        return str(one if n == 1 else many).format(n=self.number(n))

    def counted_range(self, noun: str, least: int, most: int) -> str:
        """"2 origins", "2 to 4 origins"."""
        if least == most:
            return self.counted(noun, most)
        both = self.of("text", "range", least=self.number(least), most=self.number(most))
        return str(self.tables["count"][noun][1]).format(n=both)

    def number(self, value: float) -> str:
        """A number in the language's own digits grouping: 3.400.000 or 3,400,000; without a fraction where there is none."""
        text = f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}".rstrip("0").rstrip(".")
        return text.translate(_GERMAN) if self.language == "de" else text

    def unit(self, unit: str | None, n: float) -> str:
        """The unit behind an amount; an unknown one (a currency) as it is."""
        if unit is None:
            return ""
        forms = self.tables["unit"].get(unit)
        return plain(unit) if forms is None else str(forms[0 if n == 1 else 1])

    def exact(self, words: str) -> str:
        """Words of a report in quotation marks, as they are."""
        opening, closing = self.tables["note"]["quote"]
        return f"{opening}{plain(words)}{closing}"

    def quote(self, words: str) -> str:
        """Words of a report in quotation marks; marks within are made single, so that the end of the quotation is plain."""
        opening, closing = self.tables["note"]["quote"]
        inner = plain(words).translate(_SINGLE)
        return f"{opening}{inner}{closing}"


class _Empty(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""


_GERMAN: Final = str.maketrans(",.", ".,")
_SINGLE: Final = str.maketrans({"„": "‚", "“": "‘", "”": "’", '"': "'", "«": "‹", "»": "›"})


@cache
def phrases(language: Language) -> Phrases:
    """The phrases of a language."""
    source = files("lagebild.picture.brief") / "data" / f"{language}.toml"
    return Phrases(language, tomllib.loads(source.read_text(encoding="utf8")))
