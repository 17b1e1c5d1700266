"""How much of a source is read before it is refused."""

from dataclasses import dataclass
from time import monotonic
from typing import Final

from lagebild.errors import UnreadableReport

_SPLIT_IT: Final = "split it, or raise the limit"


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds within which one source is read; what breaks one becomes a fault.

    `max_bytes` bounds a file, a mail, all of standard input, or one line of a file of JSON Lines, before it is read whole;
    `max_unpacked_bytes` what a DOCX or ODT claims to unpack to; `max_characters` one report's canonical text (code points);
    `max_depth` how deep mails may be nested in mails; `max_parts` the parts and the attachments of a mail and the entries of an
    archive; `max_seconds` the time for one document, looked at between pages and attachments: a single page is never interrupted.
    """

    max_bytes: int = 20_000_000
    max_characters: int = 2_000_000
    max_unpacked_bytes: int = 60_000_000
    max_depth: int = 4
    max_parts: int = 1_000
    max_seconds: float = 60.0

    def check_bytes(self, n_bytes: int) -> None:
        """Raise `UnreadableReport` above `max_bytes`."""
        if n_bytes > self.max_bytes:
            raise UnreadableReport(f"too large: more than {self.max_bytes:,} bytes", _SPLIT_IT)

    def check_characters(self, n_characters: int) -> None:
        """Raise `UnreadableReport` above `max_characters`."""
        if n_characters > self.max_characters:
            raise UnreadableReport(f"too large: {n_characters:,} characters, read are {self.max_characters:,}", _SPLIT_IT)

    def check_time(self, started: float) -> None:
        """Raise `UnreadableReport` once `max_seconds` have passed since `started` (a reading of `time.monotonic`)."""
        if monotonic() - started > self.max_seconds:
            raise UnreadableReport(f"takes longer than {self.max_seconds:g} seconds", _SPLIT_IT)
