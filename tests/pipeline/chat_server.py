"""A chat endpoint on loopback that answers as a test wants: well, badly, slowly or not at all."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

#: What is answered to a request: status and body, or after so many seconds nothing.
Behaviour = Callable[[dict[str, Any]], "tuple[int, bytes] | float"]


@dataclass
class ChatServer:
    """A running endpoint: its address, and the requests and Authorization headers that it saw."""

    url: str
    requests: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)


def completion(content: object, **changes: Any) -> bytes:
    """The body of a chat completion whose message is `content` (JSON of it, unless it is a string)."""
    words = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": words}} | changes
    return json.dumps({"choices": [choice], "usage": {"prompt_tokens": 700, "completion_tokens": 50}}).encode()


def asked_about(request: dict[str, Any]) -> dict[str, Any]:
    """The portion that a request asks about."""
    return json.loads(request["messages"][1]["content"])


def well(claims_of: Callable[[str], list[dict[str, Any]]]) -> Behaviour:
    """Answers with the claims that `claims_of` finds in each sentence."""

    def answer(request: dict[str, Any]) -> tuple[int, bytes]:
        found = [{"sentence": one["sentence"], **claim} for one in asked_about(request)["sentences"] for claim in claims_of(one["text"])]
        return 200, completion({"claims": found})

    return answer


@contextmanager
def chatting(behaviour: Behaviour) -> Iterator[ChatServer]:
    """The endpoint, until the block ends."""
    seen: ChatServer

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            seen.requests.append(request)
            seen.keys.append(self.headers["Authorization"])
            reply = behaviour(request)
            if isinstance(reply, float):
                time.sleep(reply)
                return
            status, body = reply
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    seen = ChatServer(f"http://127.0.0.1:{server.server_port}/v1")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        server.shutdown()
        server.server_close()
