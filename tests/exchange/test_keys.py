"""Keys: what they prove, when they count, and how a private one is kept."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from lagebild.errors import InvalidClaim, KeyUnusable, Refused
from lagebild.exchange.keys import (
    KeyRing,
    PublicKey,
    SigningKey,
    fingerprint,
    key_part,
    load_key,
    new_key,
    parse_key,
    save_key,
)

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
P = 2**255 - 19


def test_a_signature_proves_its_message_and_no_other() -> None:
    """RFC 8032, section 7.1, test 1: seed, public key and signature over the empty message."""
    key = SigningKey(bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"), NOON)
    assert key.public.data.hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    signature = key.sign(b"")
    assert signature.hex() == (
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
    )
    assert key.public.verifies(signature, b"")
    assert not key.public.verifies(signature, b"x")
    assert not key.public.verifies(bytes(64), b"")


def test_a_saved_key_is_the_owners_alone_and_comes_back(tmp_path: Path) -> None:
    key = new_key(NOON)
    save_key(key, tmp_path / "k")
    assert (tmp_path / "k").stat().st_mode & 0o777 == 0o600
    assert load_key(tmp_path / "k") == key
    assert key.seed.hex() not in repr(key)
    assert str(key.seed) not in repr(key)


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    """Neither a file nor what a link names."""
    save_key(new_key(), tmp_path / "k")
    before = (tmp_path / "k").read_bytes()
    (tmp_path / "link").symlink_to(tmp_path / "other")
    for name in ("k", "link"):
        with pytest.raises(KeyUnusable):
            save_key(new_key(), tmp_path / name)
    assert (tmp_path / "k").read_bytes() == before
    assert not (tmp_path / "other").exists()


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    save_key(new_key(), tmp_path / "k")
    (tmp_path / "k").chmod(0o640)
    with pytest.raises(KeyUnusable, match="others than its owner"):
        load_key(tmp_path / "k")


@pytest.mark.parametrize("content", [b"", b"{}", b"[" * 5000, b"\xff", b'{"format":"lagebild-signing-key","seed":"AA==","valid_from":"x"}'])
def test_what_is_no_key_file_is_refused_without_showing_it(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "k").write_bytes(content)
    (tmp_path / "k").chmod(0o600)
    with pytest.raises(KeyUnusable, match="no signing key"):
        load_key(tmp_path / "k")


def test_a_pipe_or_a_link_in_place_of_a_key_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)
    save_key(new_key(), tmp_path / "k")
    (tmp_path / "link").symlink_to(tmp_path / "k")
    for name in ("pipe", "link", "missing"):
        with pytest.raises(KeyUnusable):
            load_key(tmp_path / name)


def test_a_fingerprint_is_ten_groups_that_begin_like_the_id() -> None:
    public = new_key().public
    groups = fingerprint(public).split()
    assert [len(group) for group in groups] == [4] * 10
    assert "".join(groups).startswith(public.id.removeprefix("ed25519:"))


def small_order_points() -> list[bytes]:
    """All encodings of points whose order divides 8, computed from the curve: eight times the point is the neutral one."""
    d = -121665 * pow(121666, P - 2, P) % P

    def x_of(y: int) -> int | None:
        square = (y * y - 1) * pow(d * y * y + 1, P - 2, P) % P
        root = pow(square, (P + 3) // 8, P)
        for candidate in (root, root * pow(2, (P - 1) // 4, P) % P):
            if candidate * candidate % P == square:
                return candidate
        return None

    def doubled(x: int, y: int) -> tuple[int, int]:
        k = d * x * x * y * y % P
        return 2 * x * y * pow(1 + k, P - 2, P) % P, (y * y + x * x) * pow(1 - k, P - 2, P) % P

    found = [0, 1, P - 1]
    # The points of order 8 double to one with y = 0: y^2 = -x^2, so d*y^4 + 2*y^2 - 1 = 0.
    root = pow(1 + d, (P + 3) // 8, P)
    root = root if root * root % P == (1 + d) % P else root * pow(2, (P - 1) // 4, P) % P
    for sign in (1, -1):
        square = (-1 + sign * root) * pow(d, P - 2, P) % P
        y = pow(square, (P + 3) // 8, P)
        y = y if y * y % P == square else y * pow(2, (P - 1) // 4, P) % P
        if y * y % P == square:
            found += [y, P - y]
    for y in found:
        x = x_of(y)
        assert x is not None
        point = (x, y)
        for _ in range(3):
            point = doubled(*point)
        assert point == (0, 1)
    encodings = [y + offset for y in found for offset in (0, P) if y + offset < 2**255]
    return [(y | sign << 255).to_bytes(32, "little") for y in encodings for sign in (0, 1)]


def test_a_key_under_which_anybody_can_sign_is_refused() -> None:
    points = small_order_points()
    assert len(points) >= 14
    for data in points:
        with pytest.raises(Refused, match="small order"):
            PublicKey(data, NOON)


def test_a_key_counts_from_its_first_to_before_its_last_moment() -> None:
    key = PublicKey(new_key().public.data, NOON, NOON + HOUR, None)
    assert [key.counts_at(NOON + n * HOUR / 2) for n in (-1, 0, 1, 2)] == [False, True, True, False]
    ring = KeyRing("x", (key, PublicKey(new_key().public.data, NOON, revoked_at=NOON + HOUR)))
    assert len(ring.at(NOON)) == 2
    assert ring.at(NOON + HOUR) == ()
    assert ring.by_id(key.id) is key
    assert ring.by_id("ed25519:0") is None
    assert len(list(ring)) == 2


@pytest.mark.parametrize(
    ("data", "until"), [(bytes(31), None), (b"\x42" * 33, None), (b"\x42" * 32, NOON), (b"\x42" * 32, NOON - HOUR)]
)
def test_a_public_key_is_checked_at_birth(data: bytes, until: datetime | None) -> None:
    with pytest.raises(Refused):
        PublicKey(data, NOON, until)


def test_a_ring_holds_a_key_once() -> None:
    """With two validities for one key nobody could tell which holds."""
    key = new_key(NOON).public
    with pytest.raises(Refused, match="twice"):
        KeyRing("x", (key, PublicKey(key.data, NOON + HOUR)))


TIMES = st.none() | st.integers(1, 10**6).map(lambda seconds: NOON + timedelta(seconds=seconds))


@given(TIMES, TIMES)
def test_a_public_key_survives_its_json_form(until: datetime | None, revoked: datetime | None) -> None:
    key = PublicKey(Ed25519PrivateKey.from_private_bytes(b"\1" * 32).public_key().public_bytes_raw(), NOON, until, revoked)
    assert parse_key(key_part(key)) == key


@pytest.mark.parametrize("value", [None, {}, {"data": "%", "valid_from": "2026-11-01T12:00:00.000000Z"}, {"data": 3}])
def test_what_is_no_public_key_is_refused(value: object) -> None:
    with pytest.raises((Refused, InvalidClaim)):
        parse_key(value)
