"""`show`, `why`, `lineage` and `brief` with a partner's claims, which came in a file."""

import json
from pathlib import Path

import pytest

from tests.commands.test_bundle import Link, link

__all__ = ["link"]


@pytest.fixture
def given(link: Link) -> tuple[Link, str, str]:
    """Warsaw has two claims of Berlin's: the id of one object, and of its claim."""
    path = link.write(link.berlin, "Warschau", "3")
    assert link.read(link.warsaw, path).code == 0
    link.read(link.berlin, link.write(link.warsaw, "Berlin", "4"))
    line = json.loads(link.warsaw("exchange", "claims", "--json").out.splitlines()[0])
    return link, line["object"], line["told"]["claim"]


def test_a_partners_claim_is_shown_with_all_that_is_known_of_how_it_came(given: tuple[Link, str, str]) -> None:
    link, note, claim = given
    done = link.warsaw("show", claim.removeprefix("claim--")[:12])
    assert done.code == 0, done.err
    for part in (
        f"object    {note}", "of        Berlin (identity--", "not our own", "marking   TLP:GREEN, may go on to nobody", f"claim     {claim}",
        "words     “Nordkorea hat", "report    Blatt, 2024-11-29", "Berlin: held out to us now, entry ", "confirmed by our receipt; it gives ",
        "up to TLP:AMBER", "TLP:GREEN, sha256:", ", sealed with ",
    ):  # fmt: skip
        assert part in done.out, part
    assert link.warsaw("show", note[6:14]).out == done.out, "by the id of its object, too"
    told = json.loads(link.warsaw("show", note, "--json").out)
    assert told["claim"]["id"] == claim
    assert told["origin"]["name"] == "Berlin"
    assert [one["partner"]["name"] for one in told["through"]] == ["Berlin"]
    assert [(one["revoked"], one["refused"]) for one in told["history"]] == [(False, None)]


def test_a_claim_that_was_withdrawn_is_still_known_by_its_id(given: tuple[Link, str, str]) -> None:
    link, note, claim = given
    assert link.berlin("share", "withhold", claim, "--text", "recalled").code == 0
    assert link.read(link.warsaw, link.write(link.berlin, "Warschau", "5")).code == 0
    done = link.warsaw("show", claim)
    assert f"object    {note}" in done.out
    assert "state     withdrawn by its maker" in done.out
    assert "Nordkorea" not in done.out, "what it said is not shown any more"
    assert len(json.loads(link.warsaw("show", note, "--json").out)["history"]) == 2


def test_what_nobody_has_is_unknown_as_before(given: tuple[Link, str, str]) -> None:
    link, _, _ = given
    done = link.warsaw("show", "ffffffffffffff")
    assert (done.code, done.out) == (2, "")
    assert "no claim or report begins with" in done.err


def test_our_own_claim_is_shown_as_ours_even_where_a_partner_tells_it_too(given: tuple[Link, str, str]) -> None:
    link, _, claim = given
    shown = link.berlin("show", claim)
    assert shown.out.startswith(f"claim   {claim}\n")
    assert "object" not in shown.out


def test_why_and_lineage_know_partners_claims_and_reports(given: tuple[Link, str, str]) -> None:
    link, _, claim = given
    done = link.warsaw("why", claim)
    assert done.code == 0, done.err
    assert "Blatt (partner Berlin)" in " ".join(done.out.split())
    told = json.loads(link.warsaw("why", claim, "--json").out)["told"]
    assert [(one["publisher"], one["giver"]) for one in told] == [("Blatt", {"partners": ["Berlin"], "origins": []})]
    assert ",Blatt," in link.warsaw("why", claim, "--csv").out
    report = told[0]["report"]
    lineage = link.warsaw("lineage", report)
    assert lineage.code == 0, lineage.err
    assert "Blatt (partner Berlin)" in lineage.out


def test_a_brief_with_partners_claims_says_its_marking_and_is_refused_to_others(given: tuple[Link, str, str], tmp_path: Path) -> None:
    link, _, claim = given
    done = link.warsaw("brief", claim, "--language", "de")
    assert done.out.startswith("TLP:GREEN – nur zum eigenen Gebrauch\n\n# Lagebericht\n")
    assert "von Partner Berlin, erhalten " in done.out
    refused = link.warsaw("brief", claim, "--audience", "TLP:GREEN")
    assert (refused.code != 0, refused.out) == (True, "")
    assert "1 of the claims may not be passed on to TLP:GREEN" in refused.err
    assert "--audience" in link.warsaw("brief", claim, "--audience", "everybody").err
    edited = tmp_path / "lage.md"
    edited.write_text(done.out.split("\n", 2)[2], encoding="utf8")
    assert "marking-missing" in link.warsaw("brief", "--lint", str(edited)).out


def test_a_brief_of_ours_leaves_out_what_partners_gave_and_says_how_many(given: tuple[Link, str, str]) -> None:
    link, _, claim = given
    text = link.stick / "own.txt"
    text.write_text("Nordkorea hat am 28. November 2024 über 10.000 Soldaten nach Russland entsandt, meldete das Blatt gestern.", encoding="utf8")
    assert link.warsaw("add", str(text), "--published", "2024-11-29", "--publisher", "Kurier").code == 0
    done = link.warsaw("brief", claim, "--audience", "clear", "--leave-out")
    assert done.code == 0, done.err
    assert "left out, since they may not be passed on to this audience: 1 claim\n" in done.err
    assert "Berlin" not in done.out
    assert "TLP:" not in done.out
