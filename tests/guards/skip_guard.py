"""A run with a skip that nobody allowed is a failed run: green by skipping is not green."""

from fnmatch import fnmatchcase
from pathlib import Path

import pytest


def allowed_skips(path: Path) -> dict[str, str]:
    """Patterns of test ids and the reason each may skip. Raises `ValueError` for a line without a reason."""
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    allowed = {}
    for line in lines:
        if not line or line.startswith("#"):
            continue
        pattern, _, reason = line.partition(" # ")
        if not reason.strip():
            raise ValueError(f"{path.name}: “{line}” gives no reason")
        allowed[pattern.strip()] = reason.strip()
    return allowed


class SkipGuard:
    """A pytest plugin: notes every skip (an expected failure is one too) and fails the run for those that are not allowed."""

    def __init__(self, allowed: dict[str, str]) -> None:
        self.allowed = allowed
        self.refused: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._note(report.nodeid, skipped=report.skipped)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self._note(report.nodeid, skipped=report.skipped)

    def _note(self, nodeid: str, *, skipped: bool) -> None:
        if skipped and not any(fnmatchcase(nodeid, pattern) for pattern in self.allowed):
            self.refused.append(nodeid)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.refused and session.exitstatus in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for nodeid in self.refused:
            terminalreporter.write_line(f"SKIPPED WITHOUT LEAVE {nodeid}: give a reason in tests/skips_allowed.txt, or run it", red=True)
