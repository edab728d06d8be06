"""Mail servers as they come: one that takes everything, and the three ways in which others don't."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class MailServer:
    """Speaks enough SMTP (RFC 5321) on a port of its own, in a thread. `manner`: accepts, refuses, hangs up, is slow."""

    def __init__(self, manner: str) -> None:
        self.manner = manner
        #: What it took, headers and all.
        self.taken: list[str] = []
        self.callers = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._over.set()
        # Wakes the thread that waits for a caller; closing alone would leave it waiting.
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(10)

    def _serve(self) -> None:
        while not self._over.is_set():
            try:
                caller, _ = self._socket.accept()
            except OSError:
                return
            self.callers += 1
            with caller:
                try:
                    self._talk(caller)
                except OSError:
                    continue

    def _talk(self, caller: socket.socket) -> None:
        if self.manner == "is slow":
            # Never says a word; whoever called gives up first.
            caller.recv(1)
            return
        heard = caller.makefile("rb")
        caller.sendall(b"220 house\r\n")
        while line := heard.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                if not self._take(caller, heard):
                    return
            elif verb == b"RCPT" and self.manner == "refuses":
                caller.sendall(b"550 no such box here\r\n")
            elif verb == b"QUIT":
                caller.sendall(b"221 bye\r\n")
                return
            else:
                caller.sendall(b"250 fine\r\n")

    def _take(self, caller: socket.socket, heard: object) -> bool:
        caller.sendall(b"354 go on\r\n")
        lines: list[bytes] = []
        while (line := heard.readline()) and line != b".\r\n":  # type: ignore[attr-defined]
            lines.append(line)
            if self.manner == "hangs up":
                return False
        self.taken.append(b"".join(lines).decode())
        caller.sendall(b"250 taken\r\n")
        return True


@contextmanager
def mail_server(manner: str) -> Iterator[MailServer]:
    server = MailServer(manner)
    try:
        yield server
    finally:
        server.close()
