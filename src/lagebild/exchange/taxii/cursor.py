"""The `next` of a page: a place in a walk that only this store can write and read, and only for the same caller and question.

It holds no state on the server, so it may be used again after an answer was lost, and is good for as long as the store is. What
the specification says of security (appendix B) holds: it is never trusted to be what was given out, and is looked at in the
context of the question.
"""

import base64
import binascii
from collections.abc import Sequence
from typing import Final

from lagebild.errors import Refused

__all__ = ["Cursors"]

_N_TOKEN: Final = 32


class Cursors:
    """Writes and reads tokens under `key` (32 bytes). AES-SIV (RFC 5297): the token proves itself, hides the place, and is the
    same for the same place, so that asking twice shows nothing new."""

    def __init__(self, key: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESSIV

        self._siv: Final = AESSIV(key)

    def token(self, place: int, bound: Sequence[str]) -> str:
        """The `next` for the walk behind `place` (microseconds since 1970), bound to all of `bound`."""
        sealed = self._siv.encrypt(place.to_bytes(8, "big", signed=True), [one.encode() for one in bound])
        return base64.urlsafe_b64encode(sealed).decode()

    def place(self, token: str, bound: Sequence[str]) -> int:
        """The place in `token`. Raises `Refused` for one that was not given out for the same `bound`."""
        from cryptography.exceptions import InvalidTag

        try:
            if len(token) != _N_TOKEN:
                raise InvalidTag
            sealed = base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True)
            return int.from_bytes(self._siv.decrypt(sealed, [one.encode() for one in bound]), "big", signed=True)
        except (InvalidTag, binascii.Error, UnicodeEncodeError):
            raise Refused("query", "next", "was not given out for this question") from None
