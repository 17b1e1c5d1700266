"""`why`: all that stands behind a thing, line by line."""

from typing import TYPE_CHECKING, Annotated, Final

import typer

from lagebild.commands.calling import JsonOption, LedgerOption, say, say_json
from lagebild.commands.filtering import day
from lagebild.commands.ids import short
from lagebild.commands.lines import giver_words, published_by
from lagebild.commands.weighing import (
    CsvOption,
    amount,
    cells,
    contested_words,
    days,
    ends,
    figure,
    grid,
    picture_of,
    rungs,
    show,
    span_of,
    what,
    write_csv,
)

if TYPE_CHECKING:
    from lagebild.claims.estimate import Estimate
    from lagebild.picture import Contradiction, Explained, Told

_COLUMNS: Final = (
    "claim", "report", "publisher", "published", "words", "low", "best", "high", "origin", "speaker", "weight", "shift", "note", "status",
    "denied", "certainty", "state", "time", "credibility", "sentence", "giver",
)  # fmt: skip


def why(
    thing: Annotated[str, typer.Argument(metavar="THING", help="A thing, or a claim about it; the beginning of its id is enough.")],
    ledger: LedgerOption = None,
    on: Annotated[str | None, typer.Option("--on", metavar="DAY", help="Of a series: the amount on this day (YYYY-MM-DD).")] = None,
    known: Annotated[str | None, typer.Option("--known", metavar="DAY", help="What would have been said on this day.")] = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """Explain a thing: each claim's words, range, origin, weight, and how far the figure would move without it."""
    from lagebild.picture import explain, part, resolve

    valid_time, known_time = (None if given is None else day(given, name) for given, name in ((on, "--on"), (known, "--known")))
    with picture_of(ledger) as found:
        told = explain(found, resolve(found, thing), valid_time, known_time)
    if as_json:
        say_json(part(told))
    elif as_csv:
        write_csv(_COLUMNS, [[_cell(one, name) for name in _COLUMNS] for one in told.told])
    else:
        _show(told)


def _cell(one: "Told", column: str) -> object:
    return giver_words(one.giver) if column == "giver" and one.giver else getattr(one, column)


def _show(told: "Explained") -> None:
    row = told.row
    say(f"{row.id}  {row.kind}")
    say(f"what      {what(row)}")
    say(f"when      {days(row) or 'not said'}")
    say(f"status    {row.status or 'denied by all'}: {rungs(row)}")
    say(f"how much  {_estimate_line(told.estimate)}")
    say(f"origins   {_origins(told)}; credibility {row.credibility}{'; ' if row.contested else ''}{contested_words(row)}")
    for origin in told.origins:
        say()
        say(f"origin {short(origin.id)}  {origin.speaker or 'nobody named'}, first {origin.day or 'day unknown'}")
        for reason in dict.fromkeys(origin.evidence):
            say(f"  joined by: {reason}")
        _show_claims([one for one in told.told if one.origin == origin.id])
    _show_pairs("contradictions", told.contradictions)
    _show_pairs("corrections", told.corrections)
    _show_joins(told)
    if told.possible:
        say()
        say("perhaps the same")
        for other in told.possible:
            say(f"  {short(other.id)}  " + " · ".join(part for part in (what(other), amount(other), days(other)) if part))
    if told.n_left_out:
        say(f"{told.n_left_out} more claims are not shown; --json and --csv leave out the same")


def _origins(told: "Explained") -> str:
    """How many origins there are in how many reports, as far as known on the day that is asked for."""
    least = len({origin.speaker for origin in told.origins})
    return f"{span_of(least, len(told.origins))} in {len({one.report for one in told.told})} reports"


def _estimate_line(estimate: "Estimate | None") -> str:
    if estimate is None:
        return "no claim gives an amount"
    calibrated = (
        f"90% range from {estimate.n_cases} settled cases" if estimate.calibrated
        else f"not calibrated: {estimate.n_cases} of 30 settled cases"
    )  # fmt: skip
    moments = "".join(f", {word} {value}" for word, value in (("on", estimate.valid_time), ("as known on", estimate.known_time)) if value)
    return f"{figure(estimate.best)} ({ends(estimate.low, estimate.high)}) {estimate.unit or ''}{moments}; {calibrated}"


def _show_claims(told: "list[Told]") -> None:
    table = grid("  id", "published", "words", "means", "weight", "without it", right=("weight", "without it"), whole=("  id",))
    for one in told:
        where = " ".join(part for part in (one.published, published_by(one.publisher, one.giver)) if part)
        denied = " (denies it)" if one.denied else ""
        table.add_row(*cells(
            f"  {short(one.claim)}", where, f"“{one.words}”{denied}", _means(one), f"{one.weight:.2f}" if one.weight else "",
            _shift(one) if one.weight else one.note,
        ))  # fmt: skip
    show(table)


def _shift(one: "Told") -> str:
    return "0%" if abs(one.shift) < 0.0005 else f"{one.shift:+.1%}"


def _means(one: "Told") -> str:
    if one.best is None:
        return ""
    if one.low is None:
        return f"up to {figure(one.high)}"
    return f"from {figure(one.low)}" if one.high is None else ends(one.low, one.high)


def _show_pairs(title: str, pairs: "tuple[Contradiction, ...]") -> None:
    if not pairs:
        return
    say()
    say(title)
    for pair in pairs:
        say(f"  {pair.kind}: {pair.reason}")
        for side in (pair.a, pair.b):
            where = published_by(side.publisher, side.giver, "unknown")
            say(f"    {short(side.claim)}  {side.speaker or 'nobody named'} in {where} {side.published or ''}")
            say(f"      “{side.sentence}”")


def _show_joins(told: "Explained") -> None:
    joined = [one for one in told.told if one.joins]
    if joined:
        say()
        say(f"why these are one thing (bits, beside {short(told.thing.claims[0])})")
    for one in joined:
        total = sum(bits for _, bits, _ in one.joins)
        say(f"  {short(one.claim)}  {total:+.1f}: " + ", ".join(f"{reason} {bits:+.1f}" for _, bits, reason in one.joins))
