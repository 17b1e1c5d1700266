"""People, what they may do, and how a request shows who it is from."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args

Role = Literal["reader", "analyst", "releaser", "administrator"]
#: Each may do what those before it may: read; decide and add; release; look after people.
ROLES: Final[tuple[Role, ...]] = get_args(Role)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may sign in. Times are UTC; `seen` is the last sign-in, None before the first."""

    name: str
    role: Role
    created: datetime
    seen: datetime | None = None


@dataclass(frozen=True, slots=True)
class Token:
    """A key for programs: acts as `name`, but with no more than `role`. `id` names it; the key itself is not kept."""

    id: str
    name: str
    title: str
    role: Role
    created: datetime
    expires: datetime | None
    used: datetime | None


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a request is from: by a session, by a token, or "alone": the one user of a workspace without people."""

    name: str
    role: Role
    by: Literal["session", "token", "alone"]

    def may(self, role: Role) -> bool:
        """Whether this one may do what `role` may."""
        return ROLES.index(self.role) >= ROLES.index(role)


@dataclass(frozen=True, slots=True)
class Noted:
    """One line of the record of sign-ins and changes to people."""

    time: datetime
    name: str
    address: str
    what: str


@dataclass(frozen=True, slots=True)
class Visit:
    """Up to which event somebody had seen the ledger when this visit began (0: nothing), and when that was."""

    since: int
    time: datetime | None
