"""A real browser on the page of the exchange: axe is content in both languages, nothing scrolls sideways, and a release is given."""

from pathlib import Path
from typing import Any

import pytest

from lagebild.claims.event import utc_now
from lagebild.exchange.allowances import day_after
from lagebild.exchange.approvals import releaser_payload
from lagebild.exchange.waits import Wait, note_wait
from lagebild.ledger import Ledger
from tests.ledger.samples import guns
from tests.web.browsing import NARROW, WIDE, Browsing, check_axe, check_width, shot
from tests.web.conftest import serving
from tests.web.exchange_parties import parties

SENT = guns()[1]


@pytest.mark.parametrize(("language", "size", "scheme"), [
    ("de-DE", WIDE, "light"), ("en-GB", NARROW, "dark"), ("de-DE", NARROW, "dark"),
], ids=["wide-de", "narrow-en", "narrow-de"])  # fmt: skip
def test_no_page_of_the_exchange_violates_axe_or_scrolls_sideways(
    chromium_browser: Any, ledger: Ledger, tmp_path: Path, language: str, size: tuple[int, int], scheme: str
) -> None:
    with (
        parties(ledger, tmp_path) as there, serving(ledger, node=there.folder) as address,
        Browsing.on(chromium_browser, address, language=language, size=size, scheme=scheme) as browsing,
    ):  # fmt: skip
        here, time = f"/exchange/{there.beta.id}", utc_now()
        there.us.node.append({"what": "alarm", "address": "2001:db8:1:2::/64", "name": there.beta.id})
        for kind, until in (("minute", time), ("day", day_after(time)), ("size", None)):
            note_wait(there.folder, there.beta.id, Wait(kind, time, until))
        paths = {view: f"{here}?view={view}" for view in ("agreed", "sees", "stays", "came", "quota", "trouble")}
        for name, path in {"overview": "/exchange", **paths, "claim": f"{here}/claim/{SENT.id}"}.items():
            browsing.go(path)
            browsing.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
            check_axe(browsing.page)
            check_width(browsing.page)
            shot(browsing.page, f"exchange-{name}-{language[:2]}-{scheme}")


def test_a_claim_is_held_back_and_its_reason_is_told(chromium_browser: Any, ledger: Ledger, tmp_path: Path) -> None:
    with (
        parties(ledger, tmp_path) as there, serving(ledger, node=there.folder) as address,
        Browsing.on(chromium_browser, address, language="en-GB") as browsing,
    ):  # fmt: skip
        there.us.node.append(releaser_payload("ada"))
        page = browsing.page
        browsing.go("/exchange")
        page.get_by_role("link", name="Beta <b>Ministry</b>", exact=True).click()
        page.get_by_role("link", name="They see").click()
        page.locator("summary", has_text="Approve or hold back").first.click()
        page.get_by_label("Reason").first.fill("the source asked")
        page.get_by_role("button", name="Hold back").first.click()
        page.wait_for_load_state("networkidle")
        page.get_by_role("link", name="Stays here").click()
        page.wait_for_load_state("networkidle")
        assert "somebody holds it back: the source asked" in browsing.words()
        there.us.publish()
        assert len(there.us.state.out(there.beta.id).claims) == 1
