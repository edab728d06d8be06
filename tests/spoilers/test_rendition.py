"""A rendition goes into a JSON column and comes back the same."""

from __future__ import annotations

import json

import pytest

from reviews.spoilers.reader import stranger
from reviews.spoilers.redact import redact
from reviews.spoilers.render import to_rendition
from reviews.spoilers.rendition import Gate, Html, Rendition
from tests.spoilers.reading import review


def test_rendition_survives_json() -> None:
    document = review('a ||b|| c\n\n::: spoiler L {of="the-tide-clock" until="chapter-two"}\nd\n:::\n\n<!--more W-->\n\ne\n')
    rendition = to_rendition(redact(document, stranger(), {}), {0: "x", 1: "y", 2: "z"})

    assert Rendition.from_json(json.loads(json.dumps(rendition.as_json()))) == rendition
    assert [gate.handle for gate in rendition.gates] == ["x", "y", "z"]
    assert all(isinstance(gate, Gate) for gate in rendition.gates)


@pytest.mark.parametrize(
    "data", [[{}], [{"gate": "x"}], ["text"], [{"gate": "x", "kind": "door", "label": "", "scope": [], "size": "short"}]]
)
def test_anything_else_is_refused(data: list[dict[str, object]]) -> None:
    with pytest.raises(ValueError):
        Rendition.from_json(data)


def test_an_empty_table_header_is_a_plain_cell() -> None:
    document = review("| | Film |\n|---|---|\n| Ends | late |")
    html = "".join(piece.html for piece in to_rendition(redact(document, stranger(), {}), {}).pieces if isinstance(piece, Html))
    assert "<th></th>" not in html
    assert "<th>Film</th>" in html
