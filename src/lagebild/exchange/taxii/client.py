"""A TAXII 2.1 client: polls collections with a cursor that can be kept, pushes objects and says what became of each."""

import base64
import json
import re
import ssl
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlsplit

from lagebild.errors import FetchFailed, FetchRefused, Refused
from lagebild.exchange.stix.wire import StixObject, WireLimits, parsed_object
from lagebild.exchange.taxii.body import Envelope, Poison, opened
from lagebild.exchange.taxii.fit import named
from lagebild.exchange.taxii.link import Answer, Link, Patience
from lagebild.exchange.taxii.times import instant

__all__ = ["Match", "Polled", "Pushed", "TaxiiClient"]

_PATIENCE: Final = Patience()
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,127}", re.ASCII)
_MAX_NEXT: Final = 4_096
_MAX_OBJECTS: Final = 100_000
_PUSHED_AT_ONCE: Final = 1_000
_PUSHED_BYTES: Final = 8_000_000
#: Seconds between two looks at a status that is pending, and how many looks.
_STATUS_WAIT_S: Final = 1.0
_STATUS_LOOKS: Final = 60


@dataclass(frozen=True, slots=True)
class Match:
    """Which objects are asked for (section 3.4): `version` is "all", "last", "first" or a time; empty tuples are any."""

    ids: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    version: str | None = "all"

    def query(self) -> list[tuple[str, str]]:
        """The parameters of a query."""
        lists = (("match[id]", ",".join(self.ids)), ("match[type]", ",".join(self.types)), ("match[version]", self.version or ""))
        return [(name, value) for name, value in lists if value]


@dataclass(frozen=True, slots=True)
class Pushed:
    """What became of an object: `reason` is why the other side did not take it, None if it holds it now."""

    id: str
    version: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Polled:
    """A page: objects in the order in which they were added there, those that cannot be read safely with the reason, and the
    cursor to go on with. Keep the cursor once the objects are kept, and nothing is lost or needed twice."""

    objects: tuple[StixObject, ...]
    refused: tuple[Pushed, ...]
    cursor: str


_ALL: Final = Match()


class TaxiiClient:
    """A client of the API root `url`, which must be https but on loopback.

    `token` is sent as Bearer, with a `user` as Basic. Every method raises `FetchRefused` and `FetchFailed` (see `Link`), and
    `Refused` where an answer is no TAXII.
    """

    def __init__(
        self, url: str, token: str, *, user: str | None = None, patience: Patience = _PATIENCE, tls: ssl.SSLContext | None = None
    ) -> None:
        basic = base64.b64encode(f"{user}:{token}".encode()).decode()
        self._link: Final = Link(url, f"Bearer {token}" if user is None else f"Basic {basic}", patience, tls)
        self._limits: Final = WireLimits(patience.max_bytes, floats=True)
        self._walk_s: Final = patience.walk_s
        self.url: Final = self._link.url

    def __enter__(self) -> "TaxiiClient":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connections."""
        self._link.close()

    def discovery(self) -> dict[str, Any]:
        """The discovery resource (section 4.1.1) of the server. Its addresses are the server's words: a token is good for its own
        API root only."""
        parts = urlsplit(self.url)
        return self._resource(f"{parts.scheme}://{parts.netloc}/taxii2/")

    def api_root(self) -> dict[str, Any]:
        """The API root resource (section 4.2.1)."""
        return self._resource(self.url)

    def collections(self) -> list[dict[str, Any]]:
        """The collection resources (section 5.2.1) that are granted."""
        found = self._resource(f"{self.url}collections/").get("collections", [])
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            raise Refused("collections", "collections", "is no list of objects")
        return found

    def poll(self, collection: str, after: str | None = None, *, match: Match = _ALL, limit: int | None = None) -> Iterator[Polled]:
        """The pages of what was added behind the cursor `after` (None: from the beginning). One page comes at least, so that there
        is a cursor to keep, and the walk ends where the server says that there is no more, or where it has taken long enough: then the
        cursor of the last page leads on."""
        since, next_ = _parsed_cursor(after)
        until = time.monotonic() + self._walk_s
        seen, newest = {after}, since
        while True:
            answer = self._page(collection, since, next_, [*match.query(), *([("limit", str(limit))] if limit else [])])
            envelope = opened(answer.body, _MAX_OBJECTS)
            newest = _later(newest, answer.headers.get("x-taxii-date-added-last"))
            next_ = envelope.next if envelope.more else None
            if next_ is None:
                since = newest
            if next_ is not None and len(next_) > _MAX_NEXT:
                raise Refused("envelope", "next", f"has more than {_MAX_NEXT:,} characters")
            cursor = _cursor_text(since, next_)
            yield _polled(envelope, cursor)
            if not envelope.more or time.monotonic() >= until:
                return
            if cursor in seen:
                raise FetchFailed(self.url, "the server says that there is more and leads in a circle", "tell its operator", status=200)
            seen.add(cursor)

    def push(self, collection: str, objects: Sequence[StixObject]) -> list[Pushed]:
        """What became of each of `objects`, in their order; a batch that is too large, or refused as a whole, is halved."""
        results: list[Pushed] = []
        for batch in _batches(objects):
            results.extend(self._push(collection, batch))
        return results

    def get(self, collection: str, id: str, version: str | None = None) -> list[StixObject]:
        """The versions of an object that are asked for, the last one by default (section 5.6)."""
        query = [("match[version]", version)] if version else []
        answer = self._link.get(f"{self._collection(collection)}objects/{quote(id, safe='')}/", query)
        return list(_polled(opened(answer.body, _MAX_OBJECTS), "").objects)

    def versions(self, collection: str, id: str) -> list[str]:
        """The versions of an object (section 5.8), on the first page of them."""
        found = self._resource(f"{self._collection(collection)}objects/{quote(id, safe='')}/versions/").get("versions", [])
        return [str(one) for one in found] if isinstance(found, list) else []

    def manifest(self, collection: str, match: Match = _ALL) -> list[dict[str, Any]]:
        """The records of the manifest (section 5.3), on the first page of them."""
        answer = self._link.get(f"{self._collection(collection)}manifest/", match.query())
        return list(_polled(opened(answer.body, _MAX_OBJECTS), "").objects)

    def _page(self, collection: str, since: str | None, next_: str | None, query: list[tuple[str, str]]) -> Answer:
        """One page; where the server no longer knows `next_`, the first one of the same walk: what comes twice does no harm."""
        url, walk = f"{self._collection(collection)}objects/", [*([("added_after", since)] if since else []), *query]
        if next_ is not None:
            try:
                return self._link.get(url, [*walk, ("next", next_)])
            except FetchFailed as error:
                if error.status not in (400, 404, 410):
                    raise
        return self._link.get(url, walk)

    def _push(self, collection: str, batch: Sequence[StixObject]) -> list[Pushed]:
        body = json.dumps({"objects": batch}, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
        try:
            answer = self._link.post(f"{self._collection(collection)}objects/", body)
        except FetchFailed as error:
            if error.status not in (413, 422):
                raise
            if len(batch) == 1:
                return [Pushed(*named(batch[0], 0), f"the server answered with HTTP {error.status}")]
            middle = len(batch) // 2
            return self._push(collection, batch[:middle]) + self._push(collection, batch[middle:])
        return _outcomes(batch, self._finished(parsed_object(answer.body, self._limits, "status")))

    def _finished(self, status: dict[str, Any]) -> dict[str, Any]:
        """`status` once it is complete (section 4.3)."""
        until = time.monotonic() + self._walk_s
        for _ in range(_STATUS_LOOKS):
            if status.get("status") == "complete":
                return status
            if time.monotonic() >= until:
                break
            if not _NAME.fullmatch(str(status.get("id"))):
                raise Refused("status", "id", "is no identifier")
            self._link.sleep(_STATUS_WAIT_S)
            status = self._resource(f"{self.url}status/{status['id']}/")
        raise FetchFailed(self.url, "the server took the objects and does not say what became of them", "push them again later", status=202)

    def _resource(self, url: str) -> dict[str, Any]:
        return parsed_object(self._link.get(url).body, self._limits, "resource")

    def _collection(self, name: str) -> str:
        if not _NAME.fullmatch(name):
            raise FetchRefused(self.url, f"{name[:80]!r} is no name of a collection")
        return f"{self.url}collections/{name}/"


def _polled(envelope: Envelope, cursor: str) -> Polled:
    refused = []
    for position, one in enumerate(envelope.objects):
        if isinstance(one, Poison):
            refused.append(Pushed(*named(one.value, position), one.reason))
        elif not isinstance(one, dict):
            refused.append(Pushed(*named(one, position), "is no JSON object"))
    return Polled(tuple(one for one in envelope.objects if isinstance(one, dict)), tuple(refused), cursor)


def _batches(objects: Sequence[StixObject]) -> Iterator[list[StixObject]]:
    """`objects` in parts that a server should take; one that is larger than a part stands alone."""
    batch: list[StixObject] = []
    n_bytes = 0
    for one in objects:
        size = len(json.dumps(one, ensure_ascii=False).encode("utf-8", "surrogatepass"))
        if batch and (len(batch) >= _PUSHED_AT_ONCE or n_bytes + size > _PUSHED_BYTES):
            yield batch
            batch, n_bytes = [], 0
        batch.append(one)
        n_bytes += size
    if batch:
        yield batch


def _outcomes(batch: Sequence[StixObject], status: dict[str, Any]) -> list[Pushed]:
    """What `status` says of each of `batch`. A server may count failures without naming them: then none counts as held."""
    failures = status.get("failures", [])
    n_failures = status.get("failure_count", 0)
    if not isinstance(failures, list) or not isinstance(n_failures, int):
        raise Refused("status", "failures", "is no list, or failure_count no number")
    reasons = {_key(one): str(one.get("message", "refused"))[:500] for one in failures if isinstance(one, dict)}
    named_ = [named(one, position) for position, one in enumerate(batch)]
    unclear = "the server refused objects and does not say which" if n_failures and not any(key in reasons for key in named_) else None
    return [Pushed(*key, reasons.get(key, unclear)) for key in named_]


def _key(details: dict[str, Any]) -> tuple[str, str]:
    return str(details.get("id")), str(details.get("version"))


def _cursor_text(since: str | None, next_: str | None) -> str:
    return f"{since or '-'} {next_}" if next_ is not None else (since or "-")


def _parsed_cursor(cursor: str | None) -> tuple[str | None, str | None]:
    """What `_cursor_text` wrote. Raises `Refused` for anything else."""
    if cursor is None:
        return None, None
    since, _, next_ = cursor.partition(" ")
    if since != "-":
        instant(since, "cursor", "time")
    return (None if since == "-" else since), (next_ or None)


def _later(since: str | None, header: str | None) -> str | None:
    """The later of two times; what a server sends in place of one is passed over."""
    if header is None:
        return since
    try:
        at = instant(header, "answer", "X-TAXII-Date-Added-Last")
    except Refused:
        return since
    return header if at > 0 and (since is None or at > instant(since, "cursor", "time")) else since
