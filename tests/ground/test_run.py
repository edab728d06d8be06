"""From nothing to a running site by the command of the README, and back without leaving anything behind."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
#: Seconds for a start on a machine that has other things to do.
PATIENCE = 300


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def environment(place: Path, port: int, **more: str) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"], "ENV_FILE": os.devnull, "VAR_DIR": str(place / "var"), "STATIC_ROOT": str(place / "static"),
        "PORT": str(port), "WEB_WORKERS": "1", **more,
    }  # fmt: skip


@contextmanager
def running(place: Path, port: int, **more: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The site, once it has said that it is ready, and what it said until then."""
    command = [sys.executable, str(ROOT / "bin" / "serve.py")]
    with (place / "log").open("w+") as log:
        process = subprocess.Popen(command, env=environment(place, port, **more), stdout=log, stderr=log, text=True)
        try:
            deadline = time.monotonic() + PATIENCE
            while f"ready at http://{more.get('HOST', '127.0.0.1')}:{port}" not in (said := (place / "log").read_text()):
                assert process.poll() is None, said
                assert time.monotonic() < deadline, said
                time.sleep(0.2)
            yield process, said
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait(timeout=40)


def get(port: int, path: str) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
        return int(answer.status)


def children_of(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("site")


def test_site_starts_from_nothing_and_stops_without_a_trace(place: Path) -> None:
    port = free_port()
    with running(place, port) as (process, _):
        assert get(port, "/readyz") == 200
        assert get(port, "/") == 200
        assert get(port, "/accounts/login/") == 200
        children = children_of(process.pid)
        assert len(children) == 2, "the server and the worker"
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=40) == 0
    assert not any(Path(f"/proc/{child}").exists() for child in children)
    assert (place / "var" / "secret_key").stat().st_mode & 0o777 == 0o600


def test_second_start_keeps_everything(place: Path) -> None:
    port = free_port()
    key = (place / "var" / "secret_key").read_text() if (place / "var" / "secret_key").exists() else None
    with running(place, port) as (_, said):
        assert get(port, "/") == 200
        if key:
            assert "Collecting" not in said
            assert (place / "var" / "secret_key").read_text() == key


def test_both_stop_when_one_ends(place: Path) -> None:
    port = free_port()
    with running(place, port) as (process, _):
        server, worker = children_of(process.pid)
        os.kill(worker, signal.SIGKILL)
        assert process.wait(timeout=40) == 1
        assert not Path(f"/proc/{server}").exists()


def test_taken_port_is_named_with_another(place: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command = [sys.executable, str(ROOT / "bin" / "serve.py")]
        result = subprocess.run(command, env=environment(place, port), capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert f"make run PORT={port + 1}" in result.stderr


def test_demo_accounts_end_where_others_can_reach_the_site(place: Path) -> None:
    """The demo's sign-ins are printed for everybody, so they exist on loopback alone."""
    setting = environment(place, free_port())
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=setting, check=True)
    assert "Sign-ins" in demo(setting)
    assert active(setting)
    port = free_port()
    with running(place, port, HOST="0.0.0.0") as (_, said):  # noqa: S104 - this is the case in question
        assert "Sign-ins" not in said
        assert not active(setting)


def demo(setting: dict[str, str]) -> str:
    command = [sys.executable, "manage.py", "demo", "--if-empty"]
    return subprocess.run(command, cwd=ROOT, env=setting, check=True, capture_output=True, text=True).stdout


def active(setting: dict[str, str]) -> bool:
    ask = "from accounts.models import User; print(any(user.has_usable_password() for user in User.objects.filter(is_active=True)))"
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", ask]
    return subprocess.run(command, cwd=ROOT, env=setting, check=True, capture_output=True, text=True).stdout.strip() == "True"
