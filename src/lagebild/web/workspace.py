"""What the requests share: the ledger, the people, the picture that follows the ledger, and what is being read."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Final

from lagebild.exchange.quota import Quota
from lagebild.ledger import Ledger
from lagebild.ledger.store import Store
from lagebild.ledger.view import View
from lagebild.ledger.words import lemma
from lagebild.pipeline.readers import BUILT_IN_ONLY, Readers
from lagebild.reports import Limits
from lagebild.reports.policy import Policy
from lagebild.web.aside import Aside
from lagebild.web.charts import warm
from lagebild.web.exchanging import Exchanging
from lagebild.web.following import Following
from lagebild.web.intake import Intake
from lagebild.web.people import People, Person, Role
from lagebild.web.searches import Courier, Searches, searches_path

_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True)
class Options:
    """How the workspace runs. `actor` is who acts where nobody signs in; `hosts` are names under which it may be reached beside
    `host` itself; `request_s` bounds a request, `upload_s` one that brings files, in seconds. `node` is the folder of the
    keys with which administrators sign agreements, None where it is not known; `quota` is how much each partner may bring. `readers`
    read what is brought in. Of requests from `proxies` their headers say for whom and over which scheme they come; nobody else's do."""

    ledger: Ledger
    people: Path
    actor: str
    host: str = "127.0.0.1"
    hosts: frozenset[str] = frozenset()
    limits: Limits = field(default_factory=Limits)
    policy: Policy = field(default_factory=Policy)
    request_s: float = 30.0
    upload_s: float = 300.0
    node: Path | None = None
    readers: Readers = BUILT_IN_ONLY
    quota: Quota = field(default_factory=Quota)
    proxies: tuple[IPv4Network | IPv6Network, ...] = ()

    @property
    def on_loopback(self) -> bool:
        """Whether only this machine can reach it."""
        return self.host in _LOOPBACK


class Workspace:
    """The state of a running workspace; `start` and `stop` frame its background work."""

    def __init__(self, options: Options) -> None:
        self.options: Final = options
        self.ledger: Final = options.ledger
        self.people: Final = People(options.people)
        self.searches: Final = Searches(searches_path(options.people))
        self.courier: Final = Courier(self)
        self.following: Final = Following(options.ledger)
        self.aside: Final = Aside(self.following)
        self.exchange: Final = Exchanging(options.ledger, options.node, quota=options.quota)
        self.intake: Final = Intake(options, self.following.wake)

    def start(self) -> None:
        """Begins to follow the ledger and to read what comes in."""
        self.following.start()
        self.intake.start()
        self.courier.start()
        threading.Thread(target=_warm, name="warming", daemon=True).start()

    def stop(self) -> None:
        """Ends the background work; what was recorded is safe."""
        self.intake.stop()
        self.exchange.stop()
        self.courier.stop()
        self.aside.stop()
        self.following.stop()
        self.searches.close()
        self.people.close()

    def alone(self) -> bool:
        """Whether this is a workspace of one, without sign-in: on loopback, and nobody was added."""
        return self.options.on_loopback and not self.people.any()

    def role_of(self, name: str) -> Role | None:
        """What somebody may do now, None for one who may not sign in."""
        if self.alone():
            return "administrator"
        return next((person.role for person in self.everybody() if person.name == name), None)

    def everybody(self) -> tuple[Person, ...]:
        """Those who may sign in."""
        return self.people.everybody()

    @contextmanager
    def looking(self) -> Iterator[tuple[View, Store]]:
        """One state of the ledger: as a view, and as the store beneath it."""
        with self.ledger.looking() as store:
            yield View(store, self.ledger.blobs), store

    @contextmanager
    def view(self) -> Iterator[View]:
        """One state of the ledger."""
        with self.looking() as (view, _):
            yield view


def _warm() -> None:
    """Loads what is large, so that nobody waits for it with the first search or chart (a second each)."""
    for language in ("de", "en"):
        lemma("geliefert", language)
    warm()
