"""Asking a spam checker that speaks Akismet's API, and telling it when it was wrong. Called by the worker, never within a request.

Spoken to by plain POSTs: `/1.1/comment-check` answers “true” (spam) or “false”; `/1.1/submit-spam` and `/1.1/submit-ham` take corrections.
"""

from __future__ import annotations

import http.client
import io
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urlencode, urlsplit

from django.conf import settings

if TYPE_CHECKING:
    import socket
    from datetime import datetime

    from .book import Settings

#: Seconds, from the call to the last byte of the answer, however it drips in. Who needs longer is down; the reply waits for a moderator
#: meanwhile, and the worker for nobody.
TIMEOUT = 5
#: Bytes. The longest answer that means anything is a sentence about the key.
MOST_READ = 1_024
#: What the API is told of everybody's network address: the field may not be left out, and nobody's is kept for the worker to send.
_NO_ADDRESS = "0.0.0.0"  # noqa: S104 - nothing is bound to it

CHECK, SPAM, HAM = "comment-check", "submit-spam", "submit-ham"


class NoAnswer(Exception):
    """The checker could not be asked, or said nothing that can be understood. `fault` is a word for it, for moderators."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True)
class Question:
    """What is told of a reply. Of its sender the name alone: neither an e-mail address nor a network."""

    text: str
    name: str
    permalink: str
    written_at: datetime
    language: str

    def __repr__(self) -> str:
        """Never the text."""
        return f"Question({len(self.text)} characters)"


def is_spam(question: Question, rules: Settings) -> bool:
    """Return what the checker says. Raises `NoAnswer` where it says neither yes nor no."""
    answer = _send(CHECK, question, rules).strip()
    if answer not in {"true", "false"}:
        raise NoAnswer("invalid key" if answer.casefold() in {"invalid", "invalid key"} else "unreadable answer")
    return answer == "true"


def correct(question: Question, rules: Settings, *, spam: bool) -> None:
    """Tell the checker that the reply is spam after all, or is none. Raises `NoAnswer` where it can't be told."""
    _send(SPAM if spam else HAM, question, rules)


def _send(call: str, question: Question, rules: Settings) -> str:
    request = urllib.request.Request(_address(rules, call), data=_form(question, rules), method="POST")  # noqa: S310 - http(s): see _address
    request.add_header("User-Agent", "AfterTheBreak/1.0")
    opener = urllib.request.build_opener(_NoRedirects, _Http, _Https)
    try:
        with opener.open(request, timeout=TIMEOUT) as answer:
            return str(answer.read(MOST_READ).decode("utf-8", errors="replace"))
    except urllib.error.HTTPError as error:
        error.close()
        raise NoAnswer(f"status {error.code}") from None
    except TimeoutError:
        raise NoAnswer("timeout") from None
    except urllib.error.URLError as error:
        raise NoAnswer("timeout" if isinstance(error.reason, TimeoutError) else "unreachable") from None
    except (OSError, http.client.HTTPException, ValueError):
        raise NoAnswer("unreachable") from None


def _address(rules: Settings, call: str) -> str:
    """The address of a call. Only the web's own kinds: an address is an owner's, and `file:` is one too."""
    if not is_web_address(rules.checker_url):
        raise NoAnswer("unusable address")
    return f"{rules.checker_url.rstrip('/')}/1.1/{call}"


def is_web_address(url: str) -> bool:
    """Whether `url` is one that a checker may have."""
    try:
        return urlsplit(url).scheme in {"http", "https"} and bool(urlsplit(url).hostname)
    except ValueError:
        return False


def _form(question: Question, rules: Settings) -> bytes:
    return urlencode(
        {
            "api_key": rules.checker_key,
            "blog": settings.SITE_URL,
            "blog_charset": "UTF-8",
            "blog_lang": question.language,
            "user_ip": _NO_ADDRESS,
            "permalink": question.permalink,
            "comment_type": "reply",
            "comment_author": question.name,
            "comment_content": question.text,
            "comment_date_gmt": question.written_at.isoformat(),
        }
    ).encode()


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Whoever answers for the checker is asked at the owner's address and nowhere else: a redirect could lead into the owner's network."""

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> NoReturn:
        raise NoAnswer("redirect")


class _Hurried(io.RawIOBase):
    """Reads from a socket until a moment, by `time.monotonic`. A socket's own limit begins anew with each byte that comes."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket, until: float) -> None:
        self._raw, self._sock, self._until = raw, sock, until

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        """Raises `TimeoutError` as soon as the moment has come."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._sock.settimeout(left)
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Answer(http.client.HTTPResponse):
    """An answer that is there in time, head and body, or not at all."""

    def __init__(self, sock: socket.socket, *, until: float, **how: Any) -> None:
        super().__init__(sock, **how)
        self.fp = io.BufferedReader(_Hurried(self.fp.detach(), sock, until))


class _InTime(urllib.request.AbstractHTTPHandler):
    """Has each connection answer by `TIMEOUT` seconds from now."""

    def do_open(self, http_class: Any, req: Any, **how: Any) -> Any:
        def connection(host: str, **its: Any) -> Any:
            made = http_class(host, **its)
            made.response_class = partial(_Answer, until=time.monotonic() + TIMEOUT)
            return made

        return super().do_open(connection, req, **how)


class _Http(_InTime, urllib.request.HTTPHandler):
    pass


class _Https(_InTime, urllib.request.HTTPSHandler):
    pass
