"""IP addresses that are never connected to unless the user allows their host by name."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final


def _networks(kind: str, *written: str) -> Iterable[tuple[IPv4Network, str]]:
    return [(IPv4Network(network), kind) for network in written]


# Written out, not `IPv4Address.is_global`: that changes with Python's patch level (CVE-2024-4032), and lets multicast through.
#: https://www.iana.org/assignments/iana-ipv4-special-registry, and RFC 5771 for multicast.
_V4: Final[tuple[tuple[IPv4Network, str], ...]] = (
    *_networks("a private address", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"),
    *_networks("this machine itself", "127.0.0.0/8", "0.0.0.0/8"),
    *_networks("a link-local address", "169.254.0.0/16"),
    *_networks("an address inside a provider's network", "100.64.0.0/10"),
    *_networks("a multicast address", "224.0.0.0/4"),
    *_networks("a reserved address", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "240.0.0.0/4"),
    *_networks("an address for documentation", "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"),
)
#: https://www.iana.org/assignments/ipv6-unicast-address-assignments: everything that is routed lies in here …
_V6_GLOBAL: Final = IPv6Network("2000::/3")
#: … but for these: IETF protocols with Teredo, 6to4 (which both wrap an IPv4 address), documentation.
_V6_RESERVED: Final = tuple(IPv6Network(n) for n in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))
_V6_KINDS: Final = (
    (IPv6Network("::1/128"), "this machine itself"),
    (IPv6Network("::/128"), "this machine itself"),
    (IPv6Network("::ffff:0:0/96"), "an IPv4 address in disguise"),
    (IPv6Network("fc00::/7"), "a private address"),
    (IPv6Network("fe80::/10"), "a link-local address"),
    (IPv6Network("ff00::/8"), "a multicast address"),
)
#: RFC 6052: where IPv4 is reached through NAT64 the resolver gives these, so the address inside decides.
_NAT64: Final = IPv6Network("64:ff9b::/96")


def why_forbidden(ip: str) -> str | None:
    """What makes `ip` an address that is not connected to, in words; None for one on the public internet.

    Text that is no plain IP address (one with a zone, fe80::1%eth0, too) is forbidden as well.
    """
    try:
        address = ip_address(ip)
    except ValueError:
        return "no IP address"
    if isinstance(address, IPv4Address):
        return _kind(address)
    if address.scope_id is not None:
        return "a link-local address"
    if address in _NAT64:
        return _kind(IPv4Address(int(address) & 0xFFFF_FFFF))
    return _v6_kind(address)


def _kind(address: IPv4Address) -> str | None:
    return next((kind for network, kind in _V4 if address in network), None)


def _v6_kind(address: IPv6Address) -> str | None:
    if address in _V6_GLOBAL and not any(address in network for network in _V6_RESERVED):
        return None
    return next((kind for network, kind in _V6_KINDS if address in network), "a reserved address")
