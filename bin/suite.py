"""Run the suite: everything on SQLite (a file) with a browser, then what needs a database once more on PostgreSQL."""

import os
import re
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from types import FrameType

from postgres import server

ROOT = Path(__file__).resolve().parent.parent
_PASSED = re.compile(r"\b(\d+) passed\b")
_NO_TESTS = 5
#: What both databases are asked, by its marks.
_TWICE = "database and not browser and not once"


def main(options: list[str]) -> int:
    """The first exit status that isn't 0, or 0; the last line says how many passed."""
    signal.signal(signal.SIGTERM, _as_interrupt)
    passed, status = [], 0
    with tempfile.TemporaryDirectory(prefix="atb-tests-") as scratch:
        os.environ["TEST_SCRATCH"] = scratch
        print("== SQLite, Chromium", flush=True)
        os.environ.pop("DATABASE_URL", None)
        status, count = _pytest(options)
        passed.append(f"{count} on SQLite")
        with server() as url:
            print("== PostgreSQL", flush=True)
            os.environ["DATABASE_URL"] = url
            chosen = next((options[at + 1] for at, word in enumerate(options[:-1]) if word == "-m"), "")
            second, again = _pytest([*options, "-m", " and ".join(filter(None, (_TWICE, chosen and f"({chosen})")))])
            passed.append(f"{again} on PostgreSQL")
    status = status or second
    print(f"{'FAILED: ' if status else ''}{count + again} passed ({', '.join(passed)})", flush=True)
    return status


def _pytest(options: list[str]) -> tuple[int, int]:
    """One run: its exit status and how many tests passed. A run that finds no test is a failed one, unless tests were chosen by name."""
    command = [sys.executable, "-m", "pytest", "-n", os.environ.get("TEST_PROCESSES", str(max(2, os.cpu_count() or 2))), *options]
    count = 0
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, errors="replace") as run:
        for line in run.stdout or ():
            print(line, end="", flush=True)
            if found := _PASSED.search(line):
                count = int(found[1])
    status = 0 if run.returncode == _NO_TESTS and options else run.returncode
    return status, count


def _as_interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
