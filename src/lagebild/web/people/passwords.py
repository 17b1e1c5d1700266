"""Passwords: argon2id, and what none may be."""

import threading
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Final

from lagebild.web.refusals import PersonRefused

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST: Final = 12
_LONGEST: Final = 1024
_FEWEST_DIFFERENT: Final = 5
#: Each hash takes 64 MiB while it is computed: more at once would let a flood of sign-ins fill the memory.
_AT_ONCE: Final = threading.BoundedSemaphore(2)


def checked(password: str, name: str) -> str:
    """`password` in the form that is hashed; raises `PersonRefused` for one that is easily guessed."""
    known = unicodedata.normalize("NFKC", password)
    for wrong, reason in (
        (len(known) < SHORTEST, f"a password has {SHORTEST} characters or more"),
        (len(known) > _LONGEST, f"a password has {_LONGEST} characters or fewer"),
        (len(set(known)) < _FEWEST_DIFFERENT, f"a password has {_FEWEST_DIFFERENT} different characters or more"),
        (name.casefold() in known.casefold(), "a password does not hold the name"),
    ):
        if wrong:
            raise PersonRefused(name, reason)
    return known


def hashed(password: str) -> str:
    """The argon2id hash, with its parameters and salt."""
    with _AT_ONCE:
        return _hasher().hash(password)


def fits(digest: str | None, password: str) -> bool:
    """Whether the password is the one of `digest`. For None the same work is done, so that time does not tell who is known."""
    from argon2.exceptions import VerificationError

    known = unicodedata.normalize("NFKC", password[:_LONGEST])
    with _AT_ONCE:
        try:
            return _hasher().verify(digest or _nobody(), known) and digest is not None
        except VerificationError:
            return False


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher

    return PasswordHasher()


@cache
def _nobody() -> str:
    return _hasher().hash("nobody has this password")
