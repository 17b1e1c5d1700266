"""Which names stand for one entity, by what people judged."""

from collections.abc import Iterable

from lagebild.claims.decision import Decision
from lagebild.errors import InvalidDecision


def groups(decisions: Iterable[Decision]) -> dict[str, str]:
    """For each name that stands for the same entity as another, the chief of its group: the name that was judged first.

    Of two judgements on one pair the later counts. Raises `InvalidDecision` where two names that were judged different would
    become the same through others.
    """
    verdicts: dict[frozenset[str], tuple[str, str, bool]] = {}
    for decision in decisions:
        first, *others = decision.targets
        for other in others:
            pair = frozenset((first, other))
            verdicts.pop(pair, None)  # the later judgement takes its place in the order too
            verdicts[pair] = first, other, decision.kind == "same"
    chiefs = _joined((one, other) for one, other, is_same in verdicts.values() if is_same)
    for one, other, is_same in verdicts.values():
        if not is_same and one in chiefs and chiefs[one] == chiefs.get(other):
            raise InvalidDecision("same", f"{one} and {other} were judged different, and would become the same through others")
    return chiefs


def _joined(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    members: dict[str, list[str]] = {}
    for one, other in pairs:
        together = members.get(one, [one]), members.get(other, [other])
        if together[0] is not together[1]:
            joined = [*together[0], *together[1]]
            members.update(dict.fromkeys(joined, joined))
    return {name: joined[0] for name, joined in members.items()}
