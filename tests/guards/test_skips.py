"""Green by skipping is not green."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.guards.skip_guard import allowed_skips

ROOT = Path(__file__).resolve().parents[2]
CONFTEST = f"""
import sys
from pathlib import Path
sys.path.insert(0, {str(ROOT)!r})
from tests.guards.skip_guard import SkipGuard, allowed_skips

def pytest_configure(config):
    config.pluginmanager.register(SkipGuard(allowed_skips(Path(__file__).with_name("allowed.txt"))))
"""
SKIPS = {
    "marked": "import pytest\n@pytest.mark.skip(reason='later')\ndef test_it(): pass\n",
    "called": "import pytest\ndef test_it(): pytest.skip('no browser')\n",
    "expected to fail": "import pytest\n@pytest.mark.xfail\ndef test_it(): assert False\n",
    "whole module": "import pytest\npytest.importorskip('no_such_module')\ndef test_it(): pass\n",
}


def run(folder: Path, body: str, allowed: str, *options: str) -> subprocess.CompletedProcess[str]:
    (folder / "conftest.py").write_text(CONFTEST)
    (folder / "test_some.py").write_text(body + "\ndef test_other(): pass\n")
    (folder / "allowed.txt").write_text(allowed)
    (folder / "pytest.ini").write_text("[pytest]\n")
    command = [sys.executable, "-m", "pytest", "-p", "no:django", "-p", "no:cacheprovider", *options]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("kind", SKIPS)
def test_a_skip_fails_the_run(tmp_path: Path, kind: str) -> None:
    result = run(tmp_path, SKIPS[kind], "")
    assert result.returncode == 1
    assert "SKIPPED WITHOUT LEAVE test_some.py" in result.stdout


def test_a_skip_fails_the_run_in_a_worker_too(tmp_path: Path) -> None:
    assert run(tmp_path, SKIPS["called"], "", "-n", "1").returncode == 1


def test_an_allowed_skip_passes(tmp_path: Path) -> None:
    assert run(tmp_path, SKIPS["called"], "test_some.py::test_it # there is no such browser for this machine\n").returncode == 0


def test_leave_without_a_reason_is_no_leave(tmp_path: Path) -> None:
    (tmp_path / "allowed.txt").write_text("# a comment\n\ntest_some.py::test_it\n")
    with pytest.raises(ValueError, match="gives no reason"):
        allowed_skips(tmp_path / "allowed.txt")
