"""Timestamps of STIX 2.1 (section 2.16): RFC 3339 in UTC, with as many digits of a second as their writer likes."""

import re
from datetime import UTC, datetime
from typing import Final

from lagebild.errors import InvalidClaim, Refused

_FORM: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.([0-9]{1,9}))?Z", re.ASCII)
#: The last year that is taken: an object "modified" in 9999 could never be superseded.
LAST_YEAR: Final = 9998


def stix_time(time: datetime) -> str:
    """`time` as STIX writes it, with milliseconds, which is what it asks of `created` and `modified` (section 3.2). Raises
    `InvalidClaim` where it has no zone."""
    if time.tzinfo is None:
        raise InvalidClaim("time", "has no zone; give UTC")
    utc = time.astimezone(UTC)
    return f"{utc.strftime('%Y-%m-%dT%H:%M:%S').rjust(19, '0')}.{utc.microsecond // 1000:03}Z"


def version_key(text: object, noun: str = "object", part: str = "modified") -> str:
    """A text that sorts as the time does that `text` writes, whatever the number of its digits: "12:00:00Z" and "12:00:00.000Z" have
    the same. Raises `Refused` for what is no such time, and for a year after 9998."""
    found = _FORM.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise Refused(noun, part, "is no timestamp such as 2026-11-25T12:00:00.000Z, with nine digits of a second at most")
    try:
        # The 60th second of RFC 3339 sorts after the 59th as text; only strptime does not know it.
        year = datetime.strptime(re.sub(":60$", ":59", found[1]), "%Y-%m-%dT%H:%M:%S").year
    except ValueError:
        raise Refused(noun, part, "is a time that does not exist") from None
    if year > LAST_YEAR:
        raise Refused(noun, part, f"is after the year {LAST_YEAR}, and nothing could ever supersede it")
    return f"{found[1]}.{found[2] or '':0<9}"


def parse_stix_time(text: object, noun: str = "object", part: str = "modified") -> datetime:
    """The time (UTC, microseconds; further digits are cut) that `text` writes; raises `Refused`."""
    key = version_key(text, noun, part)
    return datetime.strptime(re.sub(":60[.]", ":59.", key[:26]), "%Y-%m-%dT%H:%M:%S.%f").replace(tzinfo=UTC)
