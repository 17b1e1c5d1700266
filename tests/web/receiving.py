"""A real receiver of webhooks on this machine, which answers as a test wants: well, badly, slowly, elsewhere, or not at all."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Receiver:
    """What came, in order; `answers` are the codes of the next answers, 200 once they are used up. `pause_s` passes before each."""

    port: int = 0
    answers: list[int] = field(default_factory=list)
    pause_s: float = 0.0
    came: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook?a=1"


@contextmanager
def receiver(*answers: int, pause_s: float = 0.0) -> Iterator[Receiver]:
    """A receiver that serves while the block runs."""
    found = Receiver(answers=list(answers), pause_s=pause_s)

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.came.append(({name.lower(): value for name, value in self.headers.items()}, body))
            code = found.answers.pop(0) if found.answers else 200
            time.sleep(found.pause_s)
            self.send_response(code)
            if 300 <= code < 400:
                self.send_header("Location", "http://127.0.0.1:1/")
            self.end_headers()
            with suppress(OSError):  # nobody reads so much
                self.wfile.write(b"x" * 100_000)

        def log_message(self, format: str, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    server.daemon_threads = True
    found.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield found
    server.shutdown()
    server.server_close()


def until(holds: Callable[[], object], seconds: float = 20.0) -> None:
    """Waits for something to hold."""
    for _ in range(int(seconds / 0.02)):
        if holds():
            return
        time.sleep(0.02)
    raise AssertionError("it never came to hold")
