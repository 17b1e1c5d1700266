"""One question to an endpoint: answered, asked again, or refused with a reason; the key is never told."""

import pytest

from lagebild.errors import FetchFailed, FetchRefused, InvalidFact
from lagebild.pipeline.endpoint import Endpoint, ask, not_understood
from tests.pipeline.chat_server import Behaviour, chatting, completion

CHAT = [{"role": "user", "content": "ä"}]


def asked(behaviour: Behaviour, **facts: object):
    waits: list[float] = []
    with chatting(behaviour) as server:
        reply = ask(Endpoint(server.url, "m", **facts), CHAT, {"type": "object"}, sleep=waits.append)
    return reply, server, waits


def test_a_good_answer_comes_with_its_tokens_and_the_request_carries_schema_key_and_words() -> None:
    reply, server, waits = asked(lambda _: (200, completion({"claims": []})), key="k-1")
    assert (reply.content, reply.finish, reply.n_prompt_tokens, reply.n_answer_tokens) == ('{"claims": []}', "stop", 700, 50)
    (request,) = server.requests
    assert request["response_format"]["json_schema"]["strict"] is True
    assert (request["model"], request["messages"], server.keys, waits) == ("m", CHAT, ["Bearer k-1"], [])


@pytest.mark.parametrize("status", [429, 500, 503, 529])
def test_a_busy_endpoint_is_asked_again_later_each_time(status: int) -> None:
    statuses = iter([status, status, 200])
    _, server, waits = asked(lambda _: (next(statuses), completion("{}")))
    assert len(server.requests) == 3
    assert 0.5 <= waits[0] <= 1 <= waits[1] <= 2


@pytest.mark.parametrize("status", [301, 400, 401, 403, 404])
def test_what_would_be_refused_again_is_asked_once(status: int) -> None:
    seen: list[object] = []

    def behaviour(request: object) -> tuple[int, bytes]:
        seen.append(request)
        return status, b""

    with pytest.raises(FetchFailed) as refused:
        asked(behaviour, key="secret-key")
    assert len(seen) == 1
    assert "secret-key" not in str(refused.value)
    assert not_understood(refused.value) == (status in (400, 404))


def test_an_endpoint_that_stays_silent_is_given_up_after_its_tries() -> None:
    seen: list[object] = []

    def behaviour(request: object) -> float:
        seen.append(request)
        return 0.5

    with pytest.raises(FetchFailed, match=r"no whole answer within 0\.1 seconds"):
        asked(behaviour, timeout_s=0.1, n_tries=2)
    assert len(seen) == 2


def test_an_endpoint_that_is_not_there_is_named() -> None:
    with chatting(lambda _: 0.0) as server:
        pass
    with pytest.raises(FetchFailed, match="connection failed"):
        ask(Endpoint(server.url, "m", n_tries=2), CHAT, None, sleep=lambda _: None)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<html>", "no chat completion"), (b"[" * 100_000, "no chat completion"), (b"{}", "no chat completion"),
        (b'{"choices": []}', "no chat completion"), (b'{"choices": [7]}', "no chat completion"), (b"7", "no chat completion"),
        (b'{"choices": [{"message": null}]}', "no answer"), (b'{"choices": [{"message": {"content": 7}}]}', "no answer"),
        (b" " * 4_000_001, "larger than"),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_refused(body: bytes, reason: str) -> None:
    with pytest.raises((FetchFailed, FetchRefused), match=reason):
        asked(lambda _: (200, body), n_tries=1)


def test_token_counts_that_are_none_count_nothing() -> None:
    body = completion("{}").replace(b"700", b'"many"').replace(b"50", b"-50")
    reply, _, _ = asked(lambda _: (200, body))
    assert (reply.n_prompt_tokens, reply.n_answer_tokens) == (0, 0)


@pytest.mark.parametrize("url", ["http://models.example/v1", "http://10.0.0.7:8080/v1", "http://localhost.example/v1", "ftp://127.0.0.1", "x"])
def test_text_goes_to_another_machine_over_https_only(url: str) -> None:
    with pytest.raises(FetchRefused):
        Endpoint(url, "m")


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080/v1", "http://[::1]/v1", "http://localhost:11434/v1/", "https://models.example/v1"])
def test_this_machine_and_https_are_allowed(url: str) -> None:
    assert Endpoint(url, "m").address.target == "/v1/chat/completions"


def test_a_key_is_never_shown_and_one_that_no_header_holds_is_refused() -> None:
    assert "geheim" not in repr(Endpoint("https://models.example/v1", "m", "geheim"))
    with pytest.raises(InvalidFact) as refused:
        Endpoint("https://models.example/v1", "m", "geheim\r\nX: y")
    assert "geheim" not in str(refused.value)
