"""How far a received claim may go from here: its marking, and to whom beside ourselves its maker lets it go."""

from typing import Final

from lagebild.errors import Refused
from lagebild.exchange.held import creator_of
from lagebild.exchange.markings import MarkingBook, rank
from lagebild.exchange.received import Received
from lagebild.exchange.state import State
from lagebild.exchange.stix.marking import tlp_of
from lagebild.exchange.stix.wire import StixObject
from lagebild.exchange.verifying import rules_of

#: From this level on nothing goes further than to whom its maker gave it (TLP 2.0).
NEVER_ONWARD: Final = frozenset({"amber+strict", "red"})
#: A level that nobody knows.
_UNKNOWN: Final = "unknown"


def level_of(one: Received) -> str:
    """The higher level of a claim and of the report that its words are from."""
    if one.source is None:
        return one.level
    return max(one.level, tlp_of(one.source.item) or _UNKNOWN, key=rank)


class Leave:
    """To whom beside ourselves makers let go what they gave, as a state has it on a day (YYYY-MM-DD): by their rules, or their consents."""

    def __init__(self, state: State, today: str) -> None:
        self._state = state
        self._today = today
        self._by_rules: dict[tuple[str, ...], frozenset[str]] = {}

    def allies(self, one: Received) -> frozenset[str]:
        """The identities that may have a claim with its report; nobody where a rule of theirs cannot be resolved."""
        if level_of(one) in (*NEVER_ONWARD, _UNKNOWN):
            return frozenset()
        items = (one.taken.item, one.source.item) if one.source is not None else (one.taken.item,)
        return frozenset.intersection(*(self._named(item) for item in items)) - {one.origin, self._state.identity}

    def _named(self, item: StixObject) -> frozenset[str]:
        key = (creator_of(item), *item.get("object_marking_refs", ()))
        if key not in self._by_rules:
            self._by_rules[key] = self._ruled(item)
        consents = self._state.holdings.consents_for(item, self._state.identity) if self._state.holdings.consents else ()
        return self._by_rules[key] | {ally for one in consents if self._today <= one.until for ally in one.allies}

    def _ruled(self, item: StixObject) -> frozenset[str]:
        try:
            rules = rules_of(item, self._state.holdings.markings)
        except Refused:
            return frozenset()
        return frozenset.intersection(*(frozenset(rule.allies) for rule in rules)) if rules else frozenset()


def own_marks(book: MarkingBook) -> dict[str, tuple[str, tuple[str, ...] | None]]:
    """What marks of ours say of claims and reports (by id), their parts included: the highest level, and the identities that alone may
    have it; None is everybody whom the level allows."""
    found: dict[str, tuple[str, tuple[str, ...] | None]] = {}
    for (_, target), parts in book.held.items():
        for marking in parts.values():
            level, to = found.get(target, (marking.level, marking.release_to))
            both = to if marking.release_to is None else marking.release_to if to is None else tuple(
                one for one in to if one in marking.release_to
            )  # fmt: skip
            found[target] = max(level, marking.level, key=rank), both
    return found
