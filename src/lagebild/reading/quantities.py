"""How much a role's words say: one amount per filler, never more exact than the words."""

import re
from functools import cache
from typing import Final

from lagebild.claims.quantity import Quantity
from lagebild.claims.vocabulary import Form
from lagebild.reading.numbers import Number, fraction, numbers, ratio
from lagebild.reading.tables import either, known, table
from lagebild.reading.units import is_formation, is_measure, unit_of

_SYMBOL: Final = r"(?:(?:US|C|CA|A|NZ|NT)?[$€£¥₩₽₴₪₹]|EUR|USD|GBP)? ?"
_SPACES: Final = re.compile("[ \u00a0\u2009\u202f]")
#: A dozen is a round number in reports, never a count.
_DOZEN: Final = 12
#: Of more than so many things nobody singles out the first.
_MANY: Final = 13
#: Half and a quarter of things are no count and no share that the role asks for.
_UNITARY: Final = (50, 25)
#: These words ask or compare behind "wie", "so", "how", "as".
_ASKED: Final = frozenset({"many", "few", "viele", "vielen", "wenige", "wenigen"})
_ELSEWHERE: Final = re.compile(r"\w\s(?:from|aus|in|against|gegen|across|within)\s$")
_QUOTE: Final = "[\"'“”„»«]?"
_ONE_OR: Final = re.compile(r"\bein(?:e[nrms]?)?\s(?:oder|bis)\s$", re.IGNORECASE)
_ARTICLE: Final = {"de": re.compile(r"(?:eine[nrms]?|ein)\s", re.IGNORECASE), "en": re.compile(r"an?\s", re.IGNORECASE)}
#: Behind such nouns "über" says of what size they are, not that there is more.
_SIZED: Final = re.compile(
    r"(?:kredite?|linie|vertrags?|auftrag|paket|abkommen|bestellung|geschäft|rechnung|scheck|darlehen|hilfe)\s+$", re.IGNORECASE
)
#: One of so many ("das letzte von vier Schiffen"), and some of so many ("ein Teil der 96 Panzer").
_ONE_OF: Final = re.compile(
    r"(?:d(?:as|er|ie|en|em)|the|ein(?:e[nrms]?)?|one)\s+(?:(?:erste|letzte|zweite|dritte|first|last)[nr]?\s+)?"
    r"(?:von|of|der|unserer|seiner|ihrer)\s+(?:the\s+|den\s+|its\s+|their\s+)?$", re.IGNORECASE,
)
_PART_OF: Final = re.compile(
    r"\b(?:(?:ein|einen|einem|eines) Teils?|(?:ersten|letzten) von|some of|part of|the (?:first|last) of)\b[^,]*$", re.IGNORECASE
)
_THOUSANDS: Final = re.compile(r"-\s(?:bis|oder|und)\s$")


def quantity_of(words: str, language: str, role: str) -> Quantity | None:
    """The amount that the filler `words` of `role` gives, None if it gives none.

    The first number that counts the head decides; calibres, designations and measures ("20 Kilometer") are passed over.
    """
    language = known(language)
    words = _SPACES.sub(" ", words)
    found = _every(words, language) if role == "share" else None
    found = found or (ratio(words, language) if role == "share" else None) or fraction(words, language)
    if found is not None and (role == "share" or found[0] not in _UNITARY):
        return _share(words, found, language)
    counted = [number for number in numbers(words, language) if _counts_head(words, number, language)]
    vague = _vague(language).search(words)
    if vague is not None and (not counted or vague.start() <= counted[0].start):
        return Quantity("vague", None, None, unit_of(words, vague.end(), role, language), vague.group().lower())
    if counted:
        return _counted(words, counted, language, role)
    return _one(words, language, role)


def _counts_head(words: str, number: Number, language: str) -> bool:
    """Whether the number counts the head: it measures nothing and is none of a place ("soldiers from thirty nations")."""
    return not is_measure(words, number, language) and (
        _ELSEWHERE.search(words, 0, number.start) is None or unit_of(words, number.end, "", language, number) is not None
    )


def _counted(words: str, counted: list[Number], language: str, role: str) -> Quantity:
    first = counted[0]
    if role != "share" and first.value < _MANY and _ONE_OF.search(words, 0, first.start) and first.value > 1:
        return Quantity("exact", 1, 1, unit_of(words, first.end, role, language, first))
    if _PART_OF.search(words, 0, first.start):
        return Quantity("vague", None, None, unit_of(words, first.end, role, language, first))
    pair = _range(words, counted, language)
    if pair is not None:
        low, high, end = pair
        unit = unit_of(words, end, role, language, Number(high, first.start, end))
        return Quantity("range", low, high, unit, _opening(words, first, language))
    form, hedge = _hedge(words, first, language)
    if form == "exact" and first.scale == _DOZEN:
        form = "about"
    return _bounded(form, first.value, unit_of(words, first.end, role, language, first), hedge)


def _bounded(form: Form, value: int | float, unit: str | None, hedge: str | None) -> Quantity:
    return Quantity(form, None if form == "max" else value, None if form == "min" else value, unit, hedge)


def _range(words: str, counted: list[Number], language: str) -> tuple[int | float, int | float, int] | None:
    """Bounds and end of a range that begins at the first number; a scale word behind the second serves both."""
    one = _ONE_OR.search(words, 0, counted[0].start)
    if one is not None and counted[0].value > 1:
        return 1, counted[0].value, counted[0].end
    if len(counted) < 2:
        return None
    first, second = counted[:2]
    join = _joins(language).fullmatch(words[first.end : second.start])
    if join is None or (join["word"] in ("und", "and", "/") and _opening(words, first, language) is None):
        return None
    if _THOUSANDS.fullmatch(words[first.end : second.start]) and first.value < second.value / 100 and second.value % 1000 == 0:
        return first.value * 1000, second.value, second.end  # "drei- bis viertausend"
    low = first.value * second.scale if first.scale == 1 and first.value * second.scale <= second.value else first.value
    return (low, second.value, second.end) if low < second.value else None


def _opening(words: str, first: Number, language: str) -> str | None:
    match = _openings(language).search(words, 0, first.start)
    return match["hedge"].lower() if match else None


def _hedge(words: str, number: Number, language: str) -> tuple[Form, str | None]:
    """Form and hedge words of a number: what stands directly before it, else directly behind it."""
    match = _before(language).search(words, 0, number.start)
    if match is not None and not (match["hedge"].lower() == "über" and _SIZED.search(words, 0, match.start())):
        return _forms(language)[_key(match["hedge"])], match["hedge"].lower()
    match = _behind(language).match(words, number.end)
    if match is not None:
        return _after_forms(language)[_key(match["hedge"])], match["hedge"].lower()
    return "exact", None


def _share(words: str, found: tuple[int | float, int, int], language: str) -> Quantity:
    percent, start, end = found
    form, hedge = _hedge(words, Number(percent, start, end), language)
    return _bounded(form, percent, "percent", hedge)


def _every(words: str, language: str) -> tuple[int | float, int, int] | None:
    """The share of "jeder Fünfte", "every third", in percent."""
    match = _every_pattern(language).search(words)
    if match is None:
        return None
    percent = round(100 / table("quantities.toml")[language]["every"][match["ordinal"].lower()], 1)
    return (int(percent) if percent.is_integer() else percent), match.start(), match.end()


def _one(words: str, language: str, role: str) -> Quantity | None:
    """One, where an article counts: one man or thing that was lost, one thing or formation that was sent; never one of the things
    that a party has or gives ("eine Rakete")."""
    bound = _one_at_least(language).search(words)
    if bound is not None:
        unit = unit_of(words, bound.end(), role, language, Number(1, bound.start(), bound.end()))
        return _bounded(_forms(language)[_key(bound["hedge"])], 1, unit, bound["hedge"].lower())
    match = _ARTICLE[language].match(words) if role in ("losses", "force") else None
    if match is None or _no_thing(language).search(words, match.end()):
        return None
    unit = unit_of(words, match.end(), "object", language)
    counts = unit in ("person", "piece") if role == "losses" else unit == "piece" or is_formation(words[match.end() :], language)
    return Quantity("exact", 1, 1, unit) if counts else None


def _key(hedge: str) -> str:
    return " ".join(hedge.lower().split())


@cache
def _forms(language: str) -> dict[str, Form]:
    hedges: dict[Form, list[str]] = table("quantities.toml")[language]["hedges"]
    return {word: form for form, words in hedges.items() for word in words}


@cache
def _after_forms(language: str) -> dict[str, Form]:
    hedges: dict[Form, list[str]] = table("quantities.toml")[language]["after"]
    return {word: form for form, words in hedges.items() for word in words}


@cache
def _before(language: str) -> re.Pattern[str]:
    """A hedge that ends where the number (or its currency sign) begins."""
    filling = "|".join(_FILLING[language])
    return re.compile(rf"(?<!\w)(?P<hedge>{either(_forms(language))}){_QUOTE}\s+{_QUOTE}(?:(?:{filling})\s+)*{_SYMBOL}$", re.IGNORECASE)


_FILLING: Final = {
    "de": ("insgesamt", "weitere[nr]?", "zusätzliche[nr]?", "noch", "etwa", "rund", "die", "den", "ihrer", "seiner", "jeweils"),
    "en": (
        "a total of",
        "another",
        "an additional",
        "additional",
        "a further",
        "further",
        "the",
        "its",
        "their",
        "about",
        "around",
        "some",
    ),
}


@cache
def _behind(language: str) -> re.Pattern[str]:
    return re.compile(rf"(?:\s?\w+)?\s?(?P<hedge>{either(_after_forms(language))})(?!\w)", re.IGNORECASE)


@cache
def _joins(language: str) -> re.Pattern[str]:
    between = table("quantities.toml")[language]["ranges"]["between"]
    hedges = either(_forms(language))
    return re.compile(rf"(?: ?%| ?Prozent| percent)?\s?(?P<word>{either(between)})\s?(?:{hedges}\s)?{_SYMBOL}", re.IGNORECASE)


@cache
def _openings(language: str) -> re.Pattern[str]:
    opening = table("quantities.toml")[language]["ranges"]["opening"]
    hedges = either(_forms(language))
    return re.compile(rf"(?<!\w)(?P<hedge>{either(opening)})\s+(?:{hedges}\s)?{_SYMBOL}$", re.IGNORECASE)


@cache
def _vague(language: str) -> re.Pattern[str]:
    """A vague amount, with the number words that follow it ("mehrere hundert", "several thousand")."""
    vague = table("quantities.toml")[language]["vague"]["words"]
    number = "hundert|tausend|dutzend|millionen|milliarden|100|1000" if language == "de" else "hundred|thousand|dozen|million|billion"
    asked = r"(?<!so )(?<!wie )(?<!ebenso )(?<!how )(?<!as )(?:many|few|vielen?|wenigen?)"
    return re.compile(rf"(?<!\w)(?:{asked}|{either(set(vague) - _ASKED)})(?!\w)(?:\s(?:of\s)?(?:{number})(?!\w))*", re.IGNORECASE)


@cache
def _one_at_least(language: str) -> re.Pattern[str]:
    """A hedged article ("mindestens ein Bataillon", "höchstens ein Prozent")."""
    hedges = either(word for word, form in _forms(language).items() if form != "about")
    article = "(?:eine[nrms]?|ein)" if language == "de" else "an?"
    return re.compile(rf"(?<!\w)(?P<hedge>{hedges})\s{article}(?=\s)", re.IGNORECASE)


@cache
def _every_pattern(language: str) -> re.Pattern[str]:
    every = "jede[rsnm]?" if language == "de" else "every"
    return re.compile(rf"\b{every}\s(?P<ordinal>{either(table('quantities.toml')[language]['every'])})[nrs]?\b", re.IGNORECASE)


@cache
def _no_thing(language: str) -> re.Pattern[str]:
    """Nouns behind an article that count nothing, as the first noun of the words."""
    noun = either(table("quantities.toml")[language]["one"]["but"])
    return re.compile(rf"\b{noun}\b" if language == "en" else rf"{noun}(?![a-zäöüß])", re.IGNORECASE)
