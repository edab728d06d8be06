"""Settings, read from the environment (or `.env`). `.env.example` lists every one that an owner may set.

There is no logic here: each line is a fact, or a fact that follows from `SITE_URL`, `DATABASE_URL` or `TRUSTED_PROXY`.
"""

import json
from pathlib import Path
from urllib.parse import urlsplit

import django_stubs_ext
import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config.contact import link_to
from config.secret_key import read_or_make

BASE_DIR = Path(__file__).resolve().parent.parent

django_stubs_ext.monkeypatch()  # `ModelAdmin[Review]` is written in our types, and Django alone does not know the brackets

env = environ.Env()
environ.Env.read_env(env.path("ENV_FILE", default=BASE_DIR / ".env"))

# --- Where things are ---------------------------------------------------------------------------------------------

#: Everything this site writes by itself: database, uploads, mail files, secret key. Back this up.
VAR_DIR = Path(env.path("VAR_DIR", default=BASE_DIR / "var"))
VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
_SITE = urlsplit(SITE_URL)
HTTPS = _SITE.scheme == "https"
#: Where readers report a leak: an e-mail address, or the address of a page. The promise page names it.
CONTACT = env.str("CONTACT", default="").strip()
CONTACT_URL = link_to(CONTACT)
#: On only behind a proxy of ours that overwrites X-Forwarded-Proto and appends to X-Forwarded-For. Off: neither is believed.
TRUSTED_PROXY = env.bool("TRUSTED_PROXY", default=False)

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or read_or_make(VAR_DIR / "secret_key")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = [_SITE.hostname or "", *env.list("ALLOWED_HOSTS", default=[])]
CSRF_TRUSTED_ORIGINS = [f"{_SITE.scheme}://{_SITE.netloc}"]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"

INSTALLED_APPS = [
    "whitenoise.runserver_nostatic",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "markdownx",
    "simple_history",
    "accounts",
    "reviews",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "reviews.web.health.HealthMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "reviews.web.caching.CachingMiddleware",
    "reviews.web.middleware.SiteMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "reviews.shelf.current.offer_guest_shelf",
    "reviews.web.methods.MethodMiddleware",
    "reviews.web.gone.GoneMiddleware",
    "reviews.web.moved.MovedMiddleware",
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "reviews.web.context.site",
                "reviews.pages.context.viewer",
            ],
        },
    },
]

# --- Database -----------------------------------------------------------------------------------------------------

#: Milliseconds. A page that needs longer than this has a fault; waiting readers would only pile up behind it.
_STATEMENT_TIMEOUT = env.int("DATABASE_STATEMENT_TIMEOUT", default=30_000)
_LOCK_TIMEOUT = env.int("DATABASE_LOCK_TIMEOUT", default=10_000)
_ENGINE_OPTIONS: dict[str, dict[str, object]] = {
    "django.db.backends.sqlite3": {
        # A transaction that begins as a reader and then writes fails at once when another was first; IMMEDIATE waits its turn.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    },
    "django.db.backends.postgresql": {
        "options": f"-c statement_timeout={_STATEMENT_TIMEOUT} -c lock_timeout={_LOCK_TIMEOUT}",
    },
}
_DATABASE = env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'site.sqlite3'}")
DATABASES = {
    "default": {
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"NAME": env.str("TEST_DATABASE_NAME", default="") or None},
        **_DATABASE,
        "OPTIONS": {**_ENGINE_OPTIONS.get(_DATABASE["ENGINE"], {}), **_DATABASE.get("OPTIONS", {})},
        # Never: with IMMEDIATE it would make every GET a writer, and it would hold a transaction open while a page renders.
        "ATOMIC_REQUESTS": False,
    },
}

#: Entries. Past its limit (Django's own is 300) the table drops rows at random, and with them the counts of those who guess passwords:
#: whoever knocks under enough names would be counted from nothing again. A row is some 200 bytes, so this is 20 MB at worst.
_MOST_ENTRIES = 100_000
_CACHE_OPTIONS: dict[str, dict[str, object]] = {"django.core.cache.backends.db.DatabaseCache": {"MAX_ENTRIES": _MOST_ENTRIES}}
_CACHE = env.cache_url("CACHE_URL", default="dbcache://shared_cache")
#: One cache that every process shares, so that throttling counts hold across workers. Its table is made by a migration.
CACHES = {"default": {**_CACHE, "OPTIONS": {**_CACHE_OPTIONS.get(_CACHE["BACKEND"], {}), **_CACHE.get("OPTIONS", {})}}}

# --- Background work and mail -------------------------------------------------------------------------------------

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

#: Mail is a row first (reviews/notices); the worker hands it to MAIL_TRANSPORT.
EMAIL_BACKEND = "reviews.notices.backend.OutboxBackend"
_MAIL = env.email_url("MAIL_URL", default=f"filemail:///{VAR_DIR / 'mail'}")
MAIL_TRANSPORT = env.str("MAIL_BACKEND", default=_MAIL["EMAIL_BACKEND"])
EMAIL_FILE_PATH = _MAIL["EMAIL_FILE_PATH"]
EMAIL_HOST = _MAIL["EMAIL_HOST"] or "localhost"
EMAIL_PORT = _MAIL["EMAIL_PORT"] or 25
EMAIL_HOST_USER = _MAIL["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD = _MAIL["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS = _MAIL.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _MAIL.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="") or f"noreply@{_SITE.hostname}"
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Static and uploaded files ------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.path("STATIC_ROOT", default=BASE_DIR / "staticfiles"))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
#: Where uploads are kept: a storage class by its dotted path, and what it is made with. /media/ stays the address in every text; for
#: anything but files on this machine it sends the browser on (reviews/web/media.py), to a host that MEDIA_ORIGIN adds to the policy.
MEDIA_STORAGE = env.str("MEDIA_STORAGE", default="") or "django.core.files.storage.FileSystemStorage"
MEDIA_STORAGE_OPTIONS = json.loads(env.str("MEDIA_STORAGE_OPTIONS", default="") or "{}")
MEDIA_ORIGIN = env.str("MEDIA_ORIGIN", default="").rstrip("/")
STORAGES = {
    "default": {"BACKEND": MEDIA_STORAGE, "OPTIONS": MEDIA_STORAGE_OPTIONS},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG
FILE_UPLOAD_PERMISSIONS = 0o640
#: A review may have 200,000 characters, and one that is too long is handed back whole: room for several times as much, percent-encoded.
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

# --- Language and time --------------------------------------------------------------------------------------------

# The site's own language and time zone come from its `Site` row (reviews.web.middleware); a stranger's browser is not asked,
# so that closed pages are the same bytes for everybody.
LANGUAGE_CODE = "en"
#: What the interface is translated into. A language of which only Django's own words are known would be half a page.
LANGUAGES = [("en", _("English"))]
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True
LOCALE_PATHS = [BASE_DIR / "locale"]

# --- Safety -------------------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        **({"img-src": [SELF, MEDIA_ORIGIN]} if MEDIA_ORIGIN else {}),
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
# Subdomains and the browsers' own list are not ours to speak for unless the owner says so.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY else None
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if TRUSTED_PROXY else 0

#: A browser takes a `__Host-` cookie only over https, for the whole site and for this host alone: no neighbour can plant one.
COOKIE_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}session"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "reviews.web.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- Accounts -----------------------------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
#: Nobody learns from us whether an address has an account: not at sign-up, not at a reset.
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = _SITE.scheme
ACCOUNT_MAX_EMAIL_ADDRESSES = 5
ACCOUNT_USERNAME_MIN_LENGTH = 2
ACCOUNT_USERNAME_VALIDATORS = "accounts.names.username_validators"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # a browser offers passkeys on plain http on loopback alone

# --- Writing ------------------------------------------------------------------------------------------------------

SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True

# --- Logging ------------------------------------------------------------------------------------------------------

# To standard output, one line each. Nothing that a person wrote is ever logged: request bodies, mail and hidden text have no way
# in, and error reports by mail (which carry local variables) are not set up. Should somebody set them up, or DEBUG, what they say of
# variables and faults goes by the same rule.
DEFAULT_EXCEPTION_REPORTER = "reviews.web.reports.QuietReporter"
DEFAULT_EXCEPTION_REPORTER_FILTER = "reviews.web.reports.QuietFilter"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "reviews.web.logs.QuietFormatter", "format": "{asctime} {levelname} {name}: {message}", "style": "{"},
    },
    "filters": {"no_addresses": {"()": "reviews.web.logs.NoAddresses"}},
    "handlers": {
        "stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "line", "filters": ["no_addresses"]},
    },
    "root": {"handlers": ["stdout"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django": {"handlers": ["stdout"], "level": "INFO", "propagate": False},
        "django.server": {"handlers": ["stdout"], "level": "INFO", "propagate": False},
    },
}

#: What a site is called before its owner has said so (`manage.py setup_site`).
DEFAULT_SITE_NAME = _("After the Break")
