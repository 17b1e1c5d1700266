"""What a brief is about: each thing with its claims as the ledger keeps them, grouped by who says what in which way."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from lagebild.claims.claim import Claim
from lagebild.claims.estimate import Estimate, Origin, Thing
from lagebild.claims.kept import KeptClaim
from lagebild.claims.quantity import Quantity
from lagebild.claims.report import Report
from lagebild.errors import InvalidBrief
from lagebild.picture.brief.audience import admitted
from lagebild.picture.brief.nouns import Captured, Commission
from lagebild.picture.lent import Loan, Reach
from lagebild.picture.picture import Picture
from lagebild.picture.rows import least_origins
from lagebild.weighing.entries import who_says

#: Things in one brief, and claims of one thing that it looks at: more is no brief.
MOST_THINGS: Final = 100
MOST_CLAIMS: Final = 2000


@dataclass(frozen=True, slots=True)
class Cited:
    """A claim with what a footnote says of it: where its report was got, or for a partner's claim (`loan`) what came."""

    kept: KeptClaim
    report: Report
    captured: Captured | None
    origin: Origin
    loan: Loan | None = None

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


@dataclass(frozen=True, slots=True)
class Gathered:
    """All subjects of a brief, how far what they cite may go together (None: nothing of it is marked), and how many claims are left out
    that may not be passed on to its audience."""

    subjects: tuple[Subject, ...]
    reach: Reach | None = None
    n_left_out: int = 0


def gathered(picture: Picture, commission: Commission) -> Gathered:
    """The things of a commission, as far as claims on them were published in its period and may be passed on to its audience; those
    without one are left out.

    Raises `NotRecorded` for an unknown thing, `InvalidBrief` for too many things, too many claims on one, or what may not be passed on.
    """
    things = tuple(dict.fromkeys(picture.balance.thing(given).id for given in commission.things))
    if len(things) > MOST_THINGS:
        raise InvalidBrief("things", f"{len(things)} are more than {MOST_THINGS}; narrow the filter")
    found = [(thing, _all_cited(picture, thing, commission)) for thing in things]
    marked = ((one.claim.id, picture.lent.reach(one.claim.id, one.report.id)) for _, cited in found for one in cited)
    admits = admitted({claim: reach for claim, reach in marked if reach is not None}, commission)
    made = (_subject(picture, thing, commission, cited, admits.left_out) for thing, cited in found)
    return Gathered(tuple(subject for subject in made if subject.groups), admits.reach, len(admits.left_out))


def _all_cited(picture: Picture, id: str, commission: Commission) -> tuple[Cited, ...]:
    thing = picture.balance.thing(id)
    if len(thing.claims) > MOST_CLAIMS:
        raise InvalidBrief("things", f"{id} has {len(thing.claims):,} claims, more than a brief can tell ({MOST_CLAIMS:,})")
    origins = picture.balance.origins(id, commission.until)
    return tuple(one for origin in origins for one in _cited(picture, origin, commission))


def _allowed(cited: Iterable[Cited], left_out: Collection[str]) -> tuple[Cited, ...]:
    """Those that are not left out. Whom an origin names is told only where one of these names it, too."""
    if not left_out:
        return tuple(cited)
    found = [one for one in cited if one.claim.id not in left_out]
    named = {one.origin.id for one in found if who_says(one.claim.attribution)[0]}
    return tuple(one if one.origin.id in named else replace(one, origin=replace(one.origin, speaker=None)) for one in found)


def _known_by(thing: Thing, cited: Iterable[Cited]) -> Thing:
    """The thing with those parties alone that one of these claims names."""
    named = {role.entity for one in cited for role in one.claim.roles}
    return replace(thing, giver=thing.giver if thing.giver in named else None, taker=thing.taker if thing.taker in named else None)


def _subject(picture: Picture, id: str, commission: Commission, before: Sequence[Cited], left_out: Collection[str]) -> Subject:
    balance = picture.balance
    thing, cited = balance.thing(id), _allowed(before, left_out)
    heard = tuple({one.origin.id: one.origin for one in cited}.values())
    shown = {one.claim.id for one in cited}
    verdicts = [verdict for verdict in balance.verdicts(id) if {verdict.a, verdict.b} <= shown]
    return Subject(
        thing=thing if len(cited) == len(before) else _known_by(thing, cited),
        groups=tuple(_groups(cited)),
        estimate=_estimate(balance.estimate(id, known_time=commission.until), shown),
        n_origins_min=least_origins(heard),
        n_origins_max=len(heard),
        agreed=_agreed(cited),
        contested=any(verdict.kind in ("conflict", "dispute") for verdict in verdicts),
    )  # fmt: skip


def _estimate(found: Estimate | None, shown: set[str]) -> Estimate | None:
    return found if found is not None and all(line.claim in shown for line in found.lines if line.weight > 0) else None


def _cited(picture: Picture, origin: Origin, commission: Commission) -> Iterator[Cited]:
    """What stands in our own ledger, and what partners let us have."""
    for claim in origin.claims:
        lent = picture.lent.claims.get(claim)
        kept = lent if lent is not None else picture.view.claim(claim)
        if _within(kept.published, commission):
            report = picture.report(kept.report)
            captured = _captured(picture, report.id) if lent is None else None
            yield Cited(kept, report, captured, origin, picture.lent.loans.get(claim))


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
