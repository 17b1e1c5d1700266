"""How well claims that were read agree with claims that a person annotated.

A read claim answers an annotated one of the same type whose trigger it overlaps or, failing that, that stands in the same
sentence; each is used once. Everything else is asked of answered claims only.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from lagebild.claims.claim import Claim
from lagebild.claims.quantity import Quantity
from lagebild.claims.span import Span
from lagebild.claims.vocabulary import ACTOR_ROLES


@dataclass
class Counts:
    """Right, found and wanted, added up over reports; `of` gives percentages."""

    n: Counter[str] = field(default_factory=Counter)
    by_type: dict[str, Counter[str]] = field(default_factory=dict)

    def f1(self, name: str) -> float:
        """The F1 (0 to 100) of what is counted under `name`."""
        found, wanted = self.n[f"{name}_found"], self.n[f"{name}_wanted"]
        return round(200 * self.n[f"{name}_right"] / (found + wanted), 1) if found + wanted else 0.0

    def share(self, name: str, of: str) -> float:
        """The share (0 to 100) of `of` that is counted under `name`."""
        return round(100 * self.n[name] / self.n[of], 1) if self.n[of] else 0.0

    def figures(self) -> dict[str, float]:
        """Every figure by its name."""
        return {
            "claims_f1": self.f1("claims"),
            "claims_precision": self.share("claims_right", "claims_found"),
            "claims_recall": self.share("claims_right", "claims_wanted"),
            "roles_f1": self.f1("roles"),
            "entity": self.share("entity_right", "entity_wanted"),
            "status": self.share("status", "claims_right"),
            "certainty": self.share("certainty", "claims_right"),
            "polarity": self.share("polarity", "claims_right"),
            "sources_f1": self.f1("sources"),
            "quantity_f1": self.f1("quantity"),
            "time": self.share("time_right", "time_wanted"),
            "whole": self.share("whole", "claims_wanted"),
        }


def compare(wanted: Sequence[Claim], found: Sequence[Claim], counts: Counts) -> None:
    """Add one report's agreement to `counts`. Assessments are judgements and are not scored."""
    wanted = [claim for claim in wanted if claim.type != "assessment"]
    found = [claim for claim in found if claim.type != "assessment"]
    counts.n["claims_wanted"] += len(wanted)
    counts.n["claims_found"] += len(found)
    for name, claims in (("wanted", wanted), ("found", found)):
        for claim in claims:
            counts.by_type.setdefault(claim.type, Counter())[name] += 1
    for theirs, ours in pairs(wanted, found):
        counts.n["claims_right"] += 1
        counts.by_type[theirs.type]["right"] += 1
        _compare_pair(theirs, ours, counts.n)


def pairs(wanted: Sequence[Claim], found: Sequence[Claim]) -> list[tuple[Claim, Claim]]:
    """Annotated claims with the read ones that answer them: overlapping triggers first, then the same sentence."""
    matched: list[tuple[Claim, Claim]] = []
    left = list(found)
    open_ = list(wanted)
    for same in (_same_trigger, _same_sentence):
        still = []
        for theirs in open_:
            answers = [ours for ours in left if ours.type == theirs.type and same(theirs, ours)]
            if answers:
                best = max(answers, key=lambda ours: _shared(theirs, ours))
                left.remove(best)
                matched.append((theirs, best))
            else:
                still.append(theirs)
        open_ = still
    return matched


def _shared(a: Claim, b: Claim) -> int:
    return sum(1 for r in a.roles for s in b.roles if r.role == s.role and near(r.span, s.span))


def _same_trigger(a: Claim, b: Claim) -> bool:
    return a.trigger.overlap(b.trigger) > 0


def _same_sentence(a: Claim, b: Claim) -> bool:
    return b.trigger.within(a.evidence)


def near(a: Span, b: Span) -> bool:
    """Whether two spans share at least half of the longer one."""
    return 2 * a.overlap(b) >= max(a.end - a.start, b.end - b.start)


def _compare_pair(theirs: Claim, ours: Claim, n: Counter[str]) -> None:
    for name in ("status", "certainty", "polarity"):
        n[name] += getattr(theirs, name) == getattr(ours, name)
    whole = _entities(theirs, ours, n)
    n["roles_right"] += _matched(((r.role, r.span) for r in theirs.roles), [(r.role, r.span) for r in ours.roles])
    n["roles_wanted"] += len(theirs.roles)
    n["roles_found"] += len(ours.roles)
    n["sources_right"] += _matched((("", s.span) for s in theirs.attribution), [("", s.span) for s in ours.attribution])
    n["sources_wanted"] += len(theirs.attribution)
    n["sources_found"] += len(ours.attribution)
    whole &= _quantities(theirs, ours, n)
    if theirs.time is not None and theirs.time.edtf is not None:
        n["time_wanted"] += 1
        n["time_right"] += ours.time is not None and ours.time.edtf == theirs.time.edtf
    n["whole"] += whole


def _entities(theirs: Claim, ours: Claim, n: Counter[str]) -> bool:
    wanted = [(r.role, r.entity) for r in theirs.roles if r.role in ACTOR_ROLES and r.entity is not None]
    found = {(r.role, r.entity) for r in ours.roles}
    n["entity_wanted"] += len(wanted)
    n["entity_right"] += sum(1 for pair in wanted if pair in found)
    return all(pair in found for pair in wanted)


def _matched(wanted: Iterable[tuple[str, Span]], found: list[tuple[str, Span]]) -> int:
    left, n_right = list(found), 0
    for role, span in wanted:
        hit = next((other for other in left if other[0] == role and near(span, other[1])), None)
        if hit is not None:
            left.remove(hit)
            n_right += 1
    return n_right


def _quantities(theirs: Claim, ours: Claim, n: Counter[str]) -> bool:
    wanted = [r.quantity for r in theirs.roles if r.quantity]
    left = [r.quantity for r in ours.roles if r.quantity]
    n["quantity_wanted"] += len(wanted)
    n["quantity_found"] += len(left)
    n_right = 0
    for quantity in wanted:
        hit = next((other for other in left if _close(quantity, other)), None)
        if hit is not None:
            left.remove(hit)
            n_right += 1
    n["quantity_right"] += n_right
    return n_right == len(wanted)


def _close(a: Quantity, b: Quantity) -> bool:
    """The same bounds within 5%; a bound that is not given answers only one that is not given."""
    return all(
        (x is None) == (y is None) and (x is None or y is None or abs(x - y) <= 0.05 * max(abs(x), abs(y)))
        for x, y in ((a.low, b.low), (a.high, b.high))
    )
