"""Instants as STIX and TAXII write them: RFC 3339 in UTC, kept as whole nanoseconds or microseconds since 1970."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Final

from lagebild.errors import Refused

__all__ = ["EPOCH_TEXT", "instant", "microseconds", "stamp"]

#: The version of what has none (STIX objects with neither `modified` nor `created`): one value, the same on every server.
EPOCH_TEXT: Final = "1970-01-01T00:00:00.000Z"
_FORM: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?Z", re.ASCII)
_EPOCH_DAY: Final = date(1970, 1, 1).toordinal()
_START: Final = datetime(1970, 1, 1, tzinfo=UTC)
_END: Final = (datetime.max.replace(tzinfo=UTC) - _START) // timedelta(microseconds=1)


def instant(text: object, noun: str, part: str) -> int:
    """Nanoseconds since 1970 of an RFC 3339 text in UTC with none to nine digits of a second; negative before 1970.

    Raises `Refused` for any other form, and for a day or time that does not exist. Second 60 is the one after second 59.
    """
    found = _FORM.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise Refused(noun, part, "is no time such as 2026-11-25T12:00:00.000Z (UTC, at most nine digits of a second)")
    year, month, day, hour, minute, second = map(int, found.groups()[:6])
    if hour > 23 or minute > 59 or second > 60:
        raise Refused(noun, part, "is a time that does not exist")
    try:
        days = date(year, month, day).toordinal() - _EPOCH_DAY
    except ValueError:
        raise Refused(noun, part, "is a day that does not exist") from None
    seconds = ((days * 24 + hour) * 60 + minute) * 60 + second
    return seconds * 1_000_000_000 + int((found[7] or "").ljust(9, "0"))


def microseconds(time: datetime) -> int:
    """Microseconds since 1970 of an aware `time`."""
    return (time - _START) // timedelta(microseconds=1)


def stamp(added: int) -> str:
    """`added` (microseconds since 1970) as TAXII writes a timestamp: UTC with six digits of a second (section 2); the last one
    there is for what lies beyond the year 9999."""
    return (_START + timedelta(microseconds=min(added, _END))).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
