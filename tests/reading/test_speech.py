"""An act without a source of its own has the speaker of its quotation, or whose words run on."""

import pytest

from lagebild.claims.span import Span
from lagebild.reading.acts import Act
from lagebild.reading.speech import Speech
from lagebild.reports import sentences


def told(text: str, language: str, *acts: tuple[str, str | None]) -> list[list[str]]:
    """The sources of acts, each given by its word and what the model takes for its source."""
    ranges = sentences(text, language)

    def act(word: str, source: str | None) -> Act:
        at = text.index(word)
        sentence = next(n for n, (start, end) in enumerate(ranges) if start <= at < end)
        spans = (Span.of(text, text.index(source), text.index(source) + len(source)),) if source else ()
        return Act("transfer", Span.of(text, at, at + len(word)), sentence, 0.9, "done", "certain", "affirmed", (), spans, ())

    return [[one.span.text for one in chain] for chain in Speech(text, language, ranges, [act(*pair) for pair in acts]).sources]


@pytest.mark.parametrize(("text", "language", "acts", "found"), [
    ("Anna Weber said, “We met them. Then we sold them old tanks.” It rained.", "en", [("sold", None)], [["Anna Weber"]]),
    ("“We met all of them,” Anna Weber said. “Then we sold them old tanks.” It rained.", "en", [("sold", None)], [["Anna Weber"]]),
    ("“We gave them guns. Then we sold them old tanks,” she went on.", "en", [("gave", "she"), ("sold", None)], [["she"], ["she"]]),
    ("Anna Weber denounced the gift. “They sold them old tanks. That is bad.”", "en", [("gift", "Anna Weber"), ("sold", None)],
     [["Anna Weber"], ["Anna Weber"]]),
    ("„Wir trafen sie“, sagte Anna Weber, „und lieferten ihnen Panzer.“", "de", [("lieferten", None)], [["Anna Weber"]]),
    ("“We met them, and it was good,” Anna Weber said.\n\n“Then we sold them old tanks.”", "en", [("sold", None)], [[]]),
    ("Der Minister verlangte Gaben. Man habe Panzer geliefert.", "de", [("Gaben", "Der Minister"), ("geliefert", None)],
     [["Der Minister"], ["Der Minister"]]),
    ("Oslo sold them old “tanks” on Monday.", "en", [("sold", None)], [[]]),
])
def test_whose_words(text: str, language: str, acts: list[tuple[str, str | None]], found: list[list[str]]) -> None:
    assert told(text, language, *acts) == found


def test_whom_a_speaker_speaks_of_is_not_the_speaker() -> None:
    text = "“Moscow says it sold jets. It sold tanks too,” Anna Weber said."
    assert told(text, "en", ("jets", "Moscow"), ("tanks", None)) == [["Moscow"], ["Anna Weber"]]
