"""Where readers reach whoever runs the site."""

from urllib.parse import quote

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import URLValidator, validate_email


def link_to(contact: str) -> str:
    """Return where a link to `contact` leads: `mailto:…` for an e-mail address, a web address as it is, nothing for nothing.

    Raises `ImproperlyConfigured` for anything else: an owner who mistyped it would never hear from anybody.
    """
    if not contact:
        return ""
    try:
        if "://" in contact:
            URLValidator(schemes=["http", "https"])(contact)
            return contact
        validate_email(contact)
    except ValidationError:
        raise ImproperlyConfigured(f"CONTACT is “{contact}”, which is neither an e-mail address nor a web address.") from None
    return f"mailto:{quote(contact, safe='@+')}"
