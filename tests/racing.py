"""Races in real processes: each has a connection of its own, and all start at the same gate."""

from __future__ import annotations

import multiprocessing
from typing import TYPE_CHECKING, Any

from django.db import connections

if TYPE_CHECKING:
    from collections.abc import Callable

#: Seconds until a racer that never came back fails the test.
PATIENCE = 60


def race(racers: list[Callable[[], Any]]) -> list[Any]:
    """Run all `racers` at once, each in a process of its own, and return what each returned or the exception it raised."""
    connections.close_all()
    context = multiprocessing.get_context("fork")
    gate, results = context.Barrier(len(racers)), context.Queue()
    processes = [context.Process(target=_run, args=(number, racer, gate, results)) for number, racer in enumerate(racers)]
    for process in processes:
        process.start()
    outcomes = dict(results.get(timeout=PATIENCE) for _ in processes)
    for process in processes:
        process.join(PATIENCE)
    return [outcomes[number] for number in range(len(racers))]


def _run(number: int, racer: Callable[[], Any], gate: Any, results: Any) -> None:
    try:
        gate.wait(PATIENCE)
        results.put((number, racer()))
    except Exception as error:  # noqa: BLE001 - whatever it was, the test wants to see it
        results.put((number, repr(error)))
    finally:
        connections.close_all()
