"""From a template and its facts to a page: language, messages, who asks; and every word of a report made harmless."""

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse

from lagebild.claims.vocabulary import ROLE_NAMES
from lagebild.web import telling, thing_words
from lagebild.web.marking import control_name
from lagebild.web.reasons import reason_words
from lagebild.web.sayings import said, tongue
from lagebild.web.wording import LANGUAGES, chosen_language, figure, messages, say, say_number

LANGUAGE_COOKIE: Final = "lagebild_language"
#: Pages in the navigation behind the first four: where they are, and the key of their name below "nav".
MORE_PAGES: Final[tuple[tuple[str, str], ...]] = (
    ("/picture", "picture"), ("/brief", "brief"), ("/sources", "sources"), ("/exchange", "exchange"), ("/searches", "searches"),
)  # fmt: skip
_HERE: Final = Path(__file__).parent
#: Filters that speak the language of the page.
_SPOKEN: Final[dict[str, Callable[[str, Any], Any]]] = {
    "n": figure, "day": telling.day, "moment": telling.moment, "entity": telling.entity_name, "amount": telling.amount,
    "parties": telling.parties, "party": telling.party_words, "thing": thing_words.thing_name, "range": thing_words.range_words,
    "family": thing_words.family_words, "speaker": thing_words.speaker_words, "giver": thing_words.giver_words,
    "reason": reason_words, "told": said, "tongue": tongue,
}  # fmt: skip


def page(request: Request, template: str, code: int = 200, **facts: Any) -> HTMLResponse:
    """The page that a template makes of `facts`; in it `t(key)` is a message, `lang` the language, `me` who asks."""
    language = language_of(request)
    base = {
        "request": request, "lang": language, "languages": LANGUAGES, "me": getattr(request.state, "identity", None),
        "path": request.url.path, "here": here_of(request), "n_undecided": None, **facts,
    }  # fmt: skip
    if base["me"] is not None:
        base["n_undecided"] = request.app.state.workspace.following.n_undecided()
    return HTMLResponse(environment().get_template(template).render(base), code)


def language_of(request: Request) -> str:
    """The language of the answer to this request."""
    return chosen_language(request.cookies.get(LANGUAGE_COOKIE), request.headers.get("accept-language"))


def shown(text: object) -> Markup:
    """Words of a report, fit for a page: isolated from the direction of what stands around them, and with characters that steer
    or hide shown by their numbers."""
    signs = "".join(_sign(sign) for sign in str(text))
    return Markup(f"<bdi>{signs}</bdi>")


def plain(text: object) -> str:
    """Words of a report for a place where no markup can stand: steering characters become U+FFFD."""
    return "".join("\ufffd" if control_name(sign) else sign for sign in str(text))


def short_id(id: str) -> str:
    """The beginning of an id, as people see it."""
    return id.removeprefix("claim--").removeprefix("sha256:").removeprefix("thing--")[:10]


def static_url(name: str) -> str:
    """The address of a file of `static/`, which changes with its content."""
    return f"/static/{name}?v={_version(name)}"


def address(path: str, **query: Any) -> str:
    """A path with a query; values that are None or "" are left out, lists repeat their name."""
    pairs = [(name, value) for name, value in query.items() if value not in (None, "", [], ())]
    return f"{path}?{urlencode(pairs, doseq=True)}" if pairs else path


def link(noun: str, id: str) -> str:
    """The address of a report, claim or thing."""
    return f"/{noun}/{quote(id, safe='')}"


@cache
def environment() -> Environment:
    """The templates, with what they may use."""
    made = Environment(
        loader=FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        extensions=["jinja2.ext.do"],
    )  # fmt: skip
    made.filters.update(
        said=shown, plain=plain, short_id=short_id, short=telling.short_words, matters=telling.matters, title=telling.report_title,
        rounded=thing_words.rounded,
    )  # fmt: skip
    made.filters.update({name: _spoken(words) for name, words in _SPOKEN.items()})
    made.globals.update(
        t=_message, tn=_number_message, has_message=_has_message, static=static_url, address=address, link=link, more_pages=MORE_PAGES,
        role_names=ROLE_NAMES, lineage_words=_change_words,
    )  # fmt: skip
    return made


def _sign(sign: str) -> str:
    name = control_name(sign)
    return f'<span class="ctl">{name}</span>' if name else str(escape(sign))


def here_of(request: Request) -> str:
    """The path and query of a request, by which it can be made again."""
    query = request.url.query
    return f"{request.url.path}?{query}" if query else request.url.path


@cache
def _version(name: str) -> str:
    return sha256((_HERE / "static" / name).read_bytes()).hexdigest()[:12]


@pass_context
def _message(context: Context, key: str, **facts: object) -> str:
    return say(context["lang"], key, **facts)


@pass_context
def _number_message(context: Context, key: str, n: int, **facts: object) -> str:
    return say_number(context["lang"], key, n, **facts)


@pass_context
def _has_message(context: Context, key: str) -> bool:
    return key in messages(context["lang"])


def _spoken(words: Callable[[str, Any], Any]) -> Callable[[Context, Any], Any]:
    """The filter of a function of a language and a value, which takes the language of the page."""

    @pass_context
    def said(context: Context, value: Any) -> Any:
        return words(context["lang"], value)

    return said


def _change_words(change: Any) -> str:
    """What was lost or changed on the way from one text to another."""
    before, after = getattr(change, "before", None), getattr(change, "after", None)
    return f"{before or '–'} → {after or '–'}" if before or after else str(change)


def safe_path(to: str | None) -> str:
    """`to` if it is a path within the workspace, else the first page: nobody is sent to another site."""
    if to is None or not to.startswith("/") or to.startswith(("//", "/\\")) or any(not sign.isprintable() for sign in to):
        return "/"
    return to


