"""`show` for claims that partners let us have: what came from whom, under which terms; apart from everything that is our own."""

from typing import TYPE_CHECKING, Any

from lagebild.commands.calling import say, say_json
from lagebild.commands.lines import claim_line
from lagebild.errors import WrongCall

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lagebild.exchange.dossier import Came, Dossier, Through
    from lagebild.ledger import Ledger


def show_lent(ledger: "Ledger", given: str, as_json: bool) -> bool:
    """Shows the claims of partners whose id begins with `given`; whether there are any."""
    found, names = _found(ledger, given)
    if len({one.object for one in found}) > 1 and not _same_claim(found):
        raise WrongCall("ID", f"{given!r} begins several: {', '.join(one.object for one in found[:5])}; give more of it")
    for one in found:
        if as_json:
            say_json(_part(one, names))
        else:
            _show(one, names)
    return bool(found)


def _found(ledger: "Ledger", given: str) -> "tuple[tuple[Dossier, ...], Mapping[str, str]]":
    with ledger.view() as view:
        if next(iter(view.events(kind="exchange")), None) is None:
            return (), {}
        from lagebild.claims.event import utc_now
        from lagebild.exchange.dossier import dossiers
        from lagebild.exchange.state import State

        state = State.of(view)
        names = {one.identity: one.name for one in state.partners.values()}
        return dossiers(state, view, given, utc_now().date().isoformat()), names


def _same_claim(found: "tuple[Dossier, ...]") -> bool:
    """Whether all tell one claim: what several partners read in the same words has an object of each of them."""
    return len({one.shown.claim.id if one.shown is not None else one.object for one in found}) == 1


def _show(one: "Dossier", names: "Mapping[str, str]") -> None:
    def named(identity: str) -> str:
        return names.get(identity, identity)

    say(f"object    {one.object}")
    say(f"of        {named(one.origin)} ({one.origin}), not our own")
    say(f"marking   {_marking(one, names)}")
    if one.shown is None:
        say(f"state     {'withdrawn by its maker' if one.withdrawn else 'no partner lets us have it now'}")
    else:
        _show_told(one)
    say("through")
    for through in one.through:
        say(f"  {named(through.partner)}: {_through_line(through)}")
    say("history")
    for came in one.history:
        say(f"  {_came_line(came, named(came.partner))}")


def _show_told(one: "Dossier") -> None:
    assert one.shown is not None
    claim, report = one.shown.claim, one.shown.report
    say(f"claim     {claim.id}")
    say(f"what      {claim_line(claim)}")
    say(f"words     “{claim.evidence.text}”" if "words" in one.shown.parts else "words     withheld")
    for source in reversed(claim.attribution):
        say(f"source    {source.span.text}{f' [{source.entity}]' if source.entity else ''} ({source.kind})")
    facts = (report.publisher or "unknown publisher", report.published or "day unknown", report.title)
    say(f"report    {', '.join(fact for fact in facts if fact)}")
    say(f"told      {', '.join(sorted(one.shown.parts)) or 'the core alone'}")
    say(f"read by   {claim.read_by.reader} {claim.read_by.version}".rstrip())


def _marking(one: "Dossier", names: "Mapping[str, str]") -> str:
    level = f"TLP:{one.level.upper()}" if one.level else "none that is known"
    to = ", ".join(names.get(ally, ally) for ally in one.allies)
    return f"{level}, {f'may go on to {to}' if to else 'may go on to nobody'}"


def _through_line(through: "Through") -> str:
    from lagebild.commands.nodes import terms_words

    place = f"entry {through.place} of its stream" if through.place is not None else "no signed head names it yet"
    receipt = "confirmed by our receipt" if through.confirmed else "not confirmed yet"
    held = "held out to us now" if through.holds_out else "no longer held out"
    return f"{held}, {place}, {receipt}; it gives {terms_words(through.terms)}"


def _came_line(came: "Came", partner: str) -> str:
    what = f"refused: {came.reason}" if came.reason is not None else "withdrawn" if came.revoked else f"TLP:{(came.level or '?').upper()}"
    key = f", sealed with {came.key}" if came.key else ""
    return f"{came.sequence:>6}  {came.time:%Y-%m-%d %H:%M}  {partner}  version {came.version}, {what}, {came.hash}{key}"


def _part(one: "Dossier", names: "Mapping[str, str]") -> dict[str, Any]:
    from lagebild.claims.event import time_text
    from lagebild.claims.record import claim_part, report_part
    from lagebild.commands.nodes import terms_json

    shown = one.shown
    return {
        "object": one.object, "origin": _who(one.origin, names), "since": time_text(one.since), "withdrawn": one.withdrawn,
        "level": one.level, "allies": [_who(ally, names) for ally in one.allies],
        "parts": sorted(shown.parts) if shown is not None else None,
        "claim": claim_part(shown.claim) if shown is not None else None,
        "report": report_part(shown.report) if shown is not None else None,
        "through": [
            {
                "partner": _who(each.partner, names), "terms": terms_json(each.terms), "holds_out": each.holds_out, "place": each.place,
                "confirmed": each.confirmed,
            }
            for each in one.through
        ],
        "history": [
            {
                "event": came.sequence, "time": time_text(came.time), "partner": _who(came.partner, names), "version": came.version,
                "hash": came.hash, "key": came.key, "level": came.level, "revoked": came.revoked, "refused": came.reason,
            }
            for came in one.history
        ],
    }  # fmt: skip


def _who(identity: str, names: "Mapping[str, str]") -> dict[str, str | None]:
    return {"identity": identity, "name": names.get(identity)}
