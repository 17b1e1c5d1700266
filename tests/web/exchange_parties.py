"""A workspace whose ledger is a node with a partner: something is shown, something stays, something came, something is wrong."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lagebild.exchange.dealing import propose
from lagebild.exchange.markings import Marking, marking_payload
from lagebild.exchange.node import Node, init_node
from lagebild.exchange.receiving import take
from lagebild.exchange.taxii.store import ObjectStore
from lagebild.ledger import Ledger
from tests.exchange.nodes import WIDE, Clock, House, acquaint, agree, deliver, house, settle, tell
from tests.ledger.samples import korea

(_, TROOPS) = korea()[:2]


@dataclass(frozen=True, slots=True)
class Parties:
    """We, on the ledger of the workspace, and our partner Beta."""

    us: House
    beta: House

    @property
    def folder(self) -> Path:
        return self.us.node.folder


@contextmanager
def parties(ledger: Ledger, folder: Path, name: str = "Beta <b>Ministry</b>", red: str = TROOPS.id) -> Iterator[Parties]:
    """Beta (`name`) sees two claims of guns; the one of troops (`red`) is red; Beta's claim has come; a version waits for our signature; Beta gave
    something broken."""
    clock = Clock()
    node = Node(ledger, folder / "l.db.node", "ada", clock)
    init_node(node, "Ministerium A", None)
    us, beta = House(node, ObjectStore(node.store_path)), house(folder, name, clock)
    acquaint(us, beta)
    node.append(marking_payload("claim", [red], "", Marking("red")))
    agree(us, beta)
    tell(beta, 7)
    settle([us, beta])
    propose(beta.node, us.id, WIDE, WIDE)
    deliver(beta, us)
    take(us.node, beta.id, [{"type": "note", "id": "note--x"}])
    yield Parties(us, beta)
    us.store.close()
    beta.store.close()
    beta.node.ledger.close()
