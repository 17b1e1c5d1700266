"""Verdicts and origins: only the same thing at the same time is a conflict, and different sources are never one."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from lagebild.claims.estimate import LinkEvidence
from lagebild.weighing.hedges import Interval
from lagebild.weighing.origins import Voice, roots
from lagebild.weighing.verdicts import Statement, verdict

ONE = Statement("a", Interval(900, 1000, 1100), first=10, last=10, published=11)
OTHER = replace(ONE, claim="b", interval=Interval(1900, 2000, 2100))


def test_each_verdict_has_its_case() -> None:
    kinds = {
        "compatible": verdict(ONE, replace(ONE, claim="b")),
        "conflict": verdict(ONE, OTHER),
        "change": verdict(replace(ONE, level="level"), replace(OTHER, level="level", first=30, last=30)),
        "scope": verdict(replace(ONE, place="kursk", country="RU"), replace(OTHER, country="RU")),
        "dispute": verdict(ONE, replace(OTHER, denied=True)),
        "correction": verdict(replace(ONE, origin="o"), replace(OTHER, origin="o", published=15)),
        "apart": verdict(ONE, replace(OTHER, interval=None)),
    }
    assert {name: found[0] for name, found in kinds.items()} == {name: name for name in kinds}


VOICES = st.lists(
    st.builds(lambda s, c, p, d, f: (s, c, p, d, f), st.sampled_from(["KR", "UA", None]), st.sampled_from(["yonhap", None]),
              st.sampled_from(["yonhap", "blatt"]), st.integers(1, 5), st.sampled_from([10.0, 12.0])),
    min_size=1, max_size=8,
).map(lambda rows: [Voice(f"c{n}", *row) for n, row in enumerate(rows)])  # fmt: skip


@given(VOICES, st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.sampled_from(["verbatim", "anchors"])), max_size=8), st.randoms())
def test_named_sources_are_never_joined_and_order_does_not_matter(voices: list[Voice], pairs: list, random: object) -> None:  # type: ignore[type-arg]
    links = [LinkEvidence(f"c{a}", f"c{b}", kind, 9.0, "") for a, b, kind in pairs if a < b < len(voices)]
    found = roots(voices, links)
    speakers = {voice.claim: voice.speaker for voice in voices}
    for cluster in found.clusters:
        assert len({speakers[claim] for claim in cluster} - {None}) <= 1
    assert found.n_min <= found.n_max
    assert roots(voices[::-1], links[::-1]).clusters == found.clusters
