"""The process that reads what comes in: it may die of a hostile document, or be ended, and the workspace goes on."""

from hashlib import sha256
from typing import Final

from lagebild.claims.capture import Capture
from lagebild.claims.event import utc_now
from lagebild.claims.report import Fault
from lagebild.pipeline.reading import Order, Reading, dead
from lagebild.pipeline.taking import Got, Page, Ready, got_from
from lagebild.reports import Facts, Limits
from lagebild.web.companion import Companion

#: Seconds for one source, reading included, after which its process is ended. Extraction bounds itself to 60 s between pages.
_LONGEST_S: Final = 180.0


class ReadingProcess(Companion):
    """Reads one source after the other in a process of its own."""

    def __init__(self, longest_s: float = _LONGEST_S) -> None:
        super().__init__(_read_one, "lagebild reading")
        self._longest_s = longest_s

    def read(self, source: Page | Ready | tuple[bytes, str, str], order: Order, name: str) -> list[Got]:
        """All readings of one source: a page, a ready report, or bytes with their name and source. Where the process dies or
        takes too long there is one fault in their place."""
        try:
            got: list[Got] = self.ask((source, order), self._longest_s)
            return got
        except TimeoutError:
            fault = Fault(name, f"reading it takes longer than {self._longest_s:g} seconds", "split it")
            return [Got(Reading(None, faults=(fault,)))]
        except (EOFError, OSError):
            return [Got(Reading(None, faults=(dead(name),)))]


def read_upload(data: bytes, name: str, source: str, facts: Facts, limits: Limits) -> list[Ready]:
    """The reports in a file that somebody brought, each with the file as its original."""
    import mimetypes

    from lagebild.claims.report import Report
    from lagebild.reports import read_bytes

    capture = Capture("file", utc_now(), source, media_type=mimetypes.guess_type(name)[0])
    found = []
    for item in read_bytes(data, name, facts=facts, limits=limits):
        part = (item.source or "").removeprefix(name)
        how = "mail" if "#attachment:" in part and isinstance(item, Report) else "file"
        found.append(Ready(_placed(item, source + part), data, Capture(how, capture.time, source, media_type=capture.media_type)))  # type: ignore[arg-type]
    return found


def upload_source(data: bytes, name: str) -> str:
    """Where a file that somebody brought is said to come from. The beginning of its hash keeps two files of one name apart: the
    second is not a newer version of the first."""
    return f"upload:{sha256(data).hexdigest()[:12]}/{name}"


def _placed(item: object, source: str) -> object:
    from dataclasses import replace

    return replace(item, source=source)  # type: ignore[type-var]


def _read_one(asked: tuple[Page | Ready | tuple[bytes, str, str], Order]) -> list[Got]:
    """Runs in the process."""
    source, order = asked
    if isinstance(source, tuple):
        ready = read_upload(*source, order.facts, order.limits)
        return [got for one in ready for got in got_from(one, order)]
    return got_from(source, order)
