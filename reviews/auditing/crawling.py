"""From page to page: whatever an answer names on our own host is asked for, each address once."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING
from urllib.parse import unquote

from django.urls import Resolver404, resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .addresses import Ours
    from .asking import Answer, Stranger

#: Answers looked at unless the owner says otherwise: a site of some thousand reviews.
LIMIT = 20_000


class Crawl:
    """Goes through the site in breadth. What was answered is not kept."""

    def __init__(self, stranger: Stranger, ours: Ours, *, limit: int) -> None:
        self.stranger, self.ours, self.limit = stranger, ours, limit
        self.asked = 0
        self._known: set[str] = set()
        self._waiting: deque[str] = deque()

    @property
    def left(self) -> int:
        """Addresses that are known and were not asked for."""
        return len(self._waiting)

    def know(self, addresses: Iterable[str], seen_at: str = "/") -> None:
        """Ask for these some time, unless they are asked for already or are none of ours."""
        for address in addresses:
            normal = self.ours.normal(address, seen_at)
            if normal and normal not in self._known:
                self._known.add(normal)
                self._waiting.append(normal)

    def answers(self) -> Iterator[Answer]:
        """Ask for one address after the other, up to the limit."""
        while self._waiting and self.asked < self.limit:
            answer = self.stranger.get(self._waiting.popleft())
            self.asked += 1
            self.know(self.ours.named_in(answer))
            yield answer

    def heads(self, addresses: Iterable[str]) -> Iterator[Answer]:
        """Ask for the headers of these, up to the limit."""
        for address in addresses:
            if self.asked >= self.limit:
                return
            self.asked += 1
            yield self.stranger.head(address)


def surface_of(address: str) -> str:
    """What the address is called in the code; "" where there is no such address."""
    try:
        return resolve(unquote(address.partition("?")[0])).view_name
    except Resolver404:
        return ""
