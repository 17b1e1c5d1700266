"""What a brief is about: each thing with its claims as the ledger keeps them, grouped by who says what in which way."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from lagebild.claims.claim import Claim
from lagebild.claims.estimate import Estimate, Origin, Thing
from lagebild.claims.kept import KeptClaim
from lagebild.claims.quantity import Quantity
from lagebild.claims.report import Report
from lagebild.errors import InvalidBrief
from lagebild.picture.brief.nouns import Captured, Commission
from lagebild.picture.picture import Picture
from lagebild.picture.rows import least_origins

#: Things in one brief, and claims of one thing that it looks at: more is no brief.
MOST_THINGS: Final = 100
MOST_CLAIMS: Final = 2000


@dataclass(frozen=True, slots=True)
class Cited:
    """A claim with what a footnote says of it."""

    kept: KeptClaim
    report: Report
    captured: Captured | None
    origin: Origin

    @property
    def claim(self) -> Claim:
        """What stands of it."""
        return self.kept.claim


@dataclass(frozen=True, slots=True)
class Group:
    """Claims of one origin that say the same in the same way: one sentence."""

    origin: Origin
    cited: tuple[Cited, ...]

    @property
    def first(self) -> Cited:
        """The one that was published first."""
        return self.cited[0]


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing with all that a brief says of it. Origins are counted as a range; `contested` where two of them contradict each other.

    `agreed` holds the first claim of each named source that affirms the status that most affirm. Two offices of one state are one source
    here, and who names nobody may go back to one that is named. `estimate` is None where it rests on claims outside the period."""

    thing: Thing
    groups: tuple[Group, ...]
    estimate: Estimate | None
    n_origins_min: int
    n_origins_max: int
    agreed: tuple[Cited, ...]
    contested: bool

    def cited(self) -> tuple[Cited, ...]:
        """Its claims, in the order of its groups."""
        return tuple(one for group in self.groups for one in group.cited)

    @property
    def n_reports(self) -> int:
        """How many reports make its claims."""
        return len({one.report.id for one in self.cited()})


def subjects(picture: Picture, commission: Commission) -> tuple[Subject, ...]:
    """The things of a commission, as far as our own claims on them were published in its period; those without one are left out.

    Raises `NotRecorded` for an unknown thing, `InvalidBrief` for too many things, or too many claims on one.
    """
    things = tuple(dict.fromkeys(picture.balance.thing(given).id for given in commission.things))
    if len(things) > MOST_THINGS:
        raise InvalidBrief("things", f"{len(things)} are more than {MOST_THINGS}; narrow the filter")
    found = (_subject(picture, thing, commission) for thing in things)
    return tuple(subject for subject in found if subject.groups)


def _subject(picture: Picture, id: str, commission: Commission) -> Subject:
    balance = picture.balance
    thing = balance.thing(id)
    if len(thing.claims) > MOST_CLAIMS:
        raise InvalidBrief("things", f"{id} has {len(thing.claims):,} claims, more than a brief can tell ({MOST_CLAIMS:,})")
    origins = balance.origins(id, commission.until)
    cited = [one for origin in origins for one in _cited(picture, origin, commission)]
    told = {one.origin.id for one in cited}
    heard = tuple(origin for origin in origins if origin.id in told)
    shown = {one.claim.id for one in cited}
    verdicts = [verdict for verdict in balance.verdicts(id) if {verdict.a, verdict.b} <= shown]
    return Subject(
        thing=thing,
        groups=tuple(_groups(cited)),
        estimate=_estimate(balance.estimate(id, known_time=commission.until), shown),
        n_origins_min=least_origins(heard),
        n_origins_max=len(heard),
        agreed=_agreed(cited),
        contested=any(verdict.kind in ("conflict", "dispute") for verdict in verdicts),
    )  # fmt: skip


def _estimate(found: Estimate | None, shown: set[str]) -> Estimate | None:
    return found if found is not None and all(line.claim in shown for line in found.lines if line.weight > 0) else None


def _cited(picture: Picture, origin: Origin, commission: Commission) -> Iterable[Cited]:
    """What stands in our own ledger: a brief leaves the house, and what partners let us have must not leave with it."""
    for claim in origin.claims:
        if claim in picture.lent.claims:
            continue
        kept = picture.view.claim(claim)
        if _within(kept.published, commission):
            report = picture.view.report(kept.report).report
            yield Cited(kept, report, _captured(picture, report.id), origin)


def _within(day: str | None, commission: Commission) -> bool:
    """Whether a day of publication lies in the period; a report without a day belongs only to a period that is open on both sides."""
    if day is None:
        return commission.since is None and commission.until is None
    return (commission.since or "") <= day <= (commission.until or "9999")


def _captured(picture: Picture, report: str) -> Captured | None:
    """The first time that the report came in."""
    for found in picture.view.captures(report):
        if found.capture is not None:
            source = found.capture.redirects[-1] if found.capture.redirects else found.capture.source
            return Captured(found.capture.how, source, found.capture.time, found.original)
    return None


def _groups(cited: Sequence[Cited]) -> Iterable[Group]:
    groups: dict[tuple[object, ...], list[Cited]] = {}
    for one in cited:
        groups.setdefault(_manner(one), []).append(one)
    return (Group(group[0].origin, tuple(group)) for group in groups.values())


def _manner(one: Cited) -> tuple[object, ...]:
    """What claims must have in common to be told in one sentence."""
    claim = one.claim
    innermost = claim.attribution[-1].kind if claim.attribution else None
    parties = tuple((role.role, role.entity) for role in claim.roles if role.entity)
    return one.origin.id, claim.status, claim.certainty, claim.polarity, counted(claim), innermost, tuple(sorted(set(parties)))


def counted(claim: Claim) -> tuple[str, float | None, float | None, str | None] | None:
    """Form, bounds and unit of the claim's amount, whatever words it has; None without one."""
    found: Quantity | None = next((role.quantity for role in claim.roles if role.quantity is not None), None)
    return None if found is None else (found.form, found.low, found.high, found.unit)


def party_of(speaker: str) -> str:
    """The state, body or person behind a speaker: "UA/government/president" and "UA/military" are UA."""
    return speaker.partition("/")[0]


def _agreed(cited: Sequence[Cited]) -> tuple[Cited, ...]:
    """A claim of each named source that affirms the status that most affirm; what is undisclosed, left open or only possible affirms
    nothing."""
    sources: dict[str, dict[str, Cited]] = {}
    for one in cited:
        claim = one.claim
        affirmed = claim.polarity == "affirmed" and claim.status != "undisclosed" and claim.certainty in ("certain", "probable")
        if one.origin.speaker and affirmed:
            sources.setdefault(claim.status, {}).setdefault(party_of(one.origin.speaker), one)
    most: dict[str, Cited] = max(sources.values(), key=len, default={})
    return tuple(most.values())
