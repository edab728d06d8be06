"""Each rule at its limit, one below and one above; what it says, and to whom."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviews.comments.rules.book import Settings, settings_of
from reviews.comments.rules.facts import Facts
from reviews.comments.rules.models import RuleBook
from reviews.comments.rules.rules import RULES
from reviews.comments.rules.weighing import Effect, Finding, weigh
from reviews.comments.rules.word_lists import entries_in
from reviews.comments.rules.words import plain_name, title_of, told, told_all

from .facts_of import facts_of

#: Everything switched off: what one rule says is what is said.
OFF = Settings(hold_all=False, trust_after=0, links_held=0, seconds_between=0, refuse_twice=False, replies_an_hour=0, least_seconds=0)
DAY = 86_400
#: A review and its last reply: of 15 days and 1, of 90 and 13, of 90 and 14.
AGES = [{"days_since_publication": float(review), "days_since_last_reply": float(last)} for review, last in ((15, 1), (90, 13), (90, 14))]


def once(entry: str, where: str, start: int, end: int, matched: str) -> dict[str, Any]:
    return {"count": 1, "matches": [{"entry": entry, "in": where, "start": start, "end": end, "matched": matched}]}


def aged(days: int, limit: int, since: str) -> dict[str, Any]:
    return {"days": days, "limit": limit, "since": since}


CASES: list[tuple[str, dict[str, Any], dict[str, Any], dict[str, Any] | None]] = [
    # rule, settings, facts, evidence (None: silent)
    ("expired", {}, {"seconds_since_key": 30 * DAY - 1}, None),
    ("expired", {}, {"seconds_since_key": 30 * DAY}, None),
    ("expired", {}, {"seconds_since_key": 30 * DAY + 1}, {"days": 30, "limit": 30}),
    ("expired", {}, {"seconds_since_key": None}, None),
    ("closed", {"close_after": 0}, {"days_since_publication": 10_000.0}, None),
    ("closed", {"close_after": 14}, {"days_since_publication": 13.99}, None),
    ("closed", {"close_after": 14}, {"days_since_publication": 14.0}, aged(14, 14, "publication")),
    ("closed", {"close_after": 14}, {"days_since_publication": 15.5}, aged(15, 14, "publication")),
    ("closed", {"close_after": 14}, AGES[0], aged(15, 14, "publication")),
    ("closed", {"close_after": 14, "closes_from": "last_reply"}, AGES[1], None),
    ("closed", {"close_after": 14, "closes_from": "last_reply"}, AGES[2], aged(14, 14, "last_reply")),
    ("closed", {"close_after": 14, "closes_from": "last_reply"}, {"days_since_publication": 14.0}, aged(14, 14, "publication")),
    ("refused_words", {"refused_words": entries_in("casino")}, {"text": "a casinos"}, None),
    ("refused_words", {"refused_words": entries_in("casino")}, {"text": "a casino"}, once("casino", "text", 2, 8, "casino")),
    ("flood", {"replies_an_hour": 0}, {"replies_last_hour": 500}, None),
    ("flood", {"replies_an_hour": 3}, {"replies_last_hour": 2, "replies_last_hour_from_network": 2}, None),
    ("flood", {"replies_an_hour": 3}, {"replies_last_hour": 3}, {"count": 3, "limit": 3, "by": "account"}),
    ("flood", {"replies_an_hour": 3}, {"replies_last_hour": 4}, {"count": 4, "limit": 3, "by": "account"}),
    ("flood", {"replies_an_hour": 3}, {"replies_last_hour_from_network": 3}, {"count": 3, "limit": 3, "by": "network"}),
    ("too_fast", {"seconds_between": 15}, {"seconds_since_last": 14.9}, {"seconds": 14, "limit": 15}),
    ("too_fast", {"seconds_between": 15}, {"seconds_since_last": 15.0}, None),
    ("too_fast", {"seconds_between": 15}, {"seconds_since_last": 15.1}, None),
    ("too_fast", {"seconds_between": 15}, {"seconds_since_last": None}, None),
    ("too_fast", {"seconds_between": 0}, {"seconds_since_last": 0.0}, None),
    ("twice", {"refuse_twice": True}, {"is_twice": True}, {}),
    ("twice", {"refuse_twice": True}, {"is_twice": False}, None),
    ("twice", {"refuse_twice": False}, {"is_twice": True}, None),
    ("hold_all", {"hold_all": True}, {}, {}),
    ("hold_all", {"hold_all": False}, {}, None),
    ("first", {"trust_after": 0}, {"published_before": 0}, None),
    ("first", {"trust_after": 2}, {"published_before": 1}, {"count": 1, "limit": 2, "known": True}),
    ("first", {"trust_after": 2}, {"published_before": 2}, None),
    ("first", {"trust_after": 2}, {"published_before": 3}, None),
    ("first", {"trust_after": 1}, {"published_before": 0, "is_known": False}, {"count": 0, "limit": 1, "known": False}),
    ("links", {"links_held": 2}, {"links": ("https://a.example",)}, None),
    ("links", {"links_held": 2}, {"links": ("https://a.example",) * 2}, {"count": 2, "limit": 2}),
    ("links", {"links_held": 2}, {"links": ("https://a.example",) * 3}, {"count": 3, "limit": 2}),
    ("links", {"links_held": 0}, {"links": ("https://a.example",) * 30}, None),
    ("held_words", {"held_words": entries_in("cas*")}, {"name": "Casino King"}, once("cas*", "name", 0, 6, "Casino")),
    ("held_words", {"held_words": entries_in("spam.example")}, {"email": "x@spam.example"}, once("spam.example", "email", 2, 14, "")),
    ("held_words", {"held_words": entries_in("bonus")}, {"text": "bo**nu**s", "words": "a bonus"}, once("bonus", "words", 2, 7, "bonus")),
    ("held_words", {"held_words": ()}, {"text": "casino"}, None),
    ("resembling", {"hold_resembling": True}, {"resembles": ({"how": "name"},)}, {"count": 1, "resembles": [{"how": "name"}]}),
    ("resembling", {"hold_resembling": True}, {}, None),
    ("resembling", {"hold_resembling": False}, {"resembles": ({"written": "the miller"},)}, None),
    ("trap", {}, {"trap": "x"}, {"count": 1}),
    ("trap", {}, {"trap": ""}, None),
    ("time_trap", {"least_seconds": 3}, {"seconds_since_key": 2.94}, {"seconds": 2.9, "limit": 3}),
    ("time_trap", {"least_seconds": 3}, {"seconds_since_key": 3.0}, None),
    ("time_trap", {"least_seconds": 3}, {"seconds_since_key": 3.1}, None),
    ("time_trap", {"least_seconds": 3}, {"seconds_since_key": -1.0}, None),
    ("time_trap", {"least_seconds": 3}, {"seconds_since_key": None}, {"seconds": None, "limit": 3}),
    ("time_trap", {"least_seconds": 0}, {"seconds_since_key": None}, None),
    ("checker", {"checker_url": "https://check.example", "checker_key": "k"}, {}, {}),
    ("checker", {"checker_url": "https://check.example"}, {}, None),
    ("checker", {"checker_key": "k"}, {}, None),
]  # fmt: skip
REFUSING = {"expired", "closed", "refused_words", "flood", "too_fast", "twice"}


@pytest.mark.parametrize(("rule", "set_to", "facts", "evidence"), CASES)
def test_rule_speaks_at_its_limit_and_with_its_evidence(
    rule: str, set_to: dict[str, Any], facts: dict[str, Any], evidence: dict[str, Any] | None
) -> None:
    effect = Effect.REFUSE if rule in REFUSING else Effect.HOLD
    expected = () if evidence is None else (Finding(rule, effect, evidence),)
    assert weigh(facts_of(**facts), replace(OFF, **set_to)) == expected


def test_every_rule_is_tried_both_ways() -> None:
    speaks = {rule for rule, *_rest, evidence in CASES if evidence is not None}
    silent = {rule for rule, *_rest, evidence in CASES if evidence is None}
    assert speaks == silent == {rule.__name__ for rule in RULES}


def test_typing_a_known_name_and_address_earns_nothing() -> None:
    """The facts of somebody who types what a trusted writer types, and has proven nothing: `gathering` gives them 0."""
    typed = facts_of(name="Ada Quill", email="ada@example.org", is_known=False, published_before=0)
    assert [finding.rule for finding in weigh(typed, replace(OFF, trust_after=1))] == ["first"]
    assert weigh(replace(typed, is_known=True, published_before=1), replace(OFF, trust_after=1)) == ()


def test_staff_are_asked_by_no_rule() -> None:
    worst = facts_of(text="casino", trap="x", is_twice=True, replies_last_hour=99)
    strict = replace(OFF, hold_all=True, refuse_twice=True, replies_an_hour=1, refused_words=entries_in("casino"))
    assert weigh(replace(worst, is_staff=True), strict) == ()
    assert len(weigh(worst, strict)) == 5


def test_what_refuses_comes_first_and_the_rest_keeps_its_order() -> None:
    strict = replace(OFF, hold_all=True, trust_after=9, refuse_twice=True)
    found = weigh(facts_of(is_twice=True, trap="x"), strict, rules=tuple(reversed(RULES)))
    assert [finding.rule for finding in found] == ["twice", "trap", "first", "hold_all"]


def test_rule_that_fails_holds_the_reply_and_silences_no_other() -> None:
    def broken(facts: Facts, settings: Settings) -> Finding | None:
        raise LookupError(facts.text)

    found = weigh(facts_of(trap="x"), OFF, rules=(broken, *RULES))
    assert found == (Finding("failed", Effect.HOLD, {"rule": "broken", "fault": "LookupError"}), Finding("trap", Effect.HOLD, {"count": 1}))


@settings(max_examples=150, deadline=None)
@given(
    text=st.text(max_size=80),
    listed=st.text(max_size=40),
    numbers=st.tuples(*(st.integers(0, 40_000) for _ in range(6))),
    ages=st.tuples(*(st.none() | st.floats(-1e9, 1e9) for _ in range(3))),
    flags=st.tuples(*(st.booleans() for _ in range(6))),
)
def test_anything_is_weighed_and_told(text: str, listed: str, numbers: Any, ages: Any, flags: Any) -> None:
    facts = facts_of(
        text=text, name=text, email=text, is_twice=flags[0], is_known=flags[1], is_staff=flags[2], trap=text, published_before=numbers[0],
        replies_last_hour=numbers[1], seconds_since_key=ages[0], seconds_since_last=ages[1], days_since_last_reply=ages[2],
    )  # fmt: skip
    words = entries_in(listed)
    set_to = Settings(
        hold_all=flags[3], refuse_twice=flags[4], held_words=words, refused_words=words, close_after=numbers[2], trust_after=numbers[3],
        replies_an_hour=numbers[4], least_seconds=numbers[5], closes_from="last_reply" if flags[5] else "publication",
    )  # fmt: skip
    findings = weigh(facts, set_to)
    assert not [finding for finding in findings if finding.rule == "failed"]
    for finding in findings:
        assert told(finding)
        assert told(finding, shown="")
        assert plain_name(finding.rule)


def test_facts_that_are_stored_hold_no_word_and_come_back() -> None:
    facts = facts_of(
        text="kestreltext", name="kestrelname", email="kestrel@example.org", links=("https://kestrel.example", "https://b.example"),
        trap="kestreltrap", resembles=({"written": "kestrelwords"},), seconds_since_key=12.34567,
    )  # fmt: skip
    stored = facts.as_stored()
    assert "kestrel" not in repr(stored)
    assert stored["seconds_since_key"] == 12.346
    again = Facts.from_stored(stored, text=facts.text, words=facts.words, name=facts.name, email=facts.email)
    assert again is not None
    strict = replace(OFF, links_held=2, held_words=entries_in("kestrel*"), trust_after=9)
    assert [(one.rule, one.evidence.get("count")) for one in weigh(again, strict)] == [
        (one.rule, one.evidence.get("count")) for one in weigh(facts, strict)
    ]
    assert len(weigh(again, strict)) == 5


@pytest.mark.parametrize(
    "stored", [{}, {"edition": 1}, {"edition": 0, **{k: v for k, v in facts_of().as_stored().items() if k != "edition"}}]
)
def test_facts_that_were_not_kept_do_not_come_back(stored: dict[str, Any]) -> None:
    assert Facts.from_stored(stored, text="x", words="x") is None


def test_facts_and_settings_print_nothing_of_what_they_hold() -> None:
    assert "kestrel" not in repr(facts_of(text="kestrel", name="kestrel"))
    assert "kestrel" not in repr(Settings(checker_key="kestrel"))


def test_settings_are_the_rule_book_field_for_field() -> None:
    assert settings_of(RuleBook()) == Settings()
    columns = {field.name for field in RuleBook._meta.concrete_fields} - {"id", "version", "changed_at", "changed_by"}
    assert columns == set(Settings.__slots__)
    assert settings_of(RuleBook(held_words="casino\n*bad\n")).held_words == entries_in("casino")


def test_writer_is_told_the_rule_and_never_its_words() -> None:
    assert plain_name("refused_words") != plain_name("links")
    # One sentence for all that looks at what is said: nobody learns by trying which words resemble a hidden passage.
    assert len({plain_name(rule) for rule in ("held_words", "resembling", "trap", "time_trap", "checker", "failed", "unheard of")}) == 1


def test_moderator_is_told_words_only_where_they_can_be_read() -> None:
    (finding,) = weigh(
        facts_of(text="a casino ||heronhidden||", name="Bonus"), replace(OFF, held_words=entries_in("heron*\ncasino\nbonus\ndov@*"))
    )
    everything = told(finding)
    assert "“casino”" in everything
    assert "heronhidden" in everything
    public = told(finding, shown="a casino […]")
    assert "“casino”" in public
    assert "“Bonus” in the name" in public
    assert "heron" not in public
    nothing = told(finding, shown="")
    assert not any(word in nothing for word in ("casino", "heron", "Bonus"))


def test_moderator_is_told_resembling_words_only_where_they_can_be_read() -> None:
    finding = Finding("resembling", Effect.HOLD, {"count": 1, "resembles": [{"written": "the heron"}]})
    assert "the heron" in told(finding)
    assert "the heron" in told(finding, shown="and the heron did it")
    assert "heron" not in told(finding, shown="and […] did it")


def test_every_finding_kept_with_a_decision_is_told() -> None:
    kept = {"findings": [{"rule": "links", "evidence": {"count": 3, "limit": 2}}, {"rule": "trap", "evidence": {"count": 1}}]}
    assert told_all(kept) == ["It has 3 links, and 2 or more wait.", "It filled in the field that people don’t see."]
    assert told_all({}) == []


def test_every_rule_has_a_title() -> None:
    assert all(title_of(rule.__name__) != rule.__name__ for rule in RULES)
