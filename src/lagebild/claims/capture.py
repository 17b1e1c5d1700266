"""A capture: how, when and from where the original of a report was got."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

How = Literal["file", "stdin", "url", "feed", "mail", "import"]
HOWS: Final[tuple[How, ...]] = ("file", "stdin", "url", "feed", "mail", "import")


@dataclass(frozen=True, slots=True)
class Capture:
    """How an original came in.

    `time` is UTC. `source` is the path or the address asked for, `redirects` the addresses then followed (the last one
    answered), `headers` the answer's headers in their order. `media_type` is what the answer or file name says it is.
    """

    how: How
    time: datetime
    source: str
    redirects: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    media_type: str | None = None
