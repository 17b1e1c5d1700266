"""`lineage`: who took what from whom in the family of a text, and what was lost on the way."""

from typing import TYPE_CHECKING, Annotated, Final

import typer

from lagebild.commands.calling import JsonOption, LedgerOption, say, say_json
from lagebild.commands.ids import short
from lagebild.commands.lines import published_by
from lagebild.commands.weighing import picture_of
from lagebild.errors import WrongCall

if TYPE_CHECKING:
    from lagebild.picture import Family, Member, Passed
    from lagebild.weighing import Change

#: Code points of a passage or sentence that are shown; the whole stands in --json.
_SHOWN: Final = 200


def lineage(
    report: Annotated[str, typer.Argument(metavar="REPORT", help="A report; the beginning of its id is enough.")],
    ledger: LedgerOption = None,
    passages: Annotated[bool, typer.Option("--passages/--no-passages", help="Show the words that two texts share.")] = True,
    as_json: JsonOption = False,
) -> None:
    """Show the family of a report: who took what from whom, in which words, and what was lost, added or sharpened."""
    from lagebild.picture import lineage as family_of
    from lagebild.picture import part

    with picture_of(ledger) as found:
        family = family_of(found, _id_of(found.register.reports_beginning(report), report))
    if as_json:
        say_json(part(family))
    else:
        _show(family, passages)


def _id_of(found: tuple[str, ...], given: str) -> str:
    if not found:
        raise WrongCall("REPORT", f"no report begins with {given!r}")
    if len(found) > 1:
        raise WrongCall("REPORT", f"{given!r} begins several: {', '.join(found)}; give more of it")
    return found[0]


def _show(family: "Family", passages: bool) -> None:
    steps = {step.report: step for step in family.steps}
    if not steps:
        say(f"{_named(family.members[0])}\n  shares words with no other report")
        return
    for member in family.members:
        if member.parent is None:
            _show_tree(family, member, steps, passages)
    if family.n_left_out:
        say(f"{family.n_left_out} more reports of this family are not shown")


def _show_tree(family: "Family", member: "Member", steps: "dict[str, Passed]", passages: bool) -> None:
    """A member and, under it, those who took from it; an explicit list of what is still to show, as a family may be long."""
    waiting = [member]
    while waiting:
        one = waiting.pop()
        indent = "  " * min(one.depth, 20)
        mark = "*" if one.report == family.report else "·"
        say(f"{indent}{mark} {_named(one)}")
        if one.report in steps:
            _show_step(steps[one.report], f"{indent}    ", passages)
        waiting += [other for other in reversed(family.members) if other.parent == one.report]


def _named(member: "Member") -> str:
    where = published_by(member.publisher, member.giver)
    facts = (short(member.report), member.published or "day unknown", where, member.language or "", member.title or "")
    return " · ".join(fact for fact in facts if fact)


def _show_step(step: "Passed", indent: str, passages: bool) -> None:
    n_words = sum(passage.n_words for passage in step.passages)
    shared = f"{n_words} words in common" if step.passages else "no words in common"
    say(f"{indent}from {short(step.parent)} by {step.kind}: {shared}, share {step.share:.0%}")
    for title, changes in (
        ("sharpened", step.sharpened), ("softened", step.softened), ("changed", step.changed), ("dropped", step.dropped),
        ("added", step.added),
    ):  # fmt: skip
        for change in changes:
            say(f"{indent}{title}: {_change_line(change)}")
    for passage in step.passages if passages else ():
        say(f"{indent}“{_cut(passage.words)}”")
        if passage.words != passage.parent_words:
            say(f"{indent}  was “{_cut(passage.parent_words)}”")


def _change_line(change: "Change") -> str:
    if change.before is not None and change.after is not None:
        return f"{change.kind}, “{_cut(change.before)}” → “{_cut(change.after)}” ({short(change.claim)})"
    kind = "" if change.kind in ("claim dropped", "claim added") else f"{change.kind}, "
    return f"{kind}“{_cut(change.before or change.after or '')}” ({short(change.claim)})"


def _cut(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"
