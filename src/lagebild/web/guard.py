"""What holds for every request before any route sees it: host, origin, size, time; and the headers of every answer."""

import asyncio
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lagebild.web.workspace import Options

#: No script, style, frame, form or connection that is not the workspace's own; nothing inline.
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)
_HEADERS: Final = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
)
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
#: Bytes of a request that brings no files.
_MOST_BYTES: Final = 2_500_000
_UPLOADS: Final = frozenset({"/intake/files", "/api/v1/intake/files"})
_LONGEST_ADDRESS: Final = 8_000


class Guard:
    """Wraps the application. Refuses with 400 (address), 403 (origin), 413 (size), 414 (address too long), 421 (host) and 503
    (time)."""

    def __init__(self, app: FastAPI, options: Options) -> None:
        self.app = app
        self._app: ASGIApp = app
        self._options = options

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def send_on(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message = {**message, "headers": _completed(message.get("headers", ()))}
            await send(message)

        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        self._believe_proxy(scope, headers)
        refused = self._refused(scope, headers)
        if refused is not None:
            await refused(scope, receive, send_on)
            return
        uploads = scope["path"] in _UPLOADS
        most = 5 * self._options.limits.max_bytes if uploads else _MOST_BYTES
        try:
            async with asyncio.timeout(self._options.upload_s if uploads else self._options.request_s):
                await self._app(scope, _measured(receive, most), send_on)
        except TimeoutError:
            if not started:
                await PlainTextResponse("it takes too long; try again", 503, {"retry-after": "10"})(scope, receive, send_on)

    def _believe_proxy(self, scope: Scope, headers: dict[str, str]) -> None:
        """Where the request comes from a proxy that is trusted, it is what the proxy says that it is: its scheme by
        `X-Forwarded-Proto`, its client by the last address in `X-Forwarded-For` that is no such proxy itself."""
        if not self._is_proxy((scope.get("client") or ("",))[0]):
            return
        if headers.get("x-forwarded-proto", "").strip().lower() in ("http", "https"):
            scope["scheme"] = headers["x-forwarded-proto"].strip().lower()
        told = [one.strip() for one in headers.get("x-forwarded-for", "").split(",")]
        client = next((one for one in reversed(told) if _is_address(one) and not self._is_proxy(one)), None)
        if client is not None:
            scope["client"] = (client, 0)

    def _is_proxy(self, host: str) -> bool:
        return bool(self._options.proxies) and _is_address(host) and any(ip_address(host) in one for one in self._options.proxies)

    def _refused(self, scope: Scope, headers: dict[str, str]) -> PlainTextResponse | None:
        host = headers.get("host", "")
        if not self._is_host(host):
            return PlainTextResponse("this workspace is not reached under this name", 421)
        if len(scope.get("raw_path") or scope["path"]) + len(scope["query_string"]) > _LONGEST_ADDRESS:
            return PlainTextResponse("the address is too long", 414)
        if scope["method"] not in _SAFE and not _is_own(headers, host):
            return PlainTextResponse("this was sent from another site", 403)
        declared = headers.get("content-length", "0")
        if not declared.isdecimal() or int(declared) > (5 * self._options.limits.max_bytes if scope["path"] in _UPLOADS else _MOST_BYTES):
            return PlainTextResponse("that is too large", 413)
        return None

    def _is_host(self, host: str) -> bool:
        """Whether the workspace may be asked for under this name: a page of another site that has its name lead here (DNS
        rebinding) sends its own."""
        name = (urlsplit(f"//{host}").hostname or "") if host.count("@") == 0 else ""
        if name in self._options.hosts or name == self._options.host:
            return True
        if self._options.on_loopback:
            return name in ("localhost", "127.0.0.1", "::1")
        return _is_address(name)


def _is_own(headers: dict[str, str], host: str) -> bool:
    """Whether a request that changes something comes from a page of the workspace, or from no browser at all: browsers send
    `Sec-Fetch-Site` or, the older ones, `Origin` with each of them."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == host


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _completed(headers: object) -> list[tuple[bytes, bytes]]:
    given: list[tuple[bytes, bytes]] = list(headers)  # type: ignore[call-overload]
    names = {name.lower() for name, _ in given}
    given.extend((name, value) for name, value in _HEADERS if name not in names)
    if b"cache-control" not in names:
        given.append((b"cache-control", b"no-store"))
    return given


def _measured(receive: Receive, most: int) -> Receive:
    """`receive` that refuses once more than `most` bytes have come, whatever the request said of its length."""
    n_bytes = 0

    async def receive_on() -> Message:
        nonlocal n_bytes
        message = await receive()
        n_bytes += len(message.get("body", b""))
        if n_bytes > most:
            raise HTTPException(413)
        return message

    return receive_on
