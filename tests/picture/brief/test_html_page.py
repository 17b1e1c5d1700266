"""Briefs as one HTML page."""

from html.parser import HTMLParser

from hypothesis import given

from lagebild.picture.brief import Brief, html
from tests.picture.brief.made import brief_of, words


class Page(HTMLParser):
    """The elements and attributes of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


ORDINARY = Page(html(brief_of("words")))


@given(words)
def test_whatever_a_report_says_makes_no_element_and_no_attribute(text: str) -> None:
    page = Page(html(brief_of(text, title=text)))
    assert page.tags == ORDINARY.tags
    assert page.attributes == ORDINARY.attributes


def test_a_page_needs_nothing_else(whole: Brief) -> None:
    page = Page(html(whole))
    assert not {"script", "img", "link", "iframe", "object"} & set(page.tags)
    assert all(value.startswith("#") for name, value in page.attributes if name == "href")
    assert not any(name in ("src", "style") or name.startswith("on") for name, _ in page.attributes)


def test_every_footnote_is_reached_and_leads_back(whole: Brief) -> None:
    page = Page(html(whole))
    ids = {value for name, value in page.attributes if name == "id"}
    assert {value[1:] for name, value in page.attributes if name == "href"} <= ids
    assert len([one for one in ids if one.startswith("n")]) == len(whole.footnotes)
