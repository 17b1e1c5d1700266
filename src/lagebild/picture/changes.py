"""What is new since a day: things, figures that moved, contradictions, origins, and how far acts have come.

"New" is either what was published since, or what was recorded since, whenever it had been published. What the picture was before is
computed from the claims that are not new; so a claim that was rejected or corrected meanwhile leaves no trace here.
"""

import math
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Final, Literal

from lagebild.claims.decision import same
from lagebild.claims.estimate import Estimate
from lagebild.claims.event import parse_time
from lagebild.errors import InvalidClaim, InvalidFilter, NotRecorded
from lagebild.picture.board import day_number, furthest, ladder
from lagebild.picture.choosing import in_order, kept
from lagebild.picture.nouns import Changes, Contradiction, Moved, NewOrigin, Row, StatusMove
from lagebild.picture.picture import Picture
from lagebild.picture.rows import row_at, work_out
from lagebild.picture.series import point
from lagebild.picture.shelf import FURTHEST, Head
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
class Gathered:
    """Changes as far as they are gathered; `waiting` are things (ids) that are still to be looked at. `start` is the first day (ordinal) or
    the first event that is new."""

    since: str
    by: By
    start: int
    waiting: list[str]
    n_left_out: int
    new: list[Row] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)
    conflicts: list[Contradiction] = field(default_factory=list)
    origins: list[NewOrigin] = field(default_factory=list)
    statuses: list[StatusMove] = field(default_factory=list)

    def changes(self) -> Changes:
        """What is gathered."""
        return Changes(
            self.since, self.by, tuple(self.new), tuple(self.moved), tuple(self.conflicts), tuple(self.origins), tuple(self.statuses),
            self.n_left_out,
        )  # fmt: skip


def changes(picture: Picture, since: str, *, by: By = "published", wanted: Wanted = _ALL, limit: int = 200) -> Changes:
    """What is new since a day (YYYY-MM-DD; by recording also a UTC time as the ledger writes it), in the last `limit` things that
    changed. Raises `InvalidFilter`."""
    work_out(picture, wanted)
    found = begun(picture, since, by=by, wanted=wanted, limit=limit)
    gather(picture, found)
    return found.changes()


def begun(picture: Picture, since: str, *, by: By = "published", wanted: Wanted = _ALL, limit: int = 200) -> Gathered:
    """The things that changed since a day, of which `gather` says what did; so that others can look at the picture meanwhile. Raises
    `InvalidFilter`."""
    start = _day(since).toordinal() if by == "published" else first_event(picture, _time(since))
    shelf, places = picture.board.shelf, kept(picture, wanted)
    places = places[shelf["newest" if by == "published" else "recorded"][places] >= start]
    last = in_order(picture, replace(wanted, sort="newest"), places, limit)
    return Gathered(since, by, start, [shelf.id_at(place) for place in reversed(last)], len(places) - len(last))


def gather(picture: Picture, found: Gathered, budget_s: float = math.inf) -> bool:
    """Looks at things that wait, the last published first, for about `budget_s` seconds; whether all are done."""
    asked = _by_publication(picture, found) if found.by == "published" else _by_recording(picture, found)
    end = time.monotonic() + budget_s
    while found.waiting and time.monotonic() < end:
        with suppress(NotRecorded):  # meanwhile it became another
            _add(picture, picture.board.head(found.waiting.pop()), asked, found)
    return not found.waiting


def _add(picture: Picture, head: Head, asked: _Asked, found: Gathered) -> None:
    fresh = frozenset(claim for claim in head.thing.claims if asked.is_new(claim))
    row = row_at(picture, picture.board.place(head.thing.id))
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


def _by_publication(picture: Picture, found: Gathered) -> _Asked:
    day_before = (_day(found.since) - timedelta(days=1)).isoformat()

    def is_new(claim: str) -> bool:
        return day_number(picture.register.report_of(claim).published) >= found.start

    return _Asked(
        is_new,
        lambda head: picture.balance.estimate(head.thing.id, known_time=day_before),
        lambda head: picture.balance.estimate(head.thing.id),
    )


def _by_recording(picture: Picture, found: Gathered) -> _Asked:
    def is_new(claim: str) -> bool:
        return picture.register.sequence_of(claim) >= found.start

    def weighed(head: Head, wanted: Callable[[str], bool]) -> Estimate | None:
        return _weighed_alone(picture, [claim for claim in head.thing.claims[:_MOST_REWEIGHED] if wanted(claim)])

    return _Asked(is_new, lambda head: weighed(head, lambda claim: not is_new(claim)), lambda head: weighed(head, lambda claim: True))


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


def first_event(picture: Picture, when: datetime) -> int:
    """The sequence of the first event at `when` or later, found by halving: times rise with sequences but for clocks that were set."""
    low, high = 1, picture.view.head()[0] + 1
    while low < high:
        middle = (low + high) // 2
        if picture.store.events_at([middle])[middle].time < when:
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
