"""From the model's probabilities to acts: a trigger with its type, the spans around it, and how it is presented."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lagebild.claims.span import Span
from lagebild.claims.vocabulary import CERTAINTIES, POLARITIES, ROLES, STATUSES, TYPES, Certainty, Polarity, Status, Type
from lagebild.reading.encoder import Encoded, Encoder, Floats, Judged
from lagebild.reading.labels import ROLE_TAGS, SOURCE_TAGS
from lagebild.reading.remit import of_civilians, raised
from lagebild.reading.tagging import by_word, runs
from lagebild.reading.triggers import Trigger, TriggerWords, triggers, words_of
from lagebild.reading.windows import Window

_EDGES: Final = " \n\t,.;:!?…„“”‚‘«»\"()[]–—-"
_INNER: Final = re.compile(r"[A-ZÄÖÜ0-9][\w’'.-]*|-")
_ROLE_TAG: Final = {tag: n for n, tag in enumerate(ROLE_TAGS)}
#: Prepositions that the model now and then takes along; a role is given without its preposition.
_PREPOSITIONS: Final = {
    "de": re.compile(r"(?:nach|an|aus|von|gegen|für|mit|durch|bei|zwischen|auf|in|im|am|vom|zum|zur|über|unter) (?=\S)"),
    "en": re.compile(r"(?:to|from|of|against|for|with|by|in|on|at|between) (?=\S)"),
}
#: Nouns that begin the compounds in which an act names what it is about.
_BLANK_LINE: Final = re.compile(r"\n\s*\n")
#: What a model that reads in pieces cuts off a number.
_REST_OF_NUMBER: Final = re.compile(r"[.,]\d{1,3}(?!\d)")
_HEAD_OF_NUMBER: Final = re.compile(r"(?<![\d.,])\d{1,3}[.,]$|(?<=[.,])\d{3}[.,]$")
_HEADS: Final = re.compile(
    r"(?:Waffen|Truppen|Munition|Rüstung|Panzer|Raketen|Drohnen|Technologie|Soldaten|Artillerie|Kampfjet|Flugzeug|Geschütz|Granaten|"
    r"Kriegsschiff|Hubschrauber|Blauhelm|Militär|Atom|Luftabwehr|Flugabwehr|Streitkräfte|Wissens?)(?=s?[a-zäöü]{4})"
)
#: Words that cannot end a noun phrase; what the model cut off behind them is lost, but they need not hang there.
_HANGING: Final = re.compile(
    r"(?:\s(?:in|im|an|am|auf|aus|von|vom|nach|für|mit|und|oder|der|die|das|dem|den|des|of|the|a|an|and|or|from|to|for|with|at|on|by))+$"
)
#: Words that are no filler and no source by themselves.
_EMPTY: Final = re.compile(
    r"(?:in|im|an|am|auf|aus|von|vom|nach|für|mit|und|oder|dem|den|des|ein|eine[nrms]?|sich|zu|zum|zur|of|the|a|an|and|or|from|to|for|with|"
    r"at|on|by|that|dass|the)", re.IGNORECASE
)
#: What the model's belief that a piece fills no role counts for: a missed party costs a claim more than a word too many. On 108 German and
#: 14 English reports that the model had not seen, 0.5 instead of 1 gave 2 points of entity accuracy in German and 1 in English, roles F1
#: 0.3 more and 1.0 less; at 0.35 roles F1 fell in both.
_OUTSIDE: Final = 0.6
#: Of these a preposition may be part of the words ("über 10.000 Truppen" is a hedge, "im März" is a time).
_KEEPS_PREPOSITION: Final = frozenset({"object", "force", "losses", "share", "topic", "time"})


@dataclass(frozen=True, slots=True)
class Act:
    """One act as the model reads it. `roles` pairs a relation of `labels.RELATIONS` with its words; `probability` is raw."""

    type: Type
    trigger: Span
    sentence: int
    probability: float
    status: Status
    certainty: Certainty
    polarity: Polarity
    roles: tuple[tuple[str, Span], ...]
    sources: tuple[Span, ...]
    cues: tuple[Span, ...]


def acts(
    text: str, language: str, windows: Sequence[Window], encoded: Sequence[Encoded], encoder: Encoder, words: TriggerWords,
    thresholds: dict[str, float],
) -> list[Act]:
    """The acts of a report in text order; a trigger counts from its type's threshold (probability) on, or a higher one where the report
    is about something else."""
    found: list[Act] = []
    thresholds = raised(thresholds, text, language)
    for window, states in zip(windows, encoded, strict=True):
        cut = list(words_of(text, window))
        named = triggers(text, language, window, states, cut, words, thresholds)
        if not named:
            continue
        judged = encoder.judge(states, [trigger.piece for trigger in named], [trigger.type for trigger in named])
        parts, inner = [pieces for _, pieces in cut], _bridges(text, window)
        # window by window: acts of two windows share no words, and all with all would take hours on one endless sentence
        own = [_act(text, language, window, parts, inner, *pair) for pair in zip(named, judged, strict=True)]
        found.extend(_told_once([act for act in own if not _is_journey(act)]))
    return sorted(found, key=lambda act: act.trigger)


def _is_journey(act: Act) -> bool:
    """Whether it is civilians alone who are said to be sent, stationed or withdrawn."""
    return act.type == "deployment" and of_civilians([span.text for name, span in act.roles if name == "force"])


def _told_once(found: Sequence[Act]) -> list[Act]:
    """Without the acts that say over again what a likelier one of the same type and sentence says ("announces aid that will provide …")."""
    kept: list[Act] = []
    for act in sorted(found, key=lambda act: -act.probability):
        if not any(other.type == act.type and other.sentence == act.sentence and _repeats(act, other) for other in kept):
            kept.append(act)
    return kept


def _repeats(act: Act, other: Act) -> bool:
    """Whether at least two fillers of `act`, and all but one of them, are fillers of `other` too; or `act` is no more than a word of what
    `other` is done with ("ob diese Munition geliefert wurde" is one transfer, at its last verb)."""
    shared = [span for name, span in act.roles if any(name == n and span.overlap(s) for n, s in other.roles)]
    within = len(shared) == len(act.roles) and any(map(act.trigger.overlap, shared))
    return within or len(shared) >= max(2, len(act.roles) - 1)


def _act(
    text: str, language: str, window: Window, words: Sequence[range], inner: frozenset[int], trigger: Trigger, verdict: Judged
) -> Act:
    own = window.sentence == window.sentence[trigger.piece]
    type_ = TYPES[trigger.type]
    keep = next((word for word in words if trigger.piece in word), range(trigger.piece, trigger.piece + 1))
    likely = verdict.roles.copy()
    likely[:, 0] *= _OUTSIDE
    roles = by_word(likely, words, keep)
    roles[~own, 1:] = 0
    forbidden = _forbidden(type_)
    roles[:, 0] += roles[:, forbidden].sum(-1)  # what would fill a role that this type lacks fills none
    roles[:, forbidden] = 0
    bridges = inner.difference(keep)

    def spans(tags: Floats, names: Sequence[str]) -> list[tuple[str, Span]]:
        found = runs(tags.argmax(-1).tolist(), names, bridges)
        cut = [(name, _span(text, language, window, first, last, name, trigger.word)) for name, first, last in found]
        return [(name, span) for name, span in cut if span is not None]

    said = spans(by_word(verdict.sources, words, keep), SOURCE_TAGS)
    return Act(
        type_, trigger.word, int(window.sentence[trigger.piece]), trigger.probability, STATUSES[int(verdict.status.argmax())],
        CERTAINTIES[int(verdict.certainty.argmax())], POLARITIES[int(verdict.polarity.argmax())],
        tuple(dict.fromkeys(spans(roles, ROLE_TAGS))), tuple(span for name, span in said if name == "source"),
        tuple(span for name, span in said if name == "cue"),
    )


def _bridges(text: str, window: Window) -> frozenset[int]:
    """Pieces that may lie unmarked inside a filler: names, nouns and hyphens; no marks and small words."""
    starts, ends = window.pieces.starts.tolist(), window.pieces.ends.tolist()
    return frozenset(
        n for n in range(len(starts)) if (words := text[starts[n] : ends[n]]).strip() and _INNER.fullmatch(words)
    )


def _forbidden(type_: Type) -> list[int]:
    """Indices of the tags that no claim of this type has."""
    allowed = {*ROLES[type_], "time", "place"}
    return [n for tag, n in _ROLE_TAG.items() if tag != "O" and tag[2:] not in allowed]


def _span(text: str, language: str, window: Window, first: int, last: int, name: str, trigger: Span) -> Span | None:
    """The words of pieces first to last: whole words unless they are the head of the trigger's own compound, edges trimmed."""
    start, end = int(window.pieces.starts[first]), int(window.pieces.ends[last])
    if trigger.start <= start and end <= trigger.end and (start, end) != (trigger.start, trigger.end):
        end = _head_end(text, start, end, trigger)
    else:
        start, end = _whole_words(text, *_longest_line(text, start, end))
    while start < end and text[start] in _EDGES:
        start += 1
    while start < end and text[end - 1] in _EDGES and not _closes(text, start, end):
        end -= 1
    start, end = _whole_numbers(text, start, end)
    end = start + len(_HANGING.sub("", text[start:end]))
    if name not in _KEEPS_PREPOSITION and (match := _PREPOSITIONS.get(language, _PREPOSITIONS["en"]).match(text, start, end)):
        start = match.end()
    return Span.of(text, start, end) if start < end and not _EMPTY.fullmatch(text, start, end) else None


def _head_end(text: str, start: int, end: int, trigger: Span) -> int:
    """Where the noun ends that begins the act's compound: pieces do not know where "Truppen" ends in "Truppenverlegung"."""
    head = _HEADS.match(text, start, trigger.end) if start == trigger.start else None
    return head.end() if head else end


def _closes(text: str, start: int, end: int) -> bool:
    """Whether the last character is a full stop inside an abbreviation ("U.S.") or closes a quotation or bracket opened inside."""
    last = text[end - 1]
    if last == ".":
        return end - start >= 4 and text[end - 3] == "."
    opening = {")": "(", "“": "„", "”": "“", "«": "»", "»": "«", '"': '"', "‘": "‚"}.get(last)
    return opening is not None and opening in text[start : end - 1]


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch widened to whole words, hyphenated ones included ("Yong" in "Kim Yong-hyun")."""
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end - 1].isalnum() and (text[end].isalnum() or (text[end] == "-" and text[end + 1 : end + 2].isalnum())):
        end += 1 if text[end].isalnum() else 2
    return start, end


def _longest_line(text: str, start: int, end: int) -> tuple[int, int]:
    """The longest stretch without a blank line in it: no filler crosses one ("2:38 P.M." above "PRESIDENT BIDEN:")."""
    gaps = [(gap.start(), gap.end()) for gap in _BLANK_LINE.finditer(text, start, end)]
    parts = zip([start, *(last for _, last in gaps)], [*(first for first, _ in gaps), end], strict=True)
    return max(parts, key=lambda part: part[1] - part[0])


def _whole_numbers(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch widened to whole numbers: "600" in "600,000"."""
    while start < end and text[end - 1].isdigit() and (grouped := _REST_OF_NUMBER.match(text, end)):
        end = grouped.end()
    while text[start : start + 3].isdigit() and (grouped := _HEAD_OF_NUMBER.search(text, max(0, start - 4), start)):
        start = grouped.start()
    return start, end
