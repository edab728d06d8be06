"""The promise: for any text and any reader, a word that the reader may not see is in nothing they get."""

from __future__ import annotations

import json
from collections.abc import Iterable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviews.spoilers.document import Document, Source, SourceKind
from reviews.spoilers.parse import parse
from reviews.spoilers.problems import ProblemCode
from reviews.spoilers.reader import Reader, omniscient, stranger
from reviews.spoilers.redact import Redacted, redact, redact_passage
from reviews.spoilers.render import to_rendition, to_search_text, to_teaser, to_text
from tests.spoilers import strict_html
from tests.spoilers.generator import Written, readers, soup, texts
from tests.spoilers.reading import review

HANDLES = {number: f"handle-{number}" for number in range(200)}

usual = settings(max_examples=70, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
short = settings(usual, max_examples=40)


def everything_sent(redacted: Redacted) -> str:
    """All that any channel makes of it, gates' public facts included."""
    rendition = json.dumps(to_rendition(redacted, HANDLES).as_json(), ensure_ascii=False)
    return "\n".join([rendition, to_text(redacted), to_teaser(redacted, 1000), to_search_text(redacted)])


def found(words: Iterable[str], where: str) -> set[str]:
    return {word for word in words if word in where}


@given(texts(), readers())
@usual
def test_reader_gets_what_they_may_see_and_nothing_else(written: Written, reader: Reader) -> None:
    document = review(written.text)
    assert not document.blocking, (written.text, document.blocking)
    redacted = redact(document, reader, written.keys())

    may_see = written.visible(written.open_to(reader))

    assert found(written.words, everything_sent(redacted)) == may_see
    # Labels are for gates, addresses for HTML; all other words are in the text that is searched.
    assert found(may_see, to_search_text(redacted)) == may_see - written.attributes - set(written.labels.values())


@given(texts())
@usual
def test_stranger_gets_public_words_alone(written: Written) -> None:
    redacted = redact(review(written.text), stranger(), {})

    assert found(written.words, everything_sent(redacted)) == written.visible(set())


@given(texts())
@usual
def test_each_passage_holds_its_own_words_alone(written: Written) -> None:
    document = review(written.text)
    assert len(document.spoilers) == len(written.spoilers)

    for spoiler in written.spoilers:
        sent = everything_sent(redact_passage(document, spoiler.number))
        assert found(written.words, sent) == written.own_words(spoiler.number)


@given(texts())
@usual
def test_author_gets_every_word(written: Written) -> None:
    document = review(written.text)

    sent = everything_sent(redact(document, omniscient(), {}))

    assert found(written.words, sent) == set(written.words) - set(written.labels.values())


@given(texts(), readers())
@short
def test_html_is_strict_for_any_reader(written: Written, reader: Reader) -> None:
    document = review(written.text)

    strict_html.check(to_rendition(redact(document, reader, written.keys()), HANDLES))
    for spoiler in document.spoilers:
        strict_html.check(to_rendition(redact_passage(document, spoiler.index), HANDLES))


@given(texts())
@usual
def test_closed_page_does_not_change_with_hidden_words(written: Written) -> None:
    hidden = set(written.words) - written.visible(set())
    edited = written.text
    for word in hidden:
        edited = edited.replace(word, word.replace("w", "changed"))

    before, after = (redact(review(text), stranger(), {}) for text in (written.text, edited))

    assert to_rendition(before, HANDLES) == to_rendition(after, HANDLES)
    assert to_text(before) == to_text(after)


@given(texts(), st.integers(0, 1000), st.booleans())
@usual
def test_one_wrong_marker_hides_more_and_never_less(written: Written, number: int, drop: bool) -> None:
    if not written.markers:
        return
    broken = written.dropped(number) if drop else written.doubled(number)
    document = review(broken)

    sent = everything_sent(redact(document, stranger(), {}))

    # A label in a marker that was dropped goes with it; a word in view is one that was in view before.
    assert found(written.words, sent) <= written.visible(set()), broken
    assert document.blocking, broken


def check_anything(text: str, kind: SourceKind) -> None:
    document = parse(Source(text, kind))
    assert ProblemCode.UNREADABLE not in {problem.code for problem in document.problems}
    for reader in (stranger(), omniscient()):
        redacted = redact(document, reader, {})
        strict_html.check(to_rendition(redacted, HANDLES))
        everything_sent(redacted)
    for spoiler in document.spoilers:
        assert spoiler.parent is None or spoiler.parent < spoiler.index
        strict_html.check(to_rendition(redact_passage(document, spoiler.index), HANDLES))
    check_gates(document)


def check_gates(document: Document) -> None:
    """Every spoiler has exactly one gate, in the prose it says it stands in."""
    bodies = [(None, document.prose), *((spoiler.index, spoiler.body) for spoiler in document.spoilers)]
    gates = [
        (token.meta["spoiler"], owner)
        for owner, prose in bodies
        for block in prose.tokens
        for token in [block, *(block.children or ())]
        if token.type == "gate"
    ]
    assert sorted(gates) == [(spoiler.index, spoiler.parent) for spoiler in document.spoilers]


@given(soup, st.sampled_from(SourceKind))
@usual
def test_any_markup_is_read_and_gives_strict_html(text: str, kind: SourceKind) -> None:
    check_anything(text, kind)


@given(st.text(max_size=300), st.sampled_from(SourceKind))
@short
def test_any_text_is_read_and_gives_strict_html(text: str, kind: SourceKind) -> None:
    check_anything(text, kind)


@given(st.lists(st.one_of(soup, texts().map(lambda written: written.text)), max_size=4).map("\n\n".join), st.sampled_from(SourceKind))
@short
def test_any_mixture_is_read_and_gives_strict_html(text: str, kind: SourceKind) -> None:
    check_anything(text, kind)
