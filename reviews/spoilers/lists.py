"""Lists around a gate: neither a number nor the space between items may tell of what is hidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it.token import Token


@dataclass(slots=True)
class _Level:
    """What has been seen among the siblings of one container."""

    #: The number after the last visible item of the list just before, if only gates stand between.
    next_number: int = 1
    after_gate: bool = False
    items: int = 0
    start: int = 1


def renumber(tokens: Sequence[Token]) -> list[Token]:
    """Let a numbered list that follows a gate go on from what is visible before it, whatever number was typed."""
    levels = [_Level()]
    for token in tokens:
        here = levels[-1]
        if token.nesting == 1:
            start = 1
            if token.type == "ordered_list_open":
                start = int(token.attrs.get("start", 1))
                if here.after_gate:
                    start = here.next_number
                    token.attrs = {"start": start} if start != 1 else {}
            elif token.type == "list_item_open":
                here.items += 1
            levels.append(_Level(start=start))
        elif token.nesting == -1:
            closed = levels.pop()
            levels[-1].after_gate = False
            levels[-1].next_number = closed.start + closed.items if token.type == "ordered_list_close" else 1
        elif token.type == "gate":
            here.after_gate = True
        else:
            here.after_gate, here.next_number = False, 1
    return list(tokens)


def loosen(tokens: Sequence[Token]) -> None:
    """Give every item of a list with a fence in it a paragraph of its own.

    The library does so where a blank line stands between or in items; one inside of the fence would show in public.
    """
    lists: list[int] = []
    loose: list[tuple[int, int]] = []
    with_fence: set[int] = set()
    for at, token in enumerate(tokens):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append(at)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            opener = lists.pop()
            if opener in with_fence and not lists:
                loose.append((opener, at))
        elif token.type == "fence_line" and lists:
            with_fence.add(lists[0])
    for first, end in loose:
        for token in tokens[first:end]:
            token.hidden = False
