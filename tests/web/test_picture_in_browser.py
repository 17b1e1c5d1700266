"""The picture in a real browser: the whole path from a file to a brief, every page by axe and width, hostile words, marks that lead on."""

from pathlib import Path
from typing import Any

import pytest

from lagebild.claims.decision import settle
from lagebild.ledger import Ledger
from tests.ledger.samples import by, korea
from tests.web.amounts import add_howitzers
from tests.web.browsing import NARROW, WIDE, Browsing, check_axe, check_narrow, check_width, shot
from tests.web.conftest import serving
from tests.web.receiving import until
from tests.web.test_pages_in_browser import drop

TROOPS = korea()[1]
REPORT = "Norwegen hat Lettland am 3. März 2025 sechs Patrouillenboote geliefert."
WORDS = {
    "de": {"read": "gelesen", "picture": "Lage", "show": "Zeigen", "from": "Von", "brief": "Lagebericht schreiben", "draft": "Neu entwerfen"},
    "en": {"read": "read", "picture": "Picture", "show": "Show", "from": "From", "brief": "Write a brief", "draft": "Draft again"},
}
EVIL = '"><script>window.ran = 1</script><img src=x onerror="window.ran = 2">\u202e' + "ö" * 300


def weighed(browsing: Browsing) -> None:
    """Waits for the picture to have all that is in the ledger."""
    until(lambda: browsing.page.request.get(f"{browsing.address}/api/v1/picture").json()["ready"])


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_whole_path_from_a_dropped_file_to_a_saved_brief(chromium_browser: Any, ledger: Ledger, language: str) -> None:
    words = WORDS[language]
    with serving(ledger) as address, Browsing.on(chromium_browser, address, language=language) as browsing:
        page = browsing.page
        browsing.go("/")
        drop(page, "meldung.txt", REPORT.encode())
        page.wait_for_url("**/#brought")
        page.locator("#brought-list .b-done").wait_for(timeout=60_000)
        claim = page.request.get(f"{address}/api/v1/claims?party=NO").json()["items"][0]["claim"]["id"]
        browsing.go(f"/queue/{claim}")
        page.keyboard.press("a")
        page.wait_for_url("**done=*")
        page.keyboard.press("u")
        page.wait_for_url(f"**/queue/{claim}")
        assert page.request.get(f"{address}/api/v1/claims/{claim}").json()["state"] == "undecided"
        page.keyboard.press("a")
        page.wait_for_url("**done=*")
        weighed(browsing)
        page.get_by_role("link", name=words["picture"], exact=True).click()
        page.get_by_label(words["from"], exact=True).fill("Oslo")
        page.get_by_role("button", name=words["show"]).click()
        page.locator(".thing-name").click()
        page.wait_for_url("**/thing/*")
        assert "Patrouillenboote" in browsing.words()
        page.get_by_role("link", name=words["brief"]).click()
        page.wait_for_url("**/brief?thing=*")
        assert "Norwegen" in browsing.words() if language == "de" else "Norway" in browsing.words()
        with page.expect_download() as saved:
            page.get_by_role("link", name="Markdown").click()
        assert "Patrouillenboote" in Path(saved.value.path()).read_text(encoding="utf8")
        page.get_by_role("button", name=words["draft"]).click()
        page.wait_for_url("**language=*")


def prepared(ledger: Ledger) -> str:
    """Things with amounts, a contradiction, a settled claim; the id of a claim of the contested one."""
    first = add_howitzers(ledger, 12, "dpa", "2025-04-01")
    add_howitzers(ledger, 13, "Reuters", "2025-04-02")
    add_howitzers(ledger, 90, "Yonhap", "2025-04-03")
    with ledger.writer("bob") as writer:
        writer.decide(settle([TROOPS.id], True, ["https://example.org/proof"], **by("bob")))
    return str(first.id)


def pages(browsing: Browsing, claim: str) -> dict[str, str]:
    thing = browsing.page.request.get(f"{browsing.address}/api/v1/things/{claim}").json()["row"]["id"]
    send = browsing.page.request
    made = send.post(f"{browsing.address}/api/v1/searches", data={"title": "Haubitzen", "kind": "things", "query": "materiel=Haubitzen"}).json()["id"]
    send.post(f"{browsing.address}/api/v1/searches/{made}/feed")
    send.put(f"{browsing.address}/api/v1/searches/{made}/hook", data={"url": "http://127.0.0.1:9/"})
    return {
        "picture": "/picture", "picture-empty": "/picture?giver=FR&min-origins=2", "matrix": "/picture?view=matrix", "timeline": "/picture?view=timeline",
        "map": "/picture?view=map", "thing": f"/thing/{thing}", "brief": f"/brief?thing={thing}", "brief-empty": "/brief", "sources": "/sources",
        "searches": "/searches", "filter-refused": "/picture?since=x",
    }  # fmt: skip


@pytest.mark.parametrize(("language", "size", "scheme"), [
    ("de-DE", WIDE, "light"), ("en-GB", NARROW, "dark"),
], ids=["wide-de-light", "narrow-en-dark"])
def test_no_page_of_the_picture_violates_axe_or_scrolls_sideways(
    chromium_browser: Any, ledger: Ledger, language: str, size: tuple[int, int], scheme: str
) -> None:
    claim = prepared(ledger)
    variant = f"{'wide' if size == WIDE else 'narrow'}-{language[:2]}-{scheme}"
    with serving(ledger) as address, Browsing.on(chromium_browser, address, language=language, size=size, scheme=scheme) as browsing:
        weighed(browsing)
        for name, path in pages(browsing, claim).items():
            browsing.go(path)
            browsing.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
            check_axe(browsing.page)
            check_width(browsing.page)
            check_narrow(browsing.page, size)
            browsing.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = false; })")
            shot(browsing.page, f"{name}-{variant}")


def test_every_mark_of_a_chart_leads_to_its_words_by_keyboard_too(chromium_browser: Any, ledger: Ledger) -> None:
    claim = prepared(ledger)
    with serving(ledger) as address, Browsing.on(chromium_browser, address) as browsing:
        weighed(browsing)
        page = browsing.page
        browsing.go(f"/thing/{claim}")
        marks = page.locator(".chart svg a")
        assert marks.count() >= 2
        for number in range(marks.count()):
            browsing.go(f"/thing/{claim}")
            marks.nth(number).focus()
            page.keyboard.press("Enter")
            page.wait_for_url("**/queue/claim--*")
            assert "Haubitzen" in page.locator("#text mark").all_inner_texts().__str__()
        for view, path in (("timeline", "**/thing/thing--*"), ("map", "**/picture?place=*")):
            browsing.go(f"/picture?view={view}")
            links = page.locator(".chart svg a")
            if links.count():
                links.first.focus()
                page.keyboard.press("Enter")
                page.wait_for_url(path)


def test_hostile_words_run_nowhere_and_break_no_page(chromium_browser: Any, ledger: Ledger) -> None:
    held = add_howitzers(ledger, 500, EVIL, "2025-04-01", supplier=EVIL, entity=EVIL[:100])
    with serving(ledger) as address, Browsing.on(chromium_browser, address, size=NARROW) as browsing:
        weighed(browsing)
        browsing.page.request.post(f"{address}/api/v1/searches", data={"title": EVIL[:80], "kind": "claims", "query": f"publisher={'<b>' * 99}"})
        thing = browsing.page.request.get(f"{address}/api/v1/things/{held.id}").json()["row"]["id"]
        for path in (f"/thing/{thing}", f"/brief?thing={thing}", "/searches", *(f"/picture?view={one}" for one in ("list", "matrix", "timeline", "map"))):
            browsing.go(path)
            assert browsing.page.evaluate("window.ran") is None
            assert browsing.page.locator("main script, main img").count() == 0
            check_width(browsing.page)


def test_a_search_is_saved_from_a_page_and_its_address_shown_once(browsing: Browsing) -> None:
    page = browsing.page
    browsing.go("/claims?type=transfer")
    page.get_by_text("Diese Suche speichern").click()
    page.get_by_label("Name").fill("Lieferungen")
    page.get_by_role("button", name="Speichern").click()
    page.wait_for_url("**/searches")
    page.get_by_role("button", name="Adresse anlegen").click()
    address = page.locator(".note-done code").inner_text()
    assert page.request.get(address).ok
    check_axe(page)
    browsing.go("/searches")
    assert page.locator(".note-done").count() == 0
