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
#: Behind four digits that measure something.
_NO_YEAR: Final = (
    r" (?:bis|to) (?:[3-9]\d{3}|\d{5,})"
    r"| (?:[Mm]et(?:er|re)n?s?|[Kk]ilomet\w+|km|m|Grad|degrees|Stück|Tonnen|tons|tonnes|Meilen|miles)\b"
)
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
    day = rf"(?:{_weekdays(language)},? (?:dem |den |der )?)?"
    counted = either(table("numbers.toml")["skip"]["counted"])
    bare = r"|\d{1,2}\.?(?= ?(?:[-–]|bis|und) ?\d)" if language == "de" else ""
    end = rf"(?!\w| {counted}|[.,]\d)"
    return re.compile(rf"(?<![\w.,])(?:(?i:{lead}) )?{day}(?:{point}{bare}){end}(?:(?:{_JOINS[language]})(?:{point}){end})?")


def recurs(words: str, language: str, start: int = 0) -> bool:
    """Whether the phrase that begins at `start` is a recurrence ("jeden zweiten Montag", "every Tuesday"), which is no point in time."""
    every = rf"(?i:\b(?:{_EVERY[language]}) )"
    within = re.compile(rf"(?:an |on )?{every}").match(words, start)
    return (within or re.search(rf"{every}$", words[max(0, start - _LONGEST_EVERY) : start])) is not None


_LONGEST_EVERY: Final = 24
_EVERY: Final = {
    "de": r"jede[nmrs]?(?: [a-zäöü]+en?)?|alle(?: zwei| drei| vier| fünf| sechs| \d{1,3})?",
    "en": r"every(?: other| second| third| few| two| three| \d{1,3})?|each",
}
_JOINS: Final = {
    "de": r" ?[-–/] ?| (?:bis(?: zum| Ende| Anfang| Mitte)?|und) ",
    "en": r" ?[-–] ?| (?:to|until|till|through|and) ",
}
_LEADS: Final = {
    "de": r"(?:in der Nacht (?:zum|auf)|(?:(?:noch|bereits|erst|schon) )?"
    r"(?:am|im|vom|von|zum|zwischen|seit(?: dem| der)?|ab(?: dem)?|bis(?: zum| zu)?|in(?: den| der| dem)?|an|vor|nach(?: dem)?"
    r"|mit|für|der|den|die|das|dem))",
    "en": r"(?:on|in(?: the)?|at the|by(?: the)?|since|until(?: the)?|from|between|before|after|during|over the|within(?: the)?"
    r"|for the|the|as of)",
}


def _sources(language: str) -> dict[str, str]:
    months = either(name for names in table("dates.toml")["months"][language] for name in names)
    part = f"(?:{PARTS[language]} ?)?"
    shared = {"iso": rf"(?P<y>{YEAR})-(?P<m>0[1-9]|1[0-2])-(?P<d>0[1-9]|[12]\d|3[01])"}
    return shared | (_german(months, part) if language == "de" else _english(months, part))


def _german(months: str, part: str) -> dict[str, str]:
    stem, amount, unit = _stems("directions", "de"), _amount("de"), f"(?P<unit>{_units('de')})"
    rel = rf"(?P<rel>(?i:{stem})(?:e[nrms]?) Jahres)"
    year = rf"s?(?:,? (?:des Jahres )?(?P<y>{YEAR})| {rel})?"
    way = rf"(?P<dir>(?i:{stem}))(?:e[nrms]?|em)"
    ordinal = rf"(?P<ord>(?i:{_stems('ordinals', 'de')}))e[nsrm]? (?P<span>Quartal|Halbjahr|Jahreshälfte)"
    return {
        "numeric": rf"(?P<d>0?[1-9]|[12]\d|3[01])\. ?(?P<m>0?[1-9]|1[0-2])\.(?: ?(?P<y>{YEAR}|\d{{2}}))?",
        "day": rf"(?P<d>[12]\d|3[01]|0?[1-9])\. ?(?P<mon>{months}){year}",
        "month": rf"{part}(?P<mon>{months}){year}",
        "quarter": rf"(?:{ordinal}|Q(?P<q>[1-4]))(?: (?P<y>{YEAR})| {rel})?",
        "season": rf"{part}(?P<season>{_stems('seasons', 'de')})s?(?: (?P<y>{YEAR})(?:/\d{{2,4}})?| {rel})?",
        "century": r"(?P<century>1?\d|2[01])\. Jahrhunderts?",
        "decade": rf"(?:(?P<decade>(?:1[0-9]|20)\d0|[1-9]0)er[- ]?(?:Jahren?)?|(?P<tens>(?i:{_stems('tens', 'de')})er) Jahren?)",
        "ago": rf"(?i:vor) (?:(?i:rund|etwa|knapp|gut|mehr als|fast) )?{amount} {unit}",
        "ahead": rf"(?:(?P<within>(?i:binnen|innerhalb von) )|(?i:in )|(?<=\bin ))(?:(?i:rund|etwa) )?{amount} {unit}",
        "past": rf"{way} {amount} {unit}",
        "relative": rf"{way} {unit}",
        "before": r"(?P<before>(?i:im )?(?:Vorjahr(?:es)?|Vormonat(?:s)?|Vorwoche)|[Hh]euer)",
        "turn": rf"(?P<turn>(?:Jahres|Monats)(?:ende|anfang|beginn|mitte)|(?:Anfang|Mitte|Ende|Beginn) des (?:Jahres|Monats)(?! {YEAR}))",
        "feast": rf"(?P<feast>{_stems('feasts', 'de')})(?: (?P<y>{YEAR}))?",
        "now": r"(?P<now>(?i:derzeit|zurzeit|gegenwärtig|ab sofort))",
        "weekday": rf"(?:{way} )?(?P<wd>{_weekdays('de')}){_DAYTIMES}",
        # "Morgen" with a capital is the morning, not tomorrow
        "near": rf"(?P<near>(?!M)(?i:{_stems('days', 'de')}))(?: (?:Abend|Nachmittag|Morgen|Vormittag|Mittag|Nacht|früh|Tag))?",
        "weekend": r"(?P<weekend>Wochenende)",
        "year": rf"{part}(?:(?i:des Jahres|im Jahre?|Jahre?) )?(?P<y>{YEAR})(?! ?(?:Mio|Mrd|Euro|Dollar|Prozent|%)|{_NO_YEAR})",
    }


def _english(months: str, part: str) -> dict[str, str]:
    amount, unit, way = _amount("en"), f"(?P<unit>{_units('en')})", rf"(?P<dir>(?i:{_stems('directions', 'en')}))"
    rel = rf"(?:of )?(?P<rel>(?i:{_stems('directions', 'en')}) year)"
    year = rf"(?:,? (?:of )?(?P<y>{YEAR})| {rel})?"
    day = r"(?P<d>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
    time = "(?: (?:evening|afternoon|morning|night))?"
    ordinal = rf"(?P<ord>(?i:{_stems('ordinals', 'en')})) (?P<span>quarter|half)(?! of (?:an?|the|its|all|them))"
    # "spring" and "fall" are verbs too: a word before or a year behind must make them seasons
    fall = r"(?:(?<=in the )|(?<=\bin )|(?<=this )|(?<=last )|(?<=next )|(?<=early )|(?<=late )|(?<=of ))(?:spring|fall)"
    season = rf"(?i:summer|autumn|winter)|{fall}|(?:[Ss]pring|[Ff]all)(?=(?: of)? {YEAR})"
    return {
        "numeric": rf"(?P<m>0?[1-9]|1[0-2])/(?P<d>0?[1-9]|[12]\d|3[01])/(?P<y>{YEAR})",
        "day": rf"(?:the )?{day}(?: of)? (?P<mon>{months}){year}",
        "american": rf"(?P<mon>{months}) {day}(?![\w:]|[.,]\d){year}",
        "month": rf"{part}(?P<mon>{months}){year}",
        "quarter": rf"(?:{ordinal}|Q(?P<q>[1-4]))(?: (?:of )?(?:the year )?(?P<y>{YEAR})| {rel})?",
        "season": rf"{part}(?:(?P<dir>(?i:last|next|this)) )?(?P<season>{season})(?: (?:of )?(?P<y>{YEAR})(?:[/-]\d{{2,4}})?)?",
        "century": r"(?P<century>1?\d|2[01])(?:st|nd|rd|th) century",
        "decade": r"(?P<decade>(?:1[0-9]|20)\d0)s",
        "ago": rf"(?:(?i:about|some|nearly|almost|over|around|more than) )?{amount} {unit} (?:ago|earlier)",
        "ahead": rf"(?:(?P<within>(?i:within) (?:the )?)|(?i:in )|(?<=\bin ))(?:(?i:about) )?{amount} {unit}(?:['’] time)?",
        "past": rf"{way} {amount} {unit}",
        "relative": rf"{way} {unit}",
        "turn": rf"(?P<turn>(?:the )?(?:beginning|start|middle|end) of (?:the|this) (?:year|month)|year['’]?s?[- ]end)(?! {YEAR})",
        "feast": rf"(?P<feast>{_stems('feasts', 'en')})(?: (?P<y>{YEAR}))?",
        "now": r"(?P<now>(?i:at present|currently|effective immediately))",
        "hours": r"(?P<hours>(?i:this (?:morning|afternoon|evening)|last night|overnight))",
        "weekday": rf"(?:{way} )?(?P<wd>{_weekdays('en')}){time}",
        "near": rf"(?P<near>(?i:{_stems('days', 'en')})){time}",
        "weekend": r"(?<=the )(?P<weekend>weekend)",
        "year": rf"{part}(?:(?i:the year|year) )?(?P<y>{YEAR})(?! ?(?:%|percent|dollars|euros|[mb]illion)|{_NO_YEAR})",
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
