"""A real TAXII server on loopback for tests: three parties, collections with every combination of rights, objects to send."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx

from lagebild.exchange.taxii.access import Door, Grant, KnownTokens, Principal, token_hash
from lagebild.exchange.taxii.nouns import Collection
from lagebild.exchange.taxii.server import Limits, Site, taxii_app
from lagebild.exchange.taxii.serving import Listening, running
from lagebild.exchange.taxii.store import ObjectStore

MEDIA = "application/taxii+json;version=2.1"
TOKENS = {"ada": "token-of-ada", "bob": "token-of-bob", "eve": "token-of-eve"}
ROOT = "/taxii2/lagebild/"


def note(content: str = "words", id: str | None = None, modified: str = "2026-01-02T03:04:05.678Z", **parts: Any) -> dict[str, Any]:
    """A note that strict readers accept."""
    return {
        "type": "note", "spec_version": "2.1", "id": id or f"note--{uuid.uuid4()}", "created": "2026-01-01T00:00:00.000Z",
        "modified": modified, "content": content, "object_refs": [f"report--{uuid.uuid4()}"], **parts,
    }  # fmt: skip


def notes(n: int) -> list[dict[str, Any]]:
    return [note(f"words {number}") for number in range(n)]


@dataclass
class TestSite:
    """A running server. `ada` may read and write `both`, read `reading`, write `writing`, and knows of `neither`; `bob` may read
    and write `both`, and has `his` for himself; `eve` has a token and no grants."""

    __test__ = False

    url: str
    store: ObjectStore
    access: KnownTokens
    names: dict[str, str] = field(default_factory=dict)

    def __getattr__(self, name: str) -> str:
        return self.__dict__["names"][name]

    def client(self, user: str | None = "ada", **headers: str) -> httpx.Client:
        given = {"Accept": MEDIA, **({"Authorization": f"Bearer {TOKENS[user]}"} if user else {}), **headers}
        return httpx.Client(base_url=self.url, headers=given, trust_env=False, timeout=20, verify=False)  # loopback

    def path(self, collection: str, rest: str = "objects/") -> str:
        return f"{ROOT}collections/{self.names.get(collection, collection)}/{rest}"

    def get(self, path: str, user: str | None = "ada", **headers: str) -> httpx.Response:
        with self.client(user, **headers) as client:
            return client.get(path)

    def post(self, collection: str, objects: Any, user: str | None = "ada", **headers: str) -> httpx.Response:
        with self.client(user, **{"Content-Type": MEDIA, **headers}) as client:
            body = {"json": {"objects": objects}} if isinstance(objects, list) else {"content": objects}
            return client.post(self.path(collection), **body)

    def fresh(self) -> "TestSite":
        """The same server with new collections."""
        names = {name: str(uuid.uuid4()) for name in ("both", "reading", "writing", "neither", "his", "unknown")}
        for name, id in names.items():
            if name != "unknown":
                self.store.add_collection(Collection(id, f"Collection {name}"))
        self.access.grants = {
            "ada": (
                Grant(names["both"], True, True), Grant(names["reading"], True, False), Grant(names["writing"], False, True),
                Grant(names["neither"], False, False),
            ),
            "bob": (Grant(names["both"], True, True), Grant(names["his"], True, True)),
        }  # fmt: skip
        return TestSite(self.url, self.store, self.access, names)


@contextmanager
def site(
    path: Path, *, door: Door | None = None, limits: Limits | None = None, listening: Listening | None = None
) -> Iterator[TestSite]:
    """A server over a new store at `path`."""
    store = ObjectStore(path)
    access = KnownTokens({token_hash(token): Principal(user) for user, token in TOKENS.items()}, {})
    late = _Late()
    with running(late, listening) as url:
        about = Site(url, title="Test site", description="for tests", contact="desk@example.org", root=ROOT)
        late.app = taxii_app(store, access, door, about if limits is None else replace(about, limits=limits))
        yield TestSite(url, store, access).fresh()
    store.close()


class _Late:
    """An application that is made once the port is known."""

    app: Any = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self.app(scope, receive, send)
