"""Author, Moderator, Editor: groups with the least permissions that each needs."""

from django.contrib.auth.models import Group, Permission
from django.db.models import Q

from .models import User

AUTHOR, MODERATOR, EDITOR = "Author", "Moderator", "Editor"

_WRITING = [
    "reviews.view_review",
    "reviews.add_review",
    "reviews.change_review",
    "reviews.view_work",
    "reviews.add_work",
    "reviews.view_story",
    "reviews.view_part",
    "reviews.view_tag",
    "reviews.add_tag",
]
#: Each role's permissions. An author changes only their own reviews; `change_any_review` is what makes an editor.
ROLES: dict[str, list[str]] = {
    AUTHOR: _WRITING,
    MODERATOR: ["reviews.moderate_comment"],
    EDITOR: [
        *_WRITING,
        "reviews.change_any_review",
        "reviews.add_story",
        "reviews.add_part",
        *(f"reviews.{verb}_{thing}" for thing in ("work", "story", "part", "tag") for verb in ("change", "delete")),
    ],
}
#: Roles that work in the admin. Moderators have a desk of their own.
_IN_ADMIN = frozenset({AUTHOR, EDITOR})


def ensure_roles() -> None:
    """Make the three groups hold exactly the permissions of `ROLES`. Safe to call again.

    Raises `LookupError` when a permission doesn't exist: call it after every app's permissions are made.
    """
    for name, codes in ROLES.items():
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.set(_permissions(codes))


def grant_role(user: User, role: str) -> None:
    """Give `user` a role: its group and, for a role that writes, the admin's door."""
    user.groups.add(Group.objects.get(name=role))
    if role in _IN_ADMIN and not user.is_staff:
        user.is_staff = True
        user.save(update_fields=["is_staff"])


def _permissions(codes: list[str]) -> list[Permission]:
    wanted = Q(pk__in=[])
    for code in codes:
        app, codename = code.split(".")
        wanted |= Q(content_type__app_label=app, codename=codename)
    found = list(Permission.objects.filter(wanted).select_related("content_type"))
    missing = set(codes) - {f"{p.content_type.app_label}.{p.codename}" for p in found}
    if missing:
        raise LookupError(f"No such permission: {', '.join(sorted(missing))}")
    return found
