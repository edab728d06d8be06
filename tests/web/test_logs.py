"""Logs say what kind of page and what kind of fault, never which page nor whose words."""

import logging
import sys

import pytest
from django.db import IntegrityError, OperationalError

from reviews.web.logs import NoAddresses, QuietFormatter
from tests.house_client import HouseClient

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.web.urls")]


def test_address_with_a_secret_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.handler.addFilter(NoAddresses())
    with caplog.at_level(logging.INFO):
        HouseClient().get("/said/a-receipts-secret/")
        HouseClient().get("/nothing/like-a-secret/")
        # Django writes these two in another form than the request has.
        HouseClient().get("/nothing/like-a-secr%C3%A9t/")
        HouseClient().get("/nothing/like%0aa%1b-secret/")
    lines = "\n".join(record.getMessage() for record in caplog.records)
    assert "/said/<str:word>/" in lines
    assert "(no such address)" in lines
    assert lines.count("(no such address)") == 3
    assert "secr" not in lines


def test_fault_is_logged_without_its_words() -> None:
    # Put together here, for a traceback shows the lines of the code.
    words = "The {} did it".format("butler")

    def refuse() -> None:
        try:
            raise IntegrityError(f"null value; DETAIL: Failing row contains (7, {words})")
        except IntegrityError as refused:
            raise ValueError(f"no place for {words}") from refused

    try:
        refuse()
    except ValueError:
        line = QuietFormatter().format(logging.makeLogRecord({"msg": "Internal Server Error", "exc_info": sys.exc_info()}))
    assert words not in line
    assert "test_logs.py" in line
    assert line.index("ValueError") < line.index("IntegrityError")


def test_fault_of_the_machine_is_logged_with_its_words() -> None:
    try:
        raise OperationalError("could not connect to server")
    except OperationalError:
        line = QuietFormatter().formatException(sys.exc_info())
    assert line.endswith("OperationalError: could not connect to server")
