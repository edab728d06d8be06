"""Making a site somebody's own: its row, its owner, its roles, its address."""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.names import plain_name
from accounts.roles import ensure_roles

from .models import Site


class AlreadySetUp(Exception):
    """The database holds a site already, and not this one."""


@dataclass(frozen=True)
class Plan:
    """What the owner asked for."""

    owner: str
    email: str
    name: str
    tagline: str
    address: str
    language: str
    time_zone: str

    def site(self) -> Site:
        """The row, unsaved."""
        return Site(pk=1, name=self.name, tagline=self.tagline, address=self.address, language=self.language, time_zone=self.time_zone)


def check(plan: Plan) -> None:
    """Raise a `ValidationError` that names each value which can't stand, under the option that gave it."""
    faults: dict[str, list[str]] = {}
    for option, rule, value in (
        ("owner", plain_name, plan.owner),
        ("email", validate_email, plan.email),
        ("address", plain_address, plan.address),
    ):
        try:
            rule(value)
        except ValidationError as error:
            faults[option] = error.messages
    try:
        plan.site().clean_fields(exclude={"address"})
    except ValidationError as error:
        faults.update(error.message_dict)
    if faults:
        raise ValidationError(faults)


def plain_address(address: str) -> None:
    """Raise a `ValidationError` unless `address` is http or https, a host and perhaps a port: no path, no name and password."""
    try:
        parts = urlsplit(address)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        good = False
    if not good or "@" in parts.netloc or any((parts.path, parts.query, parts.fragment)) or any(c.isspace() for c in address):
        raise ValidationError(_("“%(address)s” is not an address like https://reviews.example.org"), params={"address": address})


def is_done(plan: Plan) -> bool:
    """Whether this very site is set up already. Raises `AlreadySetUp` when the database holds another."""
    site = Site.objects.first()
    if site is None:
        if User.objects.exists():
            raise AlreadySetUp(_("This database has members but no site. Nothing was changed. Set up a new site in an empty database."))
        return False
    if site.demo:
        raise AlreadySetUp(
            _("This database holds the demo. Nothing was changed. Set VAR_DIR or DATABASE_URL to a new place for a site of your own.")
        )
    same = (site.name, site.address) == (plan.name, plan.address)
    if not same or not User.objects.filter(username__iexact=plan.owner, is_superuser=True).exists():
        raise AlreadySetUp(
            _("“%(name)s” at %(address)s is set up here already. Nothing was changed. Its name and language are changed in the admin.")
            % {"name": site.name, "address": site.address}
        )
    return True


@transaction.atomic
def set_up(*, plan: Plan, password: str) -> User:
    """Make the site, its owner (with a verified address) and the roles. Raises `ValidationError` for a password that is too weak."""
    owner = User(username=plan.owner, email=plan.email)
    validate_password(password, owner)
    plan.site().save(force_insert=True)
    owner = User.objects.create_superuser(plan.owner, plan.email, password)
    EmailAddress.objects.create(user=owner, email=plan.email, verified=True, primary=True)
    ensure_roles()
    return owner


def keep_address(address: str) -> str:
    """See to it that the next start knows the address. Returns what is left for the owner to do, or nothing.

    It is written to `.env` when nothing there or in the environment says otherwise; an owner's own line is never changed.
    """
    if address == settings.SITE_URL:
        return ""
    line = f"SITE_URL={address}"
    path = Path(os.environ.get("ENV_FILE") or settings.BASE_DIR / ".env")
    try:
        known = path.read_text(encoding="utf-8") if path.exists() else ""
        if "SITE_URL" in os.environ or any(row.strip().removeprefix("export ").startswith("SITE_URL") for row in known.splitlines()):
            return line
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{'' if not known or known.endswith(chr(10)) else chr(10)}{line}\n")
    except OSError:
        return line
    return ""
