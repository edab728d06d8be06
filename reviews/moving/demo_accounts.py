"""The demo's members and their sign-ins, which exist only while the site listens on this machine alone."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.utils.crypto import salted_hmac

from accounts.models import User
from accounts.roles import AUTHOR, EDITOR, MODERATOR, grant_role

if TYPE_CHECKING:
    from collections.abc import Iterator

#: No mail server will ever answer for it (RFC 2606), and no real member has an address there.
DOMAIN = "demo.invalid"
_WORDS = """acorn amber anchor apple attic badge basil beacon birch bramble brass bridge candle canvas cedar chapel chimney clover copper
cotton cradle daisy ember fable falcon feather fennel ferry garnet ginger gravel harbour hazel heather hollow ivory juniper kettle ladder
lantern lemon linen magpie maple marble meadow mirror nettle orchard paper pebble pepper quill raven ribbon saddle sparrow teapot thimble
timber velvet walnut willow""".split()


@dataclass(frozen=True)
class Persona:
    """Somebody of the demo."""

    username: str
    display_name: str
    #: What the printed list says they are for.
    part: str
    role: str = ""

    @property
    def email(self) -> str:
        return f"{self.username}@{DOMAIN}"

    @property
    def password(self) -> str:
        """Readable, stored nowhere, and another on every site: it is made from the site's secret key."""
        digest = salted_hmac("reviews.moving.demo", self.username, algorithm="sha256").digest()
        words = [_WORDS[byte % len(_WORDS)] for byte in digest[:4]]
        return "-".join([*words, f"{int.from_bytes(digest[4:8], 'big') % 10_000:04}"])


CAST = (
    Persona("ada", "Ada Wren", "author", AUTHOR),
    Persona("mo", "Mo Castellan", "moderator", MODERATOR),
    Persona("ben", "Ben Achterberg", "reader, has finished some of the works"),
    Persona("cleo", "Cleo Marchetti", "reader, half-way through others"),
    Persona("edda", "Edda Lindqvist", "editor", EDITOR),
)


def open_demo_accounts() -> None:
    """Make sure that every sign-in of `CAST` works as printed. What already does is left alone, so sessions survive a restart."""
    for persona in CAST:
        user, created = User.objects.get_or_create(
            username=persona.username, defaults={"display_name": persona.display_name, "email": persona.email}
        )
        if not user.is_active or not user.check_password(persona.password):
            user.is_active = True
            user.set_password(persona.password)
            user.save(update_fields=["is_active", "password"])
        if created:
            EmailAddress.objects.create(user=user, email=persona.email, verified=True, primary=True)
            if persona.role:
                grant_role(user, persona.role)


def lock_demo_accounts() -> int:
    """End the demo's sign-ins and the sessions they began. Returns how many accounts were open. A real "ada" is nobody of ours."""
    locked = 0
    for persona, user in _demo_members():
        if user.is_active and (user.email.endswith(f"@{DOMAIN}") or user.check_password(persona.password)):
            user.is_active = False
            user.set_unusable_password()
            user.save(update_fields=["is_active", "password"])
            locked += 1
    return locked


def is_loopback(host: str) -> bool:
    """Whether a server bound to `host` can be reached from this machine alone."""
    try:
        return host == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _demo_members() -> Iterator[tuple[Persona, User]]:
    members = {user.username: user for user in User.objects.filter(username__in=[persona.username for persona in CAST])}
    return ((persona, members[persona.username]) for persona in CAST if persona.username in members)
