"""Every difference between two readings is counted once, under its class."""

from collections import Counter

from evals.errors import count, rows
from lagebild.reading.notation import parse

TEXT = "=== a\nlanguage: de\n\nPolen wird der Ukraine 18 Panzer liefern, sagte der Minister.\n{}\nRussland griff Kiew an.\n{}\n"
FIRST = "transfer pledged | liefern | supplier: Polen =PL | recipient: der Ukraine =UA | object: 18 Panzer {exact 18 piece} | by: der Minister (government)"
SECOND = "engagement done | griff | actor: Russland =RU | target: Kiew =UA"


def errors(first: str, second: str = SECOND) -> dict[tuple[str, str], int]:
    n: Counter[tuple[str, str]] = Counter()
    wanted, found = (parse(TEXT.format(*(f"> {line}" if line else "# -" for line in pair)))[0].claims for pair in ((FIRST, SECOND), (first, second)))
    count(wanted, found, n)
    return {key: value for key, value in n.items() if value and key[0] != "claims"}


def test_the_same_reading_has_no_errors() -> None:
    assert errors(FIRST) == {}


def test_each_class_is_told_from_the_others() -> None:
    assert errors("") == {("missed claim", "transfer"): 1}
    assert errors(FIRST.replace("pledged", "agreed possible denied")) == {
        ("status", "pledged as agreed"): 1, ("certainty", "certain as possible"): 1, ("polarity", "affirmed as denied"): 1,
    }  # fmt: skip
    assert errors(FIRST.replace("=PL", "=DE")) == {("party", "another party"): 1}
    assert errors(FIRST.replace(" =PL", "")) == {("party", "left open"): 1}
    assert errors(FIRST.replace("supplier: Polen =PL | ", "")) == {("role", "supplier: missed"): 1, ("party", "no role for it"): 1}
    assert errors(FIRST.replace("exact 18", "exact 80")) == {("amount", "other bounds"): 1}
    assert errors(FIRST.replace(" | by: der Minister (government)", "")) == {("source", "missed"): 1}
    assert errors(FIRST.replace("| liefern |", "| wird |")) == {("found by the sentence, not by the word", "transfer"): 1}
    assert errors(FIRST.replace("object: 18 Panzer {exact 18 piece}", "object: Panzer liefern")) == {
        ("role", "object: other edges"): 1, ("amount", "not read"): 1,
    }  # fmt: skip


def test_an_act_read_as_another_type_is_missed_false_and_named() -> None:
    assert errors(FIRST, SECOND.replace("engagement", "exercise").replace("target", "object").replace(" =UA", "")) == {
        ("missed claim", "engagement"): 1, ("false claim", "exercise"): 1, ("missed because read as another type", "engagement as exercise"): 1,
    }  # fmt: skip


def test_a_group_stands_before_its_classes_with_their_sum() -> None:
    n = Counter({("claims", "read"): 3, ("status", "a as b"): 2, ("status", "b as a"): 1})
    assert rows([n]) == [("claims", "read", [3]), ("status", "", [3]), ("status", "a as b", [2]), ("status", "b as a", [1])]
