"""Logs say what kind of page, never which."""

import logging

import pytest

from reviews.web.logs import NoAddresses
from tests.house_client import HouseClient

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.web.urls")]


def test_address_with_a_secret_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.handler.addFilter(NoAddresses())
    with caplog.at_level(logging.INFO):
        HouseClient().get("/said/a-receipts-secret/")
        HouseClient().get("/nothing/like-a-secret/")
    lines = "\n".join(record.getMessage() for record in caplog.records)
    assert "/said/<str:word>/" in lines
    assert "(no such address)" in lines
    assert "secret" not in lines
