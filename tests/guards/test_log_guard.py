"""The log guard bites: each way a hidden word could get into a record, and a whole run that fails for one."""

import logging
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from reviews.publishing.sealed import Sealed
from tests.guards.log_guard import LogWatch, listening

ROOT = Path(__file__).resolve().parents[2]
#: A logger of the house, and two that pass nothing on to the root.
LOGGERS = ("reviews.some.room", "django.request", "django.server")
RUN = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from tests.conftest import log_watch
"""
CARELESS = """
import logging

def test_careless():
    logging.getLogger("django.request").warning("The words were %s", "herontwo")

def test_careful():
    logging.getLogger("django.request").warning("A text of %s words", 2)
"""


def provoke(log_watch: LogWatch, say: Callable[[], object]) -> list[str]:
    """What the guard says of one record, without failing the test for it."""
    with listening() as watch:
        say()
    log_watch.forget()  # provoked on purpose, to see that it is caught
    return watch.leaks


@pytest.mark.parametrize("name", LOGGERS)
def test_a_word_in_the_message_or_its_arguments_is_caught(name: str, log_watch: LogWatch) -> None:
    logger = logging.getLogger(name)
    for say in (
        lambda: logger.error("otterblock"),
        lambda: logger.error("It was %s", "OtterBlock"),
        lambda: logger.error("It was %(what)s", {"what": ["otterblock"]}),
        lambda: logger.error("In an address: /%6Ftterblock/"),
        lambda: logger.error({"text": "otterblock"}),
    ):
        (leak,) = provoke(log_watch, say)
        assert leak.endswith("says otterblock")
        assert name in leak
    assert not provoke(log_watch, lambda: logger.error("A passage of %s characters", 12))


def test_a_word_in_a_faults_words_or_in_what_it_came_from_is_caught(log_watch: LogWatch) -> None:
    def fail() -> None:
        try:
            try:
                raise ValueError("Failing row contains ({}).".format("otterblock"))
            except ValueError as refused:
                raise RuntimeError("not stored") from refused
        except RuntimeError:
            logging.getLogger("reviews").exception("It failed")

    assert provoke(log_watch, fail)


def test_a_word_in_a_local_variable_is_in_no_record(log_watch: LogWatch) -> None:
    def fail() -> None:
        held = "otterblock"
        try:
            raise ValueError(len(held))
        except ValueError:
            logging.getLogger("reviews").exception("It failed")

    assert not provoke(log_watch, fail)
    assert log_watch.records


def test_sealed_text_breaks_the_record_and_says_nothing(log_watch: LogWatch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging, "raiseExceptions", False)
    assert not provoke(log_watch, lambda: logging.getLogger("reviews").error("%s", Sealed("otterblock")))


def test_a_record_of_another_thread_is_seen(log_watch: LogWatch) -> None:
    def elsewhere() -> None:
        thread = threading.Thread(target=logging.getLogger("reviews").error, args=("otterblock",))
        thread.start()
        thread.join()

    assert provoke(log_watch, elsewhere)


def test_after_the_test_the_loggers_are_as_they_were() -> None:
    before = logging.Logger.handle
    with listening():
        assert logging.Logger.handle is not before
    assert logging.Logger.handle is before


def test_a_run_with_a_careless_record_fails(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(RUN)
    (tmp_path / "test_some.py").write_text(CARELESS)
    (tmp_path / "pytest.ini").write_text("[pytest]\nDJANGO_SETTINGS_MODULE = tests.settings\n")
    environment = {"PYTHONPATH": str(ROOT), "TEST_SCRATCH": str(tmp_path), "PATH": ""}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q"]
    result = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 1, result.stdout + result.stderr
    assert "2 passed, 1 error" in result.stdout
    assert "Hidden words in a log record: django.request at " in result.stdout
    assert "says herontwo" in result.stdout
