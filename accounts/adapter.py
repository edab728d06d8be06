"""Our few wishes of allauth."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Sign-up as allauth does it. User names are judged by `accounts.names`."""
