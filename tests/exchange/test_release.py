"""What may go to a partner: closed by default, with every reason, and never more under narrower terms."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lagebild.claims.kept import KeptClaim
from lagebild.claims.report import Report
from lagebild.claims.vocabulary import TYPES
from lagebild.exchange.markings import LEVELS, PARTS, UNKNOWN, Marking, Marks, rank
from lagebild.exchange.release import NO_AGREEMENT, Approval, Case, Offer, Reason, Released, Withheld, content_of, decide
from lagebild.exchange.terms import NOTHING, Terms, meet, terms
from tests.claims.nouns import claims, reports
from tests.ledger.samples import guns, korea

#: The strategies are deep; the rules they test are few.
FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
PARTNER, OTHER = "identity--b", "identity--c"
TODAY = "2026-11-25"
WIDE = terms(types=None, parties=None, highest="red", expires="2099-12-31", unmarked="green", parts=PARTS)


def words(values: list[str] | tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), unique=True)


@st.composite
def any_terms(draw: st.DrawFn) -> Terms:
    return terms(
        types=draw(st.none() | words(TYPES)), parties=draw(st.none() | words(["KP", "RU", "UA", "NATO"])),
        materiel=draw(st.none() | words(["Haubitzen", "Truppen"])), highest=draw(st.sampled_from(LEVELS)),
        unmarked=draw(st.none() | st.sampled_from(LEVELS)), parts=draw(words(PARTS)), checked=draw(st.booleans()),
        approval=draw(words(["all", "type:transfer", "tlp:amber", "part:words", "part:quantity"])),
        since=draw(st.none() | st.sampled_from(["2024-01-01", "2025-01-01"])), until=draw(st.none() | st.just("2025-12-31")),
        expires=draw(st.sampled_from(["2026-11-24", "2026-11-25", "2099-12-31"])),
    )  # fmt: skip


MARKINGS = st.none() | st.builds(
    Marking, st.sampled_from([*LEVELS, UNKNOWN]), st.none() | st.sampled_from([(), (PARTNER,), (OTHER,), (PARTNER, OTHER)])
)
MARKS = st.builds(Marks, MARKINGS, MARKINGS, st.dictionaries(st.sampled_from(PARTS), MARKINGS.filter(bool), max_size=3))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    report = draw(reports())
    claim = draw(claims(report))
    state = draw(st.sampled_from(["undecided", "accepted", "corrected", "rejected", "added"]))
    kept = KeptClaim(
        claim, claim, report.id, state, "same", draw(st.booleans()), draw(st.booleans()), None, 0, 0, 1, 1, report.published, None
    )
    approval = draw(st.none() | st.builds(Approval, st.sampled_from([content_of(claim), "sha256:old"]), st.frozensets(st.sampled_from(PARTS))))
    return Case(kept, report, draw(MARKS), approval, draw(st.none() | st.just("not now")))


def case(which: tuple, marks: Marks = Marks(), approval: Approval | None = None, state: str = "undecided") -> Case:  # noqa: B008
    report, claim = which[0], which[1]
    kept = KeptClaim(claim, claim, report.id, state, "same", True, True, None, 0, 0, 1, 1, report.published, report.publisher)  # type: ignore[arg-type]
    return Case(kept, report, marks, approval)


def codes(ruling: Released | Withheld) -> set[str]:
    assert isinstance(ruling, Withheld)
    return {reason.code for reason in ruling.reasons}


@FEW
@given(any_terms(), any_terms(), cases())
def test_narrower_terms_never_release_more(one: Terms, other: Terms, case: Case) -> None:
    narrow, wide = (decide(Offer(PARTNER, agreed), case, TODAY) for agreed in (meet(one, other), one))
    if isinstance(narrow, Released):
        assert isinstance(wide, Released)
        assert narrow.parts <= wide.parts
        assert rank(narrow.level) >= rank(wide.level)


@FEW
@given(any_terms(), cases())
def test_nothing_beyond_the_agreement_the_markings_and_what_people_said_is_released(agreed: Terms, case: Case) -> None:
    ruling = decide(Offer(PARTNER, agreed), case, TODAY)
    if isinstance(ruling, Withheld):
        assert ruling.reasons
        return
    claim, marks = case.kept.claim, case.marks
    assert agreed.expires >= TODAY
    assert case.held_back is None
    assert case.kept.state != "rejected"
    assert case.kept.current
    assert case.kept.latest
    assert agreed.types is None or claim.type in agreed.types
    assert ruling.parts <= set(agreed.parts)
    own = marks.claim or marks.report
    assert ruling.level == (own.level if own else agreed.unmarked)
    assert rank(ruling.level) <= rank(agreed.highest)
    for marking in (marks.claim, marks.report):
        assert marking is None or (marking.level in LEVELS and (marking.release_to is None or PARTNER in marking.release_to))
    if ruling.level == "red":
        assert own is not None
        assert own.release_to is not None
    for part in ruling.parts:
        marking = marks.fields.get(part)
        assert marking is None or (rank(marking.level) <= rank(agreed.highest) and marking.allows(PARTNER))
    if "all" in agreed.approval:
        assert case.approval is not None
        assert case.approval.content == content_of(claim)
        assert ruling.parts <= case.approval.parts
    assert {part for part, _ in ruling.held} | ruling.parts == set(agreed.parts)


def test_without_an_agreement_or_after_its_last_day_nothing_is_released() -> None:
    assert codes(decide(None, case(korea()), TODAY)) == {"no-agreement"}
    ended = terms(types=None, parties=None, highest="red", expires="2026-11-24", unmarked="green")
    assert codes(decide(Offer(PARTNER, ended), case(korea()), TODAY)) == {"no-agreement"}


def test_an_empty_list_of_topics_lets_nothing_through_and_none_lets_everything() -> None:
    for topic in ("types", "parties", "materiel"):
        none = terms(**{"types": None, "parties": None, "highest": "red", "expires": "2099-12-31", "unmarked": "green", topic: []})
        assert isinstance(decide(Offer(PARTNER, none), case(korea()), TODAY), Withheld)
    assert isinstance(decide(Offer(PARTNER, WIDE), case(korea()), TODAY), Released)


def test_what_is_unmarked_or_has_an_unknown_marking_stays() -> None:
    strict = terms(types=None, parties=None, highest="red", expires="2099-12-31")
    assert codes(decide(Offer(PARTNER, strict), case(korea()), TODAY)) == {"unmarked"}
    unknown = Marks(report=Marking(UNKNOWN), claim=Marking("clear"))
    assert codes(decide(Offer(PARTNER, WIDE), case(korea(), unknown), TODAY)) == {"unknown-marking"}


def test_an_empty_audience_is_nobody_and_red_is_for_those_who_are_named() -> None:
    assert codes(decide(Offer(PARTNER, WIDE), case(korea(), Marks(Marking("green", ()))), TODAY)) == {"audience"}
    assert codes(decide(Offer(PARTNER, WIDE), case(korea(), Marks(Marking("red"))), TODAY)) == {"audience"}
    assert isinstance(decide(Offer(PARTNER, WIDE), case(korea(), Marks(Marking("red", (PARTNER,)))), TODAY), Released)


def test_after_its_last_day_an_agreement_lets_nothing_go_and_that_day_is_named() -> None:
    ended = replace(WIDE, expires=TODAY)
    assert isinstance(decide(Offer(PARTNER, ended), case(korea()), TODAY), Released), "the last day is part of it"
    stays = decide(Offer(PARTNER, ended), case(korea()), (date.fromisoformat(TODAY) + timedelta(days=1)).isoformat())
    assert stays == Withheld((Reason("no-agreement", f"the last day of the agreement was {TODAY}"),))


@pytest.mark.parametrize("offer", [None, Offer(PARTNER, NOTHING)], ids=["none", "ended by a party"])
def test_without_an_agreement_nothing_goes_and_no_day_is_named(offer: Offer | None) -> None:
    assert decide(offer, case(korea()), TODAY) == Withheld((NO_AGREEMENT,))


def test_every_reason_is_named_not_just_the_first() -> None:
    agreed = terms(types=["meeting"], parties=["FR"], highest="clear", expires="2099-12-31", checked=True, approval=["all"], until="2020-01-01")
    found = codes(decide(Offer(PARTNER, agreed), case(korea(), Marks(Marking("amber"))), TODAY))
    assert found == {"type", "party", "marking", "unchecked", "approval", "period"}


def test_an_approval_counts_for_what_was_looked_at_and_for_the_parts_that_were_approved() -> None:
    agreed = Offer(PARTNER, terms(types=None, parties=None, highest="red", expires="2099-12-31", unmarked="green", parts=PARTS, approval=["all"]))
    claim = korea()[1]
    good = Approval(content_of(claim), frozenset({"time"}))
    assert decide(agreed, case(korea(), approval=good), TODAY).parts == {"time"}  # type: ignore[union-attr]
    assert codes(decide(agreed, case(korea(), approval=Approval("sha256:before", frozenset(PARTS))), TODAY)) == {"approval"}


def test_the_sentence_stays_where_it_would_tell_a_part_that_stays() -> None:
    less = terms(types=None, parties=None, highest="red", expires="2099-12-31", unmarked="green", parts=["words", "time"])
    ruling = decide(Offer(PARTNER, less), case(korea()), TODAY)
    assert isinstance(ruling, Released)
    assert ruling.parts == {"time"}
    assert dict(ruling.held)["words"].code == "would-tell"


def test_materiel_is_found_by_its_lemma_in_the_words_of_objects_and_forces() -> None:
    asked = terms(types=None, parties=None, materiel=["Haubitze"], highest="red", expires="2099-12-31", unmarked="green")
    assert isinstance(decide(Offer(PARTNER, asked), case(guns()[:2]), TODAY), Released)
    assert codes(decide(Offer(PARTNER, asked), case(korea()), TODAY)) == {"materiel"}


def test_days_that_are_not_wholly_within_the_period_or_unknown_stay() -> None:
    report, claim = korea()
    unknown = Report.of(report.text, language="de")
    agreed = Offer(PARTNER, terms(types=None, parties=None, highest="red", expires="2099-12-31", unmarked="green", since="2024-10-15"))
    assert codes(decide(agreed, case((report, claim)), TODAY)) == {"period"}
    assert date.fromisoformat(TODAY)
    assert claim.time is not None
    assert codes(decide(agreed, case((unknown, replace(claim, time=None))), TODAY)) == {"period"}
