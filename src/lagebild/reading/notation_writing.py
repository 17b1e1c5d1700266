"""Reports and claims as text in the corpus notation: what was decided in a ledger becomes something to learn from.

What is written is read back before it is given out: a report whose claims the notation cannot hold word for word is refused.
"""

import re
from collections.abc import Sequence
from typing import Final

from lagebild.claims.claim import Claim, Role, Source
from lagebild.claims.quantity import Quantity
from lagebild.claims.report import Report
from lagebild.claims.span import Span
from lagebild.errors import InvalidClaim, NotationError
from lagebild.reading.notation import parse

_RESERVED: Final = re.compile(r"=== |> |# |(?:language|published|publisher|genre|title|split): ")
_BLANK_LINE: Final = re.compile(r"\n[ \t\r]*\n")
_MOST_OCCURRENCES: Final = 9


def written(name: str, report: Report, sentences: Sequence[tuple[int, int]], claims: Sequence[Claim]) -> str:
    """`report` with `claims` in the notation, under `name`; white space inside sentences becomes single spaces.

    Raises `InvalidClaim` that says what the notation cannot hold: words over the end of a sentence, a line that would be read as something
    else, more than nine occurrences of the same words.
    """
    facts = [f"=== {name}", f"language: {report.language or 'de'}"]
    facts += [f"published: {report.published}"] if report.published else []
    lines: list[str] = []
    for n, (start, end) in enumerate(sentences):
        words = " ".join(report.text[start:end].split())
        if _RESERVED.match(words):
            raise InvalidClaim("sentence", f"{words[:40]!r} begins like a line of the notation")
        if n and _BLANK_LINE.search(report.text, sentences[n - 1][1], start):
            lines.append("")
        lines.append(words)
        own = (claim for claim in claims if start <= claim.trigger.start < end)
        lines += [f"> {_line(claim, report.text, sentences, n)}" for claim in own]
    block = "\n".join([*facts, "", *lines]) + "\n"
    _check(block, claims)
    return block


def _line(claim: Claim, text: str, sentences: Sequence[tuple[int, int]], at: int) -> str:
    head: list[str] = [claim.type, claim.status, *([claim.certainty] if claim.certainty != "certain" else [])]
    head += ["denied"] if claim.polarity == "denied" else []
    place = _Places(text, sentences, at)
    parts = [" ".join(head), place.words(claim.trigger)]
    parts += [f"{role.role}: {_role(role, place)}" for role in claim.roles]
    parts += [f"by: {_source(source, place)}" for source in claim.attribution]
    if claim.time is not None:
        parts.append(f"time: {place.words(claim.time.span)}{_value(claim.time.edtf)}")
    if claim.place is not None:
        parts.append(f"place: {place.words(claim.place.span)}{_value(claim.place.country)}")
    return " | ".join(parts)


def _role(role: Role, place: "_Places") -> str:
    amount = f" {{{_amount(role.quantity)}}}" if role.quantity is not None else ""
    return f"{place.words(role.span)}{_value(role.entity)}{amount}"


def _source(source: Source, place: "_Places") -> str:
    cue = f" ~ {place.words(source.cue)}" if source.cue is not None else ""
    return f"{place.words(source.span)}{_value(source.entity)} ({source.kind}){cue}"


def _value(value: str | None) -> str:
    return f" ={value}" if value is not None else ""


def _amount(quantity: Quantity) -> str:
    bounds = [bound for bound in (quantity.low, quantity.high) if bound is not None]
    if quantity.form != "range" and len(bounds) == 2 and bounds[0] == bounds[1] and quantity.form != "vague":
        bounds = bounds[:1]
    return " ".join([quantity.form, *(f"{bound}" for bound in bounds), quantity.unit or "-"])


class _Places:
    """Words as the notation names them: with their occurrence, and the sentence where that is another one."""

    def __init__(self, text: str, sentences: Sequence[tuple[int, int]], at: int) -> None:
        self._text = text
        self._sentences = sentences
        self._at = at

    def words(self, span: Span) -> str:
        """The words of a span; raises `InvalidClaim` where they cannot be named."""
        where = next((n for n, (start, end) in enumerate(self._sentences) if start <= span.start and span.end <= end), None)
        if where is None:
            raise InvalidClaim("words", f"{span.text[:60]!r} stand in no one sentence")
        words = r"\s+".join(map(re.escape, span.text.split()))
        pattern = re.compile(f"(?={words})")  # looked ahead to, since occurrences may overlap
        starts = [match.start() for match in pattern.finditer(self._text, *self._sentences[where])]
        if span.start not in starts or (nth := starts.index(span.start) + 1) > _MOST_OCCURRENCES:
            raise InvalidClaim("words", f"{span.text[:60]!r} cannot be told from others")
        whole = re.compile(rf"(?<!\w){words}(?!\w)").search(self._text, *self._sentences[where])
        first = whole.start() if whole else starts[0]
        found = " ".join(span.text.split()) + ("" if span.start == first else f"#{nth}")
        return found if where == self._at else f"{found} @{where - self._at:+d}"


def _check(block: str, claims: Sequence[Claim]) -> None:
    """Raises `InvalidClaim` where the notation, read back, is not what was to be written."""
    try:
        (read,) = parse(block)
    except NotationError as error:
        raise InvalidClaim("notation", error.reason) from error
    wanted = sorted(_told(claim) for claim in claims)
    if sorted(_told(claim) for claim in read.claims) != wanted:
        raise InvalidClaim("notation", "reads back as other claims")


def _told(claim: Claim) -> tuple[str, ...]:
    """All of a claim that the notation holds, without offsets."""
    told = [claim.type, claim.status, claim.certainty, claim.polarity, _plain(claim.trigger)]
    for role in claim.roles:
        amount = _amount(role.quantity) if role.quantity is not None else ""
        told += ["role", role.role, _plain(role.span), role.entity or "", amount]
    for source in claim.attribution:
        told += ["source", _plain(source.span), source.kind, source.entity or "", _plain(source.cue) if source.cue else ""]
    told += ["time", _plain(claim.time.span), claim.time.edtf or ""] if claim.time else []
    told += ["place", _plain(claim.place.span), claim.place.country or ""] if claim.place else []
    return tuple(told)


def _plain(span: Span) -> str:
    return " ".join(span.text.split())
