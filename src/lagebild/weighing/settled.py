"""What settled claims teach: grades of sources, and how wide ranges must be. Kept until something it rests on changes."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from lagebild.claims.estimate import Grade
from lagebild.weighing.conformal import Bucket, Calibration
from lagebild.weighing.entries import Entry
from lagebild.weighing.record import Outcome, grades
from lagebild.weighing.same import Cluster
from lagebild.weighing.summing import Asking, case


@dataclass(frozen=True, slots=True)
class SettledClaim:
    """A claim that turned out true or false; `source` is who said it, `cluster` the thing it is about, `thing` its id."""

    entry: Entry
    right: bool
    source: str
    cluster: Cluster
    thing: str


@dataclass(slots=True)
class Lessons:
    """Grades and calibration from the settled claims of `learn`."""

    grades: dict[tuple[str, str], Grade] = field(default_factory=dict)
    calibration: Calibration = field(default_factory=Calibration)
    _cases: dict[str, tuple[tuple[int, int], tuple[Bucket, float] | None]] = field(default_factory=dict)

    def learn(self, settled: Iterable[SettledClaim], asking: Callable[[SettledClaim, Mapping[tuple[str, str], Grade]], Asking]) -> None:
        """Learn anew; a case whose thing and grades have not changed is not weighed again. One case a thing: its first claim by id."""
        known = sorted(settled, key=lambda one: one.entry.id)
        graded = grades(Outcome(one.source, one.entry.facets.type, one.thing, one.right) for one in known)
        if graded != self.grades:
            self._cases.clear()
        self.grades = graded
        cases: dict[str, tuple[Bucket, float]] = {}
        for one in known:
            if not one.right or one.thing in cases:
                continue
            kept = self._cases.get(one.entry.id)
            if kept is None or kept[0] != one.cluster.stamp:
                kept = self._cases[one.entry.id] = one.cluster.stamp, case(one.entry, asking(one, graded))
            if kept[1] is not None:
                cases[one.thing] = kept[1]
        self.calibration = Calibration.of(cases[thing] for thing in sorted(cases))
