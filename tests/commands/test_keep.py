"""Proving, copying, moving a ledger."""

import json
import pathlib

from lagebild.ledger import check_chain, read_chain
from lagebild.ledger.sqlite import sqlite_driver
from tests.commands.calls import Caller


def test_a_clean_ledger_is_said_to_be_clean(call: Caller, tmp_path: pathlib.Path) -> None:
    assert call("verify", "--tables").out == "everything is as it was captured\n"
    done = call("audit", "--export", str(tmp_path / "chain.jsonl"))
    assert "4 events, none changed" in done.out
    lines = (tmp_path / "chain.jsonl").read_text(encoding="utf8").splitlines()
    events = list(read_chain(lines))
    assert not check_chain(events, (events[-1].sequence, events[-1].hash))
    head = next(line for line in done.out.splitlines() if line.startswith("last event")).split()[-1]
    assert call("audit", "--head", head).code == 0
    assert call("audit", "--head", head[:-1] + ("0" if head[-1] != "0" else "1")).code == 1
    assert "computed anew from 4 events" in call("rebuild").out


def test_a_changed_original_and_a_changed_event_are_named(call: Caller) -> None:
    original = next(path for path in call.ledger.with_name("l.db.originals").rglob("*") if path.is_file())
    original.chmod(0o644)
    original.write_bytes(b"forged")
    done = call("verify")
    assert done.code == 1
    assert original.name in done.out
    connection = sqlite_driver().connect(str(call.ledger))
    connection.execute("UPDATE events SET payload = replace(payload, 'Truppen', 'Truppem') WHERE sequence = 1")
    connection.commit()
    connection.close()
    done = call("audit")
    assert done.code == 1
    assert "event 1 changed" in done.out


def test_a_backup_and_a_restored_export_are_the_same_ledger(call: Caller, tmp_path: pathlib.Path) -> None:
    head = call("audit").out
    assert call("backup", str(tmp_path / "copy.db")).code == 0
    assert call("audit", "--ledger", str(tmp_path / "copy.db")).out == head
    assert call("backup", str(tmp_path / "copy.db")).code == 2
    assert call("export", "--format", "jsonl", "--output", str(tmp_path / "all.jsonl")).code == 0
    assert "4 events taken over" in call("import", str(tmp_path / "all.jsonl"), "--ledger", str(tmp_path / "new.db")).out
    assert call("audit", "--ledger", str(tmp_path / "new.db")).out == head
    assert call("verify", "--tables", "--ledger", str(tmp_path / "new.db")).code == 0
    assert "0 events" in call("import", str(tmp_path / "all.jsonl"), "--ledger", str(tmp_path / "new.db")).out


def test_claims_go_out_in_each_format_and_only_those_that_are_wanted(call: Caller) -> None:
    assert call("export").out.count("claim--") >= 3
    assert "Haubitzen" not in call("export", "--filter", "type=deployment").out
    assert json.loads(call("export", "--format", "geojson").out)["type"] == "FeatureCollection"
    for format in ("excel", "plover", "ftm", "jsonl"):
        assert call("export", "--format", format).code == 0
    assert call("export", "--format", "xls").code == 2
    assert call("export", "--format", "jsonl", "--filter", "undecided").code == 2
