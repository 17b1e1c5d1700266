"""An unstated direction stays unstated: "transfers between the two countries" names neither supplier nor recipient."""

import re
from typing import Final

from lagebild.claims.span import Span
from lagebild.claims.vocabulary import Type

#: The two ends of an act that a "between" leaves open.
_ENDS: Final[dict[Type, frozenset[str]]] = {
    "transfer": frozenset({"supplier", "recipient"}), "deployment": frozenset({"sender", "destination", "origin"}),
}
_BETWEEN: Final = re.compile(
    r"\b(?:zwischen|between)\s+(?:(?:[^\s,.;:]+\s+){1,4}(?:und|and)\s+)?(?:(?:de[mnr]|the|both|beiden|zwei|two)\s+){0,2}$", re.IGNORECASE
)


def undirected(text: str, type_: Type, role: str, words: Span, evidence: Span) -> bool:
    """Whether `words` stand behind a "between" in their sentence, so that they cannot fill `role`, an end of the act."""
    if role not in _ENDS.get(type_, ()):
        return False
    return _BETWEEN.search(text, max(evidence.start, words.start - 80), words.start) is not None
