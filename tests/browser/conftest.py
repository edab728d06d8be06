"""A real Chromium before the real app.

`page` is a stranger's desk browser; `open_page(javascript=False, dark=True, width=390)` any other; `sign_in(page, ben)` signs in
without the form. Whatever a page complains about (console errors, script faults, policy violations) fails the test at its end.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from accounts.models import User

# Playwright's synchronous face keeps an event loop in this thread, which Django takes for an asynchronous caller.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

DESK = (1280, 900)
PHONE = (390, 844)
_QUIET = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_WATCH = """document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy violation: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));"""


class OpenPage(Protocol):
    """Make a browser window of one's own: cookies and settings are shared with no other."""

    def __call__(self, *, javascript: bool = True, dark: bool = False, width: int = DESK[0], height: int = DESK[1]) -> Page: ...


@dataclass
class Complaints:
    """What pages complained about. A test that provokes one on purpose calls `forget()` and says why."""

    heard: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.heard.append(f"script fault: {error}"))

    def forget(self) -> None:
        self.heard.clear()

    def _console(self, message: ConsoleMessage) -> None:
        # Chromium says this of every answer from 400 up; a refused form is one, and the test looks at it. A missing file is a fault.
        ordinary = message.text.startswith("Failed to load resource") and "/static/" not in message.location.get("url", "")
        if message.type == "error" and not ordinary:
            self.heard.append(f"{message.text} ({message.location.get('url', '')})")


def chromium() -> str:
    """The browser to drive: $CHROMIUM, or the first that is installed."""
    names = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    if not found:
        pytest.fail("No Chromium here. apt-get install chromium, or set CHROMIUM to one.", pytrace=False)
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the run."""
    flags = [*_QUIET, "--no-sandbox"] if os.getuid() == 0 else _QUIET
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), headless=True, args=flags)
        yield browser
        browser.close()


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    """Fails the test at its end when a page complained."""
    complaints = Complaints()
    yield complaints
    assert not complaints.heard, "The page complained: " + "; ".join(complaints.heard)


@pytest.fixture
def open_page(browser: Browser, live_server: LiveServer, complaints: Complaints) -> Iterator[OpenPage]:
    """A maker of windows; `page.goto("/reviews/…")` is relative to the running site."""
    contexts = []

    def open_one(*, javascript: bool = True, dark: bool = False, width: int = DESK[0], height: int = DESK[1]) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            java_script_enabled=javascript,
            color_scheme="dark" if dark else "light",
            viewport={"width": width, "height": height},
            reduced_motion="reduce",
        )
        context.set_default_timeout(10_000)
        if javascript:
            context.add_init_script(_WATCH)
        context.on("page", complaints.listen)
        contexts.append(context)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A stranger's window on a desk."""
    return open_page()


@pytest.fixture
def sign_in(live_server: LiveServer) -> Callable[[Page, User], None]:
    """Sign somebody in without the form."""

    def sign_in(page: Page, user: User) -> None:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        name = settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url, "httpOnly": True}])

    return sign_in


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """`assert not axe(page)`: what axe finds wrong with the page, one line a fault with the elements it means."""

    def look(page: Page) -> list[str]:
        # No preload: axe would put the stylesheets it fetches into the page, where the policy forbids inline style.
        found: list[dict[str, Any]] = Axe().run(page, options={"preload": False}).response["violations"]
        return [f"{fault['id']} ({fault['impact']}): {[node['target'] for node in fault['nodes'][:3]]}" for fault in found]

    return look
