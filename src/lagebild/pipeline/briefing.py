"""Where briefs meet the reading room and the ledger: the names of states, and what stands behind a footnote."""

from collections.abc import Callable
from functools import cache, lru_cache

from lagebild.claims.event import utc_now
from lagebild.claims.kept import KeptClaim
from lagebild.claims.report import Report
from lagebild.ledger import Ledger
from lagebild.ledger.prefixes import beginning
from lagebild.ledger.rows import ClaimRow
from lagebild.picture import Lent
from lagebild.picture.brief import UNTOLD, Backing, Names, Wording, quoted
from lagebild.picture.brief.lint import Known
from lagebild.reading.tables import table


@cache
def names() -> Names:
    """The names that briefs use for states, from CLDR."""
    states = table("countries.json")
    return Names({language: states[language] for language in ("de", "en")})


def known(ledger: Ledger, today: Callable[[], str] = lambda: utc_now().date().isoformat()) -> Known:
    """What `ledger` has of a claim by the beginning of its id, or what partners let us have on `today` (YYYY-MM-DD): what the linter
    holds footnotes against. Reads as it is asked."""

    @cache
    def lent() -> Lent:
        return _lent(ledger, today())

    @lru_cache(maxsize=10_000)
    def backing(start: str) -> Backing | None:
        with ledger.transaction(write=False) as store:
            found = beginning(store, ClaimRow, f"claim--{start}")
        if not found:
            return _of_partners(lent(), start)
        if len(found) > 1:
            return None
        with ledger.view() as view:
            kept = view.claim(found[0])
            report = view.report(kept.report).report
        return _backing(kept, report, quoted(kept.claim.evidence.text), lent())

    return backing


def _lent(ledger: Ledger, today: str) -> Lent:
    """What partners let us have, and how far our own may go; nothing where nobody exchanges anything."""
    with ledger.view() as view:
        if next(iter(view.events(kind="exchange")), None) is None:
            return Lent()
    from lagebild.pipeline.partners import Partners, shown

    partners = Partners()
    with ledger.transaction(write=False) as store:
        return shown(partners.lent(store, ledger.blobs, today), partners.own_reaches())


def _of_partners(lent: Lent, start: str) -> Backing | None:
    found = [id for id in lent.claims if id.rpartition("--")[2].startswith(start)]
    if len(found) != 1:
        return None
    kept, loan = lent.claims[found[0]], lent.loans[found[0]]
    told = kept.claim.evidence.text
    return _backing(kept, lent.reports.get(kept.report), quoted(told) if loan.has_words else UNTOLD, lent)


def _backing(kept: KeptClaim, report: Report | None, words: str, lent: Lent) -> Backing:
    """What is known of a claim; its report's own title is not where the report is one of ours that a partner read, too."""
    reach = lent.reach(kept.claim.id, kept.report)
    title = report.title if report is not None else None
    facts = (words, Wording.of(names(), "en").read_as(kept.claim), kept.published, kept.publisher, title)
    return Backing(words, " ".join(fact for fact in facts if fact), reach.level if reach is not None else None)
