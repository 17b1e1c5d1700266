"""What partners let us have now: their claims with where they come from, kept apart from our own, and ready to be weighed beside them."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from lagebild.claims.canonical import canonical_json
from lagebild.claims.claim import Claim
from lagebild.claims.event import utc_now
from lagebild.claims.kept import KeptClaim
from lagebild.claims.report import Report
from lagebild.errors import InvalidClaim
from lagebild.exchange.held import Held
from lagebild.exchange.markings import PARTS, rank
from lagebild.exchange.release import entities_of, names_materiel, within
from lagebild.exchange.retelling import Pieces, retold
from lagebild.exchange.state import State
from lagebild.exchange.stix.ids import content_key
from lagebild.exchange.stix.marking import tlp_of
from lagebild.exchange.stix.reading import read_objects
from lagebild.exchange.stix.taken import TakenClaim, TakenReport, TakenView
from lagebild.exchange.terms import Terms
from lagebild.ledger import View

#: What stands for "whoever told it" where two claims are held against each other.
_TOLD_APART = ("withheld", "read_by")


@dataclass(frozen=True, slots=True)
class Received:
    """A claim of another: `origin` is who made it, `via` the partners who hold it out to us now, `level` its TLP level, `parts` what of
    it was told beside the core. `claim` stands in `report`, whose text is made of the words that were told (`taken` has all as it
    came); `source` is the partner's report."""

    held: Held
    taken: TakenClaim
    source: TakenReport | None
    origin: str
    via: tuple[str, ...]
    level: str
    parts: frozenset[str]
    claim: Claim
    report: Report

    @property
    def key(self) -> str:
        """Equal for claims that say the same act in the same words of one text, whoever read them; and where the words were withheld,
        for what one maker tells alike."""
        key = self.taken.part.get("content_key")
        if key is not None:
            return str(key)
        told = {name: value for name, value in self.taken.part.items() if name not in _TOLD_APART}
        return canonical_json([self.origin, told])


@dataclass(frozen=True, slots=True)
class GuestClaim:
    """A claim that weighs beside our own, and all who tell it: at least one."""

    claim: Claim
    told: tuple[Received, ...]


@dataclass(frozen=True, slots=True)
class Guest:
    """What partners tell of one text: the claims that we do not have ourselves. `is_own` where `report` stands in our ledger, too."""

    report: Report
    claims: tuple[GuestClaim, ...]
    is_own: bool


def claims(view: View, today: str | None = None) -> tuple[Received, ...]:
    """The claims that partners let us have on a day (YYYY-MM-DD, today), in the order in which they came first."""
    return tuple(received(State.of(view), today or utc_now().date().isoformat()))


def received(state: State, today: str, among: Iterable[Held] | None = None) -> Iterator[Received]:
    """As `claims`, from a state; of the objects `among` alone, where they are given."""
    offers = [(one.identity, state.agreements.terms(one.identity, state.identity)) for one in state.active()] if state.card else []
    givers = [(partner, terms) for partner, terms in offers if terms is not None and terms.in_force(today)]
    for held in state.holdings.objects.values() if among is None else among:
        if held.revoked or not held.is_claim:
            continue
        via = [(partner, terms) for partner, terms in givers if state.come(partner).holds_out(held.id)]
        found = _told(state, held) if via else None
        if found is not None:
            allowed = tuple(partner for partner, terms in via if _agreed(terms, found))
            if allowed:
                yield Received(
                    held, found.taken, found.source, held.creator, allowed, found.level, found.parts, found.claim, found.report,
                )  # fmt: skip


def weighable(view: View, today: str | None = None) -> Iterator[tuple[Report, tuple[Claim, ...]]]:
    """Reports and claims to `Balance.add` after our own, so that partners' claims weigh as what they are.

    What several partners, or they and we, read in the same text is one report, and one claim where it is the same act at the same
    words. A report that we have, too, comes with our own claims and those of the partners that we do not have.
    """
    for guest in guests(State.of(view), view, today or utc_now().date().isoformat()):
        mine = [one.claim for one in _current(view, guest.report.id) if one.state != "rejected"] if guest.is_own else []
        yield guest.report, (*mine, *(one.claim for one in guest.claims))


def guests(state: State, view: View, today: str) -> Iterator[Guest]:
    """What partners tell of each text, in the order in which it came first; `state` is that of `view`. What is for the eyes of those alone
    whom it was sent to (TLP:RED) is left out: everybody in the house sees the picture."""
    groups: dict[str, list[Received]] = {}
    for one in received(state, today):
        if "red" not in (one.level, tlp_of(one.source.item) if one.source is not None else None):
            groups.setdefault(_report_id(one), []).append(one)
    for id, members in groups.items():
        yield _beside_ours(view, id, members) if _is_own(view, id) else _theirs(id, members)


def opinions(view: View) -> tuple[TakenView, ...]:
    """What others say about objects that we gave them, or that we hold, as far as it was not withdrawn."""
    state = State.of(view)
    found = [held.item for held in state.holdings.objects.values() if held.type == "opinion" and not held.revoked]
    return read_objects(found).views


@dataclass(frozen=True, slots=True)
class _Told:
    taken: TakenClaim
    source: TakenReport | None
    level: str
    parts: frozenset[str]
    claim: Claim
    report: Report


def _told(state: State, held: Held) -> _Told | None:
    """What an object tells, None where it cannot be read as a claim; remembered for each version of it and of its report."""
    report = state.holdings.objects.get(held.reports[0]) if held.reports else None
    place = (held.id, f"{held.modified} {report.modified if report is not None else ''}")
    if place not in state.holdings.retold:
        state.holdings.retold[place] = _read(held.item, report.item if report is not None else None)
    found: _Told | None = state.holdings.retold[place]
    return found


def _read(item: dict[str, Any], report: dict[str, Any] | None) -> _Told | None:
    arrived = read_objects([one for one in (report, item) if one is not None])
    level = tlp_of(item)
    if len(arrived.claims) != 1 or level is None:
        return None
    taken, source = arrived.claims[0], arrived.reports[0] if arrived.reports else None
    pieces = Pieces()
    try:
        claim = retold(taken, pieces)
    except InvalidClaim:  # a claim that breaks the schema is kept as it came, and not shown as one
        return None
    told = source.part if source is not None else {}
    facts = {name: told.get(name) for name in ("language", "publisher", "title")}
    whole = Report(
        id=taken.part.get("text_hash") or taken.report or taken.id, text=pieces.text, published=taken.part.get("published"),
        source=told.get("address"), **facts,
    )  # fmt: skip
    parts = frozenset(PARTS) - frozenset(taken.part.get("withheld", ()))
    return _Told(taken, source, level, parts - (frozenset() if source is not None and source.report else {"text"}), claim, whole)


def _agreed(terms: Terms, one: "_Told") -> bool:
    """Whether the agreement lets us have it: what was narrowed since it came is out of sight here, too. What was not told cannot be
    held against it; its giver does."""
    return (
        rank(one.level) <= rank(terms.highest)
        and (terms.types is None or one.claim.type in terms.types)
        and ("place" not in one.parts or terms.parties is None or bool(entities_of(one.claim) & frozenset(terms.parties)))
        and ("words" not in one.parts or terms.materiel is None or names_materiel(one.claim, terms.materiel, one.report.language))
        and ("time" not in one.parts or within(one.claim, one.report.published, terms.since, terms.until))
    )


def _report_id(one: Received) -> str:
    return str(one.taken.part.get("text_hash") or one.taken.report or one.taken.id)


def _is_own(view: View, id: str) -> bool:
    from lagebild.errors import NotRecorded

    try:
        view.report(id)
    except NotRecorded:
        return False
    return True


def _theirs(id: str, members: Iterable[Received]) -> Guest:
    """One report of what several tell of one text: whole where anybody gave the text."""
    distinct = _distinct(members, frozenset())
    whole = next((one[0].source.report for one in distinct if one[0].source is not None and one[0].source.report is not None), None)
    if whole is not None:
        return Guest(whole, _standing_in(whole.text, distinct), is_own=False)
    pieces = Pieces()
    found = tuple(GuestClaim(retold(told[0].taken, pieces), told) for told in distinct)
    first = distinct[0][0].report
    report = Report(id, pieces.text, first.language, first.published, first.publisher, first.title, first.source)
    return Guest(report, found, is_own=False)


def _beside_ours(view: View, id: str, members: Iterable[Received]) -> Guest:
    """Our own report with what partners read in the same text and we did not; nothing where we have a newer version of it."""
    kept = view.report(id)
    mine = _current(view, id)
    known = frozenset(content_key(id, one.claim) for one in mine)
    ids = {one.claim.id for one in mine}
    theirs = _standing_in(kept.report.text, _distinct(members, known)) if kept.newer is None else ()
    return Guest(kept.report, tuple(one for one in theirs if one.claim.id not in ids), is_own=True)


def _current(view: View, id: str) -> list[KeptClaim]:
    return [one for one in view.claims_of(id) if one.current]


def _standing_in(text: str, distinct: Iterable[tuple[Received, ...]]) -> tuple[GuestClaim, ...]:
    """Those that stand in the text word for word."""
    whole = ((told[0].taken.claim, told) for told in distinct)
    return tuple(
        GuestClaim(claim, told) for claim, told in whole if claim is not None and all(span.stands_in(text) for span in claim.spans())
    )


def _distinct(members: Iterable[Received], known: Collection[str]) -> list[tuple[Received, ...]]:
    """Those that tell the same together, without what is known already."""
    found: dict[str, list[Received]] = {}
    for one in members:
        if one.key not in known:
            found.setdefault(one.key, []).append(one)
    return [tuple(told) for told in found.values()]
