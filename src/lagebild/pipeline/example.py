"""The Seoul example: sixteen reports on one meeting, read, and corrected by a person, in a ledger of their own.

The texts, their facts and the person's work are data of the package (`examples/seoul`).
"""

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Final

from lagebild.claims.capture import Capture
from lagebild.claims.claim import Claim, ReadBy
from lagebild.claims.decision import CORRECTABLE, Decision, accept, add, correct, different, reject, same
from lagebild.claims.event import utc_now
from lagebild.claims.ids import claim_id
from lagebild.claims.kept import KeptClaim
from lagebild.claims.record import check_claims, claim_part, parse_claim, parse_span
from lagebild.claims.report import Report
from lagebild.claims.span import Span
from lagebild.errors import InvalidClaim
from lagebild.ledger import Ledger, View
from lagebild.pipeline.adding import record
from lagebild.pipeline.reading import Order
from lagebild.pipeline.taking import Ready
from lagebild.reports import Facts, read_bytes

#: Who decided on the claims of the example.
EDITOR: Final = "example editor"
_PLACE: Final = "examples/seoul"


@dataclass(frozen=True, slots=True)
class Drift:
    """What became of one thing said on its way from report to report: claims (ids), the earliest first."""

    title: str
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Demo:
    """The example in a ledger: the ids of its reports by their file names, in the order of their names; a claim (id) of each thing
    that the demo shows (agreement, troops, request, poll); and what drifted."""

    reports: Mapping[str, str]
    things: Mapping[str, str]
    drift: tuple[Drift, ...]

    @property
    def translation(self) -> str:
        """The id of the German text whose history the example tells."""
        return self.reports["11-globebrief.de.txt"]


@dataclass(frozen=True, slots=True)
class Named:
    """A claim by where it stands: the file name of its report, its type and its trigger."""

    report: str
    type: str
    trigger: Span


@dataclass(frozen=True, slots=True)
class Made:
    """A claim that the person makes of a report (by file name)."""

    report: str
    claim: Claim


@dataclass(frozen=True, slots=True)
class Ruled:
    """What the person says of claims: misread ("reject"), about one thing ("same"), or not ("different"); and why."""

    kind: str
    claims: tuple[Named, ...]
    reason: str


def prepare(ledger: Ledger) -> Demo:
    """Puts the example into `ledger`: reports as the built-in reader reads them, then what a person adds, corrects, accepts,
    rejects and joins. A ledger that holds it already stays as it is. Raises ModelUnusable, LedgerBusy, LedgerUnusable."""
    for added in record(_ready(), ledger, EDITOR, Order(())):
        assert added.report is not None, added.faults
    names = {_name(report): report.id for report in example_reports()}
    with ledger.view() as view:
        done = any(event.actor == EDITOR for event in view.events(kind="decision"))
    if not done:
        _decide(ledger, names)
    with ledger.view() as view:
        return _demo(view, names)


def _demo(view: View, names: Mapping[str, str]) -> Demo:
    story = tomllib.loads((_folder() / "story.toml").read_text(encoding="utf8"))
    standing = {name: [kept.claim for kept in view.claims_of(id) if kept.state != "rejected"] for name, id in names.items()}

    def claim(place: Sequence[str]) -> str:
        name, type_, trigger = place
        return next(one.id for one in standing[name] if one.type == type_ and one.trigger.text == trigger)

    drift = tuple(Drift(part["title"], tuple(claim(step) for step in part["steps"])) for part in story["drift"])
    return Demo(names, {name: claim(place) for name, place in story["things"].items()}, drift)


def example_reports() -> Iterator[Report]:
    """The reports, in the order of their file names."""
    for ready in _ready():
        assert isinstance(ready.item, Report), ready.item
        yield ready.item


def example_entries() -> Iterator[Made | Ruled]:
    """The person's work, line by line; every span stands in its text. Raises `InvalidClaim`."""
    texts = {_name(report): report for report in example_reports()}
    for line in (_folder() / "claims.jsonl").read_text(encoding="utf8").splitlines():
        entry = _entry(json.loads(line))
        if isinstance(entry, Made):
            check_claims(texts[entry.report], [entry.claim])
        else:
            for named in entry.claims:
                if not named.trigger.stands_in(texts[named.report].text):
                    raise InvalidClaim(named.report, f"{named.trigger.text!r} does not stand at {named.trigger.start}")
        yield entry


def _entry(value: Mapping[str, Any]) -> Made | Ruled:
    if "claim" in value:
        by = {"id": "claim--new", "read_by": {"reader": "person", "version": "by hand"}}
        return Made(value["report"], parse_claim(by | value["claim"]))
    kind = next(kind for kind in ("reject", "same", "different") if kind in value)
    named = tuple(Named(one["report"], one["type"], parse_span(one["trigger"])) for one in value[kind])
    return Ruled(kind, named, value["reason"])


def _ready() -> Iterator[Ready]:
    folder = _folder()
    for name, facts in sorted(tomllib.loads((folder / "reports.toml").read_text(encoding="utf8")).items()):
        data = (folder / "reports" / name).read_bytes()
        source = f"{_PLACE}/{name}"
        for item in read_bytes(data, source, facts=Facts(**facts)):
            yield Ready(item, data, Capture("file", utc_now(), source, media_type="text/plain"))


def _decide(ledger: Ledger, names: Mapping[str, str]) -> None:
    """First the claims that are made, since the rest names them."""
    entries = tuple(example_entries())
    made = [entry for entry in entries if isinstance(entry, Made)]
    ruled = [entry for entry in entries if isinstance(entry, Ruled)]
    with ledger.writer(EDITOR) as writer:
        with ledger.view() as view:
            first = [decision for name, id in names.items() for decision in _claimed_in(view, name, id, made)]
        writer.decide(*first)
        with ledger.view() as view:
            standing = {name: view.claims_of(id) for name, id in names.items()}
        writer.decide(*(decision for entry in ruled if (decision := _ruling(entry, standing)) is not None))


def _claimed_in(view: View, name: str, report: str, made: Sequence[Made]) -> Iterator[Decision]:
    left = list(view.claims_of(report))
    taken: set[str] = set()
    for entry in made:
        if entry.report == name:
            read = _found(left, entry.claim.type, entry.claim.trigger)
            if read is not None:
                left.remove(read)
            yield _claimed(report, entry.claim, read, taken)
    twice = [read.claim.id for read in left if any(entry.report == name and _at_another_word(entry.claim, read.claim) for entry in made)]
    if twice:
        yield reject(twice, text="read at another word", actor=EDITOR, time=utc_now())


def _at_another_word(said: Claim, read: Claim) -> bool:
    """Whether a newer reader than this example's found the act of `said` at another word of its sentence: with the same figure."""
    counted = {(role.role, role.span) for role in said.roles if role.quantity is not None}
    return read.type == said.type and read.evidence == said.evidence and any((role.role, role.span) in counted for role in read.roles)


def _claimed(report: str, said: Claim, read: KeptClaim | None, taken: set[str]) -> Decision:
    """The decision by which `said` stands: accepted or corrected where the reader found the act, added where it did not."""
    if read is not None:
        old, new = claim_part(read.claim), claim_part(said)
        changes = {part: new[part] for part in CORRECTABLE if new[part] != old[part]}
        if not changes:
            return accept([read.claim.id], actor=EDITOR, time=utc_now())
        return correct([read.claim.id], changes, actor=EDITOR, time=utc_now())
    number = 0
    trigger = (said.trigger.start, said.trigger.end)
    while (id := claim_id(report, said.type, trigger, number, EDITOR)) in taken:
        number += 1
    taken.add(id)
    claim = replace(said, id=id, read_by=ReadBy(EDITOR, "by hand"))
    return add(claim, report, text="added by hand", actor=EDITOR, time=utc_now())


def _ruling(entry: Ruled, standing: Mapping[str, Sequence[KeptClaim]]) -> Decision | None:
    """None where the reader, a newer one than this example's, does not find what is rejected."""
    found = [_found(standing[named.report], named.type, named.trigger) for named in entry.claims]
    ids = [one.claim.id for one in found if one is not None]
    if len(ids) < len(entry.claims):
        assert entry.kind == "reject", entry
        return None
    if entry.kind == "reject":
        return reject(ids, text=entry.reason, actor=EDITOR, time=utc_now())
    if entry.kind == "same":
        return same(ids, text=entry.reason, actor=EDITOR, time=utc_now())
    return different(*ids, text=entry.reason, actor=EDITOR, time=utc_now())


def _found(kept: Sequence[KeptClaim], type_: str, trigger: Span) -> KeptClaim | None:
    """The claim of this type at this trigger; the reader's may be a word longer or shorter."""
    return next((one for one in kept if one.claim.type == type_ and _meet(one.claim.trigger, trigger)), None)


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _name(report: Report) -> str:
    return (report.source or "").rpartition("/")[2]


def _folder() -> Traversable:
    return files("lagebild") / "examples" / "seoul"
