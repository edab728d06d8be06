"""A test client that sends what a browser sends and believes no page that isn't well formed."""

from collections import Counter
from typing import Any

import html5lib
from django.db import connection
from django.test import Client

#: What html5lib calls an error and today's standard does not.
_OUTDATED = frozenset({"unknown-doctype"})


class HouseClient(Client):
    """Django's client with a browser's `Sec-Fetch-Site: same-origin`; `HouseClient(headers=…)` sends something else.

    Each HTML answer is parsed strictly, on SQLite: `AssertionError` names the first faults by line.
    """

    def __init__(self, *, headers: dict[str, str] | None = None, **options: Any) -> None:
        super().__init__(headers={"sec-fetch-site": "same-origin"} if headers is None else headers, **options)

    def request(self, **request: Any) -> Any:
        response = super().request(**request)
        is_page = response.get("Content-Type", "").startswith("text/html") and not response.streaming and response.content
        # The same pages were read on SQLite: on the second database only what it answers is of interest.
        if is_page and connection.vendor == "sqlite":
            faults = html_faults(response.content.decode(response.charset))
            assert not faults, f"{request.get('PATH_INFO')} ({response.status_code}) is not well-formed HTML: {'; '.join(faults[:5])}"
        return response


def html_faults(html: str) -> list[str]:
    """What is wrong with a page, or with a fragment (anything that does not begin with a doctype), one sentence a fault."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    whole = html.lstrip()[:9].lower() == "<!doctype"
    tree = parser.parse(html) if whole else parser.parseFragment(html)
    faults = [f"line {place[0]}: {code} {data or ''}".strip() for place, code, data in parser.errors if code not in _OUTDATED]
    ids = Counter(element.get("id") for element in tree.iter() if element.get("id"))
    return faults + [f"id “{name}” stands {times} times" for name, times in ids.items() if times > 1]
