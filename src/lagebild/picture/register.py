"""What is kept of every report and claim that was followed, so that lists need not ask the ledger: rows of small numbers."""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

from lagebild.claims.claim import Claim
from lagebild.claims.report import Report
from lagebild.claims.vocabulary import STATUSES
from lagebild.errors import SnapshotUnusable
from lagebild.picture.lent import Giver
from lagebild.weighing.snapshot import Header, put_back, read, write

if TYPE_CHECKING:
    from numpy.typing import NDArray

_NOWHERE: Final = 0
#: Stands between ids in a file, and in none of them.
_BETWEEN: Final = "\n"


@dataclass(frozen=True, slots=True)
class Filed:
    """A report: its facts (as in `Report`), and the event with which it came in first."""

    id: str
    sequence: int
    published: str | None
    publisher: str | None
    title: str | None
    language: str | None

    @classmethod
    def of(cls, report: Report, sequence: int) -> "Filed":
        """What is kept of `report`."""
        return cls(report.id, sequence, report.published, report.publisher, report.title, report.language)

    def weighs_like(self, other: "Filed") -> bool:
        """Whether weighing cannot tell the two apart: the title plays no part in it."""
        return (self.published, self.publisher, self.language) == (other.published, other.publisher, other.language)


class Register:
    """Reports and claims by id. A claim that was seen once keeps its row, whether it stands or not. `lent_by` says from whom those come
    that are not our own; a file does not keep it."""

    def __init__(self) -> None:
        self.lent_by: Mapping[str, Giver] = {}
        self._reports: dict[str, int] = {}
        self._filed: list[Filed] = []
        self._standing: list[tuple[str, ...]] = []
        self._claims: dict[str, int] = {}
        self._ids: list[str] = []
        self._sequence = array("I")
        self._report = array("I")
        self._status = array("B")
        self._country = array("I")
        self._region = array("I")
        self._words: dict[str | None, int] = {None: _NOWHERE}
        self._word: list[str | None] = [None]

    def save(self, path: Path, header: Header) -> None:
        """Write all of it to a file, with `header` (values of JSON). Raises `SnapshotUnusable`."""
        write(path, _Rows.of(self), header)

    @classmethod
    def load(cls, path: Path) -> tuple["Register", Header]:
        """What `save` wrote. Raises `SnapshotUnusable` where the file is missing, damaged, or made by other rules."""
        header, columns = read(path)
        rows = _Rows()
        put_back(rows, columns, header["values"])
        found = rows.register()
        if found.n_claims != len(rows.sequence):
            raise SnapshotUnusable(str(path), "an id holds what stands between ids")
        return found, header

    def __contains__(self, report: str) -> bool:
        return report in self._reports

    def __len__(self) -> int:
        return len(self._filed)

    def file(self, filed: Filed) -> None:
        """Take in a report, or its new facts; the event with which it came in first stays."""
        number = self._reports.get(filed.id)
        if number is None:
            self._reports[filed.id] = len(self._filed)
            self._filed.append(filed)
            self._standing.append(())
        else:
            known = self._filed[number]
            self._filed[number] = Filed(
                known.id, min(known.sequence, filed.sequence), filed.published, filed.publisher, filed.title, filed.language
            )

    def seen(self, claim: str, report: str, sequence: int) -> bool:
        """The claim stands in the event `sequence`; its report is filed. Whether that is the first event with it."""
        number = self._claims.get(claim)
        if number is None:
            number = self._new(claim, self._reports[report])
        if self._sequence[number]:
            return False
        self._sequence[number] = sequence
        return True

    def put(self, report: str, claims: Iterable[Claim]) -> tuple[str, ...]:
        """These claims of a report stand now, no others. The ids that stood before or stand now."""
        number = self._reports[report]
        before = self._standing[number]
        self._standing[number] = tuple(self._put(claim, number) for claim in claims)
        return tuple(dict.fromkeys((*before, *self._standing[number])))

    def reports_beginning(self, given: str, most: int = 6) -> tuple[str, ...]:
        """The reports whose id begins with `given`, with or without "sha256:"; at most `most`."""
        if not given:
            return ()
        if given in self._reports:
            return (given,)
        found = (id for id in self._reports if id.startswith(given) or id.removeprefix("sha256:").startswith(given))
        return tuple(islice(found, most))

    def report(self, id: str) -> Filed:
        """The report of this id, which is filed."""
        return self._filed[self._reports[id]]

    def report_of(self, claim: str) -> Filed:
        """The report of a claim."""
        return self._filed[self._report[self._claims[claim]]]

    def giver(self, id: str) -> Giver | None:
        """From whom a claim or a report is that is not our own; None for our own."""
        return self.lent_by.get(id)

    @property
    def n_claims(self) -> int:
        """How many claims were seen, those that no longer stand among them."""
        return len(self._ids)

    def number_of(self, claim: str) -> int | None:
        """The number of a claim, counted from 0 as they were seen; None for one that was not."""
        return self._claims.get(claim)

    def ids(self) -> Sequence[str]:
        """The ids of all claims by their numbers: the same texts, so that who keeps many need not keep them twice."""
        return self._ids

    def sequence_of(self, claim: str) -> int:
        """The first event in which the claim stands, 0 where that was not followed yet."""
        return self._sequence[self._claims[claim]]

    def status_of(self, claim: str) -> tuple[str, bool]:
        """How far the act has come by this claim, and whether the claim denies it."""
        status, denied = divmod(self._status[self._claims[claim]], 2)
        return STATUSES[status], bool(denied)

    def place_of(self, claim: str) -> tuple[str | None, str | None]:
        """The country of a claim, and the words of a region in it."""
        number = self._claims[claim]
        return self._word[self._country[number]], self._word[self._region[number]]

    def countries(self) -> "NDArray[Any]":
        """The number of the country of each claim, 0 where none is told; a copy."""
        import numpy as np

        return np.array(self._country)

    def regions(self) -> "NDArray[Any]":
        """The number of the region of each claim, 0 where none is told; a copy."""
        import numpy as np

        return np.array(self._region)

    def number_named(self, words: str) -> int:
        """The number of a country or region, -1 where no claim tells it."""
        return self._words.get(words, -1)

    def words_of(self, number: int) -> str | None:
        """The country or region of a number."""
        return self._word[number]

    def standing(self) -> Iterator[str]:
        """The ids of all claims that stand."""
        for claims in self._standing:
            yield from claims

    def _put(self, claim: Claim, report: int) -> str:
        number = self._claims.get(claim.id)
        if number is None:
            number = self._new(claim.id, report)
        country, region = where(claim)
        self._report[number] = report
        self._status[number] = STATUSES.index(claim.status) * 2 + (claim.polarity == "denied")
        self._country[number], self._region[number] = self._named(country), self._named(region)
        return self._ids[number]

    def _new(self, claim: str, report: int) -> int:
        number = self._claims[claim] = len(self._ids)
        self._ids.append(claim)
        self._sequence.append(0)
        self._report.append(report)
        self._status.append(0)
        self._country.append(_NOWHERE)
        self._region.append(_NOWHERE)
        return number

    def _named(self, words: str | None) -> int:
        number = self._words.get(words)
        if number is None:
            number = self._words[words] = len(self._word)
            self._word.append(words)
        return number


@dataclass(slots=True)
class _Rows:
    """A register as a file keeps it: columns of numbers, and lists of JSON."""

    PARTS: ClassVar = ("filed", "n_standing", "standing", "claims", "words", "sequence", "report", "status", "country", "region")
    filed: list[list[Any]] = field(default_factory=list)
    n_standing: "array[int]" = field(default_factory=lambda: array("I"))
    standing: "array[int]" = field(default_factory=lambda: array("I"))
    claims: bytearray = field(default_factory=bytearray)
    words: list[str | None] = field(default_factory=list)
    sequence: "array[int]" = field(default_factory=lambda: array("I"))
    report: "array[int]" = field(default_factory=lambda: array("I"))
    status: "array[int]" = field(default_factory=lambda: array("B"))
    country: "array[int]" = field(default_factory=lambda: array("I"))
    region: "array[int]" = field(default_factory=lambda: array("I"))

    @classmethod
    def of(cls, register: Register) -> "_Rows":
        """The rows of a register."""
        return cls(
            [list(astuple(filed)) for filed in register._filed],
            array("I", map(len, register._standing)),
            array("I", (register._claims[claim] for claims in register._standing for claim in claims)),
            bytearray(_BETWEEN.join(register._ids).encode()), register._word, register._sequence, register._report, register._status,
            register._country, register._region,
        )  # fmt: skip

    def ids(self) -> list[str]:
        """The ids of the claims."""
        return self.claims.decode().split(_BETWEEN) if self.claims else []

    def register(self) -> Register:
        """The register of these rows."""
        found = Register()
        found._filed = [Filed(*row) for row in self.filed]
        found._reports = {filed.id: at for at, filed in enumerate(found._filed)}
        ids = self.ids()
        numbers = iter(self.standing)
        found._standing = [tuple([ids[number] for number in islice(numbers, n)]) for n in self.n_standing]
        found._ids, found._claims = ids, dict(zip(ids, range(len(ids)), strict=True))
        found._word, found._words = self.words, {word: at for at, word in enumerate(self.words)}
        found._sequence, found._report, found._status = self.sequence, self.report, self.status
        found._country, found._region = self.country, self.region
        return found


def where(claim: Claim) -> tuple[str | None, str | None]:
    """The country of a claim (its place, else where a deployment leads, else where it comes from) and the words of a region.

    Finer places are left out: the picture never says where in a region forces stand."""
    place = claim.place
    region = place.span.text if place is not None and place.precision == "region" else None
    if place is not None and place.country is not None:
        return place.country, region
    named = (role.entity for name in ("destination", "origin") for role in claim.fillers(name))
    return next((entity for entity in named if entity is not None and len(entity) == 2), None), region
