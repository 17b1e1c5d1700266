"""The workspace in a real browser: the whole path by drag and drop and by keyboard, both languages, hostile reports, every page."""

import base64
import re
from pathlib import Path
from typing import Any

import pytest

from lagebild.claims.decision import reject
from lagebild.claims.report import Report
from lagebild.ledger import Ledger
from tests.ledger.samples import by, capture, guns, korea
from tests.ledger.samples import claim as claim_of
from tests.web.browsing import NARROW, WIDE, Browsing, check_axe, check_narrow, check_width, shot
from tests.web.conftest import options, serving
from tests.web.receiving import until

TROOPS = korea()[1]
GUNS, SENT, MORE = guns()
REPORT = "Norwegen hat Lettland am 3. März 2025 sechs Patrouillenboote geliefert. Moskau dementierte eine Verlegung von 500 Soldaten."
HOSTILE = (
    "Deutschland hat der Ukraine Haubitzen geliefert <script>window.ran = 1</script><img src=x onerror='window.ran = 2'>\n"
    "\u202eneztfier thcin\u202c \u2066versteckt\u2069 \u200b\x1b[31m" + "x" * 20_000 + "\n" + "{{ 7 * 7 }} ${alert(1)} ]]> </textarea> </bdi></p></main>"
)


def state(ledger: Ledger, id: str) -> str:
    with ledger.view() as view:
        return view.claim(id).state


def drop(page: Any, name: str, data: bytes) -> None:
    """Drops a file on the page as a person does."""
    script = """([name, data]) => {
        const bytes = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0));
        const carried = new DataTransfer();
        carried.items.add(new File([bytes], name, { type: "text/plain" }));
        for (const kind of ["dragenter", "dragover", "drop"]) {
            document.getElementById("drop").dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: carried }));
        }
    }"""
    page.evaluate(script, [name, base64.b64encode(data).decode()])


def test_a_dropped_file_is_read_while_the_page_looks_on(browsing: Browsing) -> None:
    browsing.go("/")
    drop(browsing.page, "meldung.txt", REPORT.encode())
    browsing.page.wait_for_url("**/#brought")
    browsing.page.locator("#brought-list .badge", has_text=re.compile("^gelesen$")).wait_for(timeout=60_000)
    assert "aufgenommen" in browsing.page.locator("#brought-list").inner_text()
    browsing.page.locator("#brought-list a").first.click()
    assert "Patrouillenboote" in browsing.words()


def test_claims_are_decided_and_undone_by_keyboard_alone(browsing: Browsing, ledger: Ledger) -> None:
    page = browsing.page
    browsing.go("/queue")
    page.keyboard.press("?")
    page.locator("#keys[open]").wait_for()
    check_axe(page)
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    page.wait_for_url(f"**/{MORE.id}?done=*")
    assert state(ledger, SENT.id) == "accepted"
    page.keyboard.press("t")
    page.keyboard.type("anders gemeint")
    page.keyboard.press("Enter")  # decides nothing: which button would it be?
    page.keyboard.press("Escape")
    assert state(ledger, MORE.id) == "undecided"
    page.keyboard.press("r")
    page.wait_for_url(f"**/{TROOPS.id}?done=*")
    assert state(ledger, MORE.id) == "rejected"
    page.keyboard.press("u")
    page.wait_for_url(f"**/queue/{MORE.id}")
    assert state(ledger, MORE.id) == "undecided"
    page.keyboard.press("n")
    page.wait_for_url(f"**/queue/{TROOPS.id}")
    page.keyboard.press("a")
    page.wait_for_url(f"**/queue/{MORE.id}?done=*")
    page.keyboard.press("a")
    page.wait_for_url("**/queue?done=*")
    assert "Nichts zu prüfen" in browsing.words()


def test_a_role_is_set_by_keyboard_over_words(browsing: Browsing, ledger: Ledger) -> None:
    page = browsing.page
    browsing.go(f"/queue/{MORE.id}")
    page.keyboard.press("w")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowRight")
    assert page.evaluate("getSelection().toString()") == "weitere Geschosse"
    page.locator("#assign button").first.wait_for()
    page.keyboard.press("3")
    page.locator(".edit-role", has_text="weitere Geschosse").wait_for()
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**?done=*")
    with ledger.view() as view:
        kept = view.claim(MORE.id)
    assert kept.state == "corrected"
    assert {(role.role, role.span.text) for role in kept.claim.roles} >= {("object", "weitere Geschosse"), ("object", "Geschosse")}


def test_a_role_is_set_by_dragging_over_words(browsing: Browsing, ledger: Ledger) -> None:
    page = browsing.page
    browsing.go(f"/queue/{TROOPS.id}")
    box = page.locator("#text mark", has_text="Russland").first.bounding_box()
    page.mouse.move(box["x"] + 1, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 1, box["y"] + box["height"] / 2, steps=6)
    page.mouse.up()
    page.locator("#assign button", has_text="Herkunft").click()
    row = page.locator(".edit-role", has_text="Herkunft").last
    row.get_by_label("Akteur (Kürzel oder Name)").fill("RU")
    page.locator("#part-certainty").select_option("probable")
    page.locator("#correct-go").click()
    page.wait_for_url("**done=*")
    with ledger.view() as view:
        kept = view.claim(TROOPS.id)
    assert kept.claim.certainty == "probable"
    (origin,) = kept.claim.fillers("origin")
    assert (origin.span.text, origin.entity) == ("Russland", "RU")
    assert KOREA_TEXT[origin.span.start : origin.span.end] == "Russland"


KOREA_TEXT = korea()[0].text


def test_everything_is_done_without_scripts_too(chromium_browser: Any, served: str, ledger: Ledger) -> None:
    with Browsing.on(chromium_browser, served, language="en-GB", scripts=False) as browsing:
        page = browsing.page
        browsing.go("/queue")
        page.get_by_role("button", name="Accept").click()
        page.wait_for_url(f"**/{MORE.id}?done=*")
        assert state(ledger, SENT.id) == "accepted"
        page.get_by_role("button", name="Undo").first.click()
        page.wait_for_url(f"**/queue/{SENT.id}")
        assert state(ledger, SENT.id) == "undecided"
        browsing.go("/claims?type=transfer")
        page.get_by_role("link", name="Decide on all of them").click()
        page.get_by_role("button", name="Reject all 2").click()
        assert "Rejected. 2 claims." in browsing.words()
        browsing.go("/")
        page.locator('input[name="files"]').set_input_files(files=[{"name": "a.txt", "mimeType": "text/plain", "buffer": REPORT.encode()}])
        page.get_by_role("button", name="Read files").click()
        assert "a.txt" in browsing.words()


@pytest.mark.parametrize("language", ["de-DE", "en-GB"])
def test_a_hostile_report_neither_runs_nor_breaks_the_page(chromium_browser: Any, ledger: Ledger, language: str) -> None:
    source = Report.of(HOSTILE, language="de", title="</title><script>window.ran = 3</script>\u202e", publisher="<b>x</b>", published="2026-01-01")
    held = claim_of(source, "transfer", "geliefert", roles={"supplier": ("Deutschland", "<i>DE</i>"), "object": ("Haubitzen", '"><script>')})
    with ledger.writer("x") as writer:
        writer.add(source, [held], capture=capture("https://example.org/<script>"), original=HOSTILE.encode())
    with serving(ledger) as address, Browsing.on(chromium_browser, address, language=language, size=NARROW) as browsing:
        for path in ("/", f"/report/{source.id}", f"/report/{source.id}?claim={held.id}", f"/queue/{held.id}", "/claims", "/search?q=geliefert", "/search"):
            browsing.go(path)
            assert browsing.page.evaluate("window.ran") is None
            assert browsing.page.locator("main script, main img").count() == 0
            check_width(browsing.page)
        browsing.go(f"/report/{source.id}")
        assert "U+202E" in browsing.page.locator(".text").inner_text()
        assert "\u202e" not in browsing.page.content()
        shot(browsing.page, f"hostile-{language[:2]}")


def pages(ledger: Ledger) -> dict[str, str]:
    return {
        "today": "/", "queue": f"/queue/{SENT.id}?type=transfer", "queue-done": "/queue?party=FR", "claims": "/claims?type=transfer&certainty=certain",
        "claims-empty": "/claims?party=FR", "bulk": "/bulk?type=transfer", "report": f"/report/{GUNS.id}?claim={SENT.id}",
        "report-versions": f"/report/{korea()[0].id}?against={_newer().id}#difference", "search": "/search?q=geliefert", "search-empty": "/search?q=zebra",
        "settings": "/settings", "api": "/api/docs", "error": "/nothing", "login": "/login",
    }  # fmt: skip


def _newer() -> Report:
    return Report.of(korea()[0].text.replace("10.000", "12.000"), language="de", source="https://example.org/a", published="2024-11-29")


def prepared(ledger: Ledger) -> None:
    """A ledger in which every page has something to show: decisions, a dissent, a second version."""
    with ledger.writer("bob") as writer:
        writer.add(_newer(), capture=capture("https://example.org/a"))
        writer.decide(reject([MORE.id], text="nur angekündigt", **by("bob")))


@pytest.mark.parametrize(("language", "size", "scheme"), [
    ("de-DE", WIDE, "light"), ("en-GB", NARROW, "dark"),
], ids=["wide-de-light", "narrow-en-dark"])
def test_no_page_violates_axe_or_scrolls_sideways(
    chromium_browser: Any, ledger: Ledger, language: str, size: tuple[int, int], scheme: str
) -> None:
    prepared(ledger)
    variant = f"{'wide' if size == WIDE else 'narrow'}-{language[:2]}-{scheme}"
    with serving(ledger) as address, Browsing.on(chromium_browser, address, language=language, size=size, scheme=scheme) as browsing:
        for name, path in pages(ledger).items():
            browsing.go(path)
            if name == "queue":
                browsing.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
            check_axe(browsing.page)
            check_width(browsing.page)
            assert browsing.page.evaluate("document.documentElement.lang") == language[:2]
            shot(browsing.page, f"{name}-{variant}")
            check_narrow(browsing.page, size)


def test_people_sign_in_and_the_pages_of_people_pass_axe(chromium_browser: Any, ledger: Ledger) -> None:
    from lagebild.web.people import People

    people = People(options(ledger).people)
    people.add("Ada", "administrator", "correct horse battery")
    people.add("Bob", "reader", "correct horse battery")
    people.close()
    with serving(ledger) as address, Browsing.on(chromium_browser, address) as browsing:
        page = browsing.page
        browsing.go("/claims?type=transfer")
        check_axe(page)
        shot(page, "login-wide-de-light")
        page.get_by_label("Name").fill("Ada")
        page.get_by_label("Passwort").fill("wrong password!")
        page.keyboard.press("Enter")
        page.locator("[role=alert]").wait_for()
        check_axe(page)
        page.get_by_label("Passwort").fill("correct horse battery")
        page.keyboard.press("Enter")
        page.wait_for_url("**/claims?type=transfer")
        browsing.go("/settings")
        page.get_by_label("Wofür es ist").fill("Nachtlauf")
        page.get_by_role("button", name="Token anlegen").click()
        assert "lagebild_" in page.locator(".note-done code").inner_text()
        check_axe(page)
        page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
        check_width(page)
        shot(page, "people-narrow-de-light")
        page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
        browsing.go("/settings")
        shot(page, "people-wide-de-light")
        page.get_by_role("button", name="Abmelden", exact=True).first.click()
        page.wait_for_url("**/login")


def test_the_language_is_switched_and_remembered(browsing: Browsing) -> None:
    browsing.go("/claims?type=transfer")
    browsing.page.get_by_role("link", name="English").click()
    browsing.page.wait_for_url("**/claims?type=transfer")
    browsing.go("/")
    assert browsing.page.locator("h1").inner_text() == "Today"


def test_the_original_comes_as_a_file_to_be_saved(browsing: Browsing, tmp_path: Path) -> None:
    browsing.go(f"/report/{korea()[0].id}")
    with browsing.page.expect_download() as download:
        browsing.page.get_by_role("link", name="Original sichern").click()
    assert Path(download.value.path()).read_bytes() == b"<script>alert(1)</script>"


def test_the_lineage_is_fetched_when_it_is_opened(browsing: Browsing) -> None:
    page = browsing.page
    until(lambda: page.request.get(f"{browsing.address}/api/v1/lineage/{GUNS.id}").json()["ready"])
    browsing.go(f"/report/{GUNS.id}")
    page.locator("#lineage summary").click()
    page.locator("#lineage", has_text="mit keiner anderen Meldung Worte gemeinsam").wait_for()
    assert page.locator("#lineage[open]").count() == 1
