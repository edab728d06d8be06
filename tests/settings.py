"""The site's own settings, away from the developer's `.env`, database and files. Imported by pytest before anything else."""

import os
import tempfile
from pathlib import Path

_SCRATCH = Path(os.environ.get("TEST_SCRATCH") or Path(tempfile.gettempdir()) / f"after-the-break-tests-{os.getuid()}")
_SCRATCH.mkdir(mode=0o700, parents=True, exist_ok=True)

os.environ["ENV_FILE"] = os.devnull
os.environ["VAR_DIR"] = str(_SCRATCH)
os.environ["SECRET_KEY"] = "a key for the tests alone, long enough for Django's own checks 0123456789"
os.environ["SITE_URL"] = "http://testserver"
os.environ["ALLOWED_HOSTS"] = "localhost,127.0.0.1"
os.environ["DEBUG"] = "off"
for _name in ("TRUSTED_PROXY", "CACHE_URL", "MAIL_URL", "MAIL_BACKEND", "LOG_LEVEL"):
    os.environ.pop(_name, None)
# Set by the first process of a run and inherited by its workers, so that two runs side by side never share a database.
_RUN = os.environ.setdefault("TEST_RUN", str(os.getpid()))
if os.environ.get("DATABASE_URL", "").startswith(("postgres://", "postgresql://")):
    os.environ["TEST_DATABASE_NAME"] = f"test_after_the_break_{_RUN}"
else:
    os.environ["DATABASE_URL"] = f"sqlite:///{_SCRATCH / 'site.sqlite3'}"
    # A file, not memory: several connections must see it, as they do on a real site.
    os.environ["TEST_DATABASE_NAME"] = str(_SCRATCH / f"test-{_RUN}.sqlite3")

from config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Without the manifest, so that no test needs `collectstatic` first. tests/ground checks the real one.
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
