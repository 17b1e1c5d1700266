"""The ledger: reports, claims and decisions, kept so that nothing is lost, silently changed, or unexplained."""

from lagebild.ledger.base import Ledger
from lagebild.ledger.chain import Problem, chain_lines, check_chain, read_chain
from lagebild.ledger.evidence import Difference
from lagebild.ledger.filters import BadCursor, Filter, Order, Page, Party
from lagebild.ledger.opening import open_ledger
from lagebild.ledger.query import Query
from lagebild.ledger.view import Hit, View
from lagebild.ledger.writer import Writer

__all__ = [
    "BadCursor", "Difference", "Filter", "Hit", "Ledger", "Order", "Page", "Party", "Problem", "Query", "View", "Writer",
    "chain_lines", "check_chain", "open_ledger", "read_chain",
]  # fmt: skip
