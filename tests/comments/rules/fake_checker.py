"""A spam checker on this machine: it answers as it is told to, and remembers what it was asked."""

from __future__ import annotations

import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Instead of a status: hang up without a word.
HANGS_UP = 0


@dataclass
class FakeChecker:
    """Set `status`, `body` and `location` before it is asked."""

    url: str = ""
    status: int = 200
    body: bytes = b"false"
    location: str = ""
    #: "head" or "body": says that part in bytes that come often, and never ends.
    drips: str = ""
    dripped: int = 0
    #: Path and fields of each question.
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)


@contextmanager
def fake_checker() -> Iterator[FakeChecker]:
    """Run one for the length of the block."""
    fake, ended = FakeChecker(), threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = parse_qs(self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode(), keep_blank_values=True)
            fake.asked.append((self.path, {name: values[0] for name, values in sent.items()}))
            if fake.status == HANGS_UP:
                self.close_connection = True
                return
            if fake.drips:
                self.drip()
                return
            self.send_response(fake.status)
            if fake.location:
                self.send_header("Location", fake.location)
            self.send_header("Content-Length", str(len(fake.body)))
            self.end_headers()
            self.wfile.write(fake.body)

        def drip(self) -> None:
            """A byte at a time, until nobody listens any more."""
            self.close_connection = True
            head = b"HTTP/1.0 200 OK\r\nContent-Length: 1000\r\n"
            with suppress(OSError):
                self.wfile.write(head + (b"X-Drip: " if fake.drips == "head" else b"\r\n"))
                while not ended.wait(0.02):
                    self.wfile.write(b"x")
                    fake.dripped += 1

        def do_GET(self) -> None:
            """What a redirect leads to; nobody should come here."""
            self.do_POST()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it has there
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    fake.url = f"http://127.0.0.1:{server.server_address[1]}"
    # Looks whether it should end a hundred times a second, and not twice: every test waits for that.
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        ended.set()
        server.shutdown()
        server.server_close()
        thread.join()
