"""Forbidden addresses: by range, and never one that Python itself calls private."""

from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagebild.reports.addresses import why_forbidden


@pytest.mark.parametrize(
    ("ip", "kind"),
    [
        ("127.0.0.1", "this machine"), ("0.0.0.0", "this machine"), ("10.1.2.3", "private"), ("172.31.255.255", "private"),
        ("192.168.0.1", "private"), ("169.254.169.254", "link-local"), ("100.64.0.1", "provider"), ("224.0.0.1", "multicast"),
        ("255.255.255.255", "reserved"), ("198.18.0.1", "reserved"), ("192.0.2.1", "documentation"), ("::1", "this machine"),
        ("::", "this machine"), ("::ffff:8.8.8.8", "disguise"), ("::ffff:7f00:1", "disguise"), ("::7f00:1", "reserved"),
        ("fc00::1", "private"), ("fe80::1", "link-local"), ("fe80::1%eth0", "link-local"), ("ff02::1", "multicast"),
        ("2002:7f00:1::", "reserved"), ("2001:0:1::", "reserved"), ("2001:db8::1", "reserved"), ("64:ff9b::10.0.0.1", "private"),
        ("64:ff9b:1::1", "reserved"), ("fec0::1", "reserved"), ("localhost", "no IP address"), ("", "no IP address"),
    ],
)  # fmt: skip
def test_forbidden(ip: str, kind: str) -> None:
    """Every range that is not the public internet is forbidden by its name."""
    assert kind in (why_forbidden(ip) or "")


@pytest.mark.parametrize("ip", ["8.8.8.8", "172.32.0.1", "100.128.0.1", "2001:4860:4860::8888", "64:ff9b::8.8.8.8"])
def test_public(ip: str) -> None:
    """Public addresses are free, also behind NAT64."""
    assert why_forbidden(ip) is None


@given(st.integers(0, 2**32 - 1))
def test_no_private_ipv4_is_free(number: int) -> None:
    """Nothing that `ipaddress` calls not global is free."""
    address = IPv4Address(number)
    assert why_forbidden(str(address)) or (address.is_global and not address.is_multicast)


@given(st.integers(0, 2**128 - 1) | st.integers(0x20 << 120, (0x21 << 120) - 1))
def test_no_private_ipv6_is_free(number: int) -> None:
    """Nothing that `ipaddress` calls not global is free, nor anything that wraps an IPv4 address."""
    address = IPv6Address(number)
    free = address.is_global and not address.is_multicast and not (address.ipv4_mapped or address.sixtofour or address.teredo)
    assert why_forbidden(str(address)) or free
