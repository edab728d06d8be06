"""All reviews by the month in which they were published, in the site's time zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING

from django.db.models import Count, DateField
from django.db.models.functions import TruncMonth
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from reviews.publishing.models import Review

from .lists import answer, cards

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from django.http import HttpRequest, HttpResponse


@dataclass(frozen=True)
class Month:
    """A month with reviews, and how many."""

    first: date
    count: int

    @property
    def words(self) -> str:
        return date_format(self.first, "YEAR_MONTH_FORMAT")

    @property
    def url(self) -> str:
        return reverse("archive-month", args=[self.first.year, self.first.month])


@dataclass(frozen=True)
class Year:
    """A year with reviews, and its months, newest first."""

    first: date
    months: tuple[Month, ...]

    @property
    def count(self) -> int:
        return sum(month.count for month in self.months)

    @property
    def words(self) -> str:
        return str(self.first.year)

    @property
    def url(self) -> str:
        return reverse("archive-year", args=[self.first.year])


@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    """The years and months in which something was published."""
    return answer(request, "pages/archive.html", {"years": _years()})


@require_safe
def archive_year(request: HttpRequest, year: int) -> HttpResponse:
    """The reviews of one year, and its months; a year without any is not found."""
    years = _years()
    found = next((each for each in years if each.first.year == year), None)
    if found is None:
        raise Http404
    context = {"period": found, "months": found.months, **_neighbours(years, found)}
    return answer(request, "pages/archive_period.html", {**context, **_between(request, found.first, date(year + 1, 1, 1))})


@require_safe
def archive_month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """The reviews of one month; a month without any is not found."""
    first = date(year, month, 1)
    years = _years()
    months = [each for one in years for each in one.months]
    found = next((each for each in months if each.first == first), None)
    if found is None:
        raise Http404
    context = {"period": found, "year": next(one for one in years if found in one.months), **_neighbours(months, found)}
    return answer(request, "pages/archive_period.html", {**context, **_between(request, first, _month_after(first))})


def _years() -> list[Year]:
    """Every year with a public review, newest first, with its months. One query, which the database counts."""
    # As a date: the first midnight of a month may not exist where clocks went forward just then.
    month = TruncMonth("published_at", tzinfo=timezone.get_current_timezone(), output_field=DateField())
    rows = Review.objects.published().annotate(month=month).order_by("-month").values_list("month").annotate(count=Count("pk"))
    months = [Month(first, count) for first, count in rows]
    return [Year(date(year, 1, 1), tuple(group)) for year, group in groupby(months, lambda month: month.first.year)]


def _between(request: HttpRequest, first: date, after: date) -> dict[str, Any]:
    """The reviews from the day `first` up to the day before `after`."""
    zone = timezone.get_current_timezone()
    start, end = (datetime(day.year, day.month, day.day, tzinfo=zone) for day in (first, after))
    return cards(request, Review.objects.published().filter(published_at__gte=start, published_at__lt=end))


def _neighbours(periods: Sequence[Any], found: Any) -> dict[str, Any]:
    """The nearest periods with reviews on both sides; `periods` are newest first."""
    place = periods.index(found)
    return {"later": periods[place - 1] if place else None, "earlier": periods[place + 1] if place + 1 < len(periods) else None}


def _month_after(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)
