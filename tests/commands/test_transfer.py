"""`export --format stix` and `import` of somebody's bundle, as they are called."""

import json
from pathlib import Path

from tests.commands.calls import Caller
from tests.exchange.stix.test_texts import AGENCY, NOTE, REPORT

TEXT = "Nordkorea hat nach Angaben des NIS über 10.000 Soldaten nach Russland entsandt. Deutschland liefert der Ukraine zehn Panzer."


def test_a_selection_goes_out_as_one_bundle(call: Caller, tmp_path: Path) -> None:
    (tmp_path / "t.txt").write_text(TEXT, encoding="utf8")
    call("add", str(tmp_path / "t.txt"), "--published", "2024-11-29", "--title", "Titel")
    done = call("export", "--format", "stix", "--filter", "type=transfer")
    assert done.code == 0, done.err
    value = json.loads(done.out)
    assert {item["labels"][0] for item in value["objects"] if item["type"] == "note"} == {"transfer"}
    assert str(tmp_path) not in done.out
    assert call("export", "--format", "stix", "--output", str(tmp_path / "b.json")).code == 0
    whole = json.loads((tmp_path / "b.json").read_bytes())
    assert {item["labels"][0] for item in whole["objects"] if item["type"] == "note"} >= {"transfer", "deployment"}


def test_the_reports_of_a_bundle_are_read(call: Caller, tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    path.write_text(json.dumps({"type": "bundle", "id": AGENCY["id"], "objects": [AGENCY, REPORT | {"description": TEXT}, NOTE | {"content": 3}]}))
    done = call("import", str(path), "--jobs", "1")
    assert done.code == 1
    assert "https://example.org/a · 2 claims" in done.out
    assert "note.content" in done.err
    assert "Lieferung" in call("reports").out
    assert call("import", str(path), "--jobs", "1").out == ""


def test_our_own_bundle_is_not_read_as_a_report(call: Caller, tmp_path: Path) -> None:
    (tmp_path / "t.txt").write_text(TEXT, encoding="utf8")
    call("add", str(tmp_path / "t.txt"))
    call("export", "--format", "stix", "--output", str(tmp_path / "b.json"))
    done = call("import", str(tmp_path / "b.json"))
    assert (done.code, done.out) == (0, "")


def test_a_ledger_is_still_restored_and_a_missing_file_named(call: Caller, tmp_path: Path) -> None:
    (tmp_path / "t.txt").write_text(TEXT, encoding="utf8")
    call("add", str(tmp_path / "t.txt"))
    call("export", "--format", "jsonl", "--output", str(tmp_path / "l.jsonl"))
    assert "0 events taken over" in call("import", str(tmp_path / "l.jsonl")).out
    done = call("import", str(tmp_path / "missing"))
    assert done.code == 2
    assert f"{tmp_path / 'missing'}: no such file or directory; check the path\n" in done.err, "and no line of a file that is not there"
