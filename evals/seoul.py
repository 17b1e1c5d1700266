"""The Seoul table: which of the acts that a careful reader finds in one well-known report are found with type, parties and status.

`python -m evals.seoul REPORT` prints the table. The report itself is not part of the project; its acts are described here by
type, status, parties and a word of the sentence in which they stand. A wrong direction or a denial made of a non-denial counts
against the whole reading and is printed apart.
"""

import pathlib
import sys
from dataclasses import dataclass

from lagebild.claims.claim import Claim
from lagebild.claims.report import Report
from lagebild.reading.reader import ModelReader
from lagebild.reports import sentences


@dataclass(frozen=True)
class Row:
    """One act. `parties` are (role, entity) that must be found; `words` stand in the sentence; any of `statuses` is right."""

    name: str
    type: str
    statuses: tuple[str, ...]
    words: str
    parties: tuple[tuple[str, str], ...] = ()
    certainty: str | None = None
    polarity: str = "affirmed"
    low: float | None = None


KR_UA = (("recipient", "UA"),)
ROWS = (
    Row("president and delegation meet", "meeting", ("done", "ongoing"), "diplomatischen Treffen", (("participant", "KR"), ("participant", "UA"))),
    Row("arms requested", "transfer", ("requested",), "Suche nach Waffenlieferungen"),
    Row("such support withheld", "transfer", ("withheld",), "Suche nach Waffenlieferungen", (("supplier", "KR"),)),
    Row("stance reconsidered", "transfer", ("considered", "offered"), "Haltung"),
    Row("troops moved (nominal)", "deployment", ("done", "ongoing"), "Haltung", (("sender", "KP"),)),
    Row("information exchanged", "agreement", ("agreed",), "vereinbarten", (("participant", "KR"), ("participant", "UA"))),
    Row("arms and technology, direction unstated", "transfer", ("ongoing", "done"), "Technologietransfers"),
    Row("officials meet advisers", "meeting", ("done", "ongoing"), "Sicherheitsberater", (("participant", "UA"),)),
    Row("intelligence exchange intended", "agreement", ("pledged", "considered", "ongoing", "agreed", "done"), "Geheimdienstinformationen"),
    Row("over 10,000 troops", "deployment", ("done",), "Es wird angenommen", (("sender", "KP"),), "probable", low=10_000),
    Row("clashes in Kursk", "engagement", ("done", "ongoing"), "Kursk"),
    Row("main supplier", "transfer", ("ongoing", "done"), "Hauptlieferant", (("supplier", "KP"),)),
    Row("supplies asked about", "transfer", ("undisclosed",), "militärische Lieferungen"),
    Row("immediate delivery unlikely", "transfer", ("pledged", "agreed", "done", "considered", "ongoing"), "sofortige", KR_UA, "probable", "denied"),
    Row("legal limits", "restriction", ("ongoing", "done"), "rechtlicher"),
    Row("82% against", "survey", ("ongoing", "done"), "82"),
    Row("munition possible", "transfer", ("considered", "ongoing", "pledged", "offered"), "Munitionslieferungen", (("supplier", "KR"), *KR_UA)),
    Row("stocks", "holding", ("ongoing", "done"), "3,4 Millionen"),
    Row("155 mm withheld", "transfer", ("withheld", "halted"), "vom Tisch"),
    Row("defensive weapons considered", "transfer", ("considered",), "defensiven Waffen"),
)


def answers(row: Row, claim: Claim) -> bool:
    """Whether a claim is the act of the row: sentence, type, status, parties, and what else the row asks.

    A force carries its owner as entity, so it answers for the sender where the sentence names no other.
    """
    entities = {(r.role, r.entity) for r in claim.roles}
    lows = [r.quantity.low for r in claim.roles if r.quantity]
    return (
        row.words in claim.evidence.text and claim.type == row.type and claim.status in row.statuses
        and all(party in entities or (party[0] == "sender" and ("force", party[1]) in entities) for party in row.parties) and claim.polarity == row.polarity
        and (row.certainty is None or claim.certainty == row.certainty) and (row.low is None or row.low in lows)
    )


def wrongs(claims: tuple[Claim, ...]) -> list[str]:
    """Readings that must not happen: a transfer turned round, a denial where the source only kept silent."""
    found = []
    for claim in claims:
        parties = {(r.role, r.entity) for r in claim.roles}
        if claim.type == "transfer" and parties & {("supplier", "UA"), ("recipient", "KR")}:
            found.append(f"direction: {claim.evidence.text[:80]}")
        if claim.polarity == "denied" and "vermieden" in claim.evidence.text and claim.trigger.start < claim.evidence.text.find("Experten") + claim.evidence.start:
            found.append(f"denial of a non-denial: {claim.evidence.text[:80]}")
    return found


def main(path: str, model: str | None = None) -> int:
    """Print the table; returns 0 if at least 15 rows are found and nothing is wrong."""
    text = pathlib.Path(path).read_text(encoding="utf8").strip()
    reader = ModelReader(pathlib.Path(model)) if model else ModelReader()
    claims = reader.read(Report.of(text, language="de"), sentences(text, "de"))
    used: set[str] = set()
    n_found = 0
    for row in ROWS:
        hit = next((c for c in claims if c.id not in used and answers(row, c)), None)
        n_found += hit is not None
        if hit is not None:
            used.add(hit.id)
        near = [] if hit else [f"{c.type} {c.status} {c.certainty} {c.polarity} {[(r.role, r.entity) for r in c.roles]}" for c in claims
                               if row.words in c.evidence.text and c.type == row.type]
        print(f"{'found  ' if hit else 'missing'}  {row.name}  {near or ''}")
    bad = wrongs(claims)
    print(f"{n_found} of {len(ROWS)} rows; {len(bad)} readings that must not happen", *bad, sep="\n  ")
    return 0 if n_found >= 15 and not bad else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
