"""How much of its quota a partner has used, until when it is refused, and who tried tokens under its name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

from lagebild.claims.event import time_text
from lagebild.exchange.quota import TRIES_S, Quota, Used
from lagebild.exchange.state import Alarm, State
from lagebild.exchange.waits import Wait, waits_in


@dataclass(frozen=True, slots=True)
class Allowance:
    """A partner's quota at a moment (`now`, UTC): what of it was `used` today, how many bytes are kept aside, when the partner was told to
    wait, and the alarms under its name, both the newest first. How often it asks just now is known to the process that serves alone."""

    quota: Quota
    used: Used
    n_bytes_aside: int
    waits: tuple[Wait, ...]
    alarms: tuple[Alarm, ...]
    now: datetime

    @property
    def until(self) -> datetime | None:
        """Until when (UTC) something of it is refused, None where nothing is for its amount: the end of the day where that is used up, else
        what the partner was told."""
        told = [wait.until for wait in self.waits if wait.until is not None and wait.until > self.now]
        return max([*told, *([day_after(self.now)] if self._is_used_up else [])], default=None)

    @property
    def is_full(self) -> bool:
        """Whether nothing more of it can be kept aside, so that it brings nothing before what waits there is settled."""
        return self.n_bytes_aside >= self.quota.bytes_aside

    @property
    def _is_used_up(self) -> bool:
        return self.used.n_objects >= self.quota.objects_a_day or self.used.n_bytes >= self.quota.bytes_a_day


def allowances(state: State, quota: Quota, folder: Path | None, now: datetime) -> dict[str, Allowance]:
    """The allowance of each partner (identity), dropped ones too; `folder` is the node's, None where it is not known."""
    waits = waits_in(folder)
    return {id: _allowance(state, id, quota, waits.get(id, ()), now) for id in state.partners}


def allowance_part(one: Allowance) -> dict[str, Any]:
    """The JSON form of an allowance, without its alarms."""
    quota, until = one.quota, one.until
    return {
        "today": {"n_objects": one.used.n_objects, "n_bytes": one.used.n_bytes}, "n_bytes_aside": one.n_bytes_aside,
        "quota": {
            "objects": quota.objects_a_day, "bytes": quota.bytes_a_day, "bytes_aside": quota.bytes_aside,
            "requests_a_minute": quota.requests_a_minute,
        },
        "refused_until": time_text(until) if until is not None else None,
        "waits": [
            {"for": wait.kind, "time": time_text(wait.time), "until": time_text(wait.until) if wait.until is not None else None}
            for wait in one.waits
        ],
    }  # fmt: skip


def shut_until(alarm: Alarm) -> datetime:
    """The time (UTC) from which on an address that tried wrong tokens was looked at again, at the latest."""
    return alarm.time + timedelta(seconds=TRIES_S)


def day_after(now: datetime) -> datetime:
    """The beginning of the next day (UTC), when days are counted anew."""
    return datetime.combine(now.astimezone(UTC).date() + timedelta(days=1), time(), UTC)


def _allowance(state: State, id: str, quota: Quota, waits: Sequence[Wait], now: datetime) -> Allowance:
    alarms = tuple(alarm for alarm in reversed(state.alarms) if alarm.name == id)
    used = state.come(id).used.on(now.astimezone(UTC).date().isoformat())
    return Allowance(quota, used, state.holdings.aside.get(id, 0), tuple(waits), alarms, now)
