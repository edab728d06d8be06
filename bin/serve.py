"""Bring the site up to date, then run the server and the worker side by side until one of them ends or somebody says stop."""

import ctypes
import hashlib
import ipaddress
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
#: Seconds. A first start on a slow machine is done in five; a server that needs longer is not coming.
PATIENCE = 60
#: Seconds that server and worker get to finish what they are doing.
GRACE = 25
_PR_SET_PDEATHSIG = 1


def main(*, dev: bool) -> int:
    """Run until stopped; the exit status: 0 when stopped on request."""
    host, port = os.environ.get("HOST") or "127.0.0.1", int(os.environ.get("PORT") or 8000)
    if fault := cannot_listen(host, port):
        print(fault, file=sys.stderr)
        return 1
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    os.environ.update(HOST=host, PORT=str(port), DJANGO_SETTINGS_MODULE="config.settings", PYTHONUNBUFFERED="1")
    if dev:
        os.environ.setdefault("DEBUG", "on")
    tell_the_address(host, port)
    bring_up_to_date(static=not dev)
    manage = [sys.executable, str(ROOT / "manage.py")]
    worker = [*manage, "worker", "--interval", "2", "--no-startup-delay"]
    server = [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.conf.py", "config.wsgi:application"]
    if dev:
        worker, server = [*worker, "--reload"], [*manage, "runserver", f"{host}:{port}"]
    return Pair({"server": server, "worker": worker}).run(ready_at=f"http://{netloc(host, port)}")


def netloc(host: str, port: int) -> str:
    """`host:port` as it stands in an address."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def cannot_listen(host: str, port: int) -> str:
    """Why nothing can listen there, with what to do; empty when it can."""
    try:
        with socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET):
            return ""
    except OSError as error:
        return f"Can't listen on {netloc(host, port)}: {error.strerror}. Try another port: make run PORT={port + 1}"


def tell_the_address(host: str, port: int) -> None:
    """Without a SITE_URL from the owner, the site is where it listens."""
    import environ

    environ.Env.read_env(os.environ.get("ENV_FILE") or ROOT / ".env")
    if os.environ.get("SITE_URL"):
        return
    everywhere = host in {"0.0.0.0", "::"}  # noqa: S104
    os.environ["SITE_URL"] = f"http://{netloc(own_address() if everywhere else host, port)}"
    if not is_loopback(host):
        print(f"SITE_URL is not set; taking {os.environ['SITE_URL']}", flush=True)
    if everywhere or is_loopback(host):
        names = ("localhost", "127.0.0.1", "[::1]", *((socket.gethostname(),) if everywhere else ()))
        os.environ["ALLOWED_HOSTS"] = ",".join(filter(None, (os.environ.get("ALLOWED_HOSTS"), *names)))


def own_address() -> str:
    """This machine's address as its network knows it. Nothing is sent: the kernel is asked which address it would send from."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def bring_up_to_date(*, static: bool) -> None:
    """Database, static files, demo. The demo looks after itself: it fills an empty site, and on any but this machine's own address it
    locks its accounts."""
    import django
    from django.core.management import call_command

    django.setup()
    from django.conf import settings

    from reviews.web.models import Site

    call_command("migrate", verbosity=0, interactive=False)
    call_command("housekeeping", verbosity=0)
    if static:
        collect_static(Path(settings.STATIC_ROOT))
    call_command("demo", if_empty=True)
    if not Site.objects.exists():
        print("This site has no owner yet. Set it up: .venv/bin/python manage.py setup_site", flush=True)


def collect_static(target: Path) -> None:
    """Collect and compress static files when one has changed since the last time."""
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    seen = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            stat = Path(storage.path(path)).stat()
            seen.update(f"{path} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    stamp = target / ".collected"
    if not stamp.exists() or stamp.read_text(encoding="ascii") != seen.hexdigest():
        print("Collecting static files", flush=True)
        call_command("collectstatic", verbosity=0, interactive=False, clear=target.exists())
        stamp.write_text(seen.hexdigest(), encoding="ascii")


class Pair:
    """Processes that live and die together."""

    def __init__(self, commands: dict[str, list[str]]) -> None:
        self.commands = commands
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.stopping = False

    def run(self, *, ready_at: str) -> int:
        """Start all, say when the site is ready, and wait. 0 when stopped by a signal, else 1."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        try:
            for name, command in self.commands.items():
                # A session of its own: Ctrl-C reaches this process alone, which then stops both in good order.
                self.children[name] = subprocess.Popen(command, start_new_session=True, preexec_fn=_die_with_parent)  # noqa: PLW1509
            said, patience = False, time.monotonic() + PATIENCE
            while not self.stopping:
                if ended := [name for name, child in self.children.items() if child.poll() is not None]:
                    print(f"The {ended[0]} ended by itself (status {self.children[ended[0]].returncode}); stopping.", file=sys.stderr)
                    return 1
                if not said and (said := _answers(f"{ready_at}/readyz")):
                    print(f"ready at {ready_at}", flush=True)
                if not said and time.monotonic() > patience:
                    print(f"The server did not get ready within {PATIENCE} seconds; stopping.", file=sys.stderr)
                    return 1
                time.sleep(0.1 if not said else 0.5)
            return 0
        finally:
            self._end_children()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _end_children(self) -> None:
        for child in self.children.values():
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + GRACE
        for child in self.children.values():
            try:
                child.wait(timeout=max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()


def _die_with_parent() -> None:
    """In the child: should this process be killed outright, the kernel stops the child as well (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


if __name__ == "__main__":
    sys.exit(main(dev="--dev" in sys.argv[1:]))
