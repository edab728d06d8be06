"""The same knowledge looking backwards: are words of a passage where they must not be? For tests, audits and authors."""

from __future__ import annotations

from collections.abc import Iterable

from reviews.spoilers.disguises import plain, uncovered, views
from reviews.spoilers.watching import Leak, Watch, quotations
from reviews.spoilers.words import folded, names, plains, runs, words, written

__all__ = ["Leak", "contains_any", "find_leaks"]


def find_leaks(secrets: Iterable[str], public: str, *, common: Iterable[str] = ()) -> list[Leak]:
    """Find what of the passages' texts `secrets` appears in `public`, in the order it stands there.

    Found are runs of at least four words, and single words that a passage uses only as names (a capital inside a
    sentence). Case and accents don't matter; entities, percent signs and JSON escapes are seen through. `common` are
    texts or words that may be known anyway (titles, creators, the public prose): what stands there is no leak.
    """
    known = [folded(word) for text in common for word in written(text)]
    known_words = set(known)
    # A run over two of them counts as known, too: a title and its creator are often named in one breath.
    known_runs = set(runs(known))
    watch: Watch[None] = Watch()
    for secret in secrets:
        text = list(words(secret))
        watch.add(None, {(name,) for name in names(text) - known_words} | (set(runs(plains(text))) - known_runs))
    seen = written(uncovered(public))
    return list(quotations(seen, ((hit.start, hit.end) for hit in watch.hits(seen))))


def contains_any(planted: Iterable[str], body: bytes | str) -> list[str]:
    """Return which of the planted words stand in `body`, in any case and under any usual encoding, even inside a word."""
    looking = {word: plain(word) for word in planted}
    found: set[str] = set()
    for view in views(body):
        found |= {word for word, folded in looking.items() if word not in found and folded in view}
    return [word for word in looking if word in found]
