"""A claim that a person makes from the words of a report: from the fields of a form, whose words are found in the text, to the claim."""

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, cast

from lagebild.claims.claim import Claim, ReadBy, Role, Source
from lagebild.claims.ids import claim_id
from lagebild.claims.moment import Moment, Place
from lagebild.claims.quantity import Quantity
from lagebild.claims.report import Report
from lagebild.claims.span import Span
from lagebild.claims.vocabulary import ACTOR_ROLES, COUNTED_ROLES
from lagebild.ledger.rows import ClaimRow
from lagebild.reading.spellings import spelled
from lagebild.web.asked import form_text
from lagebild.web.finding import NO_WORDS, Finding, Words
from lagebild.web.refusals import Unfit

if TYPE_CHECKING:
    from starlette.datastructures import FormData

    from lagebild.claims.event import Event
    from lagebild.web.people import Identity
    from lagebild.web.workspace import Workspace

#: Rows of roles and of sources that a form has.
N_ROLES: Final = 8
N_SOURCES: Final = 3
_LONGEST: Final = 600


@dataclass(frozen=True, slots=True)
class RoleDraft:
    """A row of the form for a role; amounts are as they were typed."""

    role: str = ""
    words: Words = NO_WORDS
    entity: str = ""
    form: str = ""
    low: str = ""
    high: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class SourceDraft:
    """A row of the form for a source, the outermost first."""

    words: Words = NO_WORDS
    kind: str = "unnamed"
    cue: Words = NO_WORDS


@dataclass(frozen=True, slots=True)
class Draft:
    """What a form for a new claim holds. `sentence` is the code point of the trigger that was chosen among several."""

    type: str = "transfer"
    status: str = "done"
    certainty: str = "certain"
    polarity: str = "affirmed"
    trigger: Words = NO_WORDS
    roles: tuple[RoleDraft, ...] = ()
    sources: tuple[SourceDraft, ...] = ()
    time: Words = NO_WORDS
    edtf: str = ""
    place: Words = NO_WORDS
    country: str = ""
    reason: str = ""
    sentence: int | None = None


def draft_of(form: "FormData") -> Draft:
    """The draft in a form; raises `Unfit` for a field that is too long."""
    roles = tuple(
        RoleDraft(
            _text(form, f"role{n}"), _words(form, f"words{n}"), _text(form, f"entity{n}"), _text(form, f"form{n}"), _text(form, f"low{n}"),
            _text(form, f"high{n}"), _text(form, f"unit{n}"),
        )
        for n in range(N_ROLES)
    )  # fmt: skip
    sources = tuple(
        SourceDraft(_words(form, f"source{n}"), _text(form, f"kind{n}") or "unnamed", _words(form, f"cue{n}")) for n in range(N_SOURCES)
    )
    return Draft(
        _text(form, "type"), _text(form, "status"), _text(form, "certainty"), _text(form, "polarity"), _words(form, "trigger"), roles,
        sources, _words(form, "time"), _text(form, "edtf"), _words(form, "place"), _text(form, "country"), _text(form, "text", 2_000),
        _place(_text(form, "sentence")),
    )  # fmt: skip


def claim_in(report: Report, draft: Draft, part: int, actor: str) -> Claim:
    """The claim that a draft describes, under the id of its first number. Words nobody pointed at are looked for in window `part` (from
    0) of the text. Raises `Unfit` where words do not stand there, `Several` where they stand in several sentences, `InvalidClaim`."""
    finding = Finding.of(report, part)
    beside = [*(row.words for row in draft.roles), draft.time, draft.place]
    trigger, evidence = finding.trigger(draft.trigger, beside, draft.sentence)
    time = finding.inside(draft.time, evidence) if draft.time.text else None
    place = finding.inside(draft.place, evidence) if draft.place.text else None
    return Claim(
        claim_id(report.id, draft.type, (trigger.start, trigger.end), 0, actor), cast(Any, draft.type), cast(Any, draft.status), evidence,
        trigger, ReadBy(actor, "by hand"), cast(Any, draft.certainty), cast(Any, draft.polarity),
        tuple(sorted((_role(finding, row, evidence) for row in draft.roles if row.words.text), key=lambda role: role.span.start)),
        tuple(_source(finding, row, evidence) for row in draft.sources if row.words.text),
        Moment(draft.edtf or None, time) if time else None,
        Place(place, _code(draft.country) or _known(place.text)) if place else None,
    )  # fmt: skip


def added(space: "Workspace", who: "Identity", report: str, claim: Claim, text: str | None) -> tuple["Event", str]:
    """Records a claim by hand: the event, by whose sequence it can be undone, and the id that the claim has. The same act that
    somebody adds twice makes two claims. Raises `InvalidDecision`, `NotRecorded`."""
    from lagebild.web.deciding import decide

    trigger, number, id = (claim.trigger.start, claim.trigger.end), 0, ""
    with space.looking() as (_, store):
        while not id or store.find(ClaimRow, "id", [id]):
            id = claim_id(report, claim.type, trigger, number, who.name)
            number += 1
    named = replace(claim, id=id, read_by=ReadBy(who.name, "by hand"))
    return decide(space, who, "add", [id], claim=named, report=report, text=text), id


def _role(finding: Finding, row: RoleDraft, evidence: Span) -> Role:
    span = finding.inside(row.words, evidence)
    known = _known(span.text) if row.role in ACTOR_ROLES else None
    return Role(row.role, span, _code(row.entity) or known, _quantity(row) if row.role in COUNTED_ROLES else None)


def _source(finding: Finding, row: SourceDraft, evidence: Span) -> Source:
    cue = finding.near(row.cue, evidence) if row.cue.text else None
    return Source(finding.near(row.words, evidence), cast(Any, row.kind), cue)


def _quantity(row: RoleDraft) -> Quantity | None:
    """The amount of a row; one number is both bounds of an exact or rough amount."""
    if not row.form:
        return None
    low, high = _number(row.low), _number(row.high)
    if row.form in ("exact", "about", "range"):
        low, high = (low if low is not None else high), (high if high is not None else low)
    if row.form == "min":
        low, high = (low if low is not None else high), None
    if row.form == "max":
        low, high = None, high if high is not None else low
    return Quantity(cast(Any, row.form), low, high, row.unit or None)


def _number(typed: str) -> int | float | None:
    """A number as people type it: 10000, 10.000, 10,000, 3.5, 3,5; raises `Unfit`."""
    plain = re.sub(r"(?<=\d)[.,'\u202f\u00a0 ](?=\d{3}(?!\d))", "", typed).replace(",", ".")
    if not plain:
        return None
    if not re.fullmatch(r"\d{1,15}(\.\d{1,6})?", plain):
        raise Unfit("no_number", words=typed)
    return float(plain) if "." in plain else int(plain)


def _code(name: str) -> str | None:
    """The code of an entity by any spelling; a name that nobody knows stands for itself."""
    return spelled(name).code if name else None


def _known(words: str) -> str | None:
    """The code of an entity whose name the words are."""
    found = spelled(words)
    return found.code if found.code != words or len(found.spellings) > 1 else None


def _words(form: "FormData", name: str) -> Words:
    start, _, end = _text(form, f"{name}_at").partition("-")
    first, last = _place(start), _place(end)
    return Words(_text(form, name), None if first is None or last is None else (first, last))


def _place(value: str) -> int | None:
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 12 else None


def _text(form: "FormData", name: str, most: int = _LONGEST) -> str:
    return form_text(form, name, most) or ""
