"""What is new since a day: things, figures that moved, contradictions, origins, and how far acts have come.

"New" is either what was published since, or what was recorded since, whenever it had been published. What the picture was before is
computed from the claims that are not new; so a claim that was rejected or corrected meanwhile leaves no trace here.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Final, Literal

from lagebild.claims.decision import same
from lagebild.claims.estimate import Estimate
from lagebild.claims.event import parse_time
from lagebild.errors import InvalidClaim, InvalidFilter
from lagebild.picture.board import FURTHEST, Head, day_number, furthest, ladder
from lagebild.picture.nouns import Changes, Contradiction, Moved, NewOrigin, Row, StatusMove
from lagebild.picture.picture import Picture
from lagebild.picture.rows import kept_heads, row_of
from lagebild.picture.series import point
from lagebild.picture.telling import contradictions_of
from lagebild.picture.wanted import Wanted
from lagebild.weighing import Balance

By = Literal["published", "recorded"]
_ALL: Final = Wanted()
#: A figure that moves by less is drawn at the same place.
_LEAST_MOVE: Final = 0.005
#: Contradictions that are told, and those of one thing: each more says less.
_MOST_CONFLICTS: Final = 60
_MOST_PAIRS: Final = 4
#: Claims of one thing up to which what was recorded before is weighed anew.
_MOST_REWEIGHED: Final = 300


@dataclass(frozen=True, slots=True)
class _Asked:
    """Which claims are new, and what a thing's figure was without them."""

    is_new: Callable[[str], bool]
    before: Callable[[Head], Estimate | None]
    after: Callable[[Head], Estimate | None]


@dataclass(slots=True)
class _Found:
    new: list[Row] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)
    conflicts: list[Contradiction] = field(default_factory=list)
    origins: list[NewOrigin] = field(default_factory=list)
    statuses: list[StatusMove] = field(default_factory=list)


def changes(picture: Picture, since: str, *, by: By = "published", wanted: Wanted = _ALL, limit: int = 200) -> Changes:
    """What is new since a day (YYYY-MM-DD; by recording also a UTC time as the ledger writes it), in the last `limit` things that
    changed. Raises `InvalidFilter`."""
    asked, last = _by_publication(picture, since) if by == "published" else _by_recording(picture, since)
    heads = (head for head in kept_heads(picture, wanted) if last(head))
    found = _Found()
    for head in islice(heads, limit):
        _add(picture, head, asked, found)
    return Changes(
        since, by, tuple(found.new), tuple(found.moved), tuple(found.conflicts), tuple(found.origins), tuple(found.statuses),
        sum(1 for _ in heads),
    )  # fmt: skip


def _add(picture: Picture, head: Head, asked: _Asked, found: _Found) -> None:
    fresh = frozenset(claim for claim in head.thing.claims if asked.is_new(claim))
    row = row_of(picture, head)
    if row.contested and len(found.conflicts) < _MOST_CONFLICTS:
        found.conflicts += contradictions_of(picture, head.thing.id, fresh, _MOST_PAIRS)
    if len(fresh) == len(head.thing.claims):
        found.new.append(row)
        return
    found.moved += _moved(picture, head, row, asked, fresh)
    found.origins += [
        NewOrigin(row, origin.id, origin.speaker, origin.claims)
        for origin in picture.balance.origins(head.thing.id) if fresh.issuperset(origin.claims)
    ]  # fmt: skip
    found.statuses += _climbed(picture, head, row, fresh)


def _moved(picture: Picture, head: Head, row: Row, asked: _Asked, fresh: frozenset[str]) -> Iterator[Moved]:
    now = picture.balance.estimate(head.thing.id) if row.best is not None else None
    claims = tuple(line.claim for line in now.lines if line.weight and line.claim in fresh) if now else ()
    if not claims:  # what carries no weight moves nothing
        return
    before, after = asked.before(head), asked.after(head)
    if after is None:
        return
    if before is None:
        yield Moved(row, None, point(after, after.known_time), 1.0, claims)
    elif before.unit == after.unit and before.best > 0 and abs(after.best / before.best - 1) >= _LEAST_MOVE:
        yield Moved(row, point(before, before.known_time), point(after, after.known_time), after.best / before.best, claims)


def _climbed(picture: Picture, head: Head, row: Row, fresh: frozenset[str]) -> Iterator[StatusMove]:
    """Whether the new claims brought the act further than the old ones did, or halted it."""
    told = {claim: picture.register.status_of(claim) for claim in head.thing.claims}
    before = furthest(ladder(status for claim, status in told.items() if claim not in fresh))
    came = ladder(status for claim, status in told.items() if claim in fresh)
    halted = any(rung.status == "halted" and rung.n_affirmed for rung in came) and not any(
        rung.status == "halted" and rung.n_affirmed for rung in ladder(status for claim, status in told.items() if claim not in fresh)
    )
    after = "halted" if halted else furthest(came)
    if after is not None and (halted or before is None or FURTHEST.index(after) > FURTHEST.index(before)):
        yield StatusMove(row, before, after, tuple(claim for claim in told if claim in fresh and told[claim] == (after, False)))


def _by_publication(picture: Picture, since: str) -> tuple[_Asked, Callable[[Head], bool]]:
    start = _day(since).toordinal()
    day_before = (_day(since) - timedelta(days=1)).isoformat()

    def is_new(claim: str) -> bool:
        return day_number(picture.register.report_of(claim).published) >= start

    asked = _Asked(
        is_new,
        lambda head: picture.balance.estimate(head.thing.id, known_time=day_before),
        lambda head: picture.balance.estimate(head.thing.id),
    )
    return asked, lambda head: head.newest >= start


def _by_recording(picture: Picture, since: str) -> tuple[_Asked, Callable[[Head], bool]]:
    start = first_event(picture, _time(since))

    def is_new(claim: str) -> bool:
        return picture.register.sequence_of(claim) >= start

    def weighed(head: Head, wanted: Callable[[str], bool]) -> Estimate | None:
        return _weighed_alone(picture, [claim for claim in head.thing.claims[:_MOST_REWEIGHED] if wanted(claim)])

    asked = _Asked(is_new, lambda head: weighed(head, lambda claim: not is_new(claim)), lambda head: weighed(head, lambda claim: True))
    return asked, lambda head: head.recorded >= start


def _weighed_alone(picture: Picture, claims: list[str]) -> Estimate | None:
    """What these claims give together, without any other and without what settled cases teach."""
    if not claims:
        return None
    kept = picture.claims(claims).values()
    balance = Balance()
    for report in dict.fromkeys(one.report for one in kept):
        balance.add(picture.report(report), [one.claim for one in kept if one.report == report])
    if len(claims) > 1:
        balance.decide(1, same(claims, actor="lagebild", time=datetime(1970, 1, 1, tzinfo=UTC)))
    return balance.estimate(claims[0])


def first_event(picture: Picture, time: datetime) -> int:
    """The sequence of the first event at `time` or later, found by halving: times rise with sequences but for clocks that were set."""
    low, high = 1, picture.view.head()[0] + 1
    while low < high:
        middle = (low + high) // 2
        if picture.store.events_at([middle])[middle].time < time:
            low = middle + 1
        else:
            high = middle
    return low


def _day(since: str) -> date:
    try:
        return date.fromisoformat(since)
    except ValueError as error:
        raise InvalidFilter("since", since[:40], "is no day written YYYY-MM-DD") from error


def _time(since: str) -> datetime:
    if len(since) <= len("YYYY-MM-DD"):
        return datetime.combine(_day(since), datetime.min.time(), UTC)
    try:
        return parse_time(since)
    except InvalidClaim as error:
        raise InvalidFilter("since", since[:40], "is no day and no UTC time with microseconds") from error
