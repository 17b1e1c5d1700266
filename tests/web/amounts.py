"""Claims with amounts, for the pages of the picture."""

from dataclasses import replace

from lagebild.claims.claim import Claim, Role
from lagebild.claims.quantity import Quantity
from lagebild.claims.report import Report
from lagebild.claims.span import Span
from lagebild.ledger import Ledger
from tests.ledger.samples import capture
from tests.ledger.samples import claim as claim_of


def add_howitzers(ledger: Ledger, n: int, publisher: str, day: str, *, supplier: str = "Norwegen", entity: str = "NO") -> Claim:
    """A report that `n` howitzers were delivered, recorded; its claim."""
    source = Report.of(f"Die Regierung: {supplier} hat im März 2025 der Ukraine {n} Haubitzen geliefert.", language="de", publisher=publisher,
                       published=day)  # fmt: skip
    at = source.text.index(supplier)
    roles = (
        Role("supplier", Span.of(source.text, at, at + len(supplier)), entity),
        Role("object", Span.of(source.text, source.text.index(f"{n} Haub"), source.text.index(" geliefert")), None,
             Quantity("exact", n, n, "piece")),
    )  # fmt: skip
    held = claim_of(source, "transfer", "geliefert", roles={"recipient": ("Ukraine", "UA")}, time="2025-03")
    held = replace(held, roles=(*held.roles, *roles))
    with ledger.writer("x") as writer:
        writer.add(source, [held], capture=capture(f"https://example.org/{n}"))
    return held
