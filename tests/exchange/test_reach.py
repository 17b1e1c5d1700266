"""How far what others gave, and what is our own and marked, may go."""

from dataclasses import replace

from lagebild.exchange.markings import UNKNOWN, Marking, MarkingBook, marking_payload
from lagebild.exchange.onward import may_pass
from lagebild.exchange.reach import Leave, own_marks
from lagebild.exchange.received import received
from lagebild.exchange.release import Offer
from tests.exchange.nodes import WIDE, House, agree, settle, tell

DAY = "2026-11-25"


def test_whom_leave_names_is_whom_a_claim_is_passed_on_to(trio: list[House]) -> None:
    """`Leave` says of each claim the same as the rule by which objects are passed on."""
    alpha, beta, gamma = trio
    agree(alpha, beta, replace(WIDE, onward="allies", allies=(gamma.id,)))
    for number, level in enumerate(("clear", "green", "amber"), 1):
        tell(alpha, number, level)
    settle(trio)
    leave, state = Leave(beta.state, DAY), beta.state
    found = list(received(state, DAY))
    assert len(found) == 3
    for one in found:
        for house in (alpha, gamma):
            assert (house.id in leave.allies(one)) == may_pass(one, Offer(house.id, WIDE), state, DAY)


def test_of_our_own_marks_the_highest_level_counts_and_whom_all_of_them_name() -> None:
    book = MarkingBook()
    book.apply(marking_payload("claim", ["c", "d"], "", Marking("green", ("identity--a", "identity--b"))))
    book.apply(marking_payload("claim", ["c"], "words", Marking("amber", ("identity--b", "identity--x"))))
    book.apply(marking_payload("claim", ["c"], "time", Marking("clear")))
    book.apply(marking_payload("report", ["r"], "", Marking(UNKNOWN)))
    book.apply(marking_payload("claim", ["e"], "", Marking("red")))
    book.apply(marking_payload("claim", ["e"], "", None))
    assert own_marks(book) == {
        "c": ("amber", ("identity--b",)), "d": ("green", ("identity--a", "identity--b")), "r": (UNKNOWN, None),
    }  # fmt: skip


def test_amber_strict_and_red_go_to_nobody_else_whatever_a_rule_says(trio: list[House]) -> None:
    alpha, beta, gamma = trio
    agree(alpha, beta, replace(WIDE, highest="red", onward="allies", allies=(gamma.id,)))
    tell(alpha, 1, "amber+strict")
    settle(trio)
    (one,) = received(beta.state, DAY)
    assert Leave(beta.state, DAY).allies(one) == frozenset()
