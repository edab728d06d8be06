"""Which network a reply comes from, as little of it as tells floods apart: truncated, then hashed with the site's key, then forgotten."""

from __future__ import annotations

import ipaddress
from datetime import timedelta
from typing import TYPE_CHECKING

from allauth.account.adapter import get_adapter
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from reviews.comments.models import Comment
from reviews.comments.records import Flag

from .models import RuleBook

if TYPE_CHECKING:
    from django.http import HttpRequest

_SALT = "reviews.comments.network"
#: What is kept of an address: a neighbourhood and not a house.
_IPV4_BITS, _IPV6_BITS = 24, 48
#: Rows emptied in one statement, so that nobody waits long for a lock.
_AT_ONCE = 500


def network_of(request: HttpRequest) -> str:
    """Return what stands for the network a request comes from: 32 hexadecimal digits that only this site can make; "" for an unknown one.

    The address is the one that sign-ins are throttled by: behind a proxy of ours its word for it, `X-Forwarded-For` of nobody else.
    """
    network = truncated_address(request)
    return salted_hmac(_SALT, network, algorithm="sha256").hexdigest()[:32] if network else ""


def truncated_address(request: HttpRequest) -> str:
    """Return the network itself (`203.0.113.0`, `2001:db8:7::`), which is stored nowhere; "" for an unknown one."""
    try:
        address = get_adapter(request).get_client_ip(request)
    except (PermissionDenied, ImproperlyConfigured):
        return ""
    return truncated(str(address))


def truncated(address: str) -> str:
    """Return the first 24 bits of an IPv4 address, the first 48 of an IPv6 one, the rest zero; "" for anything else."""
    try:
        whole = ipaddress.ip_address(address.strip())
    except ValueError:
        return ""
    if isinstance(whole, ipaddress.IPv6Address):
        whole = whole.ipv4_mapped or ipaddress.IPv6Address(int(whole))  # without the name of an interface
    bits = _IPV4_BITS if whole.version == 4 else _IPV6_BITS
    return str(ipaddress.ip_network((whole, bits), strict=False).network_address)


def drop_networks() -> int:
    """Empty the network of every reply and flag older than the owner keeps them, and return how many those were."""
    before = timezone.now() - timedelta(days=RuleBook.current().keep_networks)
    old = {"created_at__lt": before}
    return _emptied(Comment.objects.filter(**old)) + _emptied(Flag.objects.filter(**old))


def _emptied(rows: QuerySet[Comment] | QuerySet[Flag]) -> int:
    """Empty the network of `rows`, some at a time: on a site of many years it is most of them the first night, and few from then on."""
    count = 0
    remembered = rows.exclude(network="")
    while keys := list(remembered.values_list("pk", flat=True)[:_AT_ONCE]):
        count += remembered.model._default_manager.filter(pk__in=keys).update(network="")
    return count
