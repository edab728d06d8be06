"""Who has the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required, permission_required

from accounts.models import User

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

MODERATE = "reviews.moderate_comment"
#: Where the rights of members and their groups are kept. allauth's own backend answers for signing in alone.
_BACKEND = "django.contrib.auth.backends.ModelBackend"


def moderators_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Ask strangers to sign in, and refuse whoever may not decide."""
    return login_required(permission_required(MODERATE, raise_exception=True)(view))


def moderator_of(request: HttpRequest) -> User:
    """Return who decides. `moderators_only` has let nobody else in."""
    assert request.user.is_authenticated  # noqa: S101 - for the type checker
    return request.user


def moderators() -> QuerySet[User]:
    """Everybody who may decide and can sign in."""
    found: QuerySet[User] = User.objects.with_perm(MODERATE, backend=_BACKEND)
    return found
