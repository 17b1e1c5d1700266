"""Importing a bundle: its texts become reports that are read, with their objects as originals."""

import json
from pathlib import Path

from lagebild.ledger import open_ledger
from lagebild.pipeline import Order
from lagebild.pipeline.importing import import_bundle
from tests.exchange.stix.test_texts import AGENCY, NOTE, REPORT

KOREAN = REPORT | {"description": "Nordkorea hat über 10.000 Soldaten nach Russland entsandt. Das teilte der NIS am Dienstag mit."}


def write(path: Path, *objects: object) -> Path:
    path.write_text(json.dumps({"type": "bundle", "id": "bundle--7c2d3a5e-1b7f-4c53-9c0e-0f4c1f6b2a11", "objects": objects}))
    return path


def test_reports_of_a_bundle_are_read_and_kept_with_their_objects(tmp_path: Path) -> None:
    path = write(tmp_path / "b.json", AGENCY, KOREAN, NOTE | {"content": 5})
    with open_ledger(tmp_path / "l.db") as ledger:
        added, failed = sorted(import_bundle(path, ledger, "ada", Order(())), key=lambda one: one.outcome)
        assert (added.outcome, added.source, added.n_claims > 0) == ("added", "https://example.org/a", True)
        assert failed.outcome == "failed"
        with ledger.view() as view:
            kept = view.report(added.report or "")
            assert (kept.report.publisher, kept.report.published, kept.report.title) == ("Agentur", "2026-01-03", "Lieferung")
            assert json.loads(view.original(kept.original or "")) == KOREAN
            assert view.captures(kept.report.id)[0].capture.how == "import"  # type: ignore[union-attr]


def test_importing_again_adds_nothing_and_a_newer_version_is_one(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "l.db") as ledger:
        for change, outcome in (
            ({}, "added"), ({}, "known"), ({"modified": "2026-02-01T00:00:00Z", "description": KOREAN["description"] + " Kiew bestätigte das."}, "version"),
        ):  # fmt: skip
            path = write(tmp_path / f"{outcome}.json", AGENCY, KOREAN | change)
            assert [one.outcome for one in import_bundle(path, ledger, "ada", Order(()))] == [outcome]
