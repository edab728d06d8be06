"""What every attack is tried on: the fixture site, with words planted wherever something is hidden."""

import pytest

from accounts.models import User
from tests.fixture_site import FixtureSite, make_fixture_site


@pytest.fixture
def site(ada: User, mo: User) -> FixtureSite:
    return make_fixture_site(ada, mo)
