"""A real browser on the workspace, which holds what every page promises: nothing leaves the machine, no script fails, axe is content."""

import os
import pathlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Self

import pytest

CHROMIUM = pathlib.Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
]  # fmt: skip
WIDE, NARROW = (1280, 900), (360, 740)


@contextmanager
def chromium() -> Iterator[Any]:
    """A running Chromium; skips the test where there is none."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM.exists():
        pytest.skip(f"no Chromium at {CHROMIUM}")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Browsing:
    """One page of a browser, and what went wrong on it."""

    page: Any
    address: str
    left: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    @classmethod
    @contextmanager
    def on(
        cls, browser: Any, address: str, *, language: str = "de-DE", size: tuple[int, int] = WIDE, scheme: str = "light", scripts: bool = True
    ) -> Iterator[Self]:
        """A page in a context of its own, for which every request elsewhere is stopped and counted."""
        context = browser.new_context(
            locale=language, viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, java_script_enabled=scripts, accept_downloads=True
        )
        found = cls(context.new_page(), address)
        found.page.set_default_timeout(15_000)

        def route(one: Any) -> None:
            if one.request.url.startswith((address, "data:", "blob:")):
                one.continue_()
            else:
                found.left.append(one.request.url)
                one.abort()

        context.route("**/*", route)
        found.page.on("pageerror", lambda error: found.failed.append(str(error)))
        found.page.on("console", lambda said: found.failed.append(said.text) if said.type == "error" and "status of 4" not in said.text else None)
        found.page.on("dialog", lambda dialog: (found.failed.append(f"a dialog: {dialog.message}"), dialog.dismiss()))
        yield found
        context.close()
        assert not found.left, "requests left the machine"
        assert not found.failed, "a script failed, or was stopped by the policy"

    def go(self, path: str) -> None:
        """Opens a page of the workspace."""
        self.page.goto(self.address + path)

    def words(self) -> str:
        """What the page says."""
        return str(self.page.locator("main").inner_text())


def check_axe(page: Any) -> None:
    """Axe finds no violation on the page."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    found = axe.Axe().run(page)
    told = [
        f"{one['id']}: {one['help']} ({', '.join(str(node['target']) + ' ' + node['html'][:120] for node in one['nodes'][:3])})"
        for one in found.response["violations"]
    ]
    assert not told, f"{page.url}: {told}"


def check_width(page: Any) -> None:
    """The page does not scroll sideways."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{page.url} is wider than the window"


def check_narrow(page: Any, size: tuple[int, int]) -> None:
    """The page does not scroll sideways in a narrow window either, in its longer language too; then the window has its `size` again."""
    if size != NARROW:
        page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
        check_width(page)
        page.set_viewport_size({"width": size[0], "height": size[1]})


def shot(page: Any, name: str) -> None:
    """A picture of the page, in the folder that LAGEBILD_SCREENSHOTS names; none where it names none."""
    folder = os.environ.get("LAGEBILD_SCREENSHOTS")
    if folder:
        pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(pathlib.Path(folder) / f"{name}.png"), full_page=False)
