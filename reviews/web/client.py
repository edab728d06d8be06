"""Who is knocking, for throttling."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address of whoever sent this, or "" when nobody can tell.

    Behind a trusted proxy, the right-most hop of X-Forwarded-For: the one that the proxy itself wrote. Without one the header is not read.
    """
    claimed = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXY:
        claimed = request.headers.get("X-Forwarded-For", "").split(",")[-1].strip() or claimed
    try:
        return str(ip_address(claimed))
    except ValueError:
        return ""
