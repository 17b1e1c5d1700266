"""The pictures in the documentation: every page over the Seoul example, made anew where LAGEBILD_SCREENSHOTS names a folder."""

import os
import pathlib
from dataclasses import dataclass
from typing import Any

import pytest

from lagebild.ledger import Ledger, open_ledger
from tests.web.browsing import Browsing
from tests.web.conftest import serving
from tests.web.exchange_parties import Parties, parties
from tests.web.receiving import until

FOLDER = os.environ.get("LAGEBILD_SCREENSHOTS")
DOCS = pathlib.Path(__file__).parents[2] / "docs"
SIZE, NARROW = (1280, 800), (360, 740)
NAMES = (
    "today", "queue", "claims", "bulk", "report", "add", "compare", "search", "picture", "matrix", "timeline", "map", "thing", "brief", "sources",
    "exchange", "agreed", "sees", "stays", "came", "partner", "saved", "settings", "api", "done", "nothing", "error",
)  # fmt: skip
#: Pages in German, on a narrow screen and dark.
GERMAN = ("today", "queue", "add", "compare", "thing", "brief", "exchange")
NARROW_ONES = tuple(f"{name}-de-narrow" for name in GERMAN)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the pages are asked for by."""

    translation: str
    things: dict[str, str]
    claims: dict[str, str]
    lent: str
    beta: str


def paths(shown: Shown) -> dict[str, str]:
    """The address of each picture."""
    there = f"/exchange/{shown.beta}"
    return {
        "today": "/", "queue": "/queue", "claims": "/claims?type=transfer&party=UA", "bulk": "/bulk?type=transfer&party=UA",
        "report": f"/report/{shown.translation}", "add": f"/report/{shown.translation}/add?type=transfer",
        "compare": f"/compare?a={shown.claims['troops']}&b={shown.claims['poll']}", "search": "/search?q=weapons+Ukraine", "picture": "/picture",
        "matrix": "/picture?view=matrix", "timeline": "/picture?view=timeline", "map": "/picture?view=map", "thing": f"/thing/{shown.things['troops']}",
        "brief": f"/brief?thing={shown.things['troops']}&thing={shown.things['poll']}", "sources": "/sources", "exchange": "/exchange",
        "agreed": there, "sees": f"{there}?view=sees", "stays": f"{there}?view=stays", "came": f"{there}?view=came",
        "partner": f"/report/{shown.lent}", "saved": "/searches", "settings": "/settings", "api": "/api/docs", "done": "/queue?party=FR",
        "nothing": "/claims?party=FR", "error": "/nowhere",
    }  # fmt: skip


@pytest.mark.skipif(FOLDER is None, reason="LAGEBILD_SCREENSHOTS names no folder")
def test_pictures_of_every_page(chromium_browser: Any, tmp_path: pathlib.Path) -> None:
    from lagebild.pipeline.example import prepare

    with open_ledger(tmp_path / "seoul.db") as ledger:
        made = prepare(ledger)
        with parties(ledger, tmp_path, "Ministry B", made.things["troops"]) as there, serving(ledger, node=there.folder) as address:
            with Browsing.on(chromium_browser, address, language="en-GB", size=SIZE) as browsing:
                shown = prepared(browsing, ledger, made, there)
                assert tuple(paths(shown)) == NAMES
                for name, path in paths(shown).items():
                    taken(browsing, path, name)
            with Browsing.on(chromium_browser, address, size=NARROW, scheme="dark") as browsing:
                for name in GERMAN:
                    taken(browsing, paths(shown)[name], f"{name}-de-narrow")


def test_every_picture_is_shown_in_the_documentation_and_is_small() -> None:
    text = (DOCS / "workspace.md").read_text(encoding="utf8")
    for name in (*NAMES, *NARROW_ONES):
        assert f"pictures/workspace-{name}.png" in text, name
        assert (DOCS / "pictures" / f"workspace-{name}.png").stat().st_size < 150_000, name
    assert sum(path.stat().st_size for path in (DOCS / "pictures").iterdir()) < 6_000_000


def prepared(browsing: Browsing, ledger: Ledger, made: Any, there: Parties) -> Shown:
    """Searches, a settled claim and a partner's report, so that every page has something to show."""
    send, address = browsing.page.request, browsing.address
    until(lambda: send.get(f"{address}/api/v1/picture").json()["ready"], 120)
    for title, kind, query in (("North Korean troops", "things", "giver=KP&taker=RU"), ("Arms for Ukraine", "claims", "type=transfer&party=UA")):
        id = send.post(f"{address}/api/v1/searches", data={"title": title, "kind": kind, "query": query}).json()["id"]
        send.post(f"{address}/api/v1/searches/{id}/feed")
    things = {name: send.get(f"{address}/api/v1/things/{claim}").json()["row"]["id"] for name, claim in made.things.items()}
    settled = {"kind": "settle", "claims": [made.things["poll"]], "outcome": True, "evidence": ["https://example.org/poll"]}
    assert send.post(f"{address}/api/v1/decisions", data=settled).ok
    until(lambda: send.get(f"{address}/api/v1/sources").json()["items"])
    pairs = send.get(f"{address}/api/v1/contradictions").json()["items"]
    claims = {"troops": pairs[0]["a"]["claim"], "poll": pairs[0]["b"]["claim"]} if pairs else dict(made.things)
    (lent,) = {one.report.id for one in there.us.received()}
    return Shown(made.translation, things, claims, lent, there.beta.id)


def taken(browsing: Browsing, path: str, name: str) -> None:
    """The picture of a page, once all of it is there."""
    browsing.go(path)
    browsing.page.wait_for_load_state("networkidle")
    picture(browsing.page, pathlib.Path(str(FOLDER)) / f"workspace-{name}.png")


def picture(page: Any, path: pathlib.Path) -> None:
    """A picture of the window in 128 colours, where there is what makes them fewer."""
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(path))
    image = pytest.importorskip("PIL.Image", reason="Pillow is not installed")
    image.open(path).convert("RGB").quantize(128).save(path, optimize=True)
