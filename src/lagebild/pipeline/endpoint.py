"""One question to an OpenAI-compatible endpoint, answered within bounds or refused with a reason.

The text that is asked about leaves this machine for the host of the endpoint, and for no other: redirects are not followed, plain http
goes to this machine alone, and no proxy is taken from the environment.
"""

import json
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any, Final

from lagebild.errors import FetchFailed, FetchRefused, InvalidFact
from lagebild.reports.network import Network
from lagebild.reports.weburl import WebAddress, web_address

#: Bytes of an answer: a hundred times what a good one has.
_MAX_BYTES: Final = 4_000_000
#: Statuses after which the same question may be answered later (RFC 9110; 529 is what some providers send when overloaded).
_PASSING: Final = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
#: Statuses by which servers say that they do not know a field of the request.
_NOT_UNDERSTOOD: Final = frozenset({400, 404, 415, 422, 501})
_REMEDIES: Final = {
    401: "check LAGEBILD_LLM_KEY", 403: "check LAGEBILD_LLM_KEY and what it may use", 404: "check LAGEBILD_LLM_URL and LAGEBILD_LLM_MODEL",
}  # fmt: skip
#: Seconds: the longest that is waited before asking again; an endpoint that asks for more is given up.
_LONGEST_WAIT_S: Final = 60.0
_MAX_TOKENS_COUNTED: Final = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the second reader is asked: `url` is the base below which /chat/completions lies, `timeout_s` (seconds) is for one try.

    Raises `FetchRefused` for an address that is none, or that would carry text over plain http to another machine, `InvalidFact`
    for a key or model that no request can hold. The key is never part of a message or of `repr`.
    """

    url: str
    model: str
    key: str = field(default="", repr=False)
    timeout_s: float = 120.0
    n_tries: int = 4

    def __post_init__(self) -> None:
        address = self.address
        if address.scheme == "http" and not _is_loopback(address.host):
            reason = "plain http would show the text to everybody on the way"
            raise FetchRefused(address.url, reason, "give an https address; http goes to this machine only")
        if not self.model.strip() or not self.model.isprintable():
            raise InvalidFact("model", self.model, "names no model")
        if self.key and not (self.key.isascii() and self.key.isprintable() and " " not in self.key):
            raise InvalidFact("key", "…", "holds characters that no header can hold")

    @property
    def address(self) -> WebAddress:
        """The address that is asked."""
        return web_address(self.url.rstrip("/") + "/chat/completions")


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: the message's words, why it ended, and the tokens that the endpoint counted (0 where it counted none)."""

    content: str
    finish: str | None
    n_prompt_tokens: int
    n_answer_tokens: int


def ask(
    endpoint: Endpoint, chat: Sequence[dict[str, str]], schema: dict[str, Any] | None, *, network: Network | None = None,
    sleep: Callable[[float], None] = time.sleep, asking: Callable[[], None] = lambda: None,
) -> Reply:  # fmt: skip
    """The reply to `chat`, held to `schema` where there is one. `asking` is called before each try and may raise.

    Asks again, later each time, where the endpoint is busy, broken or silent. Raises `FetchFailed` when it gives up (`status` 400 to
    501 of `not_understood` may mean that the server takes no schema), `FetchRefused` where an answer breaks a bound.
    """
    content = _request(endpoint, chat, schema)
    for number in range(endpoint.n_tries):
        asking()
        try:
            return _once(endpoint, content, network or Network())
        except FetchFailed as error:
            wait_s = _wait(error, number)
            if wait_s is None or number == endpoint.n_tries - 1:
                raise
        sleep(wait_s)
    raise AssertionError("unreachable")


def not_understood(error: FetchFailed) -> bool:
    """Whether a failure may mean that the server does not know structured output."""
    return error.status in _NOT_UNDERSTOOD


def _request(endpoint: Endpoint, chat: Sequence[dict[str, str]], schema: dict[str, Any] | None) -> bytes:
    asked: dict[str, Any] = {"model": endpoint.model, "messages": list(chat), "temperature": 0, "stream": False}
    if schema is not None:
        asked["response_format"] = {"type": "json_schema", "json_schema": {"name": "claims", "strict": True, "schema": schema}}
    return json.dumps(asked, ensure_ascii=False).encode()


def _once(endpoint: Endpoint, content: bytes, network: Network) -> Reply:
    from lagebild.reports.policy import Policy
    from lagebild.reports.wire import Asked, Deadline, exchange  # 110 ms, for who asks an endpoint

    address = endpoint.address
    policy = Policy(
        allowed_hosts=frozenset({address.host}), ports=frozenset({address.port}), max_bytes=_MAX_BYTES, max_seconds=endpoint.timeout_s
    )
    headers = [("Content-Type", "application/json"), ("Accept", "application/json"), ("Content-Length", str(len(content)))]
    if endpoint.key:
        headers.append(("Authorization", f"Bearer {endpoint.key}"))
    asked = Asked(address, tuple(headers), "POST", content)
    answer = exchange(asked, policy, network, Deadline(endpoint.timeout_s, network.monotonic))
    if answer.status != 200:
        after = next((value for name, value in answer.headers if name == "retry-after"), "")
        raise FetchFailed(
            address.url, f"answers {answer.status}", _REMEDIES.get(answer.status), status=answer.status,
            retry_after_s=float(after) if after.isdecimal() and len(after) < 8 else None,
        )  # fmt: skip
    return _reply(answer.body, address.url)


def _reply(body: bytes, url: str) -> Reply:
    try:
        value = json.loads(body)
        choice = value["choices"][0]
        message, usage = choice["message"], value.get("usage")
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError) as error:
        remedy = "check that LAGEBILD_LLM_URL ends where /chat/completions begins"
        raise FetchFailed(url, "its answer is no chat completion", remedy) from error
    content = message.get("content") if isinstance(message, dict) else None
    if not isinstance(content, str):
        raise FetchRefused(url, "the model gave no answer")
    finish = choice.get("finish_reason")
    counted = usage if isinstance(usage, dict) else {}
    return Reply(
        content, finish if isinstance(finish, str) else None, _count(counted.get("prompt_tokens")), _count(counted.get("completion_tokens"))
    )


def _count(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MAX_TOKENS_COUNTED else 0


def _wait(error: FetchFailed, number: int) -> float | None:
    """Seconds to wait before try `number` + 2, None where asking again is of no use."""
    if error.status is not None and error.status not in _PASSING:
        return None
    if error.retry_after_s is not None:
        return error.retry_after_s if error.retry_after_s <= _LONGEST_WAIT_S else None
    # Jittered, so that several who were refused together do not come back together.
    return float(min(_LONGEST_WAIT_S, 2**number * random.uniform(0.5, 1.0)))


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
