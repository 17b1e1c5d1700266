"""A ledger file is read whole or refused, with the line and the reason."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lagebild.errors import ImportRefused
from lagebild.exchange import ledger_file
from lagebild.exchange.ledger_file import ledger_parts
from lagebild.exchange.ledger_lines import ledger_lines
from lagebild.ledger import open_ledger
from tests.exchange.ledgers import fill

LINES: list[str] = []


def whole() -> list[str]:
    if not LINES:
        ledger = open_ledger(":memory:")
        fill(ledger)
        with ledger.view() as view:
            LINES.extend(ledger_lines(view))
    return list(LINES)


def changed(line: int, change: Callable[[Any], object]) -> list[str]:
    lines = whole()
    value = json.loads(lines[line])
    change(value)
    lines[line] = json.dumps(value) + "\n"
    return lines


@pytest.mark.parametrize(
    ("lines", "line", "reason"),
    [
        ([], 1, "ends before its end line"),
        (whole()[:-1], len(whole()), "ends before its end line"),
        ([*whole()[:4], whole()[4][:50]], 5, "ends before its end line"),
        ([*whole(), "\n"], len(whole()), "something follows the end"),
        (whole()[1:], 1, "where header should be"),
        (whole()[:3] + whole()[5:], 4, "does not follow event"),
        ([*whole()[:2], "[1]\n", *whole()[2:]], 3, "is no object but a list"),
        ([*whole()[:2], "{\n", *whole()[2:]], 3, "is no JSON"),
        ([*whole()[:2], "[" * 100_000 + "\n", *whole()[2:]], 3, "is no JSON"),
        ([*whole()[:2], "9" * 5000 + "\n", *whole()[2:]], 3, "is no JSON"),
        ([*whole()[:2], '{"float":[]}\n', *whole()[2:]], 3, "is no JSON"),
        ([*whole()[:2], '{"mystery":{}}\n', *whole()[2:]], 3, "holds mystery where event should be"),
        (changed(0, lambda it: it["header"].update(version=2, new=1)), 1, "2 is newer than this Lagebild"),
        (changed(0, lambda it: it["header"].update(format="other")), 1, "is none of lagebild-ledger"),
        (changed(0, lambda it: it["header"]["head"].update(sequence=3)), len(whole()), "ends at event"),
        (changed(1, lambda it: it["original"].update(base64="AAAA")), 2, "its bytes do not have the hash"),
        (changed(1, lambda it: it["original"].update(base64="ä")), 2, "ASCII"),
        (changed(2, lambda it: it["event"].update(actor="eve")), 3, "1 does not have its hash"),
        (changed(2, lambda it: it["event"]["payload"]["report"].update(text="x")), 3, "1 does not have its hash"),
        (changed(2, lambda it: it["event"]["payload"]["report"].update(text="\ud800")), 3, "lone surrogate"),
        (changed(2, lambda it: it["event"].update(time="gestern")), 3, "is no UTC time"),
        (changed(2, lambda it: it["event"].update(sequence=True)), 3, "sequence"),
        (changed(-1, lambda it: it["end"].update(n_events=1)), len(whole()), "and should at"),
    ],
)  # fmt: skip
def test_damage_is_named(lines: list[str], line: int, reason: str, tmp_path: Path) -> None:
    """Whatever is cut off, changed, moved or foreign is refused with its line."""
    path = tmp_path / "x.jsonl"
    path.write_bytes("".join(lines).encode(errors="surrogatepass"))
    with pytest.raises(ImportRefused, match=reason) as refused:
        list(ledger_parts(path))
    assert (refused.value.line, refused.value.file) == (line, str(path))


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    """A gzip file or a picture is no ledger file."""
    (tmp_path / "x").write_bytes(b"\x1f\x8b\x08\xff\n")
    with pytest.raises(ImportRefused, match="line 1: is no JSON"):
        list(ledger_parts(tmp_path / "x"))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """The system's reason is given."""
    with pytest.raises(ImportRefused, match="no such file"):
        list(ledger_parts(tmp_path / "x"))


def test_an_endless_line_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line above the limit is not read to its end."""
    monkeypatch.setattr(ledger_file, "MAX_LINE_BYTES", 1000)
    (tmp_path / "x").write_bytes(b"x" * 2000)
    with pytest.raises(ImportRefused, match="longer"):
        list(ledger_parts(tmp_path / "x"))


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_damaged_file_never_gives_other_events(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    """One byte changed or lost anywhere: refused, or the same events and originals as before."""
    text = "".join(whole()).encode()
    place = data.draw(st.integers(0, len(text) - 1))
    new = data.draw(st.binary(max_size=1))
    path = tmp_path_factory.mktemp("damaged") / "x"
    path.write_bytes(text)
    before = [part for _, part in ledger_parts(path)][1:]
    path.write_bytes(text[:place] + new + text[place + 1 :])
    try:
        after = [part for _, part in ledger_parts(path)][1:]
    except ImportRefused:
        return
    assert after == before
