"""The settings follow from the environment as `.env.example` says."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
_SHOW = """
import json, sys
from config import settings
print(json.dumps({name: getattr(settings, name, None) for name in sys.argv[1:]}, default=str))
"""


def settings_with(tmp_path: Path, *names: str, env_file: str = "", **environment: str) -> dict[str, Any]:
    """The named settings of a process of its own."""
    file = tmp_path / "env"
    file.write_text(env_file)
    environment = {"PATH": os.environ["PATH"], "ENV_FILE": str(file), "VAR_DIR": str(tmp_path / "var"), **environment}
    result = subprocess.run([sys.executable, "-c", _SHOW, *names], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    shown: dict[str, Any] = json.loads(result.stdout)
    return shown


def test_with_nothing_said_it_is_safe_on_loopback(tmp_path: Path) -> None:
    found = settings_with(
        tmp_path, "DEBUG", "SITE_URL", "ALLOWED_HOSTS", "SESSION_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS",
        "SECURE_PROXY_SSL_HEADER", "SESSION_COOKIE_NAME", "SECRET_KEY", "ALLAUTH_TRUSTED_PROXY_COUNT",
    )  # fmt: skip
    assert found.pop("SECRET_KEY") == (tmp_path / "var" / "secret_key").read_text()
    assert found == {
        "DEBUG": False,
        "SITE_URL": "http://127.0.0.1:8000",
        "ALLOWED_HOSTS": ["127.0.0.1"],
        "SESSION_COOKIE_SECURE": False,
        "SECURE_SSL_REDIRECT": False,
        "SECURE_HSTS_SECONDS": 0,
        "SECURE_PROXY_SSL_HEADER": None,
        "SESSION_COOKIE_NAME": "session",
        "ALLAUTH_TRUSTED_PROXY_COUNT": 0,
    }


def test_https_switches_on_what_follows_from_it(tmp_path: Path) -> None:
    found = settings_with(
        tmp_path, "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT",
        "SECURE_HSTS_SECONDS", "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SECURE_PROXY_SSL_HEADER",
        SITE_URL="https://reviews.example.org/", ALLOWED_HOSTS="www.example.org",
    )  # fmt: skip
    assert found == {
        "ALLOWED_HOSTS": ["reviews.example.org", "www.example.org"],
        "CSRF_TRUSTED_ORIGINS": ["https://reviews.example.org"],
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SESSION_COOKIE_NAME": "__Host-session",
        "CSRF_COOKIE_NAME": "__Host-csrf",
        "SECURE_PROXY_SSL_HEADER": None,
    }


def test_forwarded_headers_are_believed_only_behind_a_trusted_proxy(tmp_path: Path) -> None:
    found = settings_with(tmp_path, "SECURE_PROXY_SSL_HEADER", "ALLAUTH_TRUSTED_PROXY_COUNT", TRUSTED_PROXY="on")
    assert found == {"SECURE_PROXY_SSL_HEADER": ["HTTP_X_FORWARDED_PROTO", "https"], "ALLAUTH_TRUSTED_PROXY_COUNT": 1}


def test_sqlite_waits_its_turn_and_keeps_what_it_wrote(tmp_path: Path) -> None:
    database = settings_with(tmp_path, "DATABASES")["DATABASES"]["default"]
    assert database["NAME"] == str(tmp_path / "var" / "site.sqlite3")
    assert database["ATOMIC_REQUESTS"] is False
    assert (database["OPTIONS"]["transaction_mode"], database["OPTIONS"]["timeout"]) == ("IMMEDIATE", 20)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        assert pragma in database["OPTIONS"]["init_command"]


def test_postgresql_has_time_outs_and_keeps_its_connections(tmp_path: Path) -> None:
    url = "postgres://house:p%40ss@db:5432/house?sslmode=require"
    database = settings_with(tmp_path, "DATABASES", DATABASE_URL=url, DATABASE_LOCK_TIMEOUT="5000")["DATABASES"]["default"]
    assert (database["ENGINE"], database["HOST"], database["PASSWORD"]) == ("django.db.backends.postgresql", "db", "p@ss")
    assert database["OPTIONS"] == {"options": "-c statement_timeout=30000 -c lock_timeout=5000", "sslmode": "require"}
    assert (database["CONN_MAX_AGE"], database["CONN_HEALTH_CHECKS"], database["ATOMIC_REQUESTS"]) == (600, True, False)


def test_mail_goes_where_mail_url_says(tmp_path: Path) -> None:
    names = ("MAIL_TRANSPORT", "EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD", "EMAIL_USE_TLS", "EMAIL_BACKEND")
    found = settings_with(tmp_path, *names, MAIL_URL="smtp+tls://me:s%2Fecret@mail.example.org:587")
    assert list(found.values()) == [
        "django.core.mail.backends.smtp.EmailBackend", "mail.example.org", 587, "me", "s/ecret", True,
        "reviews.notices.backend.OutboxBackend",
    ]  # fmt: skip
    found = settings_with(tmp_path, "MAIL_TRANSPORT", "EMAIL_FILE_PATH")
    assert list(found.values()) == ["django.core.mail.backends.filebased.EmailBackend", str(tmp_path / "var" / "mail")]


def test_throttling_counts_are_shared_by_all_processes(tmp_path: Path) -> None:
    cache = settings_with(tmp_path, "CACHES")["CACHES"]["default"]
    assert (cache["BACKEND"], cache["LOCATION"]) == ("django.core.cache.backends.db.DatabaseCache", "shared_cache")
    assert cache["OPTIONS"]["MAX_ENTRIES"] == 100_000, "at Django's 300, whoever tries 300 names is counted from nothing again"
    other = settings_with(tmp_path, "CACHES", CACHE_URL="redis://cache:6379/1")["CACHES"]["default"]
    assert "MAX_ENTRIES" not in other["OPTIONS"], "a word that only Django's own caches know"


def test_pictures_may_be_kept_elsewhere(tmp_path: Path) -> None:
    found = settings_with(tmp_path, "STORAGES", "CONTENT_SECURITY_POLICY", MEDIA_STORAGE="", MEDIA_STORAGE_OPTIONS="", MEDIA_ORIGIN="")
    assert found["STORAGES"]["default"] == {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {}}
    assert "img-src" not in found["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]
    found = settings_with(
        tmp_path, "STORAGES", "CONTENT_SECURITY_POLICY",
        MEDIA_STORAGE="storages.backends.s3.S3Storage", MEDIA_STORAGE_OPTIONS='{"bucket_name": "pictures"}',
        MEDIA_ORIGIN="https://pictures.example.net/",
    )  # fmt: skip
    assert found["STORAGES"]["default"] == {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": {"bucket_name": "pictures"}}
    policy = found["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]
    assert policy["img-src"] == ["'self'", "https://pictures.example.net"]
    assert policy["default-src"] == ["'self'"]


@pytest.mark.parametrize(("site_url", "name"), [("https://reviews.example.org", "__Host-shelf"), ("http://127.0.0.1:8000", "shelf")])
def test_guests_shelf_is_named_like_the_other_cookies(tmp_path: Path, site_url: str, name: str) -> None:
    ask = "from reviews.shelf.guest import COOKIE; print(COOKIE)"
    setting = {"PATH": os.environ["PATH"], "ENV_FILE": os.devnull, "VAR_DIR": str(tmp_path / "var"), "SITE_URL": site_url}
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", ask]
    asked = subprocess.run(command, cwd=ROOT, env=setting, capture_output=True, text=True, check=True)
    assert asked.stdout.strip() == name


def test_env_file_is_read_and_the_environment_goes_before_it(tmp_path: Path) -> None:
    found = settings_with(tmp_path, "SITE_URL", "LOG_LEVEL", env_file="SITE_URL=http://from.file\n", SITE_URL="http://from.environment")
    assert found["SITE_URL"] == "http://from.environment"
    assert settings_with(tmp_path, "SITE_URL", env_file="SITE_URL=http://from.file\n")["SITE_URL"] == "http://from.file"


def test_example_lists_every_setting_and_no_other() -> None:
    read = set(re.findall(r'env\.\w+\("(\w+)"', (ROOT / "config" / "settings.py").read_text()))
    read |= set(re.findall(r"environ\.get\(['\"](\w+)['\"]", (ROOT / "config" / "gunicorn.conf.py").read_text()))
    listed = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    # Where this very file is, and a name for the tests.
    assert read - listed == {"ENV_FILE", "TEST_DATABASE_NAME"}
    assert listed <= read


@pytest.mark.parametrize("setting", ["unsafe-inline", "unsafe-eval", "*", "data:", "http"])
def test_policy_has_no_hole(tmp_path: Path, setting: str) -> None:
    policy = settings_with(tmp_path, "CONTENT_SECURITY_POLICY")["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]
    assert policy["default-src"] == ["'self'"]
    assert all(setting not in source for sources in policy.values() for source in sources)
