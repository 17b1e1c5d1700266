"""Two organisations that know each other and agreed, with as many claims as wanted: what the benchmarks of the exchange measure."""

import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from lagebild.claims.claim import Claim, ReadBy, Role  # noqa: E402
from lagebild.claims.ids import claim_id  # noqa: E402
from lagebild.claims.report import Report  # noqa: E402
from lagebild.claims.span import Span  # noqa: E402
from lagebild.exchange.card import card_text, read_card  # noqa: E402
from lagebild.exchange.dealing import countersign, propose  # noqa: E402
from lagebild.exchange.flow import publish  # noqa: E402
from lagebild.exchange.markings import PARTS  # noqa: E402
from lagebild.exchange.node import Node, init_node, node_folder, own_card  # noqa: E402
from lagebild.exchange.partners import add_partner  # noqa: E402
from lagebild.exchange.receiving import take_version  # noqa: E402
from lagebild.exchange.taxii.store import ObjectStore  # noqa: E402
from lagebild.exchange.terms import terms  # noqa: E402
from lagebild.ledger import open_ledger  # noqa: E402

#: Reports that are recorded in one go.
_AT_ONCE = 1_000


@dataclass(frozen=True)
class Side:
    """One organisation."""

    name: str
    node: Node
    store: ObjectStore

    @property
    def id(self) -> str:
        return self.node.state().identity

    def close(self) -> None:
        self.store.close()
        self.node.ledger.close()


def opened(folder: Path, name: str) -> Side:
    """The organisation `name` in `folder`, made where it is not there."""
    path = folder / f"{name}.db"
    node = Node(open_ledger(path), node_folder(str(path)), "benchmark")
    if node.state().card is None:
        init_node(node, name, None)
    return Side(name, node, ObjectStore(node.store_path))


def agreed(folder: Path) -> tuple[Side, Side]:
    """Two organisations that give each other everything up to TLP:AMBER, without texts."""
    one, other = opened(folder, "Alpha"), opened(folder, "Beta")
    for here, there in ((one, other), (other, one)):
        card = read_card(card_text(own_card(there.node.state())).encode())
        add_partner(here.node, card, card.fingerprint)
    all_parts = [part for part in PARTS if part != "text"]
    wide = terms(types=None, parties=None, highest="amber", expires="2099-12-31", unmarked="green", parts=all_parts)
    proposed = propose(one.node, other.id, wide, wide)
    take_version(other.node, list(proposed.envelopes.values()), one.id)
    signed = countersign(other.node, one.id)
    take_version(one.node, list(signed.envelopes.values()), other.id)
    return one, other


def told(side: Side, first: int, last: int) -> None:
    """Records claims with these numbers, each in a report of its own."""
    for start in range(first, last, _AT_ONCE):
        with side.node.ledger.writer("benchmark") as writer:
            for number in range(start, min(start + _AT_ONCE, last)):
                report, claim = _claim(f"{side.name} {number}", number)
                writer.add(report, [claim])


def published(side: Side) -> int:
    """Brings partners up to date; how many objects that gave."""
    return sum(one.n_objects for one in publish(side.node, side.store))


def _claim(who: str, number: int) -> tuple[Report, Claim]:
    text = f"Staat {who} hat Kiew {number} Haubitzen geliefert, sagte der Minister am Montag vor der Presse in Berlin."
    report = Report.of(text, language="de", published="2025-03-01", publisher=f"Blatt {number % 100}", title=f"Lieferung {number}")

    def at(words: str) -> Span:
        return Span.of(text, text.index(words), text.index(words) + len(words))

    trigger = at("geliefert")
    roles = (
        Role("supplier", at(f"Staat {who}"), ("DE", "FR", "PL")[number % 3]), Role("recipient", at("Kiew"), "UA"),
        Role("object", at(f"{number} Haubitzen")),
    )  # fmt: skip
    return report, Claim(
        claim_id(report.id, "transfer", (trigger.start, trigger.end), 0, "model"), "transfer", "done", Span.of(text, 0, len(text)), trigger,
        ReadBy("model", "1", 0.9), roles=roles,
    )  # fmt: skip
