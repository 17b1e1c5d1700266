"""Compact storage gives back what was put in."""

from hypothesis import given, settings
from hypothesis import strategies as st

from lagebild.weighing.postings import Postings
from lagebild.weighing.rows import Chains, Distinct, Ids

HEX = st.text("0123456789abcdef", min_size=4, max_size=4).map(lambda digits: "claim--" + digits)


@settings(deadline=None)
@given(st.lists(HEX | st.text(max_size=12), unique=True))
def test_ids_of_any_form_are_found_and_read_again(ids: list[str]) -> None:
    kept = Ids("claim--", 2)
    numbers = [kept.add(id) for id in ids]
    assert [kept.find(id) for id in ids] == numbers
    assert [kept[number] for number in numbers] == ids
    assert kept.find("never added, and longer than any") == -1


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3))))
def test_equal_records_have_one_number(records: list[tuple[int, int]]) -> None:
    kept = Distinct("II")
    numbers = [kept.number(*record) for record in records]
    assert [kept[number] for number in numbers] == records
    assert len(kept) == len(set(records))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 2**32 - 1)), max_size=200), st.integers(1, 2**20))
def test_an_index_that_grew_gives_what_a_dictionary_would(entries: list[tuple[int, int]], spread: int) -> None:
    index, expected = Postings(), dict[int, list[int]]()
    for number in range(3000):
        index.add(number * spread % 2**32, number)
        expected.setdefault(number * spread % 2**32, []).insert(0, number)
    for key, number in entries:
        index.add(key * spread % 2**32, number)
        expected.setdefault(key * spread % 2**32, []).insert(0, number)
    for key in [*expected][:300] + [key * spread % 2**32 for key, _ in entries]:
        assert index.get(key) == expected[key]


def test_links_are_found_from_both_ends_until_they_are_cut() -> None:
    links = Chains("B")
    first, second = links.link(0, 5, 1), links.link(5, 2, 2)
    assert links.of(5) == [second, first]
    assert links.of(0) == [first]
    assert links.of(99) == []
    links.cut(5)
    assert links.of(5) == []
    assert links.of(2) == [second]
