"""The direction of an act: told by small words where they are plain, and unstated where the report does not state it."""

import re
from collections.abc import Sequence
from typing import Final

from lagebild.claims.span import Span
from lagebild.claims.vocabulary import Type
from lagebild.reading.countries import is_adjective

#: The two ends of an act that a "between" leaves open.
_ENDS: Final[dict[Type, frozenset[str]]] = {
    "transfer": frozenset({"supplier", "recipient"}), "deployment": frozenset({"sender", "destination", "origin"}),
}
_BETWEEN: Final = re.compile(
    r"\b(?:zwischen|between)\s+(?:(?:[^\s,.;:]+\s+){1,4}(?:und|and)\s+)?(?:(?:de[mnr]|the|both|beiden|zwei|two)\s+){0,2}$", re.IGNORECASE
)
_PREPOSITION: Final = re.compile(
    r"\b(aus|an|nach|from|to|im|in|into|at|near|nahe|gegen|against|auf|by|durch)\s+(?:(?:de[mnr]|die|das|the)\s+)?$", re.IGNORECASE
)
#: Between two fillers of one role in a list.
_LISTED: Final = re.compile(r",\s+(?:und\s+|and\s+|sowie\s+)?|\s+(?:und|and|sowie|or|oder)\s+(?:in\s+)?(?:(?:de[mnr]|the)\s+)?")
#: Between a party and the act whose noun it stands before.
_OWN: Final = re.compile(r"(?:['’]s?)?\s+(?:[\w-]+\s+){0,2}")
_POSSESSIVE: Final = re.compile(r"['’]s?$")
#: What a party directly behind a preposition is, in place of what it was taken for. On the corpus the preposition is right in 97 of
#: 101 (aus), 121 of 126 (an), 58 of 64 (nach), 51 of 53 (from) and 152 of 161 (to) transfers, and in 69 of 74, 92 of 93, 35 of 36,
#: 70 of 70 deployments (aus, nach, from, to); of what is sender or destination, 409 of 415 behind "in", 98 of 98 behind "im" and 43 of 43
#: behind the others are destinations; of what is actor or target, 232 of 240 behind gegen, against and auf are targets, 44 of 48 behind by
#: and durch actors.
_TOLD: Final[dict[tuple[Type, str], tuple[str, str]]] = {
    ("transfer", "aus"): ("recipient", "supplier"), ("transfer", "from"): ("recipient", "supplier"),
    ("transfer", "an"): ("supplier", "recipient"), ("transfer", "nach"): ("supplier", "recipient"),
    ("transfer", "to"): ("supplier", "recipient"),
    ("deployment", "aus"): ("destination", "origin"), ("deployment", "from"): ("destination", "origin"),
    ("deployment", "nach"): ("origin", "destination"), ("deployment", "to"): ("origin", "destination"),
    **{("deployment", word): ("sender", "destination") for word in ("im", "in", "into", "at", "near", "nahe")},
    **{("engagement", word): ("actor", "target") for word in ("gegen", "against", "auf")},
    **{("engagement", word): ("target", "actor") for word in ("by", "durch")},
}


#: Words for a transfer told from the side that receives.
_RECEIVING: Final = re.compile(
    r"(?:(?:ein|an|auf|zu|hinzu|nach)?(?:ge|zu)?kauf(?!\w*preis)|(?:nach|vor|ab)?(?:ge|zu)?(?:bestell|order)|beschaff|er(?:werb|wirb|warb|worben)|anschaff|angeschafft|"
    r"anzuschaffen|import|abnehmer|käufer|erh(?:ält|alt|ielt)|bek(?:omm|am|äme)|bez(?:ieh|og)|empf(?:ang|äng|ing)|"
    r"buy|bought|purchas|order(?!ed to)|acqui|procur|receiv|obtain|recipient|customer)", re.IGNORECASE,
)
#: Verbs whose object is left, without a preposition: of the corpus' 46 such places 43 are origins.
_LEAVING: Final = re.compile(r"(?:leav|left|quit|vacat|evacuat|verlass|verlie(?:ß|ss)|räum|geräumt)", re.IGNORECASE)
_GOAL: Final = re.compile(
    r"\b(?:to|for|nach|into|in|im|towards?|auf|an|zum?|zur|Richtung)\s+(?:(?:de[mnr]|die|das|the|ihre?n?|seine?n?|its|their|home)\s+)*$"
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


def directed(
    text: str, type_: Type, trigger: Span, roles: Sequence[tuple[str, Span]], evidence: Span
) -> tuple[tuple[str, Span], ...]:
    """The roles, turned round where the preposition before them says so ("aus Südkorea" supplies), with the first of a list the rest."""
    found: list[tuple[str, Span]] = []
    before: tuple[str, str, int] | None = None  # what the filler before was taken for, what it is, where it ends
    for taken, words in sorted(roles, key=lambda role: role[1]):
        role = taken if _whose(text, words, trigger) else _end_of(text, type_, taken, words, evidence)
        if role == "destination" and _is_left(text, trigger, words, evidence):
            role = "origin"
        if role == taken and before and taken == before[0] and _LISTED.fullmatch(text, before[2], words.start):
            role = before[1]
        found.append((role, words))
        before = (taken, role, words.end)
    return tuple(found)


def _is_left(text: str, trigger: Span, words: Span, evidence: Span) -> bool:
    start = max(evidence.start, words.start - 24)
    return _LEAVING.match(trigger.text) is not None and _GOAL.search(text, start, words.start) is None


def _whose(text: str, words: Span, trigger: Span) -> bool:
    """Whether the preposition before `words` belongs to the act itself: "against Russia's war", "gegen russische Angriffe"."""
    if words.end > trigger.start or _OWN.fullmatch(text, words.end, trigger.start) is None:
        return False
    return text[trigger.start].isupper() or _POSSESSIVE.search(words.text) is not None or is_adjective(words.text, "en")


def _end_of(text: str, type_: Type, role: str, words: Span, evidence: Span) -> str:
    match = _PREPOSITION.search(text, max(evidence.start, words.start - 14), words.start)
    taken, told = _TOLD.get((type_, match[1].lower()), (role, role)) if match else (role, role)
    return told if taken == role else role
