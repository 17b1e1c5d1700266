"""The patterns of time phrases, built once per language from the word table; `dates` reads what they match."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Final

from lagebild.reading.tables import either, table

YEAR: Final = r"(?:1[0-9]|20)\d{2}"
#: Words that narrow a month or year; EDTF keeps the whole month or year.
PARTS: Final = {
    "de": r"(?i:(?:gegen |zu )?(?:Anfang|Mitte|Ende|Beginn)(?: des(?: Monats| Jahres)?)?(?= ))",
    "en": r"(?i:(?:the )?(?:early|mid|late|beginning|middle|start|end)(?: of)?(?:-|(?= )))",
}
_DAYTIMES: Final = r"(?:abend|nachmittag|vormittag|mittag|morgen|nacht|früh)?s?"


@cache
def points(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Rule name and pattern of every kind of point in time, the most telling first."""
    return tuple((name, re.compile(rf"(?<!\w)(?:{source})(?!\w)")) for name, source in _sources(language).items())


@cache
def phrases(language: str) -> re.Pattern[str]:
    """A whole time phrase in running text: an opening word, a point, and where it is a range a second point."""
    point = "|".join(_unnamed(source) for source in _sources(language).values())
    lead = _LEADS[language]
    join = r" ?[-–/] ?| (?:bis(?: zum| Ende| Anfang| Mitte)?|und) " if language == "de" else r" ?[-–] ?| (?:to|until|till|through|and) "
    counted = either(table("numbers.toml")["skip"]["counted"])
    first = r"|\d{1,2}\.?(?= ?(?:[-–]|bis|und|to|and) ?\d)" if language == "de" else ""
    return re.compile(
        rf"(?<![\w.,])(?:(?i:{lead}) )?(?:{_weekdays(language)},? (?:dem |den |der )?)?(?:{point}{first})(?!\w| {counted}|[.,]\d)(?:(?:{join})(?:{point})(?!\w| {counted}|[.,]\d))?"
    )


_LEADS: Final = {
    "de": r"(?:in der Nacht (?:zum|auf)|(?:(?:noch|bereits|erst|schon) )?(?:am|im|vom|von|zum|zwischen|seit(?: dem| der)?|ab(?: dem)?|bis(?: zum| zu)?|in(?: den| der| dem)?|an|vor|nach(?: dem)?|mit|für|der|den|die|das|dem))",
    "en": r"(?:on|in(?: the)?|at the|by(?: the)?|since|until(?: the)?|from|between|before|after|during|over the|within(?: the)?|for the|the|as of)",
}


def _sources(language: str) -> dict[str, str]:
    months = either(name for names in table("dates.toml")["months"][language] for name in names)
    part = f"(?:{PARTS[language]} ?)?"
    shared = {"iso": rf"(?P<y>{YEAR})-(?P<m>0[1-9]|1[0-2])-(?P<d>0[1-9]|[12]\d|3[01])"}
    return shared | (_german(months, part) if language == "de" else _english(months, part))


def _german(months: str, part: str) -> dict[str, str]:
    year = rf"s?(?:,? (?:des Jahres )?(?P<y>{YEAR})| (?P<rel>(?i:{_stems('directions', 'de')})(?:e[nrms]?) Jahres))?"
    return {
        "numeric": rf"(?P<d>0?[1-9]|[12]\d|3[01])\. ?(?P<m>0?[1-9]|1[0-2])\.(?: ?(?P<y>{YEAR}|\d{{2}}))?",
        "day": rf"(?P<d>[12]\d|3[01]|0?[1-9])\. ?(?P<mon>{months}){year}",
        "month": rf"{part}(?P<mon>{months}){year}",
        "quarter": rf"(?:(?P<ord>(?i:{_stems('ordinals', 'de')}))e[nsrm]? (?P<span>Quartal|Halbjahr|Jahreshälfte)|Q(?P<q>[1-4]))"
        rf"(?: (?P<y>{YEAR})| (?P<rel>(?i:{_stems('directions', 'de')})(?:e[nrms]?) Jahres))?",
        "season": rf"{part}(?P<season>{either(table('dates.toml')['seasons']['de'])})s?(?: (?P<y>{YEAR})(?:/\d{{2,4}})?"
        rf"| (?P<rel>(?i:{_stems('directions', 'de')})(?:e[nrms]?) Jahres))?",
        "century": r"(?P<century>1?\d|2[01])\. Jahrhunderts?",
        "decade": rf"(?:(?P<decade>(?:1[0-9]|20)\d0|[1-9]0)er[- ]?(?:Jahren?)?)",
        "ago": rf"(?i:vor) (?:(?i:rund|etwa|knapp|gut|mehr als|fast) )?{_amount('de')} (?P<unit>{_units('de')})",
        "ahead": rf"(?:(?P<within>(?i:binnen|innerhalb von) )|(?i:in )|(?<=\bin ))(?:(?i:rund|etwa) )?{_amount('de')} (?P<unit>{_units('de')})",
        "past": rf"(?P<dir>(?i:{_stems('directions', 'de')}))(?:e[nrms]?) {_amount('de')} (?P<unit>{_units('de')})",
        "relative": rf"(?P<dir>(?i:{_stems('directions', 'de')}))(?:e[nrms]?|em) (?P<unit>{_units('de')})",
        "before": r"(?P<before>(?i:im )?(?:Vorjahr(?:es)?|Vormonat(?:s)?|Vorwoche)|[Hh]euer)",
        "weekday": rf"(?:(?P<dir>(?i:{_stems('directions', 'de')}))(?:e[nrms]?|em) )?(?P<wd>{_weekdays('de')}){_DAYTIMES}",
        "near": rf"(?P<near>(?i:{either(table('dates.toml')['days']['de'])}))(?: (?:Abend|Nachmittag|Morgen|Vormittag|Mittag|Nacht|früh|Tag))?",
        "weekend": r"(?P<weekend>Wochenende)",
        "year": rf"(?:{PARTS['de']} ?)?(?:(?i:des Jahres|im Jahre?|Jahre?) )?(?P<y>{YEAR})(?! ?(?:Mio|Mrd|Euro|Dollar|Prozent|%))",
    }


def _english(months: str, part: str) -> dict[str, str]:
    year = rf"(?:,? (?:of )?(?P<y>{YEAR})| (?:of )?(?P<rel>(?i:{_stems('directions', 'en')}) year))?"
    day = r"(?P<d>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
    fall = r"(?:(?<=in the )|(?<=this )|(?<=last )|(?<=next )|(?<=early )|(?<=late )|(?<=of ))"
    return {
        "numeric": rf"(?P<m>0?[1-9]|1[0-2])/(?P<d>0?[1-9]|[12]\d|3[01])/(?P<y>{YEAR})",
        "day": rf"(?:the )?{day}(?: of)? (?P<mon>{months}){year}",
        "american": rf"(?P<mon>{months}) {day}(?![\w:]|[.,]\d){year}",
        "month": rf"{part}(?P<mon>{months}){year}",
        "quarter": rf"(?:(?P<ord>(?i:{_stems('ordinals', 'en')})) (?P<span>quarter|half)(?! of (?:an?|the|its|all|them))|Q(?P<q>[1-4]))"
        rf"(?: (?:of )?(?:the year )?(?P<y>{YEAR})| (?:of )?(?P<rel>(?i:{_stems('directions', 'en')}) year))?",
        "season": rf"{part}(?:(?P<dir>(?i:last|next|this)) )?(?P<season>(?i:summer|autumn|winter)|{fall}(?:spring|fall)|(?:[Ss]pring|[Ff]all)(?=(?: of)? {YEAR}))"
        rf"(?: (?:of )?(?P<y>{YEAR})(?:[/-]\d{{2,4}})?)?",
        "century": r"(?P<century>1?\d|2[01])(?:st|nd|rd|th) century",
        "decade": rf"(?P<decade>(?:1[0-9]|20)\d0)s",
        "ago": rf"(?:(?i:about|some|nearly|almost|over|around|more than) )?{_amount('en')} (?P<unit>{_units('en')}) (?:ago|earlier)",
        "ahead": rf"(?:(?P<within>(?i:within) (?:the )?)|(?i:in )|(?<=\bin ))(?:(?i:about) )?{_amount('en')} (?P<unit>{_units('en')})(?: from now|['’] time)?",
        "past": rf"(?P<dir>(?i:{_stems('directions', 'en')})) {_amount('en')} (?P<unit>{_units('en')})",
        "relative": rf"(?P<dir>(?i:{_stems('directions', 'en')})) (?P<unit>{_units('en')})",
        "weekday": rf"(?:(?P<dir>(?i:{_stems('directions', 'en')})) )?(?P<wd>{_weekdays('en')})(?: (?:evening|afternoon|morning|night))?",
        "near": rf"(?P<near>(?i:{either(table('dates.toml')['days']['en'])}))(?: (?:evening|afternoon|morning|night))?",
        "weekend": r"(?<=the )(?P<weekend>weekend)",
        "year": rf"(?:{PARTS['en']} ?)?(?:(?i:the year|year) )?(?P<y>{YEAR})(?! ?(?:%|percent|dollars|euros|[mb]illion))",
    }


def _stems(name: str, language: str) -> str:
    return either(table("dates.toml")[name][language])


def _amount(language: str) -> str:
    return rf"(?P<n>\d{{1,3}}|(?i:{either(table('dates.toml')['few'][language])}))"


def _units(language: str) -> str:
    return either(table("dates.toml")["units"][language])


def _weekdays(language: str) -> str:
    return either(_flat(table("dates.toml")["weekdays"][language]))


def _flat(lists: Iterable[Iterable[str]]) -> list[str]:
    return [word for words in lists for word in words]


def _unnamed(source: str) -> str:
    return re.sub(r"\?P<\w+>", "?:", source)
