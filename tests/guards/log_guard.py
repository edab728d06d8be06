"""A log record that holds a planted word fails the test in which it was written, whoever wrote it and whether or not a handler took it."""

from __future__ import annotations

import logging
import traceback
from contextlib import contextmanager
from typing import TYPE_CHECKING
from unittest import mock

from reviews.spoilers.leaks import contains_any
from tests import fixture_states
from tests.fixture_site import HIDDEN_IN_REVIEW, FixtureSite

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Every word of the fixture site, in whatever state, that some reader must not see. No page and no line of code may need one in a log.
PLANTED = (
    *HIDDEN_IN_REVIEW, *FixtureSite.withheld, *FixtureSite.after_words, *FixtureSite.gated_comment_words, "Falconname",
    *fixture_states.WITHHELD, *fixture_states.AFTER_WORDS, *fixture_states.GATED,
)  # fmt: skip


class LogWatch:
    """The records of one test, and what stands in them that must not."""

    def __init__(self) -> None:
        self.records: list[logging.LogRecord] = []
        self.leaks: list[str] = []

    def look(self, record: logging.LogRecord) -> None:
        """Note `record`. What it was given is looked at, not what a formatter makes of it: another handler may write it all."""
        self.records.append(record)
        if found := contains_any(PLANTED, said_in(record)):
            # The words, and not the message: the report of a leak is no second one.
            self.leaks.append(f"{record.name} at {record.pathname}:{record.lineno} says {', '.join(found)}")

    def forget(self) -> None:
        """For a test that provokes a record on purpose, and says why."""
        self.leaks.clear()


def said_in(record: logging.LogRecord) -> str:
    """Everything of `record` that a handler may write: its message, its arguments, its traceback with the words of every fault."""
    parts = [str(record.msg), repr(record.args), record.exc_text or "", record.stack_info or ""]
    try:
        parts.append(record.getMessage())
    except Exception as error:  # noqa: BLE001 - a record that can't be written (a `Sealed` in it) says nothing; logging reports it
        parts.append(type(error).__name__)
    if record.exc_info and record.exc_info[1] is not None:
        parts += traceback.format_exception(record.exc_info[1])
    return "\n".join(parts)


@contextmanager
def listening() -> Iterator[LogWatch]:
    """Watch every logger there is. Where records enter, not at the root: Django's loggers and the server's pass nothing on to it."""
    watch, handle = LogWatch(), logging.Logger.handle

    def look_and_handle(logger: logging.Logger, record: logging.LogRecord) -> None:
        watch.look(record)
        handle(logger, record)

    with mock.patch.object(logging.Logger, "handle", look_and_handle):
        yield watch
