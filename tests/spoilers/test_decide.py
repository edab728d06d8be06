"""The policy, rule by rule: each denial travels with its permission."""

from __future__ import annotations

import pytest

from reviews.spoilers.decide import GateFacts, decide
from reviews.spoilers.document import Reach, Scope, SpoilerKind
from reviews.spoilers.reader import Reader, omniscient, stranger
from tests.spoilers.reading import FILM, NOVEL, ONE, ORCHARD, THREE, TWO

BOTH = Scope((Reach(NOVEL), Reach(FILM)))
UP_TO_TWO = Scope((Reach(NOVEL, TWO),))


def gate(scope: Scope = BOTH, kind: SpoilerKind = SpoilerKind.BLOCK, key: str = "key") -> GateFacts:
    return GateFacts(key, kind, scope)


def test_stranger_sees_nothing_and_the_author_everything() -> None:
    for kind in SpoilerKind:
        assert not decide(gate(kind=kind), stranger()).open
        assert decide(gate(kind=kind), omniscient()).open
        assert decide(gate(Scope(), kind), omniscient()).open


def test_shelf_opens_when_all_works_are_finished() -> None:
    assert not decide(gate(), Reader(finished=frozenset({NOVEL}))).open
    assert not decide(gate(), Reader(finished=frozenset({FILM, ORCHARD}))).open
    assert decide(gate(), Reader(finished=frozenset({NOVEL, FILM}))).rule == "shelf"


def test_shelf_opens_the_film_alone_for_who_finished_the_film() -> None:
    reader = Reader(finished=frozenset({FILM}))

    assert decide(gate(Scope((Reach(FILM),))), reader).open
    assert not decide(gate(BOTH, SpoilerKind.BREAK), reader).open


def test_until_opens_at_the_part_or_later() -> None:
    assert not decide(gate(UP_TO_TWO), Reader(reached=frozenset({ONE}))).open
    assert decide(gate(UP_TO_TWO), Reader(reached=frozenset({ONE, TWO}))).open
    assert decide(gate(UP_TO_TWO), Reader(reached=frozenset({ONE, TWO, THREE}))).open
    assert decide(gate(UP_TO_TWO), Reader(finished=frozenset({NOVEL}))).open


def test_reaching_a_part_does_not_open_the_whole_work() -> None:
    assert not decide(gate(Scope((Reach(NOVEL),))), Reader(reached=frozenset({ONE, TWO, THREE}))).open


def test_scope_without_works_never_opens_by_the_shelf() -> None:
    everything = Reader(finished=frozenset(range(1000)), reached=frozenset(range(1000)))

    assert not decide(gate(Scope()), everything).open
    assert decide(gate(BOTH), everything).open


def test_opened_passage_is_open_by_its_key_alone() -> None:
    assert decide(gate(key="a"), Reader(opened=frozenset({"a"}))).open
    assert not decide(gate(key="b"), Reader(opened=frozenset({"a"}))).open


@pytest.mark.parametrize("kind", list(SpoilerKind))
def test_empty_key_opens_nothing(kind: SpoilerKind) -> None:
    reader = Reader(opened=frozenset({""}), breaks={"": frozenset({NOVEL, FILM})})

    assert not decide(gate(kind=kind, key=""), reader).open


def test_break_is_gated_again_when_a_work_is_added() -> None:
    reader = Reader(breaks={"key": frozenset({NOVEL, FILM})})

    assert decide(gate(BOTH, SpoilerKind.BREAK), reader).open
    assert decide(gate(Scope((Reach(NOVEL),)), SpoilerKind.BREAK), reader).open
    assert not decide(gate(Scope((Reach(NOVEL), Reach(FILM), Reach(ORCHARD))), SpoilerKind.BREAK), reader).open


def test_consent_to_a_break_opens_no_other_kind_and_a_bare_key_no_break() -> None:
    assert not decide(gate(BOTH, SpoilerKind.BLOCK), Reader(breaks={"key": frozenset({NOVEL, FILM})})).open
    assert not decide(gate(BOTH, SpoilerKind.BREAK), Reader(opened=frozenset({"key"}))).open
