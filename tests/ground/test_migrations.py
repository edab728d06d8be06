"""The one migration history: from empty, there and back."""

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from accounts.roles import ROLES


@pytest.mark.django_db
def test_migrating_from_empty_makes_the_roles_and_the_shared_cache():
    for name, codes in ROLES.items():
        assert Group.objects.get(name=name).permissions.count() == len(codes)
    cache.set("a", 1)
    assert cache.get("a") == 1


@pytest.mark.django_db
def test_the_history_is_linear():
    graph = MigrationExecutor(connection).loader.graph
    for app in ("accounts", "reviews"):
        assert len(graph.leaf_nodes(app)) == 1


@pytest.mark.django_db(transaction=True)
def test_the_reviews_migrations_can_be_taken_back_and_made_again():
    call_command("migrate", "reviews", "zero", verbosity=0)
    assert not [name for name in connection.introspection.table_names() if name.startswith("reviews_")]
    call_command("migrate", verbosity=0)
    assert "reviews_review" in connection.introspection.table_names()
