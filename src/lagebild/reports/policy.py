"""What may be fetched, and within which bounds."""

import re
from dataclasses import dataclass
from typing import Final

from lagebild.errors import FetchRefused, InvalidFact
from lagebild.reports.weburl import WebAddress, host_name

#: The name by which robots.txt can address Lagebild, and that the User-Agent begins with.
PRODUCT: Final = "Lagebild"
_CONTACT: Final = re.compile(r"[!-'*-\[\]-~ ]{1,200}")


@dataclass(frozen=True, slots=True)
class Policy:
    """The bounds within which one address is fetched; what breaks one is refused.

    `allowed_hosts` are names (or IP addresses as the URL has them), in lower case, that may lead to private addresses: all of
    them, wherever the name points. `ports` are those that may be connected to. `allow_downgrade` permits a redirect from https
    to http. `max_bytes` bounds the body both as sent and unpacked, `max_header_bytes` the answer's head. `max_seconds` is for
    all of one fetch with its redirects, but for waiting one's turn; `connect_seconds` for one attempt to connect.
    `interval_s` passes between two requests to one host. `contact` (a mail or web address) is added to the User-Agent.

    Raises `InvalidFact` for an allowed host that is not in normal form and for a contact that no header can hold.
    """

    allowed_hosts: frozenset[str] = frozenset()
    ports: frozenset[int] = frozenset({80, 443})
    allow_downgrade: bool = False
    max_bytes: int = 20_000_000
    max_header_bytes: int = 65_536
    max_redirects: int = 5
    max_seconds: float = 60.0
    connect_seconds: float = 10.0
    interval_s: float = 1.0
    contact: str | None = None

    def __post_init__(self) -> None:
        for host in self.allowed_hosts:
            if host_name(host) != host:
                raise InvalidFact("allowed host", host, f"is not how it is looked up, write {host_name(host) or 'a host name'}")
        if self.contact is not None and not _CONTACT.fullmatch(self.contact):
            raise InvalidFact("contact", self.contact, "is not plain text of at most 200 characters without parentheses")

    def check(self, address: WebAddress) -> None:
        """Raise `FetchRefused` where the port of `address` is not one that may be connected to."""
        if address.port not in self.ports:
            raise FetchRefused(address.url, f"port {address.port} is not allowed", "allow the port, or give another address")
