"""Web addresses: one strict reading of a URL, so that what is checked is what is connected to."""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import Final
from urllib.parse import quote, urljoin

from lagebild.errors import FetchRefused

#: RFC 9110, section 4.1, asks for at least 8,000 octets.
_MAX_CHARACTERS: Final = 8_000
_PORTS: Final = {"http": 80, "https": 443}
_PARTS: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#\\]*)(/[^?#]*)?(\?[^#]*)?(?:#.*)?", re.S)
_AUTHORITY: Final = re.compile(r"(\[[0-9A-Fa-f:.]*\]|[^:\[\]]+)(?::([0-9]{0,5}))?")
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?![0-9])")
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_LABEL: Final = re.compile(r"[a-z0-9_-]{1,63}")
#: What the last label of an IPv4 address looks like to some resolver: decimal, octal or hexadecimal (WHATWG URL, 3.5).
_NUMBER: Final = re.compile(r"[0-9]+|0x[0-9a-f]*")
_USERINFO: Final = re.compile(r"(://)[^/?#]*@")
_SAFE: Final = "%/:=&?~+!$,;'@()*[]"


@dataclass(frozen=True, slots=True)
class WebAddress:
    """A URL in its parts: `host` in lower case ASCII (A-labels, or an IP address without brackets), `target` path and query."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """Host and, unless it is the scheme's own, port: the value of the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme and authority: what one robots.txt holds for."""
        return f"{self.scheme}://{self.authority}"

    @property
    def url(self) -> str:
        """The address in its normal form; reading it again gives the same parts."""
        return self.origin + self.target


def web_address(url: str) -> WebAddress:
    """The parts of `url`, an absolute http or https address, in normal form, without its fragment.

    Raises `FetchRefused` for everything else: other schemes, user names, control characters, backslashes before the path, ports
    out of range, host names that are none, and numbers that only some resolvers take for an IP address (0x7f.1, 2130706433).
    """
    url = url.strip(" \t\r\n")  # what copying takes along
    if len(url) > _MAX_CHARACTERS:
        raise FetchRefused(shown_url(url), f"longer than {_MAX_CHARACTERS:,} characters", "shorten it")
    if _CONTROL.search(url):
        raise FetchRefused(shown_url(url), "holds control characters", "copy the address again")
    parts = _PARTS.fullmatch(url)
    if parts is None:
        raise FetchRefused(shown_url(url), "no web address", _form_remedy(url))
    scheme = parts[1].lower()
    if scheme not in _PORTS:
        raise FetchRefused(shown_url(url), f"{scheme} is not fetched", "give an http or https address")
    host, port = _authority(parts[2], url)
    target = quote((parts[3] or "/") + (parts[4] or ""), safe=_SAFE)
    return WebAddress(scheme, host, int(port or _PORTS[scheme]), target)


def joined(base: WebAddress, location: str) -> WebAddress:
    """The address that `location`, absolute or relative, names on a page at `base`; raises `FetchRefused`."""
    if _CONTROL.search(location):  # urljoin would drop some of them silently
        raise FetchRefused(shown_url(base.url), "redirects to an address with control characters")
    try:
        return web_address(urljoin(base.url, location.strip(" ")))
    except ValueError:  # urljoin on brackets that hold no IPv6 address
        raise FetchRefused(shown_url(base.url), f"redirects to no web address: {shown_url(location)}") from None


def host_name(name: str) -> str | None:
    """`name`, a host name or IP address without brackets, in the form that `WebAddress.host` has; None if it is neither."""
    try:
        return str(IPv6Address(name)) if ":" in name and "%" not in name else _named_host(name)
    except ValueError:
        return None


def shown_url(url: str) -> str:
    """`url` fit for messages and logs: no user name or password, no control characters, at most 300 characters."""
    bare = _USERINFO.sub(r"\1…@", url[: 2 * _MAX_CHARACTERS])
    plain = _CONTROL.sub("\ufffd", bare)
    return plain if len(plain) <= 300 else plain[:299] + "…"


def _authority(text: str, url: str) -> tuple[str, str | None]:
    if "@" in text:
        raise FetchRefused(shown_url(url), "holds a user name", "give the address without it")
    found = _AUTHORITY.fullmatch(text)
    host = host_name(found[1].strip("[]")) if found else None
    if found is None or host is None or (found[1].startswith("[") != (":" in host)):
        raise FetchRefused(shown_url(url), "names no host that can be looked up", "check the address")
    if found[2] and not 0 < int(found[2]) < 65_536:
        raise FetchRefused(shown_url(url), f"{found[2]} is no port", "check the address")
    return host, found[2] or None


def _named_host(name: str) -> str | None:
    """`name` in lower case A-labels without a final dot; None if it is no host name. Raises `ValueError` likewise."""
    host = (name.lower() if name.isascii() else _a_labels(name)).removesuffix(".")
    labels = host.split(".")
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        return None
    return str(IPv4Address(host)) if _NUMBER.fullmatch(labels[-1]) else host


def _a_labels(name: str) -> str:
    import idna  # 20 ms

    if len(name) > 253:
        raise ValueError(name)
    return idna.encode(name, uts46=True, std3_rules=False).decode("ascii").lower()  # IDNAError is a ValueError


def _form_remedy(url: str) -> str:
    return "check the address" if _SCHEME.match(url) else f"write https://{shown_url(url.lstrip('/'))}"
