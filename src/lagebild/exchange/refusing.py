"""What another party wrote breaks a rule of ours: said as a refusal of what it gave."""

from collections.abc import Iterator
from contextlib import contextmanager

from lagebild.errors import InvalidClaim, Refused


@contextmanager
def refusing(noun: str) -> Iterator[None]:
    """While in this block an `InvalidClaim` becomes a `Refused` of `noun`, with the same part and reason."""
    try:
        yield
    except InvalidClaim as error:
        raise Refused(noun, error.part, error.reason) from error
