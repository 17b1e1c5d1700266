"""The days that an EDTF expression (ISO 8601-2, levels 0 and 1) covers."""

import re
from calendar import monthrange
from datetime import date
from typing import Final

_PART: Final = re.compile(r"(?P<year>[0-9]{2}(?:[0-9]{2}|[0-9]X|XX))(?:-(?P<month>[0-9]{2}|XX))?(?:-(?P<day>[0-9]{2}|XX))?[?~%]?")
#: Seasons (21 to 24, northern), quarters (33 to 36), quadrimesters (37 to 39), semesters (40, 41): first month and length.
_GROUPS: Final[dict[int, tuple[int, int]]] = {
    21: (3, 3), 22: (6, 3), 23: (9, 3), 24: (12, 3), 33: (1, 3), 34: (4, 3), 35: (7, 3), 36: (10, 3),
    37: (1, 4), 38: (5, 4), 39: (9, 4), 40: (1, 6), 41: (7, 6),
}  # fmt: skip


def day_bounds(edtf: str | None) -> tuple[str | None, str | None]:
    """The first and the last day (YYYY-MM-DD) that `edtf` may mean; None for an end that is open or that cannot be told.

    "2024-11" is ("2024-11-01", "2024-11-30"), "2024-11-27/.." ("2024-11-27", None), "XXXX-11-27" (None, None).
    """
    if not edtf:
        return None, None
    first, _, last = edtf.partition("/")
    if not last:
        return _days(first)
    return _days(first)[0], _days(last)[1]


def _days(text: str) -> tuple[str | None, str | None]:
    found = _PART.fullmatch(text)
    if found is None:
        return None, None
    low, high = int(found["year"].replace("X", "0")), int(found["year"].replace("X", "9"))
    month, day = found["month"], found["day"]
    try:
        if low != high or month in (None, "XX"):
            return date(low, 1, 1).isoformat(), date(high, 12, 31).isoformat()
        if day not in (None, "XX"):
            exact = date(low, int(month), int(day)).isoformat()
            return exact, exact
        return _months(low, *_GROUPS.get(int(month), (int(month), 1)))
    except ValueError:  # 31 February, year 0000
        return None, None


def _months(year: int, month: int, n_months: int) -> tuple[str, str]:
    last = year * 12 + month - 1 + n_months - 1
    end = date(last // 12, last % 12 + 1, monthrange(last // 12, last % 12 + 1)[1])
    return date(year, month, 1).isoformat(), end.isoformat()
