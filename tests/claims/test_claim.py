"""A claim is valid at birth or not born."""

import pytest

from lagebild.claims.claim import Claim, ReadBy, Role, Source
from lagebild.claims.quantity import Quantity
from lagebild.claims.span import Span
from lagebild.errors import InvalidClaim

TEXT = "Polen liefert der Ukraine Panzer."
EVIDENCE = Span.of(TEXT, 0, len(TEXT))
TRIGGER = Span.of(TEXT, 6, 13)
READER = ReadBy("person", "1")


def claim(**parts: object) -> Claim:
    facts = {"id": "claim--1", "type": "transfer", "status": "ongoing", "evidence": EVIDENCE, "trigger": TRIGGER, "read_by": READER}
    return Claim(**{**facts, **parts})  # type: ignore[arg-type]


def test_roles_keep_text_order_and_can_be_asked_for_by_name() -> None:
    supplier, object_ = Role("supplier", Span.of(TEXT, 0, 5), "PL"), Role("object", Span.of(TEXT, 26, 32))
    found = claim(roles=(supplier, object_))
    assert found.fillers("supplier") == (supplier,)
    assert {s.text for s in found.spans()} == {TEXT, "liefert", "Polen", "Panzer"}


@pytest.mark.parametrize(("part", "value", "reason"), [
    ("type", "gift", "none of transfer"), ("status", "maybe", "none of considered"), ("certainty", "sure", "none of certain"),
    ("polarity", "no", "none of affirmed"), ("roles", (Role("sender", TRIGGER),), "has no sender"),
    ("trigger", Span(40, 42, "xy"), "outside the evidence"),
])
def test_what_the_schema_does_not_know_is_refused(part: str, value: object, reason: str) -> None:
    with pytest.raises(InvalidClaim, match=reason):
        claim(**{part: value})


def test_only_counted_roles_carry_a_quantity() -> None:
    with pytest.raises(InvalidClaim, match="no quantity"):
        Role("supplier", TRIGGER, None, Quantity("exact", 1, 1))


def test_a_source_is_of_a_known_kind() -> None:
    with pytest.raises(InvalidClaim, match="none of government"):
        Source(TRIGGER, "oracle")  # type: ignore[arg-type]
