"""The notation finds what stands in the sentence and refuses what does not."""

import pytest

from lagebild.errors import NotationError
from lagebild.reading.notation import parse

GOOD = """=== one
language: de
published: 2024-05-03
genre: agency

Polen wird der Ukraine 18 Panzer liefern, sagte der Minister am Montag.
> transfer pledged | liefern | supplier: Polen =PL | recipient: der Ukraine =UA | object: 18 Panzer {exact 18 piece} | by: der Minister (government) ~ sagte
# a remark
Er könne mehr Panzer, ja Panzer aller Art schicken.
> transfer considered possible | schicken | object: Panzer#2 | by: der Minister @-1 (government) ~ sagte

- Liste
"""


def test_words_are_found_with_their_offsets() -> None:
    (report,) = parse(GOOD)
    text = report.report.text
    assert text.endswith("schicken.\n\n- Liste")
    first, second = report.claims
    assert [(r.role, r.span.text, r.entity) for r in first.roles] == [
        ("supplier", "Polen", "PL"), ("recipient", "der Ukraine", "UA"), ("object", "18 Panzer", None)]
    assert first.roles[2].quantity is not None
    assert first.roles[2].quantity.low == 18
    assert first.attribution[0].cue is not None
    assert first.attribution[0].cue.text == "sagte"
    assert second.certainty == "possible"
    assert text[second.roles[0].span.start - 3 : second.roles[0].span.start] == "ja "
    assert second.attribution[0].span == first.attribution[0].span
    assert all(span.stands_in(text) for claim in report.claims for span in claim.spans())


@pytest.mark.parametrize(("line", "reason"), [
    ("> transfer pledged | lieferte", "does not stand in"),
    ("> transfer | liefern", "no status"),
    ("> gift done | liefern", "none of transfer"),
    ("> transfer pledged | liefern | sender: Polen", "has no 'sender'"),
    ("> transfer pledged | liefern | by: Polen", "kind None"),
    ("> transfer pledged | liefern | object: 18 Panzer {some 18 piece}", "form 'some'"),
    ("> transfer pledged | liefern | supplier: Polen @-3", "no sentence"),
    ("> transfer pledged", "no trigger"),
])
def test_a_line_that_cannot_be_right_is_refused_with_its_place(line: str, reason: str) -> None:
    source = f"=== bad\nlanguage: de\n\nPolen wird 18 Panzer liefern.\n{line}\n"
    with pytest.raises(NotationError, match=reason) as error:
        parse(source, "bad.txt")
    assert (error.value.file, error.value.line) == ("bad.txt", 5)


def test_a_report_needs_a_language_and_a_sentence() -> None:
    with pytest.raises(NotationError, match="no language"):
        parse("=== x\n\nText.\n")
    with pytest.raises(NotationError, match="no sentence"):
        parse("=== x\nlanguage: de\n")


def test_a_word_is_found_whole_before_it_is_found_inside_another() -> None:
    source = "=== one\nlanguage: de\n\nDen Verkauf der Panzer lehnte er ab.\n> transfer withheld | Verkauf | object: Panzer | by: er (person) ~ lehnte\n"
    (report,) = parse(source)
    span = report.claims[0].attribution[0].span
    assert report.report.text[span.start - 1 : span.end + 1] == " er "


def test_part_of_a_compound_is_found_where_the_word_does_not_stand_alone() -> None:
    source = "=== one\nlanguage: de\n\nDie Truppenverlegung dauert an.\n> deployment ongoing | Truppenverlegung | force: Truppen\n"
    (report,) = parse(source)
    assert report.claims[0].roles[0].span.start == report.claims[0].trigger.start
