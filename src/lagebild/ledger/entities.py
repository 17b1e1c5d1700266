"""Which names stand for one entity, by what people judged."""

from collections.abc import Iterable

from lagebild.claims.decision import Decision
from lagebild.errors import InvalidDecision


def groups(decisions: Iterable[Decision]) -> dict[str, str]:
    """For each name that stands for the same entity as another, the chief of its group: the name that was judged first.

    Of two judgements on one pair the later counts. Raises `InvalidDecision` where two names that were judged different would
    become the same through others.
    """
    verdicts: dict[frozenset[str], bool] = {}
    for decision in decisions:
        first, *others = decision.targets
        for other in others:
            pair = frozenset((first, other))
            verdicts.pop(pair, None)  # the later judgement takes its place in the order too
            verdicts[pair] = decision.kind == "same"
    chiefs = _joined(pair for pair, is_same in verdicts.items() if is_same)
    for pair, is_same in verdicts.items():
        one, other = sorted(pair)
        if not is_same and one in chiefs and chiefs[one] == chiefs.get(other):
            raise InvalidDecision("same", f"{one} and {other} were judged different, and would become the same through others")
    return chiefs


def _joined(pairs: Iterable[frozenset[str]]) -> dict[str, str]:
    members: dict[str, list[str]] = {}
    for pair in pairs:
        one, other = sorted(pair)
        together = members.get(one, [one]), members.get(other, [other])
        if together[0] is not together[1]:
            joined = [*together[0], *together[1]]
            members.update(dict.fromkeys(joined, joined))
    return {name: joined[0] for name, joined in members.items()}
