"""A claim added by hand and a pair judged in a real browser: by keyboard alone, without scripts, with late scripts, on a narrow screen."""

import re
from typing import Any

import pytest

from lagebild.ledger import Ledger
from tests.ledger.samples import guns, korea
from tests.web.browsing import NARROW, WIDE, Browsing, check_axe, check_narrow, check_width, shot
from tests.web.receiving import until

KOREA = korea()[0]
_, SENT, MORE = guns()
ADD = f"/report/{KOREA.id}/add"
#: How much slower the processor is made where the machine is to be slow.
SLOWER = 4


def added(ledger: Ledger) -> Any:
    """The claim that was added last."""
    with ledger.view() as view:
        return max(view.every_claim(), key=lambda kept: kept.number)


def walk(page: Any, steps: int, extend: int = 0) -> None:
    for _ in range(steps):
        page.keyboard.press("ArrowRight")
    for _ in range(extend):
        page.keyboard.press("Shift+ArrowRight")


def test_a_claim_is_added_by_keyboard_alone_and_taken_back(browsing: Browsing, ledger: Ledger) -> None:
    page = browsing.page
    browsing.go(f"/report/{KOREA.id}")
    page.get_by_role("link", name="Aussage ergänzen").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/add$"))
    page.locator("#roles-again").wait_for(state="hidden")
    page.keyboard.press("?")
    page.locator("#keys[open]").wait_for()
    check_axe(page)
    page.keyboard.press("Escape")
    page.keyboard.press("w")
    walk(page, 10)  # Nordkorea hat über 10.000 Truppen nach Russland entsandt. Der …
    words = page.evaluate("getSelection().toString()")
    assert words == "Süden"
    page.keyboard.press("ArrowRight")
    page.locator("#assign button").first.wait_for()
    page.keyboard.press("1")  # erwägt, the trigger
    page.keyboard.press("w")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("1")  # Süden, the supplier
    page.keyboard.press("w")
    walk(page, 2)
    page.keyboard.press("3")  # Waffenhilfe, the object
    page.locator("[name=status]").select_option("considered")
    check_axe(page)
    shot(page, "add-filled-wide-de-light")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**did=add")
    kept = added(ledger)
    assert (kept.state, kept.claim.trigger.text, kept.claim.evidence.text) == ("added", "erwägt", "Der Süden erwägt Waffenhilfe.")
    assert [(role.role, role.span.text) for role in kept.claim.roles] == [("supplier", "Süden"), ("object", "Waffenhilfe")]
    assert "Ergänzt." in browsing.words()
    page.keyboard.press("u")
    page.wait_for_url(lambda url: "did=" not in url)
    assert added(ledger).claim.id != kept.claim.id


def test_a_claim_is_added_without_scripts(chromium_browser: Any, served: str, ledger: Ledger) -> None:
    with Browsing.on(chromium_browser, served, size=NARROW, scripts=False) as browsing:
        page = browsing.page
        browsing.go(ADD)
        check_width(page)
        page.get_by_label("Auslöser: das Wort für die Handlung").fill("erwägt")
        page.locator("[name=words0]").fill("Panzer")
        page.get_by_role("button", name="Aussage ergänzen").click()
        assert "steht in keinem Satz zusammen" in page.get_by_role("alert").inner_text()
        page.locator("[name=words0]").fill("Der Süden")
        page.get_by_role("button", name="Aussage ergänzen").click()
        page.wait_for_url("**did=add")
        assert added(ledger).claim.roles[0].span.text == "Der Süden"


class Late:
    """Scripts that come when they are let go, on a processor that is slow."""

    def __init__(self, page: Any) -> None:
        self._held: list[Any] = []
        self._go = False
        page.route(re.compile(r"/static/.*\.js"), self._hold)
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})

    def hold(self) -> None:
        """From now on no script comes."""
        self._go = False

    def go(self) -> None:
        """Scripts that were asked for come now, and all others at once."""
        self._go = True
        while self._held:
            self._held.pop().continue_()

    def _hold(self, route: Any) -> None:
        if self._go:
            route.continue_()
        else:
            self._held.append(route)


def test_forms_work_before_their_scripts_come_and_keep_what_was_typed(chromium_browser: Any, served: str, ledger: Ledger) -> None:
    with Browsing.on(chromium_browser, served) as browsing:
        page = browsing.page
        page.set_default_timeout(60_000)
        late = Late(page)
        page.goto(served + ADD, wait_until="commit")
        page.locator("[name=trigger]").fill("erwägt")
        page.locator("[name=type]").select_option("meeting")
        page.locator("[name=words0]").fill("Der Süden")
        assert page.locator("#roles-again").is_visible()  # the script is not there yet
        late.go()
        page.locator("#roles-again").wait_for(state="hidden")
        assert [page.locator(f"[name={name}]").input_value() for name in ("trigger", "type", "words0")] == ["erwägt", "meeting", "Der Süden"]
        page.locator("[name=role0]").select_option("participant")
        page.locator("#add-go").click()
        page.wait_for_url("**did=add", wait_until="commit")
        assert added(ledger).claim.type == "meeting"
        late.hold()
        page.goto(f"{served}/queue/{MORE.id}", wait_until="commit")
        page.locator("#reason").fill("vor dem Skript getippt")
        page.locator("#correct > summary").click()
        page.locator("#part-status").select_option("agreed")
        assert page.locator(".edit-role").count() == 0
        late.go()
        page.locator(".edit-role").first.wait_for()  # the script is there
        assert (page.locator("#reason").input_value(), page.locator("#part-status").input_value()) == ("vor dem Skript getippt", "agreed")
        page.locator("#correct-go").click()
        page.wait_for_url("**did=correct*", wait_until="commit")
        with ledger.view() as view:
            assert view.claim(MORE.id).claim.status == "agreed"
        late.hold()
        page.goto(f"{served}/picture", wait_until="commit")
        page.get_by_role("link", name="Matrix").click()
        page.wait_for_url("**view=matrix*", wait_until="commit")
        page.goto(f"{served}/brief", wait_until="commit")
        assert page.get_by_role("link", name="In der Lage auswählen").is_visible()
        late.go()


def test_a_source_is_put_right_in_its_place(browsing: Browsing, ledger: Ledger) -> None:
    page = browsing.page
    browsing.go(f"/queue/{MORE.id}")
    page.keyboard.press("w")
    for _ in range(2):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowRight")  # Berlin, the first word of the sentence
    assert page.evaluate("getSelection().toString()") == "Berlin"
    page.locator("#assign button", has_text="Quelle").click()
    row = page.locator(".edit-source")
    row.locator("select").select_option("government")
    check_axe(page)
    page.locator("#correct-go").click()
    page.wait_for_url("**did=correct*")
    with ledger.view() as view:
        (source,) = view.claim(MORE.id).claim.attribution
    assert (source.span.text, source.kind, source.cue) == ("Berlin", "government", None)


@pytest.mark.parametrize(("language", "size", "scheme"), [("de-DE", WIDE, "light"), ("en-GB", NARROW, "dark")], ids=["wide-de", "narrow-en"])
def test_the_pages_of_adding_and_comparing_pass_axe_and_fit(
    chromium_browser: Any, served: str, language: str, size: tuple[int, int], scheme: str
) -> None:
    variant = f"{'wide' if size == WIDE else 'narrow'}-{language[:2]}-{scheme}"
    with Browsing.on(chromium_browser, served, language=language, size=size, scheme=scheme) as browsing:
        until(lambda: browsing.page.request.get(f"{served}/api/v1/picture").json()["ready"], 60)
        for name, path in {"add": f"{ADD}?type=deployment", "compare": f"/compare?a={SENT.id}&b={MORE.id}"}.items():
            browsing.go(path)
            shot(browsing.page, f"{name}-{variant}")
            browsing.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
            check_axe(browsing.page)
            check_width(browsing.page)
            check_narrow(browsing.page, size)
            shot(browsing.page, f"{name}-open-{variant}")


def test_a_pair_is_judged_settled_and_taken_back(browsing: Browsing, ledger: Ledger) -> None:
    page = browsing.page
    until(lambda: page.request.get(f"{browsing.address}/api/v1/picture").json()["ready"], 60)
    browsing.go(f"/compare?a={SENT.id}&b={MORE.id}")
    page.get_by_role("button", name="Ein Vorgang", exact=True).click()
    page.wait_for_url("**did=same")
    assert "Festgehalten: ein Vorgang." in browsing.words()
    page.keyboard.press("u")
    page.wait_for_url(lambda url: "did=" not in url)
    page.get_by_label("A hatte recht, B nicht").check()
    page.get_by_label("Was es zeigt: Adressen oder Kennungen").fill("https://example.org/spaeter")
    page.get_by_role("button", name="Ausgang festhalten").click()
    page.wait_for_url("**did=settle")
    with ledger.view() as view:
        assert (view.claim(SENT.id).settled, view.claim(MORE.id).settled) == (True, False)
    page.get_by_role("button", name="Zurücknehmen").click()
    page.wait_for_url(lambda url: "did=" not in url)
    with ledger.view() as view:
        assert (view.claim(SENT.id).settled, view.claim(MORE.id).settled) == (None, None)
