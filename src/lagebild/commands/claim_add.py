"""`claim add`: a claim by hand, in the corpus notation or as JSON."""

import json
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lagebild.commands.calling import ActorOption, LedgerOption, actor_named, group, opened, say
from lagebild.commands.decide import TextOption, decided
from lagebild.commands.ids import report_ids, short
from lagebild.commands.lines import claim_line
from lagebild.errors import WrongCall

if TYPE_CHECKING:
    from lagebild.claims.claim import Claim
    from lagebild.claims.report import Report
    from lagebild.errors import InvalidClaim
    from lagebild.ledger import View

claim = group("Claims by hand.")


@claim.command("add")
def add(
    report: Annotated[str, typer.Argument(metavar="REPORT", help="The report that says so; the beginning of its id is enough.")],
    line: Annotated[str, typer.Argument(metavar="LINE", help="The claim in the corpus notation, or as JSON; - reads standard input.")],
    ledger: LedgerOption = None,
    actor: ActorOption = None,
    sentence: Annotated[int | None, typer.Option(min=1, help="In which sentence, if the words stand in several.")] = None,
    text: TextOption = None,
) -> None:
    """Add a claim that no reader found: "transfer pledged | liefern | supplier: Deutschland =DE | object: 18 Panzer {exact 18 piece}"."""
    from lagebild.claims.decision import add as added
    from lagebild.claims.event import utc_now

    by = actor_named(actor)
    given = sys.stdin.read() if line == "-" else line
    with opened(ledger) as there:
        (id,) = report_ids(there, [report])
        with there.view() as view:
            whole = view.report(id).report
            parsed = _from_json(given) if given.lstrip().startswith("{") else _from_line(given, whole, sentence)
            found = _named(view, whole, parsed, by)
        decided(there, added(found, id, text=text, actor=by, time=utc_now()))
    say(f"{short(found.id)}  {claim_line(found)}")


def _from_json(given: str) -> "Claim":
    from lagebild.claims.record import parse_claim

    try:
        value: dict[str, Any] = json.loads(given)
    except ValueError as error:
        raise WrongCall("LINE", f"no valid JSON: {error}") from None
    return parse_claim({"id": "claim--new", "read_by": {"reader": "person", "version": ""}} | value)


def _from_line(given: str, report: "Report", sentence: int | None) -> "Claim":
    """The claim of a notation line, in the one sentence that holds all its words, or in the one that is named."""
    from lagebild.errors import InvalidClaim
    from lagebild.reading.notation import parse_line
    from lagebild.reports import sentences

    ranges = list(sentences(report.text, report.language or "en"))
    chosen = range(len(ranges)) if sentence is None else [min(sentence, len(ranges)) - 1]
    found: list[tuple[int, Claim]] = []
    refusals: list[InvalidClaim] = []
    for at in chosen:
        try:
            found.append((at, parse_line(given.strip().removeprefix("> "), report, ranges, at)))
        except InvalidClaim as error:
            refusals.append(error)
    if not found:
        raise _furthest(refusals, given)
    if len(found) > 1:
        places = ", ".join(str(at + 1) for at, _ in found)
        raise WrongCall("--sentence", f"the words stand in the sentences {places}; say which")
    return found[0][1]


def _furthest(refusals: "list[InvalidClaim]", given: str) -> "InvalidClaim":
    """The refusal that says most: one about the line itself, else about other words than the trigger, which is lacking in nearly
    every sentence."""
    from lagebild.errors import InvalidClaim

    trigger = given.split(" | ")[1].strip() if " | " in given else ""
    telling = [error for error in refusals if error.part != "words"]
    telling.extend(error for error in refusals if not error.reason.startswith(repr(trigger)))
    return telling[0] if telling else InvalidClaim("words", f"{trigger!r} stands in no sentence of the report")


def _named(view: "View", report: "Report", parsed: "Claim", actor: str) -> "Claim":
    """The claim under an id of its own, read by `actor`: two people who add the same act make two claims."""
    from lagebild.claims.claim import ReadBy
    from lagebild.claims.ids import claim_id

    taken = {kept.claim.id for kept in view.claims_of(report.id)}
    trigger = (parsed.trigger.start, parsed.trigger.end)
    number = 0
    while (id := claim_id(report.id, parsed.type, trigger, number, actor)) in taken:
        number += 1
    return replace(parsed, id=id, read_by=ReadBy(actor, "by hand"))
