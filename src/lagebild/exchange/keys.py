"""Keys that sign: Ed25519 (RFC 8032) with the times from which and until which they count."""

import base64
import hashlib
import json
import os
import secrets
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from lagebild.claims.event import parse_time, time_text, utc_now
from lagebild.claims.fields import Fields
from lagebild.errors import InvalidClaim, KeyUnusable, Refused
from lagebild.exchange.stix.wire import strict_base64

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_N_BYTES: Final = 32
_FORMAT: Final = "lagebild-signing-key"
#: A key file has some 200 bytes.
_MAX_FILE_BYTES: Final = 4096
#: The prime of the curve, and the y of its eight points of small order: a "key" that is one of them lets anybody sign for it.
_P: Final = 2**255 - 19
_SMALL_ORDER: Final = frozenset({
    0, 1, _P - 1, 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7,
    0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826,
})  # fmt: skip
#: Keys of partners that are kept ready for use.
_N_AT_HAND: Final = 256


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key that proves signatures: its 32 bytes, and when its signatures count (UTC).

    They count from `valid_from` on, before `valid_until` (None: no end). Once `revoked_at` is there, nothing counts that was not
    held before that time: whoever has the key can write any time into a signature. Raises `Refused` for what is no key.
    """

    data: bytes
    valid_from: datetime
    valid_until: datetime | None = None
    revoked_at: datetime | None = None

    def __post_init__(self) -> None:
        if len(self.data) != _N_BYTES:
            raise Refused("key", "data", f"has {len(self.data)} bytes, and an Ed25519 key has {_N_BYTES}")
        if (int.from_bytes(self.data, "little") & (1 << 255) - 1) % _P in _SMALL_ORDER:
            raise Refused("key", "data", "is a point of small order, under which anybody can sign")
        for time in (self.valid_from, self.valid_until, self.revoked_at):
            if time is not None:
                time_text(time)
        if self.valid_until is not None and self.valid_until <= self.valid_from:
            raise Refused("key", "valid_until", "is not after valid_from")

    @property
    def id(self) -> str:
        """What signatures name the key by: "ed25519:" and the first 32 digits of `fingerprint`, without its blanks."""
        return "ed25519:" + hashlib.sha256(self.data).hexdigest()[:32]

    def counts_at(self, time: datetime) -> bool:
        """Whether a signature made at `time` counts, as far as validity goes; see `revoked_at` for revocation."""
        return self.valid_from <= time and (self.valid_until is None or time < self.valid_until)

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Whether `signature` is this key's over `message`."""
        from cryptography.exceptions import InvalidSignature

        try:
            _public(self.data).verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key: the 32 bytes of its seed, never shown, and when it was made (UTC)."""

    seed: bytes = field(repr=False)
    valid_from: datetime

    @property
    def public(self) -> PublicKey:
        """What others prove its signatures with."""
        return PublicKey(_public_bytes(self.seed), self.valid_from)

    def sign(self, message: bytes) -> bytes:
        """The signature over `message`, 64 bytes; the same for the same message."""
        return _private(self.seed).sign(message)


@dataclass(frozen=True, slots=True)
class KeyRing:
    """All keys of one identity, old ones too."""

    identity: str
    keys: tuple[PublicKey, ...]

    def __post_init__(self) -> None:
        if len({key.data for key in self.keys}) != len(self.keys):
            raise Refused("keys", self.identity, "holds one key twice")

    def __iter__(self) -> Iterator[PublicKey]:
        return iter(self.keys)

    def by_id(self, id: str) -> PublicKey | None:
        """The key that signatures name `id`."""
        return next((key for key in self.keys if key.id == id), None)

    def at(self, time: datetime) -> tuple[PublicKey, ...]:
        """The keys whose signatures count at `time`, and that were not revoked by then."""
        return tuple(key for key in self.keys if key.counts_at(time) and (key.revoked_at is None or time < key.revoked_at))


def new_key(now: datetime | None = None) -> SigningKey:
    """A fresh key from the system's source of randomness, which counts from `now` on."""
    return SigningKey(secrets.token_bytes(_N_BYTES), now or utc_now())


def fingerprint(public: PublicKey) -> str:
    """What two people read to each other: the first 160 bits of the key's SHA-256 as ten groups of four hex digits."""
    digits = hashlib.sha256(public.data).hexdigest()[:40]
    return " ".join(digits[start : start + 4] for start in range(0, 40, 4))


def save_key(key: SigningKey, path: Path) -> None:
    """Writes `key` to `path`, durably, where only the owner can read it (0600). Raises `KeyUnusable`, also where something is
    there already: a key is never overwritten."""
    text = json.dumps({"format": _FORMAT, "seed": _base64(key.seed), "valid_from": time_text(key.valid_from)}) + "\n"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
    except OSError as error:
        raise KeyUnusable(str(path), (error.strerror or str(error)).lower()) from error


def load_key(path: Path) -> SigningKey:
    """The key that `save_key` wrote. Raises `KeyUnusable` where it is no such file, or others than its owner may read it."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(handle, "rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            if not stat.S_ISREG(mode):
                raise KeyUnusable(str(path), "it is no regular file")
            if mode & 0o077:
                remedy = f"take the right away (chmod 600 {path}), and revoke the key if somebody may have read it"
                raise KeyUnusable(str(path), "others than its owner may read it", remedy)
            data = file.read(_MAX_FILE_BYTES)
    except OSError as error:
        raise KeyUnusable(str(path), (error.strerror or str(error)).lower()) from error
    return _loaded(data, path)


def key_part(key: PublicKey) -> dict[str, Any]:
    """The JSON form of a public key, as cards hold it."""
    return {
        "data": _base64(key.data),
        "valid_from": time_text(key.valid_from),
        "valid_until": time_text(key.valid_until) if key.valid_until else None,
        "revoked_at": time_text(key.revoked_at) if key.revoked_at else None,
    }


def parse_key(value: object, path: str = "key") -> PublicKey:
    """The public key in its JSON form; raises `InvalidClaim` or `Refused`."""
    fields = Fields(value, path, ("data", "valid_from", "valid_until", "revoked_at"))
    ends = [parse_time(fields.text(name)) if fields.has(name) else None for name in ("valid_until", "revoked_at")]
    return PublicKey(strict_base64(fields.text("data"), "key", "data"), parse_time(fields.text("valid_from")), *ends)


def _loaded(data: bytes, path: Path) -> SigningKey:
    try:
        fields = Fields(json.loads(data), "key", ("format", "seed", "valid_from"))
        seed = strict_base64(fields.text("seed"), "key", "seed")
        if fields.text("format") != _FORMAT or len(seed) != _N_BYTES:
            raise InvalidClaim("key", "is of another format")
        return SigningKey(seed, parse_time(fields.text("valid_from")))
    except (ValueError, RecursionError, InvalidClaim, Refused):
        # Without its cause: a message of the parser could hold digits of the key.
        raise KeyUnusable(str(path), "it is no signing key of Lagebild") from None


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


@lru_cache(_N_AT_HAND)
def _public(data: bytes) -> "Ed25519PublicKey":
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    return Ed25519PublicKey.from_public_bytes(data)


@lru_cache(4)
def _public_bytes(seed: bytes) -> bytes:
    return _private(seed).public_key().public_bytes_raw()


@lru_cache(4)
def _private(seed: bytes) -> "Ed25519PrivateKey":
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(seed)
