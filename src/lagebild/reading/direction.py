"""The direction of an act: told by small words where they are plain, and unstated where the report does not state it."""

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
_PREPOSITION: Final = re.compile(r"\b(aus|an|nach|from|to)\s+(?:(?:de[mnr]|die|das|the)\s+)?$", re.IGNORECASE)
#: What a party directly behind a preposition is, in place of what it was taken for. On the corpus the preposition is right in 97 of
#: 101 (aus), 121 of 126 (an), 58 of 64 (nach), 51 of 53 (from) and 152 of 161 (to) transfers, and in 69 of 74, 92 of 93, 35 of 36,
#: 70 of 70 deployments (aus, nach, from, to).
_TOLD: Final[dict[tuple[Type, str], tuple[str, str]]] = {
    ("transfer", "aus"): ("recipient", "supplier"), ("transfer", "from"): ("recipient", "supplier"),
    ("transfer", "an"): ("supplier", "recipient"), ("transfer", "nach"): ("supplier", "recipient"),
    ("transfer", "to"): ("supplier", "recipient"),
    ("deployment", "aus"): ("destination", "origin"), ("deployment", "from"): ("destination", "origin"),
    ("deployment", "nach"): ("origin", "destination"), ("deployment", "to"): ("origin", "destination"),
}


#: Words for a transfer told from the side that receives.
_RECEIVING: Final = re.compile(
    r"(?:(?:ein|an|auf|zu|hinzu|nach)?(?:ge|zu)?kauf(?!\w*preis)|(?:nach|vor|ab)?(?:ge|zu)?(?:bestell|order)|beschaff|er(?:werb|wirb|warb|worben)|anschaff|angeschafft|"
    r"anzuschaffen|import|abnehmer|käufer|erh(?:ält|alt|ielt)|bek(?:omm|am|äme)|bez(?:ieh|og)|empf(?:ang|äng|ing)|"
    r"buy|bought|purchas|order(?!ed to)|acqui|procur|receiv|obtain|recipient|customer)", re.IGNORECASE,
)
#: The supplier's name for itself; whose supplier it is stands in the genitive before it.
_SUPPLIER: Final = re.compile(r"\w*(?:lieferant(?:en)?|ausrüster|suppliers?)$", re.IGNORECASE)
_WHOSE: Final = re.compile(r"(?:['’]s?)?\s+(?:[\w-]+\s+){0,3}")
_GIVEN_BY: Final = re.compile(
    r"\b(?:aus|von|vom|bei|beim|durch|seitens|from|by|with|to|for|of|an|für)\s+"
    r"(?:(?:de[mnrs]|eine[mnrs]?|the|an?|its|their|seine[mnr]|ihre[mnr])\s+)?$"
)


def received(text: str, trigger: Span, role: str, words: Span, evidence: Span, by_adjective: bool) -> str:
    """The role of `words` in a transfer told from the receiving side ("Jakarta bestellte Jets"): who stands there without a preposition
    receives; `by_adjective` excepts makers ("bestellte russische Jets")."""
    if role == "supplier" and _SUPPLIER.fullmatch(trigger.text) and words.end < trigger.start and words.text[-1] in "s’'":
        return "recipient" if _WHOSE.fullmatch(text, words.end, trigger.start) else role
    if role != "supplier" or by_adjective or not _RECEIVING.match(trigger.text):
        return role
    return role if _GIVEN_BY.search(text, max(evidence.start, words.start - 20), words.start) else "recipient"


def undirected(text: str, type_: Type, role: str, words: Span, evidence: Span) -> bool:
    """Whether `words` stand behind a "between" in their sentence, so that they cannot fill `role`, an end of the act."""
    if role not in _ENDS.get(type_, ()):
        return False
    return _BETWEEN.search(text, max(evidence.start, words.start - 80), words.start) is not None


def end_of(text: str, type_: Type, role: str, words: Span, evidence: Span) -> str:
    """The role of `words`, turned round where the preposition directly before them says so ("aus Südkorea" supplies)."""
    match = _PREPOSITION.search(text, max(evidence.start, words.start - 14), words.start)
    taken, told = _TOLD.get((type_, match[1].lower()), (role, role)) if match else (role, role)
    return told if taken == role else role
