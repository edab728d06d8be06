"""The connections are what the settings say, on both databases."""

import threading

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import connection, transaction


@pytest.mark.django_db
def test_connection_has_its_safeguards() -> None:
    with connection.cursor() as cursor:

        def ask(question: str) -> object:
            cursor.execute(question)
            return cursor.fetchone()[0]

        if connection.vendor == "sqlite":
            assert [ask(f"PRAGMA {name}") for name in ("journal_mode", "synchronous", "foreign_keys")] == ["wal", 2, 1]
            assert ask("PRAGMA busy_timeout") == 20_000
        else:
            assert [ask(f"SHOW {name}") for name in ("statement_timeout", "lock_timeout")] == ["30s", "10s"]


@pytest.mark.django_db(transaction=True)
def test_writers_wait_for_each_other_and_lose_nothing() -> None:
    faults: list[Exception] = []

    def write(writer: int) -> None:
        try:
            for number in range(10):
                with transaction.atomic():
                    # A reader first and then a writer: what fails at once without IMMEDIATE.
                    assert Group.objects.count() >= 0
                    Group.objects.create(name=f"{writer} {number}")
        except Exception as fault:  # noqa: BLE001 - carried to the thread that asserts
            faults.append(fault)
        finally:
            connection.close()

    before = Group.objects.count()
    writers = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert not faults
    assert Group.objects.count() == before + 40


@pytest.mark.django_db(transaction=True)
def test_count_of_one_connection_is_seen_by_another() -> None:
    cache.set("tries", 3)
    seen: list[object] = []

    def look() -> None:
        seen.append(cache.get("tries"))
        connection.close()

    other = threading.Thread(target=look)
    other.start()
    other.join()
    assert seen == [3]
