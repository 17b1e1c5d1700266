"""The pictures in the documentation: every page over the Seoul example, made anew where LAGEBILD_SCREENSHOTS names a folder."""

import os
import pathlib
from typing import Any

import pytest

from lagebild.ledger import open_ledger
from tests.web.browsing import Browsing
from tests.web.conftest import serving
from tests.web.receiving import until

FOLDER = os.environ.get("LAGEBILD_SCREENSHOTS")
DOCS = pathlib.Path(__file__).parents[2] / "docs"
SIZE = (1280, 800)
NAMES = (
    "today", "queue", "claims", "report", "search", "picture", "matrix", "timeline", "map", "thing", "brief", "sources", "saved", "settings", "api",
)  # fmt: skip


def test_every_picture_is_shown_in_the_documentation_and_is_small() -> None:
    text = (DOCS / "workspace.md").read_text(encoding="utf8")
    for name in NAMES:
        assert f"pictures/workspace-{name}.png" in text, name
        assert (DOCS / "pictures" / f"workspace-{name}.png").stat().st_size < 150_000, name


@pytest.mark.skipif(FOLDER is None, reason="LAGEBILD_SCREENSHOTS names no folder")
def test_pictures_of_every_page(chromium_browser: Any, tmp_path: pathlib.Path) -> None:
    from lagebild.pipeline.example import prepare

    with open_ledger(tmp_path / "seoul.db") as ledger:
        made = prepare(ledger)
        with serving(ledger) as address, Browsing.on(chromium_browser, address, language="en-GB", size=SIZE) as browsing:
            send = browsing.page.request
            until(lambda: send.get(f"{address}/api/v1/picture").json()["ready"], 60)
            for title, kind, query in (("North Korean troops", "things", "giver=KP&taker=RU"), ("Arms for Ukraine", "claims", "type=transfer&party=UA")):
                id = send.post(f"{address}/api/v1/searches", data={"title": title, "kind": kind, "query": query}).json()["id"]
                send.post(f"{address}/api/v1/searches/{id}/feed")
            thing = {name: send.get(f"{address}/api/v1/things/{claim}").json()["row"]["id"] for name, claim in made.things.items()}
            settled = {"kind": "settle", "claims": [made.things["poll"]], "outcome": True, "evidence": ["https://example.org/poll"]}
            assert send.post(f"{address}/api/v1/decisions", data=settled).ok
            until(lambda: send.get(f"{address}/api/v1/sources").json()["items"])
            paths = {
                "today": "/", "queue": "/queue", "claims": "/claims?type=transfer&party=UA", "report": f"/report/{made.translation}",
                "search": "/search?q=weapons+Ukraine", "picture": "/picture", "matrix": "/picture?view=matrix", "timeline": "/picture?view=timeline",
                "map": "/picture?view=map", "thing": f"/thing/{thing['troops']}", "brief": f"/brief?thing={thing['troops']}&thing={thing['poll']}",
                "sources": "/sources", "saved": "/searches", "settings": "/settings", "api": "/api/docs",
            }  # fmt: skip
            assert tuple(paths) == NAMES
            for name, path in paths.items():
                browsing.go(path)
                browsing.page.wait_for_load_state("networkidle")
                picture(browsing.page, pathlib.Path(str(FOLDER)) / f"workspace-{name}.png")


def picture(page: Any, path: pathlib.Path) -> None:
    """A picture of the window in 256 colours, where there is what makes them fewer."""
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(path))
    image = pytest.importorskip("PIL.Image", reason="Pillow is not installed")
    image.open(path).convert("RGB").quantize(128).save(path, optimize=True)
