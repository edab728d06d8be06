"""The image and the composition hold together, and every command in them runs."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]


def environment(tmp_path: Path) -> dict[str, str]:
    """What the image and the composition set, with this machine's places and SQLite."""
    wanted = {
        "SITE_URL": "https://reviews.example.org",
        "SECRET_KEY": "a-key-of-fifty-characters-and-more-0123456789-0123456789",
        "POSTGRES_PASSWORD": "letters",
    }
    filled = {name: filled_in(str(value), wanted) for name, value in SERVICES["web"]["environment"].items()}
    places = {"VAR_DIR": str(tmp_path / "data"), "STATIC_ROOT": str(tmp_path / "static"), "ENV_FILE": os.devnull}
    database = {"DATABASE_URL": f"sqlite:///{tmp_path / 'site.sqlite3'}"}
    return {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "PORT": "8000", "HOST": "127.0.0.1", **filled, **places, **database}


def filled_in(value: str, given: dict[str, str]) -> str:
    """Compose's own `${NAME:-default}` and `${NAME:?message}`."""

    def fill(found: re.Match[str]) -> str:
        name, kind, rest = found.groups()
        if name not in given and kind == "?":
            pytest.fail(f"{name} is wanted and nothing here gives it")
        return given.get(name, rest or "")

    return re.sub(r"\$\{(\w+)(?::([-?])([^}]*))?\}", fill, value)


def run(command: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_commands_of_image_and_composition_run_in_their_order(tmp_path: Path) -> None:
    setting = environment(tmp_path)
    build = re.search(r"^RUN (.*python manage\.py collectstatic.*?) \\$", DOCKERFILE, re.MULTILINE)
    assert build
    build_setting = {**{name: setting[name] for name in ("PATH", "STATIC_ROOT", "ENV_FILE")}, "VAR_DIR": str(tmp_path / "build")}
    words = [word for word in shlex.split(build[1]) if not word.startswith("VAR_DIR=")]
    collected = run(["env", *words], **build_setting)
    assert collected.returncode == 0, collected.stderr
    manifest = json.loads((tmp_path / "static" / "staticfiles.json").read_text())["paths"]
    assert manifest
    css = next(hashed for name, hashed in manifest.items() if name.startswith("css/"))
    assert (tmp_path / "static" / f"{css}.br").exists() or (tmp_path / "static" / f"{css}.gz").exists()

    migrated = run(shlex.split(SERVICES["migrate"]["command"]), **setting)
    assert migrated.returncode == 0, migrated.stderr

    worker = run([*shlex.split(SERVICES["worker"]["command"]), "--batch"], **setting)
    assert worker.returncode == 0, worker.stderr

    command = json.loads(re.findall(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)[-1])
    checked = run([command[0], "--check-config", *command[1:]], **setting)
    assert checked.returncode == 0, checked.stderr

    deployed = run(["python", "manage.py", "check", "--deploy", "--fail-level", "WARNING"], **{**setting, "TRUSTED_PROXY": "on"})
    assert deployed.returncode == 0, deployed.stderr


def test_only_the_web_port_is_open_and_only_on_this_machine() -> None:
    assert {name for name, service in SERVICES.items() if service.get("ports")} == {"web"}
    assert filled_in(SERVICES["web"]["ports"][0], {}) == "127.0.0.1:8000:8000"


def test_database_is_postgresql_17_with_a_named_volume_and_is_waited_for() -> None:
    database = SERVICES["db"]
    assert database["image"] == "postgres:17"
    assert database["healthcheck"]["test"]
    assert {volume.split(":")[0] for service in SERVICES.values() for volume in service["volumes"]} == set(COMPOSE["volumes"])
    assert SERVICES["migrate"]["depends_on"]["db"]["condition"] == "service_healthy"
    for name in ("web", "worker"):
        assert SERVICES[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"


def test_no_secret_stands_in_the_composition() -> None:
    for service in SERVICES.values():
        for name, value in service["environment"].items():
            if re.search("KEY|PASSWORD|SECRET", name):
                assert re.fullmatch(r"\$\{\w+:\?.*\}", str(value)), name


def test_image_is_of_python_3_13_and_runs_as_nobody_in_particular() -> None:
    assert set(re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)) == {"python:3.13-slim"}
    assert DOCKERFILE.count("FROM ") == 2
    assert re.findall(r"^USER (\w+)", DOCKERFILE, re.MULTILINE) == ["house"]
    assert "--require-hashes" in DOCKERFILE


def test_image_holds_all_that_the_site_imports_and_nothing_else() -> None:
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert kept == {"accounts", "config", "locale", "manage.py", "requirements/base.txt", "reviews", "static", "templates"}
    assert all((ROOT / name).exists() for name in kept - {"locale"})


def test_no_lock_names_a_host() -> None:
    for lock in (ROOT / "requirements").glob("*.txt"):
        text = lock.read_text()
        assert "--hash=sha256:" in text
        assert not re.search(r"https?://|--index|--extra-index|--find-links|--trusted-host|file:", text)
