"""Two claims side by side, and what a person can say of the pair: one thing or two, which turned out right, whose words were read wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from lagebild.claims.decision import Decision, Kind
from lagebild.claims.event import Event, utc_now
from lagebild.claims.kept import KeptClaim
from lagebild.claims.report import Report
from lagebild.ledger.rows import ClaimRow
from lagebild.reading.spellings import spelled
from lagebild.web.deciding import check_stand, stand_mark
from lagebild.web.refusals import NotHere, Unfit
from lagebild.web.showing import Shown, beside, stretch

if TYPE_CHECKING:
    from lagebild.picture import Contradiction, Picture
    from lagebild.web.people import Identity
    from lagebild.web.workspace import Workspace

#: Code points before and behind a claim that are shown of its text.
_REACH: Final = 240
#: Which of the two claims turned out true, by the outcome that is chosen.
OUTCOMES: Final[dict[str, tuple[bool, bool]]] = {"a": (True, False), "b": (False, True), "both": (True, True), "neither": (False, False)}
_ON_ONE: Final = ("accept", "reject")


@dataclass(frozen=True, slots=True)
class One:
    """One side of the pair. `mark` says how the claim stood; of a partner's claim it is "", nothing of it is decided here."""

    kept: KeptClaim
    report: Report
    shown: Shown
    thing: str | None
    mark: str

    @property
    def is_own(self) -> bool:
        """Whether the claim is in the ledger."""
        return bool(self.mark)


@dataclass(frozen=True, slots=True)
class Compared:
    """The pair, and what the weighing says of it: `verdict` None where it says nothing."""

    a: One
    b: One
    verdict: "Contradiction | None"

    @property
    def one_thing(self) -> bool:
        """Whether the two weigh as one thing now."""
        return self.a.thing is not None and self.a.thing == self.b.thing


@dataclass(frozen=True, slots=True)
class Asked:
    """What a form says of the pair `a`, `b`: `marks` are how they stood when they were looked at."""

    a: str
    b: str
    action: str
    marks: tuple[str | None, str | None]
    outcome: str | None = None
    evidence: tuple[str, ...] = ()
    text: str | None = None


def compared(space: "Workspace", a: str, b: str) -> Compared:
    """The pair; an id of a thing stands for its first claim that weighs most. Raises `NotHere`, `NotRecorded`."""
    with space.following.picture() as picture:
        sides = [_one(picture, _claim_of(picture, id)) for id in (a, b)]
    if sides[0].kept.claim.id == sides[1].kept.claim.id:
        raise NotHere("compare_two")
    return Compared(sides[0], sides[1], _verdict(space, *sides))


def judged(space: "Workspace", who: "Identity", asked: Asked) -> list[Event]:
    """Records what is said of the pair, all of it or nothing; the events, by whose sequences it can be undone. Raises `Unfit`,
    `Changed`, `InvalidDecision`, `NotRecorded`."""
    decisions = list(_decisions(who.name, asked))
    with space.looking() as (view, store):
        for id, mark in zip((asked.a, asked.b), asked.marks, strict=True):
            if store.find(ClaimRow, "id", [id]):
                check_stand(view.claim(id), mark)
    return _recorded(space, who, decisions)


def judged_names(space: "Workspace", who: "Identity", kind: str, names: Sequence[str], text: str | None) -> list[Event]:
    """Records that names (in any spelling) stand for one entity, or that two stand for two. Raises as `judged`."""
    if kind not in ("same", "different"):
        raise Unfit("field", name="kind")
    codes = tuple(spelled(name).code for name in names if name.strip())
    if len(codes) < 2 or len(set(codes)) < len(codes):
        raise Unfit("names_two", names=", ".join(codes) or "–")
    return _recorded(space, who, [Decision(kind, codes, actor=who.name, time=utc_now(), text=text)])  # type: ignore[arg-type]


def _recorded(space: "Workspace", who: "Identity", decisions: Sequence[Decision]) -> list[Event]:
    with space.ledger.writer(who.name) as writer:
        events = writer.decide(*decisions)
    space.following.wake()
    return list(events)


def _decisions(actor: str, asked: Asked) -> "list[Decision]":
    by: dict[str, Any] = {"actor": actor, "time": utc_now(), "text": asked.text}
    if asked.action in ("same", "different"):
        return [Decision(asked.action, (asked.a, asked.b), **by)]  # type: ignore[arg-type]
    if asked.action == "settle":
        return _settling(asked, by)
    kind, _, side = asked.action.partition("_")
    if kind not in _ON_ONE or side not in ("a", "b"):
        raise Unfit("field", name="action")
    decided: Kind = "accept" if kind == "accept" else "reject"
    return [Decision(decided, (asked.a if side == "a" else asked.b,), **by)]


def _settling(asked: Asked, by: dict[str, Any]) -> list[Decision]:
    if asked.outcome not in OUTCOMES:
        raise Unfit("no_outcome")
    if not asked.evidence:
        raise Unfit("no_evidence")
    by["evidence"] = asked.evidence
    right_a, right_b = OUTCOMES[asked.outcome]
    if right_a == right_b:
        return [Decision("settle", (asked.a, asked.b), outcome=right_a, **by)]
    return [Decision("settle", (asked.a,), outcome=right_a, **by), Decision("settle", (asked.b,), outcome=right_b, **by)]


def _claim_of(picture: "Picture", id: str) -> str:
    """The claim of this id, or the first of a thing."""
    return picture.balance.thing(id).claims[0] if id.startswith("thing--") else id


def _one(picture: "Picture", id: str) -> One:
    own = bool(picture.store.find(ClaimRow, "id", [id]))
    kept = picture.view.claim(id) if own else picture.lent.claims.get(id)
    if kept is None:
        raise NotHere("nothing_here")
    report = picture.report(kept.report)
    start, end = stretch(report, kept, _REACH)
    return One(kept, report, beside(report, kept, (), start, end), picture.board.thing_of(id), stand_mark(kept) if own else "")


def _verdict(space: "Workspace", a: One, b: One) -> "Contradiction | None":
    from lagebild.web.picturing import explained

    if a.thing is None or a.thing != b.thing:
        return None
    pair = {a.kept.claim.id, b.kept.claim.id}
    found = explained(space.following, a.thing)
    return next((one for one in (*found.contradictions, *found.corrections) if {one.a.claim, one.b.claim} == pair), None)
