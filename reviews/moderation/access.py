"""Who has the desk."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied

from reviews.notices.people import may_decide

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from accounts.models import User


def moderators_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Ask strangers to sign in, and refuse whoever may not decide: a moderator who is kept from replying too."""

    @wraps(view)
    def for_moderators(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_decide(moderator_of(request)):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return login_required(for_moderators)


def moderator_of(request: HttpRequest) -> User:
    """Return who decides. `moderators_only` has let nobody else in."""
    assert request.user.is_authenticated  # noqa: S101 - for the type checker
    return request.user
