"""Claims as event rows in the columns of POLECAT, coded after PLOVER by the table `data/plover.toml`."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from lagebild.claims.claim import Claim, Role
from lagebild.claims.edtf import day_bounds
from lagebild.exchange.cells import Cell, Style, table_text
from lagebild.exchange.places import coarse_words, countries, spot_of
from lagebild.exchange.told import STANDING, Told, told
from lagebild.ledger import Filter, View

#: The columns of POLECAT's weekly files, in their order, then four of ours.
COLUMNS: Final = (
    "Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts",
    "Actor Name", "Actor Country", "Actor COW", "Primary Actor Sector", "Actor Sectors", "Actor Title", "Actor Name Raw",
    "Wikipedia Actor ID",
    "Recipient Name", "Recipient Country", "Recipient COW", "Primary Recipient Sector", "Recipient Sectors", "Recipient Title",
    "Recipient Name Raw", "Wikipedia Recipient ID",
    "Placename", "City", "District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID", "Raw Placename",
    "Feature Type",
    "Source", "Publication Date", "Story People", "Story Organizations", "Story Locations", "Language", "Version",
    "Event Date Basis", "Status", "Certainty", "Report",
)  # fmt: skip
_TABS: Final = Style(delimiter="\t")
#: Certainties that PLOVER marks with its auxiliary mode.
_HYPOTHETICAL: Final = ("possible", "unknown")
#: GeoNames' feature code of a country.
_COUNTRY: Final = "PCLI"


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the mapping; `actor` and `recipient` name roles, with "first" or "other" before one that both share."""

    type: str
    status: tuple[str, ...]
    event: str
    mode: str | None = None
    when: str | None = None
    actor: str | None = None
    recipient: str | None = None
    context: tuple[str, ...] = ()

    def fits(self, claim: Claim) -> bool:
        """Whether `claim` is of this rule's type and status, and fulfils its condition."""
        return claim.type == self.type and claim.status in self.status and (self.when is None or _WHEN[self.when](claim))


def plover_lines(view: View, wanted: Filter = STANDING) -> Iterator[str]:
    """The claims that `wanted` keeps and PLOVER has an event for, as tab-separated text in chunks under a line of column names."""
    return table_text(_rows(view, wanted), _TABS)


def _rows(view: View, wanted: Filter) -> Iterator[tuple[Cell, ...]]:
    yield COLUMNS
    for one in told(view, wanted):
        row = event_row(one)
        if row is not None:
            yield tuple(row.get(name) for name in COLUMNS)


def event_row(one: Told) -> dict[str, Cell] | None:
    """The filled columns of a claim's event, None where PLOVER has no event for it."""
    claim = one.kept.claim
    rule = rule_for(claim)
    if rule is None:
        return None
    mapping = _mapping()
    coded = f"{rule.event} {rule.mode}" if rule.mode else rule.event
    hypothetical = ("hypothetical",) if claim.certainty in _HYPOTHETICAL else ()
    return {
        "Event ID": claim.id,
        "Event Type": rule.event,
        "Event Mode": rule.mode,
        "Intensity": mapping["score"][coded],
        "Quad Code": mapping["quad"][rule.event],
        "Contexts": ";".join((*rule.context, *hypothetical)),
        **_party("Actor", _fillers(claim, rule.actor)),
        **_party("Recipient", _fillers(claim, rule.recipient)),
        **_place(claim),
        **_date(claim, one.report.published),
        "Source": one.report.publisher,
        "Publication Date": one.report.published,
        "Language": one.report.language,
        "Version": f"lagebild-plover-{mapping['version']}",
        "Status": claim.status,
        "Certainty": claim.certainty,
        "Report": one.report.id,
    }


def rule_for(claim: Claim) -> Rule | None:
    """The rule that codes `claim`: the first that fits; None for a denied claim and where none fits."""
    if claim.polarity == "denied":
        return None
    return next((rule for rule in rules() if rule.fits(claim)), None)


@cache
def rules() -> tuple[Rule, ...]:
    """The rules of the mapping, in their order."""
    return tuple(
        Rule(**{**rule, "status": tuple(rule["status"]), "context": tuple(rule.get("context", ()))}) for rule in _mapping()["rule"]
    )


@cache
def _mapping() -> dict[str, Any]:
    return tomllib.loads(files("lagebild.exchange").joinpath("data/plover.toml").read_text(encoding="utf8"))


def _fillers(claim: Claim, part: str | None) -> tuple[Role, ...]:
    """The fillers that a rule's `part` names: of a role, its first, or all but its first."""
    if part is None:
        return ()
    which, _, role = part.rpartition(" ")
    found = claim.fillers(role)
    return found[:1] if which == "first" else found[1:] if which == "other" else found


def _party(side: str, fillers: tuple[Role, ...]) -> dict[str, Cell]:
    """Name, country and words of one side; several are parted by semicolons, each entity once."""
    known = countries()
    codes = dict.fromkeys(role.entity for role in fillers if role.entity)
    bodies = _mapping()["body"]
    places = [bodies.get(code) or (known[code].alpha3 if code in known else None) for code in codes]
    return {
        f"{side} Name": ";".join(known[code].name if code in known else code for code in codes),
        f"{side} Country": ";".join(dict.fromkeys(place for place in places if place)),
        f"{side} Name Raw": ";".join(dict.fromkeys(role.span.text for role in fillers)),
    }


def _place(claim: Claim) -> dict[str, Cell]:
    spot = spot_of(claim)
    if spot is None:
        return {}
    return {
        "Placename": spot.country.name,
        "Country": _mapping()["body"].get(spot.country.alpha2, spot.country.alpha3),
        "Latitude": spot.country.latitude,
        "Longitude": spot.country.longitude,
        "Raw Placename": coarse_words(claim.place) if spot.by == "place" else None,
        "Feature Type": _COUNTRY,
    }


def _date(claim: Claim, published: str | None) -> dict[str, Cell]:
    """The day of the event where the claim tells one, else that of publication; the basis says which."""
    first, last = day_bounds(claim.time.edtf if claim.time else None)
    if first is not None and first == last:
        return {"Event Date": first, "Event Date Basis": "claim"}
    return {"Event Date": published, "Event Date Basis": "publication"} if published else {}


def _is_withdrawal(claim: Claim) -> bool:
    return bool(claim.fillers("origin")) and not claim.fillers("destination")


def _is_joint(claim: Claim) -> bool:
    return len({role.entity or role.span.text for role in claim.fillers("actor")}) > 1


_WHEN: Final = {"withdrawal": _is_withdrawal, "joint": _is_joint}
