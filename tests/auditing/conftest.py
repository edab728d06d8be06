"""An audit of the site at hand, quick enough to run many times: the interface's own words are gathered once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from reviews.auditing import audit as auditing
from reviews.auditing.audit import Audit
from reviews.auditing.interface import interface_texts
from tests.auditing import planting

Run = Callable[..., Audit]
Plant = Callable[[planting.Rule], None]


@pytest.fixture(scope="session")
def interface():
    return list(interface_texts("en"))


@pytest.fixture
def run_audit(interface, monkeypatch) -> Run:
    monkeypatch.setattr(auditing, "interface_texts", lambda language: interface)
    # Drawing takes longer than all the rest; what is drawn is read before (`words_on`).
    monkeypatch.setattr("reviews.channels.cards.views.paint", lambda *_args, **_options: b"\x89PNG, and no picture at all")
    return auditing.audit


@pytest.fixture
def plant(settings):
    """`plant(rule)`: do that to each answer from now on."""
    settings.MIDDLEWARE = ["tests.auditing.planting.Planting", *settings.MIDDLEWARE]
    yield planting.RULES.append
    planting.RULES.clear()
