"""Two readers agree on type, polarity, place and main roles, or both readings stay."""

from lagebild.claims.claim import Claim
from lagebild.reading.llm.agreement import joined
from lagebild.reading.notation import parse

TEXT = "=== a\nlanguage: de\n\nPolen liefert der Ukraine Panzer und Russland nichts.\n{}\n"


def claims(*lines: str) -> tuple[Claim, ...]:
    return parse(TEXT.format("\n".join(f"> {line}" for line in lines)))[0].claims


FIRST = "transfer done | liefert | supplier: Polen =PL | recipient: der Ukraine =UA"


def readers(second: str) -> list[str]:
    return [claim.read_by.reader for claim in joined(claims(FIRST), claims(second))]


def test_the_same_act_by_other_words_is_one_claim() -> None:
    assert readers(FIRST) == ["model+llm"]
    assert readers(FIRST.replace("| liefert", "| nichts")) == ["model+llm"]
    assert readers(FIRST.replace("der Ukraine =UA", "Ukraine =UA")) == ["model+llm"]


def test_another_party_role_type_or_polarity_is_another_reading() -> None:
    for other in (
        FIRST.replace("Polen =PL", "Russland =RU"), FIRST + " | object: Panzer", FIRST.replace("done", "done denied"),
        "deployment done | liefert | sender: Polen =PL", "transfer done | liefert | supplier: Polen =PL",
    ):
        assert readers(other) == ["person", "person"]


def test_nothing_is_lost_where_one_reader_finds_nothing() -> None:
    assert joined(claims(FIRST), ()) == claims(FIRST)
    assert joined((), claims(FIRST)) == claims(FIRST)
