"""Texts: copies and translations are found, and lineage says what was lost on the way."""

import random
from dataclasses import replace

import pytest

from lagebild.weighing import Balance
from lagebild.weighing.align import align
from lagebild.weighing.postings import Postings
from lagebild.weighing.reuse import Texts
from lagebild.weighing.translit import skeleton
from lagebild.weighing.words import words_of
from tests.weighing.told import at_least, exactly, told

WORDS = [f"w{n}x" for n in range(400)]


def prose(seed: int, n: int = 60) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=n))


@pytest.mark.parametrize("names", [("Selenskyj", "Zelensky", "Зеленський"), ("Moskau", "Moscow")])
def test_spellings_of_one_name_meet(names: tuple[str, ...]) -> None:
    assert len({skeleton(name) for name in names}) <= 2
    assert skeleton("Kursk") == skeleton("Курськ")


def test_a_quoted_sentence_is_found_and_pinned() -> None:
    source, around = prose(1), prose(2)
    sentence = " ".join(source.split()[20:38])
    texts = [source, f"{around} „{sentence}“ {prose(3)}"]
    index = Texts(texts.__getitem__)
    index.add(0, "en", 1)
    (link,) = index.add(1, "en", 1)
    passage = link.passages[0]
    assert texts[1][passage.start_a : passage.end_a] == sentence == texts[0][passage.start_b : passage.end_b]


def test_unrelated_texts_share_nothing() -> None:
    assert align(words_of(prose(4)), words_of(prose(5))) == ()


def test_keys_are_found_again_after_the_index_grew() -> None:
    index = Postings()
    rng = random.Random(0)
    kept: dict[int, list[int]] = {}
    for report in range(150_000):
        key = rng.randrange(2**32) if report % 3 else report % 7
        before = index.get_and_add(key, report, 8)
        assert sorted(before) == kept.get(key, [])[:8]
        kept.setdefault(key, []).append(report)


def test_lineage_shows_the_hedge_and_the_source_that_were_lost() -> None:
    body = prose(6, 40)
    first = told(f"{body} at least 10000 soldiers", id="1", number=at_least(10000), speaker="KR", day="2024-11-27", place="x")
    copy = told(f"{body} 10000 soldiers then", id="2", number=exactly(10000), day="2024-11-28", place="x")
    balance = Balance()
    for report, claim in (copy, first):
        balance.add(report, [claim])
    (step,) = balance.lineage("report-2").steps
    assert (step.report, step.parent) == ("report-2", "report-1")
    assert [change.kind for change in step.changes] == ["source lost", "hedge lost"]
    a = step.passages[0]
    assert copy[0].text[a.start_a : a.start_a + 5] == first[0].text[a.start_b : a.start_b + 5]


def test_of_a_large_family_the_nearest_are_told_with_their_true_parents() -> None:
    body = prose(6, 60)
    balance = Balance()
    for number in range(1, 13):
        report, claim = told(f"{body} {10000 + number} soldiers", id=f"{number:02}", number=exactly(10000 + number), day=f"2024-11-{number:02}", place="x")
        balance.add(report, [claim])
    whole = balance.lineage("report-12")
    assert (len(whole.steps), whole.n_beyond) == (11, 0)
    near = balance.lineage("report-12", most=4)
    assert len(near.steps) <= 4
    assert set(near.steps) <= set(whole.steps)
    assert any(step.report == "report-12" for step in near.steps)
    told_of = {step.report for step in near.steps} | {step.parent for step in near.steps}
    assert near.n_beyond == 12 - len(told_of)


def test_an_estimate_without_words_is_the_same_but_for_them() -> None:
    report, claim = told(f"{prose(6, 40)} at least 10000 soldiers", id="1", number=at_least(10000), speaker="KR", day="2024-11-27", place="x")
    balance = Balance()
    balance.add(report, [claim])
    full, bare = balance.estimate(claim.id), balance.estimate(claim.id, words=False)
    assert full is not None
    assert bare == replace(full, lines=tuple(replace(line, words="") for line in full.lines))
