"""The cast, the client that reads every page strictly, and the rules of the run.

The cast: Ada writes, Ben has finished it, Cleo is half-way, Dov is a stranger (no account: `client`), Mo moderates, Edda edits, and the
owner owns. Here they are accounts only; what they have read is set up where it matters.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core.cache import cache

from accounts.models import User
from accounts.roles import AUTHOR, EDITOR, MODERATOR, ensure_roles, grant_role
from tests.guards.log_guard import LogWatch, listening
from tests.guards.skip_guard import SkipGuard, allowed_skips
from tests.house_client import HouseClient

PASSWORD = "the-house-is-quiet-tonight"
_DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_reset_sequences", "django_db_serialized_rollback"}

Signed = Callable[[User], HouseClient]


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(SkipGuard(allowed_skips(Path(__file__).with_name("skips_allowed.txt"))), "skip-guard")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a database and what needs a browser, so that `make test` knows what to run where."""
    for item in items:
        room = item.path.parts[item.path.parts.index("tests") + 1] if "tests" in item.path.parts else ""
        if room == "browser":
            item.add_marker("browser")
        if item.get_closest_marker("django_db") or _DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker("database")


@pytest.fixture(autouse=True)
def _cache_left_empty(request: pytest.FixtureRequest) -> Iterator[None]:
    """The shared cache is a table that no model knows: tests that really commit would leave their throttling counts in it."""
    yield
    if {"transactional_db", "live_server"} & set(request.fixturenames):
        cache.clear()


@pytest.fixture(autouse=True)
def log_watch() -> Iterator[LogWatch]:
    """Fails the test in which a log record holds a planted word; `log_watch.records` are all of its records."""
    with listening() as watch:
        yield watch
    assert not watch.leaks, "Hidden words in a log record: " + "; ".join(watch.leaks)


def make_member(username: str, *, role: str = "", display_name: str = "", superuser: bool = False) -> User:
    """A member with a verified address and `PASSWORD`; with a role, its group and its door to the admin."""
    make = User.objects.create_superuser if superuser else User.objects.create_user
    user = make(username, f"{username}@example.org", PASSWORD, display_name=display_name or username.capitalize())
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    if role:
        # The migration has made them; a test that really commits empties every table behind itself.
        if not Group.objects.filter(name=role).exists():
            ensure_roles()
        grant_role(user, role)
    return user


@pytest.fixture
def ada(db: None) -> User:
    """Ada writes."""
    return make_member("ada", role=AUTHOR, display_name="Ada Quill")


@pytest.fixture
def ben(db: None) -> User:
    """Ben has finished it."""
    return make_member("ben")


@pytest.fixture
def cleo(db: None) -> User:
    """Cleo is half-way."""
    return make_member("cleo")


@pytest.fixture
def mo(db: None) -> User:
    """Mo moderates."""
    return make_member("mo", role=MODERATOR)


@pytest.fixture
def edda(db: None) -> User:
    """Edda edits what others wrote."""
    return make_member("edda", role=EDITOR)


@pytest.fixture
def owner(db: None) -> User:
    """The site's owner."""
    return make_member("olga", superuser=True)


@pytest.fixture
def house_client() -> HouseClient:
    """A stranger's browser (Dov's): same-origin forms, and every HTML answer parsed strictly."""
    return HouseClient()


@pytest.fixture
def client(house_client: HouseClient) -> HouseClient:
    """pytest-django's name for it, so that nobody gets a lenient one by habit."""
    return house_client


@pytest.fixture
def signed_in() -> Signed:
    """`signed_in(ben).get(…)`: a browser of somebody's own."""

    def sign_in(user: User) -> HouseClient:
        browser = HouseClient()
        browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return browser

    return sign_in
