"""Exchange: this node, its partners, what is agreed, what each would see and why the rest stays, and what came in."""

import json
from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from lagebild.exchange.markings import LEVELS, PARTS
from lagebild.exchange.release import content_of
from lagebild.exchange.state import Partner, State
from lagebild.exchange.syncing import standing
from lagebild.web.asked import form_text
from lagebild.web.exchange_words import part_words, quota_rows, quota_words, reason_words, terms_words
from lagebild.web.exchanging import Rulings, Sheet, from_partner, names_in, of_reason, partner_in, sheet
from lagebild.web.identity import Administrator, Analyst, Releaser, Space
from lagebild.web.pages import address, language_of, link, page, safe_path
from lagebild.web.people import Identity
from lagebild.web.refusals import Unfit
from lagebild.web.releasing import Deal, Release, agree, exact, name_releaser, release
from lagebild.web.workspace import Workspace

router = APIRouter(include_in_schema=False)
VIEWS: Final = ("agreed", "sees", "stays", "came", "quota", "trouble")
_N_ON_PAGE: Final = 25
#: Objects whose withdrawal waits for a confirmation, and refused ones, that a page names; the rest are counted.
_N_NAMED: Final = 100


@dataclass(frozen=True, slots=True)
class _Asked:
    """Which part of a list, of which reason, and the rulings where the view shows them."""

    start: int
    reason: str
    rulings: Rulings | None


@router.get("/exchange")
def overview(request: Request, space: Space, me: Analyst) -> Response:
    """This node and its partners."""
    exchange = space.exchange
    with exchange.reading() as state:
        card, today = state.card, exchange.today
        partners = [(one, standing(state, one, today), exchange.heard(one.identity)) for one in state.partners.values()]
        waiting = {one.identity: _waits(state, one) for one in state.active()}
        allowed, alarms, names = exchange.allowances(state), exchange.alarms(state)[:_N_ON_PAGE], names_in(state)
        releasers = sorted(state.approvals.releasers)
    return page(
        request, "exchange.html", card=card, current=card.last.current if card else None, partners=partners, waiting=waiting,
        releasers=releasers, allowed=allowed, alarms=alarms, names=names, n_tokens=exchange.quota.failed_tokens,
        quota_words=lambda one: quota_words(language_of(request), one),
    )  # fmt: skip


@router.get("/exchange/{identity}")
def partner(
    request: Request, space: Space, me: Analyst, identity: str, view: str = "agreed", start: str = "0", reason: str = ""
) -> Response:
    """One partner in one of six views."""
    exchange, language = space.exchange, language_of(request)
    shown = view if view in VIEWS else "agreed"
    at = int(start) if start.isdecimal() and len(start) < 10 else 0
    with exchange.reading() as state:
        them = partner_in(state, identity)
    asked = _Asked(at, reason, exchange.rulings(identity) if shown in ("sees", "stays") else None)
    with exchange.reading() as state:
        facts: dict[str, Any] = {"how": standing(state, them, exchange.today), "heard": exchange.heard(identity), "names": names_in(state)}
        facts |= _FACTS[shown](space, state, them, asked, language)
    return page(
        request, "exchange_partner.html", them=them, view=shown, views=VIEWS, reason=reason, parts=PARTS, levels=LEVELS,
        part_words=lambda parts: part_words(language, parts), reason_words=lambda code: reason_words(language, code),
        here_link=link("exchange", identity), n_named=_N_NAMED, mark_of=content_of, **facts,
    )  # fmt: skip


@router.get("/exchange/{identity}/claim/{id:path}")
def one_claim(request: Request, space: Space, me: Analyst, identity: str, id: str) -> Response:
    """Exactly what a partner would see of one claim, or every reason why it stays."""
    with space.exchange.reading() as state:
        them = partner_in(state, identity)
    kept, ruling, items = exact(space, identity, id)
    language = language_of(request)
    return page(
        request, "exchange_claim.html", them=them, kept=kept, ruling=ruling, here_link=link("exchange", identity),
        items=[(item, json.dumps(item, indent=2, ensure_ascii=False)) for item in items],
        part_words=lambda parts: part_words(language, parts), reason_words=lambda code: reason_words(language, code),
    )  # fmt: skip


@router.post("/exchange/release")
async def change_release(request: Request, space: Space, me: Releaser) -> Response:
    """Approves a claim as it was shown, holds it back, or takes either back."""
    form = await request.form(max_files=0, max_fields=24)
    return await run_in_threadpool(_release, space, me, form)


@router.post("/exchange/agreement")
async def change_agreement(request: Request, space: Space, me: Administrator) -> Response:
    """Signs the version that waits, narrows what is given, or ends the agreement."""
    form = await request.form(max_files=0, max_fields=24)
    return await run_in_threadpool(_agree, space, me, form)


@router.post("/exchange/releasers")
async def change_releasers(request: Request, space: Space, me: Administrator) -> Response:
    """Names or dismisses somebody who may approve."""
    form = await request.form(max_files=0, max_fields=6)
    await run_in_threadpool(name_releaser, space, me, form_text(form, "name", 64) or "", form_text(form, "action") == "dismiss")
    return RedirectResponse("/exchange", 303)


def _release(space: Workspace, me: Identity, form: FormData) -> Response:
    parts = [value for value in form.getlist("part") if isinstance(value, str)]
    asked = Release(
        form_text(form, "action") or "", form_text(form, "claim") or "", form_text(form, "partner"), form_text(form, "mark"),
        parts if form_text(form, "some") else None, form_text(form, "text"),
    )  # fmt: skip
    release(space, me, asked)
    return RedirectResponse(safe_path(form_text(form, "to")), 303)


def _agree(space: Workspace, me: Identity, form: FormData) -> Response:
    identity = form_text(form, "partner") or ""
    without = tuple(value for value in form.getlist("without") if isinstance(value, str))
    level = form_text(form, "highest")
    if level is not None and level not in LEVELS:
        raise Unfit("field", name="highest")
    agree(space, me, Deal(form_text(form, "action") or "", identity, form_text(form, "mark"), without, level))
    return RedirectResponse(address(link("exchange", identity), view="agreed"), 303)


def _waits(state: State, partner: Partner) -> bool:
    """Whether a version waits for our signature."""
    book = state.agreements
    return any(book.open_for(id, state.identity) is not None for id in book.with_partner(state.identity, partner.identity))


def _agreed(space: Workspace, state: State, them: Partner, asked: _Asked, language: str) -> dict[str, Any]:
    book, us, names = state.agreements, state.identity, names_in(state)
    ids = book.with_partner(us, them.identity)
    version = book.current(us, them.identity)
    proposed = [one for id in ids for one in book.proposed(id)]
    n_narrowed = 0 if version is None else sum(one.version == version.number for one in book.narrowings.get(version.id, ()))
    return {
        "version": version, "n_narrowed": n_narrowed, "now": book.terms(us, them.identity),
        "gives": terms_words(language, book.terms(us, them.identity), names),
        "takes": terms_words(language, book.terms(them.identity, us), names),
        "open": [
            (one.version, us not in one.envelopes, terms_words(language, one.version.gives[us], names),
             terms_words(language, one.version.gives[them.identity], names)) for one in proposed[-_N_ON_PAGE:]
        ],
    }  # fmt: skip


def _sees(space: Workspace, state: State, them: Partner, asked: _Asked, language: str) -> dict[str, Any]:
    found = asked.rulings
    shown, onward = (found.shown, found.onward) if found else ((), ())
    return {"rulings": found, "sheet": sheet(shown, asked.start, _N_ON_PAGE), "onward": onward[:_N_NAMED]}


def _stays(space: Workspace, state: State, them: Partner, asked: _Asked, language: str) -> dict[str, Any]:
    found = asked.rulings
    stay = of_reason(found.withheld, asked.reason or None) if found else ()
    return {"rulings": found, "sheet": sheet(stay, asked.start, _N_ON_PAGE)}


def _came(space: Workspace, state: State, them: Partner, asked: _Asked, language: str) -> dict[str, Any]:
    found: Sheet = sheet(from_partner(state, them.identity, space.exchange.today), asked.start, _N_ON_PAGE)
    return {"sheet": found}


def _quota(space: Workspace, state: State, them: Partner, asked: _Asked, language: str) -> dict[str, Any]:
    found = space.exchange.allowances(state)[them.identity]
    alarms = [one for one in space.exchange.alarms(state) if one[0].name == them.identity]
    return {"allowed": found, "rows": quota_rows(language, found), "alarms": alarms[:_N_ON_PAGE]}


def _trouble(space: Workspace, state: State, them: Partner, asked: _Asked, language: str) -> dict[str, Any]:
    refused = [one for one in state.holdings.refused if one.partner == them.identity][::-1]
    waiting = {(id, modified) for partner, id, modified in state.holdings.waiting if partner == them.identity}
    return {"sheet": sheet(refused, asked.start, _N_ON_PAGE), "waits": waiting}


_FACTS: Final = {"agreed": _agreed, "sees": _sees, "stays": _stays, "came": _came, "quota": _quota, "trouble": _trouble}
