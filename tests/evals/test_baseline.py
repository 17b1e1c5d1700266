"""The baseline codes by dictionary and nearness, with claims that follow the schema."""

import pathlib

from evals.baseline import Baseline, main
from lagebild.claims.record import check_claims
from lagebild.claims.report import Report
from lagebild.reports import sentences


def coded(text: str, language: str = "de"):
    report = Report.of(text, language=language, published="2024-11-27")
    claims = Baseline().read(report, sentences(text, language))
    check_claims(report, claims)
    return claims


def test_the_nearest_parties_left_and_right_fill_the_roles() -> None:
    (claim,) = coded("Polen lieferte der Ukraine 18 Panzer.")
    assert (claim.type, claim.status) == ("transfer", "done")
    assert {(role.role, role.entity) for role in claim.roles} >= {("supplier", "PL"), ("recipient", "UA")}
    assert next(role.quantity.low for role in claim.roles if role.quantity) == 18


def test_a_passive_turns_the_parties_round() -> None:
    (claim,) = coded("Kyiv was attacked by Russia.", "en")
    assert {(role.role, role.entity) for role in claim.roles} == {("actor", "RU"), ("target", "UA")}


def test_words_tell_status_and_source() -> None:
    (claim,) = coded("Seoul erwägt laut Yonhap Lieferungen an die Ukraine.")
    assert claim.status == "considered"
    assert claim.attribution[0].span.text.startswith("Yonhap")


def test_both_readers_stand_in_one_table(tmp_path: pathlib.Path, capsys) -> None:
    (tmp_path / "g.txt").write_text("=== a\nlanguage: de\nsplit: test\n\nPolen liefert Panzer.\n> transfer done | liefert | supplier: Polen =PL\n")
    main([str(tmp_path)])
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(",")[2].split()[0] for line in lines[1:]] == ["baseline", "built-in"]
