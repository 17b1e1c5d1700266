"""Simulated worlds: events with a truth, biased sources that speak about them, outlets that copy each other, and what a reader makes of it.

Every number here is an assumption about the world, not a measurement of it; the gates say how weighing does *if* the world is like this.
Seeds below 1000 are for building (features, thresholds and spreads were set on them), those from 1000 on for measuring.
"""

import math
import random
from dataclasses import dataclass, field, replace
from datetime import date

from evals.weighing.prose import filler, person, rewritten
from lagebild.claims.claim import Claim, ReadBy, Role, Source
from lagebild.claims.moment import Moment, Place
from lagebild.claims.quantity import Quantity
from lagebild.claims.report import Report
from lagebild.claims.span import Span

STATES = ("RU", "UA", "US", "KP", "KR", "CN", "DE", "IL", "IR", "GB", "FR", "PL", "TR", "SY", "BY", "IN", "PK", "EG", "SA", "AE", "JP", "NO", "SE",
          "FI", "CZ", "IT", "ES", "GR", "RS", "AZ", "AM", "ET", "SD", "ML", "VN", "AU")
MATERIEL = ("battle tank", "artillery ammunition", "UAV", "air-defence system", "ballistic missile", "cruise missile", "armoured vehicle",
            "artillery gun", "combat aircraft", "small arms", "anti-tank missile", "mine", "radar/sensor", "patrol boat")
GENERAL = {"artillery ammunition": "ammunition", "ballistic missile": "missile", "cruise missile": "missile", "armoured vehicle": "vehicle",
           "combat aircraft": "aircraft", "patrol boat": "ship"}
LANGUAGES = ("en", "de", "uk")
VERBS = {"en": {"transfer": "delivered", "deployment": "deployed", "engagement": "struck", "holding": "fields"},
         "de": {"transfer": "lieferte", "deployment": "entsandte", "engagement": "beschoss", "holding": "besitzt"},
         "uk": {"transfer": "передала", "deployment": "направила", "engagement": "обстріляла", "holding": "має"}}
HEDGES = {"en": {"about": "about", "min": "at least", "max": "up to"}, "de": {"about": "etwa", "min": "mindestens", "max": "bis zu"},
          "uk": {"about": "близько", "min": "щонайменше", "max": "до"}}
SAID = {"en": "said", "de": "sagte", "uk": "повідомив"}
COPIES = (("verbatim", 0.32), ("cut", 0.14), ("rewritten20", 0.16), ("rewritten40", 0.08), ("quote", 0.08), ("embedded", 0.08), ("translated", 0.14))


@dataclass(frozen=True)
class Options:
    """What the world is like."""

    n_events: int = 160
    n_days: int = 240
    n_speakers: int = 60
    n_outlets: int = 60
    bias_sd: float = 0.09
    noise_sd: float = 0.08
    allied_sd: float = 0.03
    copies_alpha: float = 1.25
    most_copies: int = 40
    visible: float = 0.65
    garbled: float = 0.02
    hedge_lost: float = 0.08
    missing_role: float = 0.18
    missing_place: float = 0.45
    told_day: float = 0.5
    denied: float = 0.08
    corrected: float = 0.08
    siblings: float = 0.35
    series: float = 0.12


@dataclass(frozen=True)
class Event:
    """What is true. `truth(day)` is the amount on a day; events keep one amount."""

    number: int
    type: str
    giver: str
    taker: str | None
    materiel: str | None
    place: str | None
    country: str | None
    day: int
    amount: float
    series: bool = False
    growth: float = 0.0
    names: tuple[str, str] = ("", "")

    def truth(self, day: int) -> float:
        return self.amount * math.exp(self.growth * (day - self.day)) if self.series else self.amount


@dataclass(frozen=True)
class Speaker:
    """A source with its own bias, on the natural-log scale."""

    name: str
    entity: str
    kind: str
    bias: float


@dataclass(frozen=True)
class Act:
    """What one origin said: the amount it gave, with what hedge, on what day; who is behind it (None: the outlet's own)."""

    origin: int
    event: Event
    speaker: Speaker | None
    day: int
    valid: int
    quantity: Quantity | None
    denied: bool
    names: tuple[str, str]
    quote: str


@dataclass
class Told:
    """One report with its claim, and what is true of it."""

    report: Report
    claim: Claim
    act: Act
    copy: str
    visible: bool
    garbled: bool
    parts: "Parts"


@dataclass(frozen=True)
class Parts:
    """A report in parts: sentences before and after the claim sentence, so that copies can be made of it."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    language: str


@dataclass
class World:
    """All events and what was told of them, in order of publication."""

    events: list[Event]
    acts: list[Act]
    told: list[Told] = field(default_factory=list)


def world(seed: int, options: Options = Options()) -> World:
    """The world of a seed."""
    rng = random.Random(seed)
    speakers = [_speaker(rng, n, options) for n in range(options.n_speakers)]
    outlets = [f"Outlet {n}" for n in range(options.n_outlets)]
    events = _events(rng, options)
    made = World(events, [])
    for event in events:
        for act in _acts(rng, event, speakers, options, len(made.acts)):
            made.acts.append(act)
            made.told += _family(rng, act, outlets, options)
    made.told.sort(key=lambda told: (told.report.published or "", told.report.id))
    return made


def classify(words: str, language: str) -> str | None:
    """The world's words for materiel are the families themselves."""
    return words if words in MATERIEL or words in set(GENERAL.values()) else None


def _speaker(rng: random.Random, n: int, options: Options) -> Speaker:
    entity = STATES[min(int(rng.expovariate(1 / 8)), len(STATES) - 1)]
    allied = random.Random(f"{entity}{options.allied_sd}").gauss(0, options.allied_sd)
    kind = rng.choice(("government", "military", "intelligence", "organisation", "expert"))
    return Speaker(person(rng), f"{entity}{n}", kind, rng.gauss(0, options.bias_sd) + allied)


def _events(rng: random.Random, options: Options) -> list[Event]:
    found: list[Event] = []
    while len(found) < options.n_events:
        event = _event(rng, len(found), options)
        if found and rng.random() < options.siblings:
            like = rng.choice(found[-20:])
            event = replace(event, type=like.type, names=like.names if rng.random() < 0.5 else event.names, giver=like.giver, taker=like.taker, series=False,
                            materiel=like.materiel if rng.random() < 0.6 else event.materiel or like.materiel,
                            day=like.day + rng.randint(6, 28))
            if event.type == "engagement" or event.type == "deployment":
                event = replace(event, materiel=None)
            elif event.materiel is None:
                event = replace(event, materiel=rng.choice(MATERIEL))
            if like.series:
                continue
        found.append(event)
    return found


def _event(rng: random.Random, number: int, options: Options) -> Event:
    type_ = rng.choices(("transfer", "deployment", "engagement"), (5, 3, 2))[0]
    giver, taker = _states(rng)
    day = date(2024, 1, 1).toordinal() + rng.randrange(options.n_days)
    amount = round(math.exp(rng.uniform(math.log(12), math.log(30000))))
    series = rng.random() < options.series
    if series:
        type_ = rng.choice(("holding", "deployment"))
    materiel = rng.choice(MATERIEL) if type_ in ("transfer", "holding") else None
    place = f"{person(rng)}" if type_ in ("engagement", "deployment") or rng.random() < 0.3 else None
    return Event(number, type_, giver, None if type_ == "holding" else taker, materiel, place if not series else None, taker if place else None,
                 day, amount, series, rng.uniform(-0.004, 0.012) if series else 0.0, (person(rng), person(rng)))


def _states(rng: random.Random) -> tuple[str, str]:
    pair = [STATES[min(int(rng.expovariate(1 / 9)), len(STATES) - 1)] for _ in range(8)]
    return pair[0], next((other for other in pair if other != pair[0]), "MN")


def _acts(rng: random.Random, event: Event, speakers: list[Speaker], options: Options, start: int) -> list[Act]:
    n = min(6, 1 + int(rng.expovariate(0.75)))
    chosen = rng.sample(speakers, n + 4)
    days = [event.day + (rng.randrange(0, 120) if event.series else rng.choice((0, 0, 1, 1, 2, 3))) for _ in range(n)]
    acts = []
    for at in range(n):
        speaker = chosen[at] if rng.random() < 0.75 else None
        acts.append(_act(rng, start + len(acts), event, speaker, days[at], options))
        if event.series:
            for later in (30, 70):
                if rng.random() < 0.5:
                    acts.append(_act(rng, acts[-1].origin, event, speaker, days[at] + later, options))
        elif speaker and rng.random() < options.corrected:
            acts.append(_act(rng, acts[-1].origin, event, speaker, days[at] + rng.randint(2, 5), options))
    if rng.random() < options.denied:
        acts.append(replace(_act(rng, start + len(acts), event, chosen[n], days[0] + 1, options), quantity=None, denied=True))
    return acts


def _act(rng: random.Random, origin: int, event: Event, speaker: Speaker | None, day: int, options: Options) -> Act:
    bias = speaker.bias if speaker else rng.gauss(0, options.bias_sd)
    number = event.truth(day) * math.exp(bias + rng.gauss(0, options.noise_sd))
    return Act(origin, event, speaker, day, day if event.series else event.day, said(rng, number), False,
               (event.names[0] if rng.random() < 0.6 else person(rng), event.names[1] if rng.random() < 0.6 else person(rng)),
               filler(rng, "en", rng.randint(9, 16)))


def said(rng: random.Random, number: float) -> Quantity | None:
    """How a source puts a number that it believes."""
    form = rng.choices(("exact", "about", "min", "max", "range", "vague", "none"), (38, 25, 14, 7, 7, 2, 7))[0]
    digits = rng.choice((1, 2, 2, 3)) if form != "exact" else rng.choice((2, 3, 4, 4))
    if form == "none":
        return None
    if form == "min":
        number /= math.exp(abs(rng.gauss(0.06, 0.05)))
    if form == "max":
        number *= math.exp(abs(rng.gauss(0.2, 0.15)))
    value = rounded(number, digits)
    if form == "range":
        low, high = rounded(number * rng.uniform(0.8, 0.95), 2), rounded(number * rng.uniform(1.05, 1.2), 2)
        return Quantity("range", min(low, high), max(low, high))
    if form == "vague":
        return Quantity("vague", rounded(number * 0.6, 1), rounded(number * 2.0, 1))
    low, high = (None, value) if form == "max" else (value, None) if form == "min" else (value, value)
    return Quantity(form, low, high)  # type: ignore[arg-type]


def rounded(number: float, digits: int) -> int:
    """To so many significant digits, at least 1."""
    step = 10 ** max(0, math.floor(math.log10(max(number, 1))) + 1 - digits)
    return max(1, int(round(number / step) * step))


def _family(rng: random.Random, act: Act, outlets: list[str], options: Options) -> list[Told]:
    n_copies = min(options.most_copies, int(rng.paretovariate(options.copies_alpha)) - 1 + (rng.random() < 0.5))
    first = _tell(rng, act, act.quantity, rng.choice(outlets), act.day, Parts(*_prose(rng, act), "en"), "root", act.speaker is not None, options)
    family = [first]
    for _ in range(n_copies):
        source = family[min(int(rng.expovariate(0.8)), len(family) - 1)]
        family.append(_copy(rng, source, outlets, options))
    return family


def _prose(rng: random.Random, act: Act) -> tuple[tuple[str, ...], tuple[str, ...]]:
    before = tuple(filler(rng, "en", rng.randint(10, 22), act.names) for _ in range(rng.randint(1, 3)))
    after = (f"“{act.quote}”, {act.names[0]} said.", *(filler(rng, "en", rng.randint(10, 22), act.names) for _ in range(rng.randint(2, 4))))
    return before, after


def _copy(rng: random.Random, source: Told, outlets: list[str], options: Options) -> Told:
    kind = rng.choices([name for name, _ in COPIES], [share for _, share in COPIES])[0]
    quantity, garbled = source.claim.roles and _quantity(source.claim), False
    quantity = quantity or None
    if quantity and rng.random() < options.garbled:
        quantity, garbled = garble(rng, quantity), True
    elif quantity and quantity.form in ("about", "min", "max") and rng.random() < options.hedge_lost:
        value = quantity.low if quantity.low is not None else quantity.high
        quantity = Quantity("exact", value, value)
    day = date.fromisoformat(source.report.published or "").toordinal() + rng.choice((0, 0, 0, 1, 1, 2))
    parts = copied(rng, source.parts, kind, source.act)
    visible = source.act.speaker is not None and rng.random() < options.visible and (source.visible or rng.random() < 0.3)
    return _tell(rng, source.act, quantity, rng.choice(outlets), day, parts, kind, visible, options, garbled or source.garbled,
                 cites=None if visible or rng.random() > 0.2 else source.report.publisher, like=source)


def copied(rng: random.Random, parts: Parts, kind: str, act: Act) -> Parts:
    """The other sentences of a copy."""
    before, after = parts.before, parts.after
    if kind == "cut":
        return replace(parts, before=before[:1], after=after[:2])
    if kind.startswith("rewritten"):
        share = int(kind[-2:]) / 100
        return replace(parts, before=tuple(rewritten(rng, s, share, parts.language) for s in before),
                       after=(after[0], *(rewritten(rng, s, share, parts.language) for s in after[1:])) if after else ())
    own = tuple(filler(rng, parts.language, rng.randint(10, 22)) for _ in range(3))
    if kind == "quote":
        return replace(parts, before=own[:1], after=(after[0], *own[1:]) if after else own)
    if kind == "embedded":
        return replace(parts, before=(*own, *before), after=(*after[: len(after) // 2 + 1], *own))
    if kind == "translated":
        language = rng.choice([name for name in LANGUAGES if name != parts.language])
        return Parts(tuple(filler(rng, language, 15, act.names) for _ in before), tuple(filler(rng, language, 15, act.names) for _ in after[:2]), language)
    return parts


def garble(rng: random.Random, quantity: Quantity) -> Quantity:
    """A digit lost or turned on the way."""
    factor = rng.choice((0.1, 10, 10, rng.uniform(0.4, 0.8), rng.uniform(1.3, 2.5)))
    scale = lambda value: None if value is None else max(1, round(value * factor))  # noqa: E731
    return replace(quantity, low=scale(quantity.low), high=scale(quantity.high))


def _quantity(claim: Claim) -> Quantity | None:
    return next((role.quantity for role in claim.roles if role.quantity), None)


def _tell(rng: random.Random, act: Act, quantity: Quantity | None, outlet: str, day: int, parts: Parts, kind: str, visible: bool,
          options: Options, garbled: bool = False, cites: str | None = None, like: Told | None = None) -> Told:
    """A report and the claim that a reader finds in it; a copy that is near its source keeps what that one said of the roles."""
    event, language = act.event, parts.language
    near = like is not None and kind in ("verbatim", "cut", "quote", "embedded") and like.parts.language == language
    kept = {role.role: role for role in like.claim.roles} if near and like else None
    pieces: list[tuple[str, str]] = []  # (what, words)
    told = lambda name, share: (name in kept) if kept is not None else rng.random() > share  # noqa: E731
    names = {"transfer": ("supplier", "object", "recipient"), "deployment": ("sender", "force", "destination"),
             "engagement": ("actor", "losses", "target"), "holding": ("holder", "object", "")}[event.type]
    if told(names[0], options.missing_role):
        pieces.append((names[0], event.giver))
    pieces.append(("trigger", VERBS[language][event.type]))
    if quantity is not None:
        pieces.append(("amount", spelled(quantity, language)))
    materiel = event.materiel or ("troops" if event.type == "deployment" else "losses")
    if event.materiel in GENERAL and kept is None and rng.random() < 0.12:
        materiel = GENERAL[event.materiel]
    if kept is not None and names[1] in kept:
        materiel = kept[names[1]].span.text.split("|")[-1]
    pieces.append(("what", materiel))
    if names[2] and event.taker and told(names[2], options.missing_role):
        pieces.append((names[2], f"to {event.taker}"))
    place = event.place if (like.claim.place is not None if near and like else rng.random() > options.missing_place) else None
    if place:
        pieces.append(("place", place))
    dated = (like.claim.time is not None) if near and like else rng.random() < options.told_day
    when = date.fromordinal(act.valid).isoformat()
    if dated:
        pieces.append(("time", when))
    if cites:
        pieces.append(("cites", cites))
    if visible and act.speaker:
        pieces += [("speaker", f"{act.speaker.entity} {act.speaker.name}"), ("cue", SAID[language])]
    return _assembled(act, pieces, parts, (quantity, names[1], materiel), outlet, day, kind, visible, garbled)


def _assembled(act: Act, pieces: list[tuple[str, str]], parts: Parts, counted: tuple[Quantity | None, str, str], outlet: str, day: int,
               kind: str, visible: bool, garbled: bool) -> Told:
    head = " ".join(parts.before) + (" " if parts.before else "")
    places: dict[str, tuple[int, int]] = {}
    sentence = ""
    for what, words in pieces:
        start = len(head) + len(sentence)
        places[what] = (start, start + len(words))
        sentence += words + " "
    sentence = sentence.rstrip() + "."
    text = head + sentence + " " + " ".join(parts.after)
    span = lambda what: Span.of(text, *places[what])  # noqa: E731
    event, (quantity, role, _) = act.event, counted
    roles = [Role(what, span(what), _entity(event, what)) for what, _ in pieces if _entity(event, what)]
    unit = "person" if event.materiel is None else "piece"
    roles.append(Role(role, span("what"), None, replace(quantity, unit=unit) if quantity else None))
    attribution = []
    if "cites" in places:
        attribution.append(Source(span("cites"), "media"))
    if "speaker" in places and act.speaker:
        attribution.append(Source(span("speaker"), act.speaker.kind, entity=act.speaker.entity))  # type: ignore[arg-type]
    report = Report.of(text + f" {outlet}, {day}", language=parts.language, published=date.fromordinal(day).isoformat(), publisher=outlet)
    claim = Claim(
        id="claim--" + report.id[7:39], type=event.type, status="ongoing" if event.series else "done",  # type: ignore[arg-type]
        evidence=Span.of(text, len(head), len(head) + len(sentence)), trigger=span("trigger"), read_by=ReadBy("world", "1"),
        polarity="denied" if act.denied else "affirmed", roles=tuple(roles), attribution=tuple(attribution),
        time=Moment(dict(pieces)["time"], span("time")) if "time" in places else None,
        place=Place(span("place"), event.country, "place") if "place" in places else None,
    )
    return Told(report, claim, act, kind, visible, garbled, parts)


def _entity(event: Event, what: str) -> str | None:
    if what in ("supplier", "sender", "actor", "holder"):
        return event.giver
    return event.taker if what in ("recipient", "destination", "target") else None


def spelled(quantity: Quantity, language: str) -> str:
    """The words of an amount."""
    if quantity.form in ("range", "vague"):
        return f"{quantity.low:,} - {quantity.high:,}"
    number = f"{quantity.low if quantity.low is not None else quantity.high:,}"
    hedge = HEDGES[language].get(quantity.form)
    return f"{hedge} {number}" if hedge else number
