"""`python -m tests.browser.screenshots [BASE_URL]`: eight pages of a running demo, light and dark, phone and desk, into var/screenshots/.

The pages are found by following the site's own links, so nothing here knows the demo's content.
"""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Literal

import django
from playwright.sync_api import Browser, Error, Page, sync_playwright

TARGET = Path(__file__).resolve().parents[2] / "var" / "screenshots"
DEFAULT_URL = "http://127.0.0.1:8000"
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
#: A phone in the hand, a window on a desk. Heights are where the first screen ends; the pictures show whole pages.
WIDTHS = {390: 844, 1280: 900}
PATIENCE = 10_000  # milliseconds

Step = Callable[[Page], None]


def home(page: Page) -> None:
    page.goto("/")


def review(page: Page) -> None:
    """The first review on the front page that has a break, and replies that can be answered."""
    page.goto("/")
    for address in page.locator(".card__title a").evaluate_all("links => links.map(link => link.href)"):
        page.goto(address)
        if page.locator("#g-break").count() and page.locator(".comment__reply").count():
            return


def opened(page: Page) -> None:
    """The same, with its break and the first passage behind it open."""
    review(page)
    page.locator("#g-break .gate__open").click()
    page.locator("#g-break[data-passage]").wait_for()
    inside = page.locator("#g-break .gate__open")
    if inside.count():
        handle = inside.first.get_attribute("value")
        inside.first.click()
        page.locator(f'[data-passage="{handle}"]').wait_for()


def works(page: Page) -> None:
    page.goto("/works/")


def work(page: Page) -> None:
    review(page)
    page.locator(".bill__title").first.click()


def reply(page: Page) -> None:
    review(page)
    page.locator(".comment__reply").first.click()


def entrance(page: Page) -> None:
    page.goto("/accounts/login/")


def desk(page: Page) -> None:
    """The desk of the demo's moderator. Of a site without one: what a stranger gets there."""
    from reviews.moving.demo_accounts import CAST

    moderator = next(persona for persona in CAST if persona.username == "mo")
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(moderator.username)
    page.locator("[name=password]").fill(moderator.password)
    page.locator("main form button[type=submit]").first.click()
    page.goto("/moderation/")


PAGES: dict[str, Step] = {
    "1-home": home,
    "2-review": review,
    "3-review-opened": opened,
    "4-works": works,
    "5-work": work,
    "6-reply": reply,
    "7-sign-in": entrance,
    "8-desk": desk,
}


def main(base_url: str) -> int:
    """Take all pictures; returns 1 when the site does not answer."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    TARGET.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which(os.environ.get("CHROMIUM", "chromium")), args=_flags())
        try:
            for theme, width, (name, step) in product(THEMES, WIDTHS, PAGES.items()):
                with _window(browser, base_url, theme, width) as page:
                    step(page)
                    page.screenshot(path=TARGET / f"{name}-{theme}-{width}.png", full_page=True)
        except Error as error:
            sys.stderr.write(f"No picture of {name} at {base_url}: {error.message.splitlines()[0]}\nIs the demo running? make run\n")
            return 1
        finally:
            browser.close()
    sys.stdout.write(f"{len(PAGES) * len(THEMES) * len(WIDTHS)} pictures in {TARGET}\n")
    return 0


@contextmanager
def _window(browser: Browser, base_url: str, theme: Literal["light", "dark"], width: int) -> Iterator[Page]:
    """A window without a past: what one picture opened is closed in the next."""
    context = browser.new_context(
        base_url=base_url, color_scheme=theme, viewport={"width": width, "height": WIDTHS[width]}, reduced_motion="reduce"
    )
    context.set_default_timeout(PATIENCE)
    try:
        yield context.new_page()
    finally:
        context.close()


def _flags() -> list[str]:
    return ["--no-sandbox"] if os.getuid() == 0 else []


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else DEFAULT_URL))
