"""Which public rows a query finds, and in which order.

**No oracle.** A row's place depends on its own public text and its date, never on other rows: the usual measures (bm25 and its kin)
weigh a word by how many rows of the index hold it, so that a review scheduled for tomorrow would move today’s results. Here it counts
where a word stands and how long it is, not how often it comes; equals go by date. So the two engines agree to the row, too.

What is public now is decided by the same querysets as everywhere else, inside the one statement that finds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from django.db import connection

from reviews.comments.models import Comment
from reviews.publishing.models import Review
from reviews.publishing.public import public_works

from .engine import engine_of
from .places import REPLY_PROSE, REVIEW_PROSE, REVIEW_SUMMARY, REVIEW_TITLE, STORY_TITLE, TAG_NAME, WORK_CREATORS, WORK_TITLE
from .query import Term

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from django.db.models import QuerySet

    from .places import Place
    from .query import Query

#: What a word counts where it stands. Each place counts once and more than all below it together, so a word in the title always wins.
TITLE, NAMES, SUMMARY, PROSE = 8, 4, 2, 1


@dataclass(frozen=True)
class Sql:
    """A piece of a statement and its parameters. The text is made of our own names alone."""

    text: str
    params: list[Any] = field(default_factory=list)

    @classmethod
    def of(cls, rows: QuerySet[Any], *columns: str) -> Self:
        """The query for `columns` of `rows`."""
        text, params = rows.order_by().values(*columns).query.sql_with_params()
        return cls(text, list(params))

    @classmethod
    def joined(cls, word: str, pieces: Iterable[Sql]) -> Self:
        found = list(pieces)
        return cls(f" {word} ".join(piece.text for piece in found), [value for piece in found for value in piece.params])

    def within(self, frame: str, *then: object) -> Sql:
        """This piece in place of the `@` of `frame`; `then` are the parameters that come after it."""
        return Sql(frame.replace("@", self.text), [*self.params, *then])


def find_reviews(query: Query, *, start: int, size: int) -> list[int]:
    """Return ids of published reviews, best first, from place `start`, and one more than `size` where there are more."""
    public = Sql.of(Review.objects.published(), "id", "published_at")
    return _find(query, _review_places, public, "public.published_at DESC", start, size)


def find_works(query: Query, *, start: int, size: int) -> list[int]:
    """The same for works that strangers know of. Of equals the one comes first whose title has little else in it."""
    return _find(query, _work_places, Sql.of(public_works(), "id", "title"), "length(public.title)", start, size)


def find_replies(query: Query, *, start: int, size: int) -> list[int]:
    """The same for replies that strangers may read."""
    return _find(query, _reply_places, Sql.of(Comment.objects.for_strangers(), "id", "created_at"), "public.created_at DESC", start, size)


def _find(query: Query, places: Callable[[Term], list[tuple[int, Sql]]], public: Sql, then: str, start: int, size: int) -> list[int]:
    """One statement, whose shape follows from the query alone."""
    scores = [_scores(places(term), _says(term), number) for number, term in enumerate(query.wanted)]
    # Counted, and asked of nobody.
    scores += [_scores(places(term), _says(term), -number) for number, term in enumerate(_better(query), start=1)]
    # “At least” where “equal” would do: of an equal, PostgreSQL expects one row, and plans for one what must be done for thousands.
    found = Sql.joined("UNION", scores).within(
        "SELECT id, SUM(weight) AS score FROM (@) AS places GROUP BY id HAVING COUNT(DISTINCT CASE WHEN term >= 0 THEN term END) >= %s",
        len(query.wanted),
    )
    unwanted = Sql.joined("UNION", (rows for term in query.unwanted for _weight, rows in places(term)))
    statement = Sql.joined(
        " ",
        [
            public.within("SELECT public.id FROM (@) AS public"),
            found.within("JOIN (@) AS found ON found.id = public.id"),
            *([unwanted.within("WHERE public.id NOT IN (@)")] if query.unwanted else []),
            Sql(f"ORDER BY found.score DESC, {then}, public.id DESC LIMIT %s OFFSET %s", [size + 1, start]),
        ],
    )
    with connection.cursor() as cursor:
        cursor.execute(statement.text, statement.params)
        return [row for (row,) in cursor.fetchall()]


def _better(query: Query) -> Iterator[Term]:
    """What counts once more where it stands: the words side by side, and the last one whole."""
    if query.together is not None:
        yield query.together
    for term in query.wanted:
        if term.is_beginning:
            yield Term(term.words)


def _says(term: Term) -> int:
    """How much a term counts beside others: as much as it has letters. A long word says more than “the”, on whatever site."""
    return sum(len(word) for word in term.words)


def _scores(places: list[tuple[int, Sql]], factor: int, term: int) -> Sql:
    """Rows of (id, weight, term), to be put together with others by UNION, which keeps each once."""
    return Sql.joined(
        "UNION",
        (rows.within(f"SELECT id, {weight * factor} AS weight, {term} AS term FROM (@) AS held") for weight, rows in places),  # noqa: S608
    )


def _review_places(term: Term) -> list[tuple[int, Sql]]:
    works = Sql.joined("UNION", (rows for _weight, rows in _work_places(term)))
    return [
        (TITLE, _held(REVIEW_TITLE, term)),
        (NAMES, works.within("SELECT review_id AS id FROM reviews_reviewedwork WHERE work_id IN (@)")),
        (NAMES, _held(TAG_NAME, term).within("SELECT review_id AS id FROM reviews_review_tags WHERE tag_id IN (@)")),
        (SUMMARY, _held(REVIEW_SUMMARY, term)),
        (PROSE, _held(REVIEW_PROSE, term)),
    ]


def _work_places(term: Term) -> list[tuple[int, Sql]]:
    return [
        (TITLE, _held(WORK_TITLE, term)),
        (NAMES, _held(WORK_CREATORS, term)),
        (SUMMARY, _held(STORY_TITLE, term).within("SELECT id FROM reviews_work WHERE story_id IN (@)")),
    ]


def _reply_places(term: Term) -> list[tuple[int, Sql]]:
    return [(PROSE, _held(REPLY_PROSE, term))]


def _held(place: Place, term: Term) -> Sql:
    return Sql(*engine_of(connection).rows_with(place, term))
