"""The numerals behind `numbers`: what digits and number words are worth, and the patterns that find them."""

import re
from decimal import Decimal
from functools import cache
from typing import Final

from lagebild.reading.tables import SPACE, either, table

_SEPARATORS: Final = {"de": (".", ","), "en": (",", ".")}
_GAP: Final = f"(?:{SPACE}|-)"


def digits_value(digits: str, language: str) -> Decimal:
    """The value of digits as `number_pattern` finds them; a lone mark that groups nothing is a decimal mark."""
    thousands, _ = _SEPARATORS[language]
    plain = re.sub(f"{SPACE}|['’]", "", digits)
    if _grouped(thousands).fullmatch(plain):
        plain = plain.replace(thousands, "")
    return Decimal(plain.replace(",", "."))


@cache
def _grouped(thousands: str) -> re.Pattern[str]:
    return re.compile(rf"\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+(?:[.,]\d+)?")


def scale_of(word: str | None, language: str) -> int:
    if word is None:
        return 1
    scales: dict[str, int] = table("numbers.toml")[language]["scales"]
    return scales[word.lower()]


def word_value(word: str, language: str) -> Decimal | None:
    """The value of one lower-case number word, None if its parts make no number."""
    if word.isdigit():
        return Decimal(word)
    return _german(word) if language == "de" else _english(word)


def _german(word: str) -> Decimal | None:
    for half in ("einhalb", "einhalbe"):
        if word.endswith(half):
            whole = _german(word.removesuffix(half)) if word != half else Decimal(0)
            return None if whole is None else whole + Decimal("0.5")
    if word.startswith("anderthalb"):
        return Decimal("1.5")
    for name, factor in (("tausend", 1000), ("hundert", 100)):
        before, found, after = word.partition(name)
        if found:
            count, rest = (
                (_german(before) if before else Decimal(1)),
                (_german(after.removeprefix("und")) if after else Decimal(0)),
            )
            return None if count is None or rest is None or rest >= factor else count * factor + rest
    words: dict[str, int] = table("numbers.toml")["de"]["words"]
    unit, found, tens = word.partition("und")
    if found:
        return Decimal(words[unit] + words[tens]) if unit in words and words.get(tens, 0) >= 20 else None
    return Decimal(words[word]) if word in words else None


def _english(word: str) -> Decimal | None:
    data = table("numbers.toml")["en"]
    total = current = 0
    for part in re.split(rf"{_GAP}+", word):
        if part in ("a", "an"):
            current = 1
        elif part in data["words"]:
            current += data["words"][part]
        elif part == "hundred":
            current = max(current, 1) * 100
        elif part in data["scales"]:
            total, current = total + max(current, 1) * data["scales"][part], 0
    return Decimal(total + current)


@cache
def number_pattern(language: str) -> re.Pattern[str]:
    """What is skipped, then what counts: the first alternative that matches wins, so a skipped stretch hides its digits."""
    data = table("numbers.toml")
    scales = either(data[language]["scales"])
    words, half, article, rest, plus = _german_parts() if language == "de" else _english_parts()
    ahead = rf"(?={SPACE}{scales}(?!\w))"
    return re.compile(
        rf"(?:{_skipped(data['skip'])})|(?P<number>(?:{_digits(language)}(?P<part>[½¼¾])?"
        rf"|\b(?P<half>{half}){ahead}|\b(?P<words>{words})(?!\w)(?P<plus>{plus})?|\b(?P<article>{article}){ahead})"
        rf"(?:{_GAP}?(?P<scale>{scales})(?!\w)(?(digits)|(?:{rest})?))?(?!\w))",
        re.IGNORECASE,
    )


def _digits(language: str) -> str:
    """Digits that stand at a word's beginning, grouped by the language's thousands mark or by spaces."""
    thousands, decimal = _SEPARATORS[language]
    mark = re.escape(thousands)
    calibre = rf"(?!{_GAP}?(?:mm\b|Millimet))"
    return (
        rf"(?<!\w)(?<![^\W\d_][-–])(?<!\d[.,:/])"
        rf"(?P<digits>\d{{1,3}}(?:{mark}\d{{3}})+(?:{re.escape(decimal)}\d+)?(?![\d])"
        rf"|\d{{1,3}}(?:(?:{SPACE}|['’])\d{{3}})+(?!\d){calibre}|\d+(?:[.,]\d+)?)(?![.,]?\d)"
    )


def _german_parts() -> tuple[str, str, str, str, str]:
    """Patterns of number words, halves, the article, what may follow a scale word, and what adds a half."""
    morphemes = either([*table("numbers.toml")["de"]["words"], "hundert", "tausend", "und", "anderthalb", "einhalb"])
    words = rf"(?!(?:ein|und)\b){morphemes}++"  # possessive: "vier" and "zehn" are also one morpheme, and each could be cut both ways
    article = "eine[nrms]?|ein"
    return words, rf"(?:(?:{article}){SPACE}+)?halbe[nsr]?", article, f"{SPACE}(?P<rest>{words})", r"\b\B"


def _english_parts() -> tuple[str, str, str, str, str]:
    """As for German; "one and a half million" adds a half between number and scale word."""
    values = table("numbers.toml")["en"]["words"]
    tens = either(word for word, value in values.items() if value >= 20)
    below = f"(?:{tens}(?:{_GAP}{either(word for word, value in values.items() if 0 < value < 10)})?|{either(values)})"
    group = rf"(?:(?:{below}|an?){_GAP}hundred\b(?:{SPACE}(?:and{SPACE})?{below})?|{below}|hundred\b(?!{SPACE}?s)|thousand\b)"
    large = f"(?:{_GAP}(?:thousand|million|billion))?"
    rest = rf"{SPACE}(?:and{SPACE})?(?P<rest>{group}(?!\w){large}(?:{SPACE}(?:and{SPACE})?{group}(?!\w))?)"
    return group, f"half{SPACE}an?|an?{SPACE}half", "an?", rest, f"{SPACE}and{SPACE}a{SPACE}half"


def _skipped(skip: dict[str, list[str]]) -> str:
    """Designations, references, calibres, dates, clock times, years and ordinals."""
    months, counted = either(skip["months"]), either(skip["counted"])
    year = r"(?:19|20)\d{2}(?!\w)"
    before = "im Jahre?|Jahre?|year|in|since|seit|anfang|mitte|ende|early|late|mid|sommer|herbst|winter|frühjahr|spring|autumn"
    return "|".join(
        (
            rf"\b{either(skip['designations'])}s?[ \u00a0-]\d[\w-]*(?:[ -]?[A-Z]\d+)?",
            rf"(?<!\w){either(skip['references'])}{SPACE}?\d[\d.]*",
            rf"(?<!\w)\d+(?:[.,]\d+)?{_GAP}?(?:x{_GAP}?\d+{_GAP}?)?(?:mm|Millimet\w*|cm|Zentimeter|centimet\w*)(?:-\w+)?\b",
            rf"(?:Kaliber|calib(?:er|re)){SPACE}\d+(?:[.,]\d+)?",
            r"\d{4}-\d{2}-\d{2}|\b\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2}\b)?|\b\d{1,2}/\d{1,2}/\d{2,4}",
            rf"\b\d{{1,2}}\.?(?:st|nd|rd|th)?{SPACE}(?:of{SPACE})?{months}(?!\w)(?:{SPACE}{year})?",
            rf"\b{months}(?!\w){SPACE}(?:{year}|\d{{1,2}}(?:st|nd|rd|th)?(?![\w.,]\d|\w)(?:,?{SPACE}{year})?)",
            rf"\b\d{{1,2}}(?:[:.]\d{{2}})?{SPACE}?(?:Uhr\b|[ap]\.?m\b\.?)|\b\d{{1,2}}:\d{{2}}\b",
            rf"\b(?:{before})[ \u00a0-]{year}(?![.,]\d|{SPACE}{counted})",
            rf"(?<![\w$€£])(?<![^\W\d_]-){year}"
            rf"(?![.,]\d|{SPACE}?%|{SPACE}(?:[a-zäöüß]+{SPACE}){{0,2}}{counted}|(?<=[05]0){SPACE}[^\W\d])",
            rf"\b\d{{1,3}}\.(?={SPACE}?[^\W\d])|\b\d+(?:st|nd|rd|th)\b",
            r"\b\w*(?:bataillon|brigade|division|regiment|kompanie|geschwader|staffel|verband)[ \u00a0]\d{1,4}(?![\d.]*\s*(?:Mann|Soldat))",
            r"\b\d+[-–](?:[a-zäöüß]{3,}(?:ig|lich|isch)\w*|pound\b|foot\b|storey\b|story\b)",
            rf"\bNummer{SPACE}(?:eins|zwei|drei)\b|\bnumber{SPACE}(?:one|two|three)\b",
            rf"\bno{SPACE}one\b|\bone{SPACE}another\b|\b(?:each|this|that){SPACE}one\b",
        )
    )


@cache
def fraction_pattern(language: str) -> re.Pattern[str]:
    data = table("numbers.toml")[language]
    upper = either([*data["words"], "eine", "einem", "einen", "die", "der", "a", "an", "the"])
    part = either(data["fractions"])
    return re.compile(rf"(?:\b(?P<upper>{upper})(?:{_GAP}))?\b(?P<part>{part})(?:s|n|halves)?\b", re.IGNORECASE)


@cache
def out_of_pattern(language: str) -> re.Pattern[str]:
    words = either(word for word, value in table("numbers.toml")[language]["words"].items() if value)
    count = rf"(?:{words}|\d{{1,3}})"
    between = "von" if language == "de" else rf"(?:out{SPACE}of|in|of)"
    return re.compile(rf"\b(?P<few>{count})(?:{SPACE}[^\W\d]+)?{SPACE}{between}{SPACE}(?P<many>{count})\b", re.IGNORECASE)
