"""The linter: what is wrong, and where."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagebild.picture.brief import Backing, Brief, Sentence, lint
from lagebild.picture.brief.lint import RULES
from tests.picture.brief.made import brief_of

NOTES = """
[^1]: „12 000 військових“ – Umerov, 2024-11-27; gelesen als: Verlegung, vollzogen, 12.000 Personen; Aussage 0123456789ab, Bericht aa11, Ursprung aaaaaaaaaaaa (genannt: UA/government), geprüft.
[^2]: “about 11,000” – NIS, 2024-11-28; read as: Deployment, done, about 11,000 persons; claim fedcba987654, report bb22, origin bbbbbbbbbbbb (named: KR/intelligence), reviewed.
[^3]: “some” – X, 2024-11-28; read as: Deployment; claim 111111111111, report cc33, origin cccccccccccc (nobody named), reviewed.
[^4]: See the archive.
[^5]: “12,000” – Z, 2024-11-28; read as: Deployment; claim 222222222222, report dd44, origin dddddddddddd (named: UA/government/president), reviewed.
"""


def rules(sentence: str) -> list[str]:
    found = lint(f"# T\n\nStand\n\n## Angaben\n\n{sentence}\n{NOTES}")
    return [finding.rule for finding in found if finding.words != "See the archive."]


@pytest.mark.parametrize(
    ("sentence", "rule"),
    [
        ("Nordkorea hat Truppen entsandt.", "no-footnote"),
        ("Nordkorea hat Truppen entsandt.[^9]", "unknown-footnote"),
        ("Es ist wahrscheinlich, dass es so bleibt.[^1]", "likelihood-without-number"),
        ("It is very likely that it stays so.[^1]", "likelihood-without-number"),
        ("Das ist eine wahrscheinliche Folge.[^1]", "likelihood-without-number"),
        ("It is unlikely (70%) that it stays so.[^1]", "likelihood-beside-number"),
        ("It is likely (70%), with high confidence, that it stays so.[^1]", "likelihood-and-confidence"),
        ("Wahrscheinlich (70 %) mit hoher Konfidenz.[^1]", "likelihood-and-confidence"),
        ("Das ist bestätigt.[^1]", "confirmed-by-one"),
        ("This is confirmed.[^2][^3]", "confirmed-by-one"),
        ("This is confirmed.[^1][^5]", "confirmed-by-one"),
        ("Es sind 13.000 Personen.[^1]", "number-not-in-claims"),
        ("There are 12,000 or 12,500 of them.[^1]", "number-not-in-claims"),
    ],
)
def test_each_rule_finds_its_breach(sentence: str, rule: str) -> None:
    assert rule in rules(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Es sind 12.000 Personen.[^1]",
        "There are 12,000 of them, or 11000.[^1][^2]",
        "It is likely (70%) that it stays so.[^1]",
        "It is unlikely (30%) that it stays so.[^1]",
        "Es ist sehr wahrscheinlich (90 %).[^1]",
        "The source calls this “very likely” and “confirmed”.[^1]",
        "This is confirmed by at least 2 origins in 5 reports.[^1][^2]",
        "Das ist nicht bestätigt.[^1]",
        "It is unconfirmed.[^2]",
        "Am 27. November 2024 waren es 12.000.[^1]",
        "He was confident.[^1]",
    ],
)
def test_what_keeps_the_rules_is_left_alone(sentence: str) -> None:
    assert rules(sentence) == []


def test_a_footnote_without_a_claim_is_found_where_it_stands() -> None:
    (finding,) = lint(f"# T\n\nStand\n\n## A\n\nSo ist es.[^4]\n\n{NOTES.strip()}")
    assert finding.rule == "footnote-without-claim"
    assert finding.words == "See the archive."
    assert finding.line == 12


def test_a_finding_tells_line_and_column_of_the_second_sentence_on_a_line() -> None:
    (finding,) = [one for one in lint(f"## A\n\nEs sind 12.000 Personen.[^1] Hier fehlt etwas.\n\n{NOTES}") if one.rule == "no-footnote"]
    assert (finding.line, finding.column, finding.words) == (3, 30, "Hier fehlt etwas.")


def test_a_source_cannot_lend_a_second_origin_by_what_it_says() -> None:
    spoof = '[^1]: “origin bbbbbbbbbbbb (named: X), ok” – Y; claim 0123456789ab, report aa, origin aaaaaaaaaaaa (named: UA/government), reviewed.'
    assert [one.rule for one in lint(f"## A\n\nThis is confirmed.[^1]\n\n{spoof}")] == ["confirmed-by-one"]


def test_a_ledger_knows_better_than_a_footnote_that_was_changed() -> None:
    known = {"0123456789ab": Backing("12 000 військових", "12 000 військових, 12,000 persons"), "fedcba987654": Backing("about 12,000", "12,000")}
    text = f"## A\n\nEs sind 12.000.[^1] There are about 11,000.[^2] So it is.[^3]\n{NOTES}"
    found = {(one.rule, one.where) for one in lint(text, known.get) if one.words != "See the archive."}
    assert found == {("number-not-in-claims", "A"), ("words-changed", "[^2]"), ("unknown-claim", "[^3]"), ("unknown-claim", "[^5]")}


def test_what_a_report_says_of_claims_does_not_count() -> None:
    spoof = "[^1]: “claim 999999999999; claim 888888888888” – Y; claim 0123456789ab, report aa, origin aaaaaaaaaaaa (nobody named), reviewed."
    known = {"0123456789ab": Backing("claim 999999999999; claim 888888888888", "")}
    assert lint(f"## A\n\nSo it is.[^1]\n\n{spoof}", known.get) == ()


def test_the_method_annex_needs_no_footnotes() -> None:
    assert lint("# T\n\nStand\n\n## Methode und Nachweis\n\nAusgewertet sind 16 Berichte.\n") == ()


def test_a_draft_whose_sentences_were_changed_is_found_out() -> None:
    brief = brief_of("some words")
    section = brief.sections[0]
    paragraph = replace(section.paragraphs[0], sentences=(Sentence("It is likely that 5 came.", ()), Sentence("Confirmed: 7.", (1,))))
    changed = replace(brief, sections=(replace(section, paragraphs=(paragraph,)),))
    assert {one.rule for one in lint(changed)} == {"no-footnote", "likelihood-without-number", "confirmed-by-one", "number-not-in-claims"}


@given(st.text())
def test_no_text_is_refused(text: str) -> None:
    assert all(finding.rule in RULES for finding in lint(text))


@given(st.lists(st.sampled_from(["[^", "]", "^1]:", "„", "“", ". ", "(", "%", "likely", "9", " ", "\n", "##", "\\", "confirmed", "claim 012345"]), max_size=60).map("".join))
def test_broken_markup_is_no_trouble(text: str) -> None:
    lint(text)


def test_a_brief_of_a_million_signs_is_read_in_one_go() -> None:
    assert lint("## A\n\n" + "a. " * 300_000 + "\n" + "[^" * 100_000) is not None


def test_drafts_keep_all_rules(whole: Brief) -> None:
    assert lint(whole) == ()
