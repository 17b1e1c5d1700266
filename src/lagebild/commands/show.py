"""`show`: one claim or one report with everything that the ledger knows of it."""

from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from lagebild.commands.calling import JsonOption, LedgerOption, opened, say, say_json
from lagebild.commands.claims import claim_row
from lagebild.commands.ids import is_own, noun_of, short
from lagebild.commands.lines import claim_line, part_words, state_words
from lagebild.commands.show_lent import show_lent

if TYPE_CHECKING:
    from lagebild.claims.kept import KeptClaim
    from lagebild.claims.report import Report
    from lagebild.ledger import View
    from lagebild.ledger.history import Step
    from lagebild.ledger.view import Captured

#: Code points of the report before and behind the evidence.
_AROUND: Final = 240


def show(
    id: Annotated[str, typer.Argument(metavar="ID", help="A claim or a report; the beginning of its id is enough.")],
    ledger: LedgerOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a claim (words in context, sources, decisions, history) or a report; of a partner's claim what came from whom."""
    with opened(ledger) as there:
        if not is_own(there, id) and show_lent(there, id, as_json):
            return
        noun, whole = noun_of(there, id)
        with there.view() as view:
            if as_json:
                say_json(_claim_part(view, whole) if noun == "claim" else _report_part(view, whole))
            elif noun == "claim":
                _show_claim(view, view.claim(whole))
            else:
                _show_report(view, whole)


def _show_claim(view: "View", kept: "KeptClaim") -> None:
    from rich.console import Console

    from lagebild.terminal import show_report

    report = view.report(kept.report).report
    say(f"claim   {kept.claim.id}")
    say(f"report  {kept.report}")
    say(f"state   {state_words(kept)}")
    show_report(Console(), report, [kept.claim], around=_AROUND)
    say()
    _show_chain(view, kept, report)
    if kept.machine is not None and kept.machine != kept.claim:
        say(f"as read  {claim_line(kept.machine)}")
    say("history")
    for step in view.history(kept.claim.id):
        say(f"  {_step_line(step)}")


def _show_chain(view: "View", kept: "KeptClaim", report: "Report") -> None:
    """Who says so: from the innermost source to the address it was got from."""
    say("sources")
    for source in reversed(kept.claim.attribution):
        entity = f" [{source.entity}]" if source.entity else ""
        cue = f", “{source.cue.text}”" if source.cue else ""
        say(f"  {source.span.text}{entity} ({source.kind}{cue})")
    say(f"  {report.publisher or 'unknown publisher'}, {report.published or 'day unknown'}")
    for captured in view.captures(kept.report):
        say(f"  {_capture_line(captured)}")
    confidence = kept.claim.read_by.confidence
    sure = f", confidence {confidence:.2f}" if confidence is not None else ""
    say(f"  read by {kept.claim.read_by.reader} {kept.claim.read_by.version}{sure}")


def _show_report(view: "View", id: str) -> None:
    kept = view.report(id)
    report = kept.report
    say(f"report     {report.id}")
    for name in ("title", "publisher", "published", "language", "source", "extractor"):
        if value := getattr(report, name):
            say(f"{name:<10} {value}")
    say(f"recorded   {kept.recorded:%Y-%m-%d %H:%M:%S} UTC as number {kept.number}, event {kept.sequence}")
    say(f"original   {kept.original or 'not kept'}")
    for captured in view.captures(id):
        say(f"captured   {_capture_line(captured)}")
    versions = view.versions(id)
    if len(versions) > 1:
        say(f"versions   {', '.join(short(one.report.id) + ('*' if one.report.id == id else '') for one in versions)}")
    claims = view.claims_of(id)
    say(f"claims     {len(claims)}")
    for one in claims:
        say(f"  {short(one.claim.id)}  {claim_line(one.claim)} · {state_words(one)}")
    say()
    say(report.text)


def _capture_line(captured: "Captured") -> str:
    capture = captured.capture
    if capture is None:
        return f"event {captured.sequence}, how is not recorded"
    via = "".join(f" → {address}" for address in capture.redirects)
    return f"{capture.how} {capture.source}{via}, {capture.time:%Y-%m-%d %H:%M:%S} UTC, {captured.original or 'no original'}"


def _step_line(step: "Step") -> str:
    undone = "" if step.counts else " (undone)"
    head = f"{step.sequence:>6}  {step.time:%Y-%m-%d %H:%M}  {step.actor}  {step.what}{undone}"
    decision = step.decision
    if decision is None:
        return head + (f": {', '.join(step.changed)} read otherwise" if step.changed else "")
    told = [f"{part} → {part_words(value)}" for part, value in decision.changes.items()]
    if decision.outcome is not None:
        told.append(f"{'true' if decision.outcome else 'false'}, decided by {', '.join(decision.evidence)}")
    told.extend([f"“{decision.text}”"] if decision.text else [])
    told.extend([f"decision {', '.join(decision.targets)}"] if decision.kind == "undo" else [])
    return head + (f": {'; '.join(told)}" if told else "")


def _claim_part(view: "View", id: str) -> dict[str, Any]:
    from lagebild.claims.decision_record import decision_part
    from lagebild.claims.event import time_text
    from lagebild.claims.record import claim_part, report_part

    kept = view.claim(id)
    return claim_row(kept) | {
        "machine": claim_part(kept.machine) if kept.machine else None,
        "source": report_part(view.report(kept.report).report) | {"text": None},
        "captures": [_capture_part(captured) for captured in view.captures(kept.report)],
        "history": [
            {
                "event": step.sequence, "time": time_text(step.time), "actor": step.actor, "what": step.what, "counts": step.counts,
                "changed": list(step.changed), "decision": decision_part(step.decision) if step.decision else None,
            }
            for step in view.history(id)
        ],
    }  # fmt: skip


def _report_part(view: "View", id: str) -> dict[str, Any]:
    from lagebild.claims.event import time_text
    from lagebild.claims.record import report_part

    kept = view.report(id)
    return {
        "report": report_part(kept.report), "number": kept.number, "event": kept.sequence, "recorded": time_text(kept.recorded),
        "original": kept.original, "newer": kept.newer, "versions": [one.report.id for one in view.versions(id)],
        "captures": [_capture_part(captured) for captured in view.captures(id)],
        "claims": [claim_row(one) for one in view.claims_of(id)],
    }  # fmt: skip


def _capture_part(captured: "Captured") -> dict[str, Any]:
    from lagebild.claims.decision_record import capture_part

    capture = capture_part(captured.capture) if captured.capture else None
    return {"event": captured.sequence, "original": captured.original, "capture": capture}
