"""A real nginx between browsers and the site, with a cache of its own, and browsers that say exactly what they are told to."""

from __future__ import annotations

import contextlib
import gzip
import os
import pwd
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: Seconds for something that takes a moment: a server that comes up, a cache's second that passes. On a busy machine, too.
PATIENCE = 30
#: Tries to find a port that nobody takes between our look and nginx's.
PORTS = 5
#: Seconds between two looks whether nginx listens yet.
_PAUSE = 0.05

#: Gzip as owners turn it on, but for small answers too. One worker could keep in its head what two have to share.
_CONFIG = """
worker_processes 2;
daemon off;
pid {home}/nginx.pid;
error_log {home}/error.log notice;
{user}
events {{ worker_connections 256; }}
http {{
    access_log off;
    client_body_temp_path {home}/body;
    proxy_temp_path {home}/proxy;
    fastcgi_temp_path {home}/fastcgi;
    uwsgi_temp_path {home}/uwsgi;
    scgi_temp_path {home}/scgi;
    gzip on;
    gzip_min_length 1;
    gzip_proxied any;
    gzip_vary on;
    gzip_http_version 1.0;
    proxy_cache_path {home}/cache levels=1:2 keys_zone=pages:1m;
    {http}
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass {upstream};
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $http_host;
            proxy_cache pages;
            add_header X-Cache $upstream_cache_status always;
            {location}
        }}
    }}
}}
"""


@dataclass(frozen=True)
class Cache:
    """What an owner writes about caching: in the `http` block, and in the `location`."""

    location: str = ""
    http: str = ""


def program() -> str:
    """The nginx to run, or "". Debian keeps it out of a plain user's PATH."""
    return shutil.which("nginx", path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])) or ""


@contextlib.contextmanager
def running(home: Path, *, upstream: str, cache: Cache) -> Iterator[int]:
    """Run nginx in front of `upstream` and yield its port. All it writes is below `home`; it is gone afterwards."""
    for _try in range(PORTS):
        port = _free_port()
        process = _start(home, port, upstream, cache)
        try:
            if _listens(process, port):
                yield port
                return
        finally:
            process.terminate()
            process.wait(PATIENCE)
    raise RuntimeError(f"nginx did not start:\n{(home / 'error.log').read_text(errors='replace')[-2000:]}")


def _start(home: Path, port: int, upstream: str, cache: Cache) -> subprocess.Popen[bytes]:
    home.mkdir(exist_ok=True)
    # Workers of a root's nginx become “nobody” unless they are told otherwise, and can't enter a directory of pytest's.
    user = f"user {pwd.getpwuid(os.getuid()).pw_name};" if os.getuid() == 0 else ""
    config = home / "nginx.conf"
    config.write_text(_CONFIG.format(home=home, port=port, upstream=upstream, user=user, **vars(cache)), encoding="utf-8")
    # An end of its own for the log: the one it is built with may not be ours to write.
    command = [program(), "-p", str(home), "-e", str(home / "error.log"), "-c", str(config)]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _listens(process: subprocess.Popen[bytes], port: int) -> bool:
    """Whether it is there within our patience; False as soon as it has ended instead, as it does when the port is taken."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return process.poll() is None
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_PAUSE)
            return False
    return False


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    text: str

    @property
    def cache(self) -> str:
        """What nginx says of it: HIT, MISS, BYPASS, EXPIRED, REVALIDATED; "" where it had no thought of keeping it."""
        return self.headers.get("x-cache", "")

    @property
    def etag(self) -> str:
        """The tag of the bytes before somebody compressed them."""
        return self.headers.get("etag", "").removeprefix("W/")


@dataclass
class Browser:
    """Keeps cookies, and nothing else: what it shows is what was sent."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, *, method: str = "GET", **headers: str) -> Answer:
        """Send a request. Headers are written `if_none_match="…"`."""
        return self._send(method, path, None, {name.replace("_", "-"): value for name, value in headers.items()})

    def post(self, path: str, form: dict[str, str], **headers: str) -> Answer:
        """Send a form from a page of the site's own."""
        sent = {"content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin"}
        return self._send("POST", path, urlencode(form), {**sent, **{name.replace("_", "-"): value for name, value in headers.items()}})

    def _send(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        cookie = {"cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} if self.cookies else {}
        connection = HTTPConnection("localhost", self.port, timeout=PATIENCE)
        with contextlib.closing(connection):
            connection.request(method, path, body, {**cookie, **headers})
            response = connection.getresponse()
            content = response.read()
        for line in response.headers.get_all("set-cookie") or ():
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
                if not morsel.value or morsel["max-age"] == "0":
                    del self.cookies[name]
        if response.headers.get("content-encoding") == "gzip" and content:
            content = gzip.decompress(content)
        return Answer(response.status, {name.lower(): value for name, value in response.headers.items()}, content.decode(errors="replace"))
