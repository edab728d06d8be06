"""A PostgreSQL server for the tests alone: in a directory of its own, reached by a socket in it, gone afterwards."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

#: Seconds for a server to come up, on a machine that is busy with other things.
PATIENCE = 60
#: Nothing here outlives the run, so nothing has to reach the disk.
_CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
USER = "house"


@contextlib.contextmanager
def server() -> Iterator[str]:
    """Run a server and yield its DATABASE_URL. Raises `RuntimeError` when there is no PostgreSQL, or it will not start.

    PostgreSQL refuses to run as root: then it runs as `postgres`, or else `nobody`, in a directory which that user owns.
    """
    programs = _programs()
    home = Path(tempfile.mkdtemp(prefix="atb-pg-"))
    servant = _servant()
    os.chown(home, servant.user, servant.group)
    process = None
    try:
        # From `home`: the servant may not be able to look into the directory we are in.
        subprocess.run(
            [programs / "initdb", "-D", home / "data", "-U", USER, "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8"],
            check=True,
            cwd=home,
            stdout=subprocess.DEVNULL,
            user=servant.user,
            group=servant.group,
            extra_groups=servant.extra_groups,
        )
        options = [word for fact in (*_CARELESS, "listen_addresses=", f"unix_socket_directories={home}") for word in ("-c", fact)]
        with (home / "log").open("wb") as log:
            process = subprocess.Popen(
                [programs / "postgres", "-D", home / "data", *options],
                cwd=home,
                stdout=log,
                stderr=log,
                start_new_session=True,
                user=servant.user,
                group=servant.group,
                extra_groups=servant.extra_groups,
            )
        _wait_for(process, programs, home)
        yield f"postgres://{USER}@/{home}/postgres"
    finally:
        if process is not None:
            process.send_signal(signal.SIGINT)  # "fast": ends every session, then itself
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(home, ignore_errors=True)


def _programs() -> Path:
    """Where the server's programs are: Debian keeps them by version, out of PATH, and a name in PATH may be a wrapper."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    found = versions[-1] if versions else shutil.which("initdb")
    if not found:
        raise RuntimeError("No PostgreSQL here. apt-get install postgresql")
    return Path(found).parent


class Servant(NamedTuple):
    """Whom the server runs as."""

    user: int
    group: int
    extra_groups: list[int] | None


def _servant() -> Servant:
    if os.getuid() != 0:
        return Servant(os.getuid(), os.getgid(), None)
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Servant(entry.pw_uid, entry.pw_gid, [])
    raise RuntimeError("PostgreSQL will not run as root, and there is neither a user “postgres” nor “nobody”.")


def _wait_for(process: subprocess.Popen[bytes], programs: Path, home: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        if subprocess.run([programs / "pg_isready", "-q", "-h", home, "-U", USER], check=False).returncode == 0:
            return
        time.sleep(0.1)
    raise RuntimeError(f"PostgreSQL did not start:\n{(home / 'log').read_text(errors='replace')[-2000:]}")
