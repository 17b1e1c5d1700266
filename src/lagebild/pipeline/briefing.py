"""Where briefs meet the reading room and the ledger: the names of states, and what stands behind a footnote."""

from functools import cache, lru_cache

from lagebild.ledger import Ledger, View
from lagebild.ledger.prefixes import beginning
from lagebild.ledger.rows import ClaimRow
from lagebild.picture.brief import Backing, Names, Wording, quoted
from lagebild.picture.brief.lint import Known
from lagebild.reading.tables import table


@cache
def names() -> Names:
    """The names that briefs use for states, from CLDR."""
    states = table("countries.json")
    return Names({language: states[language] for language in ("de", "en")})


def known(ledger: Ledger) -> Known:
    """What `ledger` has of a claim by the beginning of its id: what the linter holds footnotes against. Reads as it is asked."""

    @lru_cache(maxsize=10_000)
    def backing(start: str) -> Backing | None:
        with ledger.transaction(write=False) as store:
            found = beginning(store, ClaimRow, f"claim--{start}")
        if len(found) != 1:
            return None
        with ledger.view() as view:
            return _backing(view, found[0])

    return backing


def _backing(view: View, id: str) -> Backing:
    kept = view.claim(id)
    report = view.report(kept.report).report
    words = kept.claim.evidence.text
    facts = (words, Wording.of(names(), "en").read_as(kept.claim), report.published, report.publisher, report.title)
    return Backing(quoted(words), " ".join(fact for fact in facts if fact))
