"""The two annotations of real texts fit the texts that they are of; a text that is not there, or another, is named and left out."""

import json
import pathlib

import pytest

from evals.unseen.__main__ import HERE, figures, main, opened, texts
from lagebild.claims.report import Report
from lagebild.claims.vocabulary import ROLES, STATUSES, TYPES
from lagebild.reading.reader import ModelReader


@pytest.mark.parametrize("name", ["first.jsonl", "second.jsonl"])
def test_claims_keep_the_schema_and_lie_in_their_text(name: str) -> None:
    lengths = {row["id"]: row["characters"] for row in map(json.loads, (HERE / "texts.jsonl").read_text(encoding="utf8").splitlines())}
    rows = [json.loads(line) for line in (HERE / name).read_text(encoding="utf8").splitlines()]
    assert [row["id"] for row in rows] == sorted(lengths)
    for row in rows:
        for claim in row["claims"]:
            assert claim["type"] in TYPES
            assert claim["status"] in STATUSES
            assert {role["role"] for role in claim["roles"]} <= {*ROLES[claim["type"]]}
            assert all(0 <= start < end <= lengths[row["id"]] for start, end in [claim["trigger"], *(r["span"] for r in claim["roles"])])


def test_half_of_the_texts_may_be_looked_at() -> None:
    assert len(opened()) == 16


def test_a_missing_or_other_text_is_named_and_left_out(tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "de-st-1008.txt").write_text("Ein anderer Text.", encoding="utf8")
    assert texts(tmp_path) == []
    assert "de-st-1008: another text" in capsys.readouterr().err
    assert main([str(tmp_path)]) == 1


def test_who_agrees_in_everything_has_full_marks() -> None:
    report = Report.of("Deutschland lieferte der Ukraine 18 Panzer.", language="de")
    claims = ModelReader().read(report, ((0, len(report.text)),))
    assert claims
    assert figures([claims], [claims])["claims_f1"] == figures([claims], [claims])["whole"] == 100
    assert figures([claims], [()])["claims_f1"] == 0
