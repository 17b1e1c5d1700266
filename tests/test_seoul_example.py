"""The Seoul example: the texts hold what its history is about, and the picture of them says what it must."""

from collections.abc import Iterator
from datetime import date

import pytest

from lagebild.claims.report import Report
from lagebild.ledger import Ledger, open_ledger
from lagebild.picture import Explained, Picture, Wanted, explain, lineage, rows
from lagebild.pipeline.example import EDITOR, Demo, Made, example_entries, example_reports, prepare
from lagebild.pipeline.weighed import Weighed


@pytest.fixture(scope="module")
def ledger() -> Iterator[Ledger]:
    with open_ledger(":memory:", create=True) as there:
        yield there


@pytest.fixture(scope="module")
def demo(ledger: Ledger) -> Demo:
    return prepare(ledger)


@pytest.fixture(scope="module")
def picture(ledger: Ledger, demo: Demo) -> Iterator[Picture]:
    weighed = Weighed(ledger)
    weighed.follow()
    with weighed.reading() as found:
        yield found


@pytest.fixture(scope="module")
def texts() -> dict[str, Report]:
    return {(report.source or "").rpartition("/")[2].rpartition(".")[0]: report for report in example_reports()}


def on(picture: Picture, demo: Demo, thing: str) -> Explained:
    return explain(picture, demo.things[thing])


# The texts


def test_there_are_a_dozen_reports_or_more_in_four_languages_each_with_publisher_and_day(texts: dict[str, Report]) -> None:
    assert len(texts) >= 12
    assert {report.language for report in texts.values()} == {"de", "en", "ko", "uk"}
    assert all(report.publisher and report.title and date.fromisoformat(report.published or "") for report in texts.values())


def test_every_span_of_the_claims_by_hand_stands_in_its_text(texts: dict[str, Report]) -> None:
    entries = list(example_entries())  # raises where one does not
    by_hand = {entry.report for entry in entries if isinstance(entry, Made)}
    assert {f"{name}.txt" for name, report in texts.items() if report.language in ("ko", "uk")} <= by_hand


@pytest.mark.parametrize(
    ("kept", "lost"),
    [
        (("02-agency.en", "the office said"), ("10-globebrief.en", "office")),
        (("04-morning-post.en", "the presidential office said, according to Hangang News Agency"), ("11-globebrief.de", "Präsidialamt")),
        (("02-agency.en", "not ruling out changing its stance"), ("10-globebrief.en", "ruling out")),
        (("04-morning-post.en", "have been reported"), ("10-globebrief.en", "reported")),
        (("04-morning-post.en", "may have around 3.4 million 105 mm shells"), ("10-globebrief.en", "may have")),
        (("04-morning-post.en", "compatible with all 105 mm howitzers"), ("10-globebrief.en", "compatible with all")),
    ],
)
def test_what_was_lost_on_the_way_is_there_before_and_gone_after(kept: tuple[str, str], lost: tuple[str, str], texts: dict[str, Report]) -> None:
    assert kept[1] in texts[kept[0]].text
    assert lost[1] not in texts[lost[0]].text


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("10-globebrief.en", "openness to reconsidering their stance"), ("11-globebrief.de", "Bereitschaft, ihre Haltung"), ("11-globebrief.de", "zu Zusammenstößen"),
        ("10-globebrief.en", "leading to clashes"), ("11-globebrief.de", "mit einigen Waffen der Ukraine kompatibel"), ("01-office.ko", "양국 간 무기 및 기술 이전"),
        ("07-nordlicht.de", "aus Russland an Nordkorea"), ("09-dnipro-news.uk", "що Москва дає Пхеньяну натомість"), ("01-office.ko", "신원식"), ("08-umerov-post.uk", "Лі Мун Соком"),
        ("12-hanbit-poll.en", "Thirteen percent"), ("12-hanbit-poll.en", "Sixty-six percent"), ("13-daehan-poll.en", "28 percent"), ("08-umerov-post.uk", "12 000 військових"),
    ],
)  # fmt: skip
def test_what_came_in_on_the_way_and_where_the_origins_differ_stand_in_the_texts(name: str, words: str, texts: dict[str, Report]) -> None:
    assert words in texts[name].text


# The ledger


def test_the_example_prepared_again_adds_nothing(ledger: Ledger, demo: Demo) -> None:
    with ledger.view() as view:
        before = view.head()
    assert prepare(ledger) == demo
    with ledger.view() as view:
        assert view.head() == before


def test_the_reader_reads_german_and_english_and_a_person_enters_the_rest(ledger: Ledger, demo: Demo) -> None:
    with ledger.view() as view:
        for name, id in demo.reports.items():
            standing = [kept for kept in view.claims_of(id) if kept.state != "rejected"]
            assert standing
            readers = {kept.claim.read_by.reader for kept in standing}
            assert EDITOR in readers if ".ko." in name or ".uk." in name else "model" in readers


def test_the_ledger_is_whole(ledger: Ledger, demo: Demo) -> None:
    assert not list(ledger.audit())
    assert not list(ledger.verify(tables=True))


# The picture


def test_the_agreement_has_one_named_origin_behind_eleven_reports(picture: Picture, demo: Demo) -> None:
    found = on(picture, demo, "agreement")
    assert found.row.n_reports == 11
    assert all(origin.speaker.startswith("KR/government") for origin in found.origins if origin.speaker)
    assert sum(origin.speaker is not None for origin in found.origins) == 1
    assert max(len(origin.claims) for origin in found.origins) >= 10


def test_the_agreement_has_one_origin(picture: Picture, demo: Demo) -> None:
    row = on(picture, demo, "agreement").row
    assert (row.n_origins_min, row.n_origins_max) == (1, 1)


def test_the_troop_figures_are_three_origins(picture: Picture, demo: Demo) -> None:
    origins = {told.publisher: told.origin for told in on(picture, demo, "troops").told}
    assert len({origins["Rustem Umerov (post, retold)"], origins["Radio Donau"], origins["GlobeBrief"]}) == 3


def test_the_troop_figures_stand_side_by_side_with_their_sources(picture: Picture, demo: Demo) -> None:
    found = on(picture, demo, "troops")
    said = {(told.publisher, told.low, told.best, told.high is None) for told in found.told}
    assert {publisher for publisher, *_ in said} >= {"Rustem Umerov (post, retold)", "Radio Donau", "GlobeBrief", "Seoul Morning Post"}
    assert any(open_end and low == 10_000 for _, low, _, open_end in said)
    assert not found.contradictions  # over 10,000 and 12,000 can both be so


def test_the_estimate_of_the_troops_is_a_figure_that_somebody_gave_and_says_that_it_is_not_calibrated(picture: Picture, demo: Demo) -> None:
    estimate = on(picture, demo, "troops").estimate
    assert estimate is not None
    assert round(estimate.best) == 12_000
    assert estimate.low <= 12_000 <= estimate.high
    assert not estimate.calibrated


def test_whether_arms_were_requested_is_undisclosed_and_reportedly_yes_beside_it(picture: Picture, demo: Demo) -> None:
    told = on(picture, demo, "request").told
    silent = {one.publisher for one in told if one.status == "undisclosed"}
    assert silent >= {"Presidential Office, Seoul (retold)", "Hangang News Agency", "Seoul Morning Post", "Namsan Ilbo"}
    (asked,) = [one for one in told if one.status == "requested"]
    assert (asked.publisher, asked.certainty) == ("Rundfunk Nordlicht", "probable")


def test_two_polls_stand_side_by_side_and_contradict_each_other(picture: Picture, demo: Demo) -> None:
    found = on(picture, demo, "poll")
    assert {told.best for told in found.told} == {82, 64}
    (pair,) = found.contradictions
    assert {pair.a.best, pair.b.best} == {82, 64}
    assert {pair.a.speaker, pair.b.speaker} == {"Hanbit Research/survey", "Daehan Opinion/survey"}
    assert found.row.n_origins_max == 2


def test_other_answers_of_the_same_poll_are_things_of_their_own(picture: Picture) -> None:
    surveys = rows(picture, Wanted(types=("survey",)), limit=20).items
    figures = sorted(round(row.best) for row in surveys if row.best is not None)
    assert figures == [13, 16, 28, 66, 82]


def test_where_arms_and_technology_go_differs_by_who_tells(picture: Picture) -> None:
    found = rows(picture, Wanted(types=("transfer",), statuses=("ongoing",)), limit=20).items
    directions = {(row.giver, row.taker) for row in found}
    assert {(None, None), ("RU", "KP")} <= directions


def test_the_lineage_of_the_german_text_leads_back_to_the_agency_and_shows_what_was_lost(picture: Picture, demo: Demo) -> None:
    family = lineage(picture, demo.translation)
    parents = {member.report: member.parent for member in family.members}
    names = {id: name for name, id in demo.reports.items()}
    way, at = [], demo.translation
    while at:
        way.append(names[at])
        at = parents.get(at) or ""
    assert way[:4] == ["11-globebrief.de.txt", "10-globebrief.en.txt", "04-morning-post.en.txt", "02-agency.en.txt"]
    (step,) = [step for step in family.steps if names[step.report] == "10-globebrief.en.txt"]
    lost = {change.before for change in step.sharpened if change.kind == "source lost"}
    assert lost >= {"hangang news agency", "Pacific Ordnance Institute/expert"}
    assert any(source and source.startswith("KR/government") for source in lost)
    assert any("more than 10,000 troops" in passage.words for passage in step.passages)


def test_what_drifted_is_told_in_the_words_of_each_report(ledger: Ledger, demo: Demo) -> None:
    with ledger.view() as view:
        told = {drift.title: [view.claim(id).claim for id in drift.claims] for drift in demo.drift}
    agreement, stance, clashes, shells = told.values()
    assert [bool(claim.attribution) for claim in agreement] == [True, True, False, False]
    assert [claim.certainty for claim in stance] == ["possible", "possible", "certain", "certain"]
    assert [bool(claim.attribution) for claim in clashes] == [True, False, False]
    assert [claim.certainty for claim in shells] == ["possible", "possible", "certain", "certain"]
