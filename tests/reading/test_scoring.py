"""The score counts what it says it counts."""

from lagebild.reading.notation import parse
from lagebild.reading.scoring import Counts, compare

TEXT = """=== a
language: de

Polen wird der Ukraine 18 Panzer liefern, sagte der Minister.
{claim}
Russland griff Kiew an.
> engagement done | griff | actor: Russland =RU | target: Kiew =UA
"""
GOLD = "> transfer pledged | liefern | supplier: Polen =PL | recipient: der Ukraine =UA | object: 18 Panzer {exact 18 piece} | by: der Minister (government)"


def figures(read: str) -> dict[str, float]:
    counts = Counts()
    wanted, found = (parse(TEXT.format(claim=line))[0].claims for line in (GOLD, read))
    compare(wanted, found, counts)
    return counts.figures()


def test_a_perfect_reading_scores_a_hundred() -> None:
    assert {v for k, v in figures(GOLD).items() if k != "time"} == {100.0}


def test_a_missed_claim_costs_recall_only() -> None:
    found = figures("# nothing")
    assert found["claims_precision"] == 100.0
    assert found["claims_recall"] == 50.0
    assert found["whole"] == 50.0


def test_another_trigger_in_the_same_sentence_still_answers() -> None:
    assert figures(GOLD.replace("| liefern |", "| wird |"))["claims_f1"] == 100.0


def test_a_wrong_party_amount_and_source_are_each_seen() -> None:
    found = figures(GOLD.replace("=PL", "=DE").replace("exact 18", "exact 180").replace("by: der Minister", "by: Polen"))
    assert found["entity"] == 75.0
    assert found["quantity_f1"] == 0.0
    assert found["sources_f1"] == 0.0
    assert found["whole"] == 50.0
