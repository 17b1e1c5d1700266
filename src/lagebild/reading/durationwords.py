"""The patterns of durations, recurrences and references, built once per language from the word table; `durations` reads them."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Any, Final

from lagebild.reading.tables import either, table

#: Articles that count one.
ARTICLE: Final = {"de": r"(?:[Ee]ine[nmrs]?|[Ee]in)", "en": r"(?:[Aa]n?)"}
_DETERMINER: Final = {"de": r"(?:[Dd](?:ie|er|en|as|em|es)|[Dd]iese[nmrs]?)", "en": r"(?:[Tt]h(?:e|ese|is|ose))"}
_DIGITS: Final = r"(?:\d{1,3}(?:[.,]\d{3}){1,3}|\d{1,6}(?:[.,]\d{1,2})?)"
#: What stands directly before makes a designation, a compound or the rest of a number.
_EDGE: Final = r"(?<![\w/–-])(?<!\d[.,:])"


def words(name: str, language: str) -> Any:
    """One table of durations.toml in one language."""
    return table("durations.toml")[name][language]


def inflected(entries: Iterable[str]) -> str:
    """A regular expression for words, a stem ("heutig-") with any German ending; each may begin a sentence."""
    entries = list(entries)
    whole, stems = [word for word in entries if not word.endswith("-")], [word[:-1] for word in entries if word.endswith("-")]
    parts = [either(_cased(whole))] if whole else []
    parts += [either(_cased(stems)) + "(?:e[nmrs]?)?"] if stems else []
    return f"(?:{'|'.join(parts)})"


def _cased(entries: Iterable[str]) -> list[str]:
    return [form for word in entries for form in (word, word[:1].upper() + word[1:])]


@cache
def number_words(language: str) -> str:
    """A regular expression for number words from one to some hundreds; nothing in it repeats."""
    values: dict[str, int] = table("numbers.toml")[language]["words"]
    ones, teens, tens = (either(w for w, v in values.items() if low <= v <= high) for low, high in ((1, 9), (10, 19), (20, 90)))
    if language == "de":
        return rf"(?i:(?:{ones}und)?{tens}|{teens}|(?:{ones})?hundert|anderthalb|(?!eins?\b){ones}(?:einhalb)?)"
    return rf"(?i:(?:{tens}(?:[- ]{ones})?|{teens}|(?:{ones}|a) hundred|{ones})(?: and a half)?)"


@cache
def patterns(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Rule name and pattern of every kind of expression."""
    named = _durations(language) | _recurrences(language) | {"reference": _references(language)}
    return tuple((name, re.compile(rf"{_EDGE}(?:{source})(?!\w)")) for name, source in named.items() if source)


def _durations(language: str) -> dict[str, str]:
    german = language == "de"
    number, article, determiner = number_words(language), ARTICLE[language], _DETERMINER[language]
    unit = f"(?P<unit>{either(words('units', language))})"
    plural = f"(?P<unit>{either(words('plurals', language))})"
    near = table("dates.toml")["directions"][language]
    way = inflected(f"{stem}-" if german else stem for stem in near)
    far = inflected(f"{stem}-" if german else stem for stem, value in near.items() if value)
    beside = inflected(words("beside", language))
    about = f"(?i:{either(words('about', language))})"
    low = rf"(?:(?P<low>{_DIGITS}|{number})(?: ?[-–] ?| (?:bis|oder|to|or) ))?"
    lead = rf"(?:{determiner} )?(?:(?:{way}|{beside}) )?(?:{about} )?"
    vague = f"(?i:{either(words('vague', language))})"
    before = "|".join(rf"(?<=\b{form} )" for form in _cased(words("for_long", language)))
    # how old somebody is, is no duration that a report tells
    grown, old = (r"(?<!\bAlter von )", r"(?! alt\b)") if german else (r"(?<!\bage of )", r"(?![- ](?:old|olds)\b)")
    gap = " " if german else "[- ]"
    return {
        "counted": rf"{grown}{lead}{low}(?P<n>{_DIGITS}|{number}|{article})(?: {beside})?{gap}{unit}(?!\w){old}",
        "vague": rf"{lead}{vague} (?:{beside} )?{unit}",
        "directed": rf"(?:{determiner} )?{far} {plural}",
        "bare": rf"(?:{before}){plural}",
        "whole": rf"(?:(?:{determiner}|{article}) {inflected(words('whole', language))}{'' if german else '|[Aa]ll'}) {unit}",
        "half": rf"(?:(?:{determiner}|{article}) )?(?:halbe[nrsm]?|half(?: an?)?)[- ](?P<unit>{either(words('halves', language))})",
        "fixed": rf"(?:(?:{determiner}|{article}) )?(?P<word>{either(words('fixed', language))})",
        "stopwatch": r"(?P<m>\d{1,2})[:.](?P<s>[0-5]\d(?:,\d{1,3})?) (?:Minuten|Min\.|minutes)",
    } | (_german_compounds(number) if german else _english_compounds(number))


def _german_compounds(number: str) -> dict[str, str]:
    """ "zweitägig", "24-stündig", "jahrelang"; "16-jährig" with digits is how papers write a person's age."""
    unit = either(words("compounds", "de"))
    ending = "(?:e[nmrs]?)?"
    counts = rf"(?P<n>(?i:ein)|{number})(?P<unit>{unit})|(?P<digits>\d{{1,4}})-(?!jährig)(?P<unit1>{unit})"
    vague = rf"(?P<one>[Gg]anz)(?P<unit2>{unit})|(?:[Mm]ehr|[Vv]iel|[Ll]ang)(?P<unit3>{unit})"
    return {
        "compound": rf"(?:{counts}|{vague}){ending}",
        "lasting": rf"(?P<word>(?i:{either(words('lasting', 'de'))}))lang{ending}",
    }


def _english_compounds(number: str) -> dict[str, str]:
    return {"compound": rf"(?:(?P<n>{number})|(?P<digits>\d{{1,4}}))-(?P<unit>{either(words('compounds', 'en'))})(?:-long)?(?!-)"}


def _recurrences(language: str) -> dict[str, str]:
    german = language == "de"
    dates, number = table("dates.toml"), number_words(language)
    units, plurals = words("units", language), either(words("plurals", language))
    days = [name for names in dates["weekdays"][language] for name in names]
    months = either(name for names in dates["months"][language] for name in names)
    times = either(words("daytimes", language)) if german else either(word.lower() for word in words("daytimes", language))
    time = f"(?P<time>{either(word.lower() for word in words('daytimes', language))})"
    amount = f"(?:(?P<n>{_DIGITS}|{number})|(?P<vague>(?i:{either(words('vague', language))})))"
    ordinals = either(dates["ordinals"][language])
    if german:
        ahead, every = rf"(?i:jede[nmrs]?) (?:(?P<ord>{ordinals})e[nmrs]? )?", "(?i:alle)"
        weekday = f"(?P<wd>{either(days)}){time}?"
        # lower-case, or at the beginning of a sentence; "des Montags" is one Monday
        plain = rf"(?<!\b[Dd]es )(?P<wd>{either(_cased(day.lower() for day in days))}){time}?s"
        rate = rf"(?:(?i:{number}|ein|mehr|viel)mal|\d{{1,3}}[- ]?[Mm]al) (?:pro|in der|im|am|je)|(?i:pro)"
    else:
        ahead, every = rf"(?i:every|each) (?:(?P<ord>other|{ordinals}) )?", "(?i:every)"
        weekday = f"(?P<wd>{either(days)})(?: {time})?"
        plain = f"(?P<wd>{either(days)})(?:s| {time}s)"
        rate = rf"(?:(?i:once|twice|(?:{number}|\d{{1,3}}|several|many) times)) (?:an?|per|each|every)|(?i:per)"
    what = f"(?:{weekday}|(?P<mon>{months})|(?P<season>{either(dates['seasons'][language])})|(?P<time1>{times})|(?P<unit>{either(units)}))"
    closing = r"(?: (?:im|des|of the|of each|of every|in the) (?P<per>Monats?|Jahr(?:es)?|month|year))?"
    # no rate of hours and seconds: "Kilometer pro Stunde" is a speed
    long = either(word for word, code in units.items() if not code.startswith("T"))
    return {
        "each": f"{ahead}{what}{closing}",
        "every": f"{every} {amount} (?P<unit>{plurals})",
        "weekdays": plain,
        "times": f"(?:{rate}) (?P<per>{long})",
        "recurring": f"(?P<word>{inflected(words('recurring', language))})",
    }


def _references(language: str) -> str:
    """One named group for each of present, past and future; some words are one only behind a preposition ("in Zukunft")."""
    groups = []
    for value, entries in words("references", language).items():
        tied = [_behind(*word.split("|")) for word in entries if "|" in word]
        groups.append(f"(?P<{value}>{'|'.join([*tied, inflected(word for word in entries if '|' not in word)])})")
    return "|".join(groups)


def _behind(lead: str, word: str) -> str:
    before = "|".join(rf"(?<=\b{form} )" for form in _cased([lead]))
    return f"(?:{before}){re.escape(word)}"
