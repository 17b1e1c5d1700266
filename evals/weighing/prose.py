"""Words of invented languages for simulated reports: a Zipf vocabulary per language, names, and rewriting."""

import random
from functools import cache

_SYLLABLES = ("ka", "ro", "mi", "ten", "dal", "vor", "shu", "lek", "bran", "os", "tir", "nev", "gol", "pan", "zet", "uli", "fre", "hin", "jor", "wex")
_CYRILLIC = ("ка", "ро", "мі", "тен", "дал", "вор", "шу", "лек", "бран", "ос", "тир", "нев", "гол", "пан", "зет", "улі", "фре", "хін", "йор", "век")


@cache
def vocabulary(language: str) -> tuple[str, ...]:
    """3,000 words, the most frequent first."""
    rng = random.Random(language)
    parts = _CYRILLIC if language == "uk" else _SYLLABLES
    return tuple("".join(rng.choice(parts) for _ in range(rng.choice((1, 2, 2, 3, 3)))) for _ in range(3000))


def word(rng: random.Random, language: str) -> str:
    """A word with Zipf's frequency."""
    words = vocabulary(language)
    return words[min(len(words) - 1, int(len(words) ** rng.random()) - 1)]


def filler(rng: random.Random, language: str, n_words: int, names: tuple[str, ...] = ()) -> str:
    """A sentence about nothing; now and then a name."""
    words = [word(rng, language) for _ in range(n_words)]
    if names:
        words[rng.randrange(len(words))] = rng.choice(names)
    return " ".join(words).capitalize() + "."


def rewritten(rng: random.Random, sentence: str, share: float, language: str) -> str:
    """The sentence with this share of its words replaced."""
    return " ".join(word(rng, language) if rng.random() < share else old for old in sentence.split(" "))


def person(rng: random.Random) -> str:
    """A name of two words."""
    return " ".join("".join(rng.choice(_SYLLABLES) for _ in range(rng.choice((2, 3)))).capitalize() for _ in range(2))
