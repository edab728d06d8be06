"""One answer, looked through for everything at once."""

from __future__ import annotations

import io
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from PIL import Image

from reviews.spoilers.disguises import readings, uncovered
from reviews.spoilers.watching import quotations
from reviews.spoilers.words import folded, written

from .crawling import surface_of
from .judging import Finding, Scene, Verdict, judge

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from reviews.spoilers.watching import Hit
    from reviews.spoilers.words import Key

    from .asking import Answer
    from .lookout import Lookout
    from .texts import Texts

#: Letters in a row that make a text in a body of bytes. Fewer come about by chance in every picture.
_STRETCH = re.compile(rb"[\x20-\x7e]{16,}")
#: A name of ours is this long, and may have a word before or behind it (`reply-…`, `…-note-1`).
_HANDLE_LENGTH = 16
_MAYBE_HANDLE = re.compile(rf"[\w-]{{{_HANDLE_LENGTH},}}", re.ASCII)
#: Addresses that name a review: its own, a reply's, its card's.
_NAMED_BY = ("review", "comment", "card")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something stands: the address, what it is called in the code, and which part of the answer."""

    address: str
    method: str
    status: int
    surface: str
    content_type: str
    where: str


@dataclass(frozen=True, slots=True)
class Sighting:
    """Words of one secret in one spot."""

    verdict: Verdict
    #: The secret's place among all.
    secret: int
    spot: Spot
    keys: tuple[Key, ...]
    #: As written there, each stretch once, and what stands around the first.
    words: tuple[str, ...]
    excerpt: str


class Scan:
    """Looks through answers, and counts the accidents it passes over."""

    def __init__(self, lookout: Lookout, texts: Texts) -> None:
        self.lookout, self.texts = lookout, texts
        #: By key and reason: how often, and the first time of it.
        self.accidents: Counter[tuple[Key, str]] = Counter()
        self.first_accidents: dict[tuple[Key, str], Sighting] = {}
        folders = (reverse(name, args=["x"]).rpartition("x")[0] for name in _NAMED_BY)
        self._named = re.compile(rf"(?:{'|'.join(map(re.escape, folders))})([\w-]+)")

    def look(self, answer: Answer) -> Iterator[Sighting]:
        """Return the leaks in an answer."""
        return self.look_at(_parts(answer), answer)

    def look_at(self, parts: Iterable[tuple[str, str]], answer: Answer) -> Iterator[Sighting]:
        """Return the leaks in texts (where, text) that go with an answer."""
        read = [(where, self._without_handles(text)) for where, text in parts]
        told = [uncovered(text).replace("\\/", "/") for text in (answer.address, answer.header("Location"), *_body(answer))]
        scene = Scene(self._reviews_named(told), frozenset(map(folded, written(told[0]))))
        seen: dict[str, set[Key]] = defaultdict(set)
        surface = surface_of(answer.address)
        for where, text in read:
            spot = Spot(answer.address, answer.method, answer.status, surface, answer.content_type, where)
            for reading in readings(text):
                yield from self._leaks(written(reading), spot, scene, seen[where])

    def _leaks(self, said: Sequence[str], spot: Spot, scene: Scene, seen: set[Key]) -> Iterator[Sighting]:
        """Judge what stands there and was not seen in that spot before."""
        new: dict[Key, Hit[int]] = {}
        for hit in self.lookout.watch.hits(said):
            if hit.key not in seen:
                new.setdefault(hit.key, hit)
        seen.update(new)
        found: dict[Verdict, list[tuple[Hit[int], list[int]]]] = defaultdict(list)
        for hit in new.values():
            # What everybody may know is judged once, whoever hides it as well.
            tags = hit.tags[:1] if self.lookout.given(hit.key) else hit.tags
            lower = said[hit.start][0].islower()
            whose: dict[Verdict, list[int]] = defaultdict(list)
            for tag in tags:
                whose[judge(self.lookout, hit.key, self.lookout.secrets[tag], scene, lower=lower)].append(tag)
            for verdict, suspects in whose.items():
                found[verdict].append((hit, suspects))
        for verdict, suspected in found.items():
            for tag, hits in _likeliest(suspected).items():
                if verdict.finding == Finding.ACCIDENT:
                    self._count(verdict, tag, spot, said, hits)
                else:
                    yield _sighting(verdict, tag, spot, said, hits)

    def _count(self, verdict: Verdict, tag: int, spot: Spot, said: Sequence[str], hits: Sequence[Hit[int]]) -> None:
        for hit in hits:
            self.accidents[hit.key, verdict.why] += 1
            if self.accidents[hit.key, verdict.why] == 1:
                self.first_accidents[hit.key, verdict.why] = _sighting(verdict, tag, spot, said, [hit])

    def _reviews_named(self, told: Sequence[str]) -> frozenset[int]:
        """The reviews that an answer leads to, or was asked for, by their own address or by a reply's."""
        named = {name for text in told for name in self._named.findall(text)}
        known = (self.texts.reviews.get(name, self.texts.replies.get(name)) for name in named)
        return frozenset(review for review in known if review is not None)

    def _without_handles(self, text: str) -> str:
        """The text without our random names, whose pieces are short words by chance."""
        return _MAYBE_HANDLE.sub(self._without_handle, text)

    def _without_handle(self, found: re.Match[str]) -> str:
        token = found[0]
        if token[-_HANDLE_LENGTH:] in self.texts.handles:
            return token[:-_HANDLE_LENGTH]
        return token[_HANDLE_LENGTH:] if token[:_HANDLE_LENGTH] in self.texts.handles else token


def _likeliest(suspected: Sequence[tuple[Hit[int], list[int]]]) -> dict[int, list[Hit[int]]]:
    """Each find for one secret alone: of those that hide it, the one that most of the finds may come from.

    A passage that leaks shows ordinary words too, and other passages are made of those as well.
    """
    weight = Counter(tag for _hit, tags in suspected for tag in tags)
    found: dict[int, list[Hit[int]]] = defaultdict(list)
    for hit, tags in suspected:
        found[max(tags, key=lambda tag: (weight[tag], -tag))].append(hit)
    return found


def _sighting(verdict: Verdict, tag: int, spot: Spot, said: Sequence[str], hits: Sequence[Hit[int]]) -> Sighting:
    leaks = list(quotations(said, ((hit.start, hit.end) for hit in hits)))
    written = tuple(dict.fromkeys(leak.words for leak in leaks))
    return Sighting(verdict, tag, spot, tuple(hit.key for hit in hits), written, leaks[0].excerpt)


def _parts(answer: Answer) -> Iterator[tuple[str, str]]:
    """Every text of an answer, and what it is there."""
    yield "status line", answer.reason
    for name, value in answer.headers:
        yield f"header {name}", f"{name}: {value}"
    yield from (("body", text) for text in _body(answer))
    if not answer.is_text:
        yield from (("body", stretch.decode("ascii")) for stretch in _STRETCH.findall(answer.body))
        yield from (("picture's notes", note) for note in _notes(answer))


def _body(answer: Answer) -> list[str]:
    return [answer.body.decode("utf-8", errors="replace")] if answer.is_text else []


def _notes(answer: Answer) -> Iterator[str]:
    """What a picture says of itself beside its pixels."""
    if not answer.content_type.startswith("image/"):
        return
    try:
        with Image.open(io.BytesIO(answer.body)) as picture:
            notes = [*picture.info.values(), *picture.getexif().values()]
    except Exception:  # noqa: BLE001 - Pillow's decoders raise whatever they like, and its bytes have been looked at
        return
    for note in notes:
        if isinstance(note, bytes):
            yield note.decode("utf-8", errors="replace")
        elif isinstance(note, str):
            yield note
