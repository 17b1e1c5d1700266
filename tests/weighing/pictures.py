"""Everything that a user sees of a picture, to hold two pictures together; and random collections of reports."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from lagebild.claims.claim import Claim
from lagebild.claims.report import Report
from lagebild.weighing import Balance
from tests.weighing.told import about, at_least, exactly, told, up_to

BY: Any = {"actor": "ana", "time": datetime(2024, 12, 1, tzinfo=UTC)}
NUMBERS = st.builds(lambda make, n: make(n), st.sampled_from([exactly, about, at_least, up_to]), st.sampled_from([900, 1000, 1100, 1234, 5000]))
READINGS = st.lists(
    st.builds(
        lambda n, number, day, sender, speaker, place, denied: {
            "number": number, "day": f"2024-11-{day:02}", "time": f"2024-11-{day:02}" if n % 2 else None, "sender": sender,
            "speaker": speaker, "place": place, "polarity": "denied" if denied == 0 else "affirmed",
        },
        st.integers(0, 3), st.none() | NUMBERS, st.integers(10, 30), st.sampled_from(["KP", "IR", None]),
        st.sampled_from(["KR", "UA", None]), st.sampled_from([None, "x"]), st.integers(0, 9),
    ),
    min_size=1, max_size=7,
).map(lambda rows: [told(f"text {n} of its own {n * 7}", id=f"{n:04}", **row) for n, row in enumerate(rows)])  # fmt: skip


def picture(balance: Balance) -> list[object]:
    """Everything that a user sees, in a fixed order."""
    things = sorted(balance.things(), key=lambda thing: thing.id)
    return [(thing, balance.origins(thing.id), balance.why(thing.id), balance.verdicts(thing.id)) for thing in things]


def of(*readings: tuple[Report, Claim]) -> Balance:
    """The picture of these reports, put in as they stand."""
    balance = Balance()
    for report, claim in readings:
        balance.add(report, [claim])
    return balance
