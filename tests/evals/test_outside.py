"""What the reader makes of sentences out of remit is counted by language and type."""

from evals.outside import by_category, made_up
from lagebild.reading.reader import ModelReader


def test_claims_are_counted_by_language_and_type() -> None:
    found = made_up(ModelReader(), [("de", "Die Kirche ist alt."), ("de", "Deutschland lieferte der Ukraine 18 Panzer."), ("en", "I like bread.")])
    n, types = found["de"]
    assert n == 2
    assert types["transfer"] >= 1
    assert found["en"][0] == 1


def test_articles_are_counted_by_category() -> None:
    lines = ["Sport;'Der Verein verlor.'", "Sport;Er gewann.", "International;Deutschland lieferte der Ukraine 18 Panzer."]
    found = by_category(ModelReader(), lines)
    assert found["Sport"] == (2, 5, 0)
    assert found["International"][2] >= 1
