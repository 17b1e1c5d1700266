"""How much a partner may bring: what one of them floods must neither fill the disk nor keep the others waiting."""

from dataclasses import dataclass
from typing import Final

from lagebild.errors import LagebildError

#: Seconds over which wrong tokens are counted; from the first of them on nothing is looked at for as long.
TRIES_S: Final = 300.0


@dataclass(frozen=True, slots=True)
class Quota:
    """For each partner: objects and bytes that it may give in a day (UTC), requests in a minute, bytes of its objects that are kept aside
    (packed; waiting for a key or a marking, or as evidence of a conflict). For each address, and each name: tokens that nobody has, in
    five minutes."""

    objects_a_day: int = 200_000
    bytes_a_day: int = 2_000_000_000
    requests_a_minute: int = 1_200
    bytes_aside: int = 100_000_000
    failed_tokens: int = 20


#: What holds where nobody says otherwise.
DEFAULT_QUOTA: Final = Quota()


@dataclass(frozen=True, slots=True)
class Used:
    """What a partner gave on a `day` (YYYY-MM-DD, UTC): objects and bytes."""

    day: str = ""
    n_objects: int = 0
    n_bytes: int = 0

    def on(self, day: str) -> "Used":
        """What of it was given on `day`."""
        return self if self.day == day else Used(day)

    def plus(self, n_objects: int, n_bytes: int) -> "Used":
        """As much more."""
        return Used(self.day, self.n_objects + n_objects, self.n_bytes + n_bytes)

    def fits(self, quota: Quota) -> bool:
        """Whether it is no more than may be given in a day."""
        return self.n_objects <= quota.objects_a_day and self.n_bytes <= quota.bytes_a_day


class OverQuota(LagebildError):
    """A partner gives more than it may in a day; the rest waits there until tomorrow."""

    def __init__(self, partner: str, quota: Quota) -> None:
        super().__init__(
            f"{partner} gives more than {quota.objects_a_day:,} objects or {quota.bytes_a_day:,} bytes in a day; what is left waits until"
            " tomorrow (LAGEBILD_PARTNER_OBJECTS and LAGEBILD_PARTNER_MEGABYTES say how much may come)"
        )
