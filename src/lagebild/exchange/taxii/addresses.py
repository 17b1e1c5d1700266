"""Addresses of servers: which may be connected to, and which are this machine's own."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from lagebild.errors import FetchRefused

__all__ = ["is_loopback", "safe_url"]


def safe_url(url: str) -> str:
    """`url`, ending in a slash. Raises `FetchRefused` for another scheme than https (http on loopback), a user name, a query, and
    parts that only mislead."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise FetchRefused(url[:200], "is no address") from error
    plain = url.isascii() and url.isprintable() and not set(url) & set(' \\"<>^`{|}%')
    if parts.scheme not in ("https", "http") or not host or not plain or parts.query or parts.fragment or "@" in parts.netloc:
        raise FetchRefused(url[:200] if plain and "@" not in url else "this", "is no plain https address")
    if any(segment in (".", "..") for segment in parts.path.split("/")):
        raise FetchRefused(url, "has a path that leads astray")
    if parts.scheme == "http" and not is_loopback(host):
        raise FetchRefused(url, "is not encrypted", "use https")
    return url if url.endswith("/") else url + "/"


def is_loopback(host: str) -> bool:
    """Whether `host`, a name or an IP address, is this machine itself and nothing else."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
