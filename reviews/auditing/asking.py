"""A stranger without a browser: asks the site's own code, in this process, and keeps no cookie."""

from __future__ import annotations

import io
import logging
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes, urlsplit

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils.encoding import iri_to_uri

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Bytes of one answer that are looked at. Pages and feeds are far smaller; a picture says what it says at its beginning.
MOST_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """What the site said to one request."""

    address: str
    method: str
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        """The value of a header, or nothing."""
        return next((value for known, value in self.headers if known.lower() == name.lower()), "")

    @property
    def content_type(self) -> str:
        """The kind of body, without its parameters."""
        return self.header("Content-Type").partition(";")[0].strip().lower()

    @property
    def is_text(self) -> bool:
        """Whether the body is made of words."""
        kind = self.content_type
        return kind.startswith("text/") or kind.endswith(("json", "xml", "javascript", "manifest"))


class Stranger:
    """Asks the site by its own address (`SITE_URL`), as a program without a past would. Only ever GET and HEAD."""

    def __init__(self) -> None:
        site = urlsplit(settings.SITE_URL)
        self.scheme, self.netloc = site.scheme, site.netloc
        self._name, self._port = site.hostname or "", str(site.port or (443 if site.scheme == "https" else 80))
        self._handler = WSGIHandler()

    def get(self, address: str) -> Answer:
        """Ask for a path of the site, with its query."""
        return self._ask("GET", address)

    def head(self, address: str) -> Answer:
        """Ask for the headers alone. A body that comes with them is the server's to drop, so it is not looked at."""
        return self._ask("HEAD", address)

    def _ask(self, method: str, address: str) -> Answer:
        started: list[tuple[str, list[tuple[str, str]]]] = []

        def start_response(status: str, headers: list[tuple[str, str]], _fault: object = None) -> Any:
            started.append((status, headers))

        result = self._handler(self._environ(method, address), start_response)
        try:
            body = b"" if method == "HEAD" else _first_bytes(result)
        finally:
            if hasattr(result, "close"):
                result.close()
        status, headers = started[-1]
        code, _, reason = status.partition(" ")
        return Answer(address, method, int(code), reason, tuple((name, str(value)) for name, value in headers), body)

    def _environ(self, method: str, address: str) -> dict[str, Any]:
        parts = urlsplit(iri_to_uri(address))
        return {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            # WSGI hands bytes over as Latin-1, whatever they mean.
            "PATH_INFO": unquote_to_bytes(parts.path).decode("latin-1"),
            "QUERY_STRING": parts.query,
            "SERVER_NAME": self._name,
            "SERVER_PORT": self._port,
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": self.netloc,
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": self.scheme,
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": True,
        }


def _first_bytes(chunks: Any) -> bytes:
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) >= MOST_BYTES:
            break
    return bytes(body[:MOST_BYTES])


class _LooksOnly(BaseCache):
    """The site's cache to read from: what is kept there is what strangers get. What is made here is not kept."""

    def __init__(self, kept: BaseCache) -> None:
        super().__init__({})
        self._kept = kept

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._kept.get(key, default, version)

    def add(self, *_args: Any, **_options: Any) -> bool:
        return True

    def set(self, *_args: Any, **_options: Any) -> None:
        pass

    def touch(self, *_args: Any, **_options: Any) -> bool:
        return True

    def delete(self, *_args: Any, **_options: Any) -> bool:
        return True

    def clear(self) -> None:
        pass


@contextmanager
def leaving_nothing() -> Iterator[None]:
    """While strangers' requests are made: nothing goes to the cache, and the connection to the database stays this process's own.

    A server gives a connection that it doesn't trust back between two requests; here somebody may hold a transaction on it.
    """
    kept = caches["default"]
    caches["default"] = _LooksOnly(kept)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)
        caches["default"] = kept


@contextmanager
def quiet_logs() -> Iterator[None]:
    """No log says what was asked for: it was no reader, and some of it is meant to fail."""
    level = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(level)
