"""`brief`: a draft whose every sentence carries its footnotes, in German or English; and what is wrong in one that was edited."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from lagebild.commands.calling import LedgerOption, one_of, opened, say, settings_now, tell
from lagebild.commands.filtering import day
from lagebild.commands.weighing import counted, picture_of
from lagebild.errors import WrongCall

if TYPE_CHECKING:
    from lagebild.picture import Picture
    from lagebild.picture.brief import Brief, Judgement, Language

FORMATS: Final = ("md", "html", "docx", "pdf")
_BINARY: Final = frozenset({"docx", "pdf"})
#: Bytes of an edited brief that are read.
_MOST_BYTES: Final = 16_000_000


def brief(
    things: Annotated[list[str] | None, typer.Argument(metavar="THING…", help="Things, or claims of them; beginnings of ids.")] = None,
    ledger: LedgerOption = None,
    filter: Annotated[str | None, typer.Option("--filter", metavar="QUERY", help="Things by a filter: type=transfer&party=UA")] = None,
    since: Annotated[str | None, typer.Option(metavar="DAY", help="Only what was published on this day or later.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DAY", help="Only what was published on this day or earlier.")] = None,
    language: Annotated[str, typer.Option(metavar="de|en", help="The language of the brief.")] = "en",
    title: Annotated[str | None, typer.Option(help="A title of your own.")] = None,
    judge: Annotated[
        list[str] | None, typer.Option("--judge", metavar="'PERCENT THING TEXT'", help="Your own judgement, a clause; may be repeated.")
    ] = None,
    format: Annotated[str, typer.Option("--format", metavar="md|html|docx|pdf", help="What to write.")] = "md",
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE", help="Where to; else standard output (md, html).")] = None,
    audience: Annotated[str, typer.Option(
        "--audience", metavar="own|TLP", help="Who reads it: our own house, or all who may have clear, green, amber … .",
    )] = "own",
    leave_out: Annotated[bool, typer.Option("--leave-out", help="Leave out what this audience may not have, and say how many.")] = False,
    lint: Annotated[Path | None, typer.Option("--lint", metavar="FILE", help="Only say what is wrong in this edited brief.")] = None,
) -> None:
    """Draft a brief on things: every sentence with its footnotes, what is contested and what is not known apart."""
    if lint is not None:
        _lint(lint, ledger)
        return
    one_of(language, ("de", "en"), "--language")
    one_of(format, FORMATS, "--format")
    if format in _BINARY and out is None:
        raise WrongCall("--out", f"a {format} needs a file")
    if not things and filter is None:
        raise WrongCall("THING", "name a thing, or choose some by --filter")
    period = _Period(_day(since, "--since"), _day(until, "--until"))
    readers = _Readers(_audience(audience), leave_out)
    with picture_of(ledger) as picture:
        drafted = _drafted(picture, _Chosen(tuple(things or ()), filter, tuple(judge or ())), period, readers, language, title)
    _write(drafted, format, out)


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What the brief is to be about, as it was typed."""

    things: tuple[str, ...]
    filter: str | None
    judge: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Period:
    """Days of publication."""

    since: str | None
    until: str | None


@dataclass(frozen=True, slots=True)
class _Readers:
    """For whom it is, and whether what they may not have is left out."""

    audience: str
    leave_out: bool


def _audience(given: str) -> str:
    from lagebild.claims.tlp import LEVELS
    from lagebild.picture import OWN_USE

    word = given.strip().lower().removeprefix("tlp:")
    one_of(word, (OWN_USE, *LEVELS), "--audience")
    return word


def _day(value: str | None, option: str) -> str | None:
    return None if value is None else day(value, option)


def _drafted(
    picture: "Picture", given: _Chosen, period: _Period, readers: _Readers, language: str, title: str | None
) -> "Brief":  # fmt: skip
    from lagebild.picture import resolve
    from lagebild.picture.brief import Commission, draft
    from lagebild.pipeline.briefing import names

    chosen = [resolve(picture, thing) for thing in given.things]
    chosen += _filtered(picture, given.filter, period) if given.filter is not None else []
    judgements = tuple(_judgement(picture, judged) for judged in given.judge)
    written: Language = "de" if language == "de" else "en"
    commission = Commission(
        tuple(dict.fromkeys(chosen)), written, period.since, period.until, title, judgements, readers.audience, readers.leave_out
    )
    return draft(picture, commission, names())


def _filtered(picture: "Picture", filter: str, period: _Period) -> list[str]:
    from dataclasses import replace

    from lagebild.picture import Wanted, rows
    from lagebild.picture.brief import MOST_THINGS
    from lagebild.pipeline.asking import asked

    wanted = asked(Wanted.from_query(filter))
    wanted = replace(wanted, since=wanted.since or period.since, until=wanted.until or period.until)
    return [row.id for row in rows(picture, wanted, limit=MOST_THINGS + 1).items]


def _judgement(picture: "Picture", given: str) -> "Judgement":
    from lagebild.picture import resolve
    from lagebild.picture.brief import Judgement

    percent, _, rest = given.strip().partition(" ")
    thing, _, text = rest.strip().partition(" ")
    if not (percent.rstrip("%").isdecimal() and len(percent) <= 3 and thing and text.strip()):
        raise WrongCall("--judge", f"{given!r} is not 'PERCENT THING TEXT', as in '70 4de7dd24 Seoul will send no arms'")
    return Judgement(text.strip(), int(percent.rstrip("%")), (resolve(picture, thing),))


def _write(drafted: "Brief", format: str, out: Path | None) -> None:
    from lagebild.exchange import write_atomically
    from lagebild.picture.brief import lint, reach_text

    data = _writer(format)(drafted)
    if drafted.reach is not None:
        tell(reach_text(drafted.reach, "en"))
    if drafted.n_left_out:
        tell(f"left out, since they may not be passed on to this audience: {counted(drafted.n_left_out, 'claim')}")
    for finding in lint(drafted):
        tell(f"{finding.where}: {finding.message}: {finding.words}")
    if out is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        tell(f"{write_atomically(out, [data]):,} bytes written to {out}")


def _writer(format: str) -> "Callable[[Brief], bytes]":
    from lagebild.picture.brief import docx, html, markdown, pdf

    writers: dict[str, Callable[[Brief], bytes]] = {
        "md": lambda made: markdown(made).encode(), "html": lambda made: html(made).encode(), "docx": docx, "pdf": pdf,
    }  # fmt: skip
    return writers[format]


def _lint(path: Path, ledger: str | None) -> None:
    """Writes the findings, one a line; the exit code is 1 where there are any. Without a ledger, footnotes are taken at their word."""
    from lagebild.picture.brief import lint
    from lagebild.pipeline.briefing import known

    with path.open("rb") as file:
        data = file.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise WrongCall("--lint", f"{path} is longer than {_MOST_BYTES:,} bytes")
    text = data.decode("utf8", "replace")
    address = ledger or settings_now().ledger
    if ledger is None and "://" not in address and not Path(address).exists():
        tell("no ledger here: footnotes are taken at their word")
        findings = lint(text)
    else:
        with opened(ledger) as there:
            findings = lint(text, known(there))
    for finding in findings:
        say(f"{path}:{finding.line}:{finding.column}: {finding.rule}: {finding.message}: {finding.words}")
    if findings:
        raise typer.Exit(1)
    tell("nothing found")
