"""Two offices of one state are two sources, one office in any language is one, and a state as a whole goes with its only office."""

import pytest

from lagebild.claims.claim import Claim, Source
from lagebild.claims.report import Report
from lagebild.claims.span import Span
from lagebild.weighing.offices import compatible, least, name_of, office_of
from tests.weighing.pictures import of
from tests.weighing.told import about, at_least, exactly, told

DAY = "2024-11-27"


@pytest.mark.parametrize(("words", "office"), [
    ("South Korea's presidential office", "president"), ("das südkoreanische Präsidialamt", "president"), ("대통령실", "president"),
    ("президент України", "president"), ("Ministerpräsident Tusk", "premier"), ("the Ukrainian Defence Minister", "defence"),
    ("міністр оборони Умєров", "defence"), ("Außenminister", "foreign"), ("Seoul", None), ("Ukrainian officials", None),
])  # fmt: skip
def test_an_office_is_known_in_five_languages(words: str, office: str | None) -> None:
    assert office_of(words) == office


def test_experts_and_outlets_have_no_office() -> None:
    assert name_of(Source(Span(0, 9, "president"), "expert", entity="KR")) == "KR/expert"


def test_a_whole_goes_with_its_offices_and_two_offices_with_neither() -> None:
    assert compatible("KR/government", "KR/government/president")
    assert not compatible("KR/government/defence", "KR/government/president")
    assert least(["KR/government", "KR/government/president", None]) == 2


def said_by(words: str, id: str, entity: str = "UA", **facts: object) -> tuple[Report, Claim]:
    return told(f"{words} gave it, as text {id * 5} says", id=id, speaker=entity, time=DAY, place="x", said=words, **facts)  # type: ignore[arg-type]


def test_a_minister_and_a_president_and_a_text_stand_side_by_side() -> None:
    balance = of(
        told("it is believed, writes the paper", id="0", number=at_least(10000), time=DAY, place="x"),
        said_by("The defence minister", "1", number=exactly(12000)), said_by("The president", "2", number=about(12000)),
    )  # fmt: skip
    origins = balance.origins("claim--0")
    assert sorted(str(origin.speaker) for origin in origins) == ["None", "UA/government/defence", "UA/government/president"]
    estimate = balance.estimate("claim--0")
    assert estimate is not None
    assert (estimate.n_origins_min, estimate.n_origins_max) == (3, 3)


def test_a_dozen_outlets_that_cite_the_office_in_their_own_ways_are_one_origin() -> None:
    names = ["The presidential office", "Das Präsidialamt", "대통령실", "Seoul", "South Korean officials", "Офіс президента"]
    balance = of(*(said_by(names[n % len(names)], f"{n:02}", entity="KR") for n in range(12)))
    (origin,) = balance.origins("claim--00")
    assert origin.speaker == "KR/government/president"
    assert len(origin.claims) == 12


def test_a_whole_goes_with_the_only_office_that_gives_its_figure() -> None:
    balance = of(
        said_by("The defence minister", "1", number=exactly(11300)), said_by("The president", "2", number=exactly(12400)),
        said_by("Kyiv", "3", number=exactly(12400)),
    )  # fmt: skip
    assert sorted((len(origin.claims), origin.speaker) for origin in balance.origins("claim--1")) == [
        (1, "UA/government/defence"), (2, "UA/government/president"),
    ]  # fmt: skip
