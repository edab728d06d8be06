"""Alive and ready are two questions."""

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from tests.house_client import HouseClient


def test_healthz_asks_nothing_of_the_database(house_client: HouseClient) -> None:
    answer = house_client.get("/healthz", headers={"host": "10.0.0.7"})
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_readyz_is_200_when_all_is_applied(house_client: HouseClient) -> None:
    assert house_client.get("/readyz", headers={"host": "10.0.0.7"}).status_code == 200


@pytest.mark.django_db
def test_readyz_is_503_while_a_migration_waits(house_client: HouseClient) -> None:
    MigrationRecorder(connection).record_unapplied("accounts", "0001_initial")
    answer = house_client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"migrations are not applied\n")


@pytest.mark.django_db
def test_readyz_is_503_without_a_database(house_client: HouseClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*args: object) -> None:
        raise OperationalError("secret-host refused")

    monkeypatch.setattr("reviews.web.health.connection.cursor", gone)
    answer = house_client.get("/readyz")
    monkeypatch.undo()
    assert answer.status_code == 503
    assert b"secret-host" not in answer.content


@pytest.mark.django_db
def test_readyz_notices_a_database_that_goes_away_later(house_client: HouseClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert house_client.get("/readyz").status_code == 200
    test_readyz_is_503_without_a_database(house_client, monkeypatch)
    assert house_client.get("/readyz").status_code == 200
