"""A report: one text that somebody published, and what could not be read of one."""

from dataclasses import dataclass

from lagebild.claims.ids import report_id
from lagebild.errors import InvalidClaim


@dataclass(frozen=True, slots=True)
class Report:
    """One published text.

    `text` is the canonical text: every offset in Lagebild counts its code points. `extractor` names and versions what made
    it from the original. `source` says where it came from (a path, "-", an address, a part of a mail). `published` is the
    day of publication (YYYY-MM-DD), `language` an ISO 639-1 code; None means unknown.
    """

    id: str
    text: str
    language: str | None = None
    published: str | None = None
    publisher: str | None = None
    title: str | None = None
    source: str | None = None
    extractor: str | None = None

    def __post_init__(self) -> None:
        if not self.text:
            raise InvalidClaim("report", "the text is empty")
        if not self.id:
            raise InvalidClaim("report", "the id is empty")

    @classmethod
    def of(cls, text: str, **facts: str | None) -> "Report":
        """A report whose id is derived from its text."""
        return cls(id=report_id(text), text=text, **facts)


@dataclass(frozen=True, slots=True)
class Fault:
    """What could not be read, and why: a fault is data, it stands beside the claims and stops nothing.

    `source` names the file or part; `report` is the id of the report if there is one; `start` and `end` bound the stretch
    of text that failed, in code points.
    """

    source: str
    reason: str
    remedy: str | None = None
    report: str | None = None
    start: int | None = None
    end: int | None = None
