"""All pairs: a small set of combinations in which every two values of different dimensions meet at least once."""

from __future__ import annotations

from itertools import combinations, product
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

Combination = tuple[Any, ...]


def all_pairs(*dimensions: Sequence[Any]) -> list[Combination]:
    """Return combinations, one value of each dimension, that cover every pair; the same ones on every run.

    Greedy: each time the combination that covers the most pairs not yet covered.
    """
    indexed = [range(len(dimension)) for dimension in dimensions]
    candidates = [(each, _pairs(each)) for each in product(*indexed)]
    missing = set().union(*(pairs for _, pairs in candidates)) if candidates else set()
    chosen = []
    while missing:
        best, covered = max(candidates, key=lambda candidate: len(candidate[1] & missing))
        chosen.append(tuple(dimension[at] for dimension, at in zip(dimensions, best, strict=True)))
        missing -= covered
    return chosen


def _pairs(combination: tuple[int, ...]) -> set[tuple[tuple[int, int], tuple[int, int]]]:
    return set(combinations(enumerate(combination), 2))
