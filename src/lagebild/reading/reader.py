"""The built-in reader: a report and its sentences in, claims pinned to their words out."""

import json
import math
import pathlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from lagebild.claims.claim import Claim, ReadBy, Role, Source
from lagebild.claims.ids import claim_id
from lagebild.claims.moment import Moment, Place
from lagebild.claims.report import Report
from lagebild.claims.span import Span
from lagebild.claims.vocabulary import ACTOR_ROLES, COUNTED_ROLES, TYPES
from lagebild.errors import ModelUnusable
from lagebild.reading.acts import Act, acts
from lagebild.reading.countries import is_adjective
from lagebild.reading.dates import moment_of
from lagebild.reading.direction import directed, received, undirected
from lagebild.reading.encoder import Encoder
from lagebild.reading.governing import believed, grounded, refused, seeks, sought
from lagebild.reading.lists import LISTED, items_after
from lagebild.reading.pieces import Vocabulary
from lagebild.reading.places import country_of, precision_of
from lagebild.reading.quantities import quantity_of
from lagebild.reading.reckoning import Look
from lagebild.reading.resolving import Parties
from lagebild.reading.silence import kept_silent
from lagebild.reading.speech import Speech
from lagebild.reading.triggers import TriggerWords
from lagebild.reading.windows import windows

BUILT_IN: Final = pathlib.Path(__file__).with_name("model")
#: An act of these can still be refused; what is done, halted or asked about cannot.
_REFUSABLE: Final = frozenset({"considered", "requested", "offered", "pledged", "agreed"})
#: Where the time of an act lies for what its words leave out, where that made more dates of the corpus' training part right (of
#: pledged ones 244 for 209, of considered ones 55 for 51, of done ones 794 for 782). A promise told a day late is not one for next year.
_LOOKS: Final[dict[str, Look]] = {"pledged": "due", "considered": "due", "done": "gone"}


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """What `model.json` says: the version, the threshold of each type (probability), the calibration of the confidence.

    Confidence is 1 / (1 + exp(-(slope * logit(p) + offset))), fitted on the corpus' test part (Platt 1999).
    """

    version: str
    thresholds: dict[str, float]
    slope: float
    offset: float

    @classmethod
    def load(cls, folder: pathlib.Path) -> "ModelFacts":
        """The facts in `folder`. Raises ModelUnusable if there are none."""
        try:
            stored = json.loads((folder / "model.json").read_text(encoding="utf8"))
            return cls(stored["version"], {t: stored["thresholds"][t] for t in TYPES}, stored["slope"], stored["offset"])
        except (OSError, ValueError, KeyError) as error:
            raise ModelUnusable(str(folder), f"model.json: {error}") from error

    def confidence(self, probability: float) -> float:
        """The calibrated probability (0 to 1, three digits) that a trigger of raw `probability` is right."""
        clipped = min(max(probability, 0.001), 0.999)
        logit = math.log(clipped / (1 - clipped))
        return round(1 / (1 + math.exp(-(self.slope * logit + self.offset))), 3)


class ModelReader:
    """The built-in model with its rules. Reading is a pure function of report and sentences; one instance per process."""

    def __init__(self, folder: pathlib.Path = BUILT_IN, n_threads: int = 1) -> None:
        self.facts = ModelFacts.load(folder)
        self._vocabulary = Vocabulary.load(folder / "pieces.json")
        self._words = TriggerWords.load(folder / "words.json")
        self._encoder = Encoder(folder, n_threads)

    def read(self, report: Report, sentences: Sequence[tuple[int, int]]) -> tuple[Claim, ...]:
        """The claims of `report` in text order. `sentences` are half-open code point ranges of its text, in order."""
        language = report.language or "de"
        packed = windows(report.text, sentences, self._vocabulary)
        encoded = self._encoder.encode([window.pieces.ids for window in packed])
        found = acts(report.text, language, packed, encoded, self._encoder, self._words, self.facts.thresholds)
        if not found:
            return ()
        evidence = {number: Span.of(report.text, *sentences[number]) for number in {act.sentence for act in found}}
        told = [_as_told(act, report.text, evidence[act.sentence], language) for act in found]
        setting = _Setting(report, language, sentences, Parties(report.text, language))
        claims: list[Claim] = []
        alike: Counter[tuple[str, Span]] = Counter()
        for act, said in zip(told, Speech(report.text, language, sentences, told).sources, strict=True):
            claims.append(self._claim(act, evidence[act.sentence], said, setting, alike[act.type, act.trigger]))
            alike[act.type, act.trigger] += 1
        return tuple(claims)

    def _claim(self, act: Act, evidence: Span, said: Sequence[Source], setting: "_Setting", number: int) -> Claim:
        report, language, parties = setting.report, setting.language, setting.parties
        trigger = (act.trigger.start, act.trigger.end)
        sources = tuple(Source(s.span, s.kind, s.cue, parties.behind(s.span)[0]) for s in said)
        return Claim(
            id=claim_id(report.id, act.type, trigger, number, "model"),
            type=act.type,
            status=act.status,
            certainty=act.certainty,
            polarity=act.polarity,
            evidence=evidence,
            trigger=act.trigger,
            roles=(
                *_roles(act, language, parties, sources[-1].entity if sources else None),
                *_listed(act, report.text, language, setting.sentences),
            ),
            attribution=sources,
            time=_time(act, language, report.published),
            place=_place(act, language),
            read_by=ReadBy("model", self.facts.version, self.facts.confidence(act.probability)),
        )


@dataclass(frozen=True, slots=True)
class _Setting:
    """A report as its claims are made from it."""

    report: Report
    language: str
    sentences: Sequence[tuple[int, int]]
    parties: Parties


def _as_told(act: Act, text: str, evidence: Span, language: str) -> Act:
    """The act as the words around it tell it."""
    return _governed(_left_open(act, text, evidence, language), evidence, language)


def _left_open(act: Act, text: str, evidence: Span, language: str) -> Act:
    """The act with the direction that small words tell, without one that the report leaves open or an answer that nobody gave."""
    told = [(name, span) for name, span in act.roles if not undirected(text, act.type, name, span, evidence)]
    roles = directed(text, act.type, act.trigger, told, evidence)
    if act.type == "transfer":
        roles = tuple((received(text, act.trigger, name, span, evidence, is_adjective(span.text, language)), span) for name, span in roles)
    if kept_silent(evidence.text, act.trigger.start - evidence.start, language):
        return replace(act, roles=roles, status="undisclosed", certainty="unknown", polarity="affirmed")
    polarity = "affirmed" if act.status == "undisclosed" else act.polarity
    return replace(act, roles=roles, polarity=polarity)


def _governed(act: Act, evidence: Span, language: str) -> Act:
    """The act as the words around its clause present it: believed by nobody in particular, or sought and not given."""
    at, end = act.trigger.start - evidence.start, act.trigger.end - evidence.start
    if act.certainty == "certain" and believed(evidence.text, at, language):
        act = replace(act, certainty="probable")
    if grounded(evidence.text, at, language):
        status = "ongoing" if act.type == "restriction" and act.status not in ("ongoing", "done", "halted") else act.status
        return replace(act, certainty="certain", polarity="affirmed", status=status)
    if act.status in _REFUSABLE and act.polarity == "affirmed" and refused(evidence.text, at, end, language):
        act = replace(act, status="withheld")
    if act.type != "transfer" or not sought(evidence.text, at, end, language):
        return act
    roles = tuple(
        ("recipient" if name == "supplier" and seeks(evidence.text, span.start - evidence.start, at) else name, span)
        for name, span in act.roles
    )
    return replace(act, roles=roles, status=act.status if act.status == "undisclosed" else "requested")


def _roles(act: Act, language: str, parties: Parties, said_by: str | None) -> tuple[Role, ...]:
    """The roles of the act with their parties and amounts; words that stand for two parties make a role for each.

    A force whose owner its words do not name belongs to the act's sender, else to whom another force of the act belongs.
    """
    roles: list[Role] = []
    spans = sorted(((name, span) for name, span in act.roles if name not in ("time", "place")), key=lambda pair: pair[1])
    named = {span: parties.named(span) for name, span in spans if name in ACTOR_ROLES}
    taken = [entity for entities in named.values() for entity in entities]
    behind: dict[tuple[str, Span], tuple[str | None, ...]] = {}
    for name, span in sorted((pair for pair in spans if pair[1] in named), key=lambda pair: (pair[0] == "force", not named[pair[1]])):
        if name in ACTOR_ROLES and (name, span) not in behind:
            own = named[span] or (_owner(behind) if name == "force" else ())
            behind[name, span] = own or parties.behind(span, taken, said_by, name)
            taken += [entity for entity in behind[name, span] if entity is not None]
    for name, span in spans:
        quantity = quantity_of(span.text, language, name) if name in COUNTED_ROLES else None
        entities = behind.get((name, span), (None,))
        roles += [Role(name, span, entity, None if n else quantity) for n, entity in enumerate(entities)]
    parties.remember([(name, span, entity) for (name, span), entities in behind.items() for entity in entities if entity is not None])
    return tuple(roles)


def _owner(behind: Mapping[tuple[str, Span], tuple[str | None, ...]]) -> tuple[str, ...]:
    """Whose a force is whose own words name nobody: the sender's, else that of the force beside it ("Truppen", "Nordkoreas")."""
    for role in ("sender", "force"):
        owner = next((found[0] for (name, _), found in behind.items() if name == role and found[0] is not None), None)
        if owner is not None:
            return (owner,)
    return ()


def _listed(act: Act, text: str, language: str, sentences: Sequence[tuple[int, int]]) -> tuple[Role, ...]:
    """The items of a list that the act's sentence introduces, as fillers of what the act is about."""
    role = LISTED.get(act.type)
    if role is None:
        return ()
    items = items_after(text, sentences, act.sentence)
    return tuple(Role(role, item, None, quantity_of(item.text, language, role)) for item in items)


def _time(act: Act, language: str, published: str | None) -> Moment | None:
    span = next((span for name, span in act.roles if name == "time"), None)
    if span is None:
        return None
    edtf, basis = moment_of(span.text, language, published, _LOOKS.get(act.status, "back"))
    return Moment(edtf, span, basis)


def _place(act: Act, language: str) -> Place | None:
    span = next((span for name, span in act.roles if name == "place"), None)
    if span is None:
        return None
    return Place(span, country_of(span.text, language), precision_of(span.text, language))
