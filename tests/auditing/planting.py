"""Leaks on purpose: a middleware that does to answers what a test says."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain

from django.http import HttpRequest
from django.http.response import HttpResponseBase, StreamingHttpResponse

Rule = Callable[[HttpRequest, HttpResponseBase], None]

#: What is done to each answer of the site. A test fills it, and its fixture empties it.
RULES: list[Rule] = []


class Planting:
    """Stands before every other middleware, so that nothing mends what it broke."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for rule in RULES:
            rule(request, response)
        return response


def add_words(response: HttpResponseBase, words: str, *, when: bool = True) -> None:
    """Let the body of an answer end with `words`, whatever kind of body it is."""
    if not when:
        return
    tail = f"\n<p>{words} for everybody to read</p>\n".encode()
    if isinstance(response, StreamingHttpResponse):
        response.streaming_content = chain(response.streaming_content, [tail])  # type: ignore[arg-type]  # a WSGI server's
    else:
        response.content += tail  # type: ignore[attr-defined]  # what does not stream has it


def name_of(request: HttpRequest) -> str:
    """What the address that was asked for is called."""
    return request.resolver_match.view_name if request.resolver_match else ""
