"""The corpus notation: reports annotated by hand, in text that a person can write and a program checks.

`docs/notation.md` describes it. Words of roles, sources, times and places are given as they stand in the sentence; parsing
finds their offsets and refuses what it cannot find, so a parsed document holds no span that differs from its text.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, cast, get_args

from lagebild.claims.claim import Claim, ReadBy, Role, Source
from lagebild.claims.ids import claim_id
from lagebild.claims.moment import Moment, Place
from lagebild.claims.quantity import Quantity
from lagebild.claims.report import Report
from lagebild.claims.span import Span
from lagebild.claims.vocabulary import COUNTED_ROLES, ROLES, SOURCE_KINDS, Certainty, Form, Polarity, Status, Type
from lagebild.errors import InvalidClaim, NotationError

_HEADER: Final = re.compile(r"(language|published|publisher|genre|title|split): +(\S.*)")
_TAIL: Final = re.compile(
    r"^(?P<words>.+?)(?:#(?P<nth>[1-9]))?(?: @(?P<sentence>[+-]\d+))?(?: =(?P<value>[^{}~]+?))?"
    r"(?: \((?P<kind>[a-z]+)\))?(?: \{(?P<quantity>[^}]+)\})?(?: ~ ?(?P<cue>.+))?$"
)
_LIST_ITEM: Final = re.compile(r"^[-*•–] ")
_STATUSES: Final = frozenset(get_args(Status))
_CERTAINTIES: Final = frozenset(get_args(Certainty))


@dataclass(frozen=True, slots=True)
class Annotated:
    """One annotated report: `sentences` are half-open code point ranges of the text, `claims` stand in text order."""

    name: str
    report: Report
    sentences: tuple[tuple[int, int], ...]
    claims: tuple[Claim, ...]
    genre: str | None = None
    split: str = "train"


@dataclass(slots=True)
class _Draft:
    """A report while its lines are being read."""

    name: str
    line: int
    facts: dict[str, str] = field(default_factory=dict)
    text: str = ""
    sentences: list[tuple[int, int]] = field(default_factory=list)
    claims: list[tuple[int, int, str]] = field(default_factory=list)

    def add_sentence(self, words: str, after_blank: bool) -> None:
        """Append `words` as the next sentence; list items start a line, a blank line starts a paragraph."""
        if self.text:
            self.text += "\n\n" if after_blank else "\n" if _LIST_ITEM.match(words) else " "
        self.sentences.append((len(self.text), len(self.text) + len(words)))
        self.text += words


def parse(source: str, file: str = "<text>") -> list[Annotated]:
    """The annotated reports of `source`, in order. Raises NotationError naming `file` and the line."""
    return [_finish(draft, file) for draft in _drafts(source, file)]


def _drafts(source: str, file: str) -> Iterator[_Draft]:
    draft: _Draft | None = None
    blank = False
    for number, raw in enumerate(source.splitlines(), start=1):
        line = raw.strip()
        if line.startswith("=== "):
            if draft is not None:
                yield draft
            draft = _Draft(line[4:].strip(), number)
        elif draft is None:
            if line and not line.startswith("#"):
                raise NotationError(file, number, "a report begins with '=== NAME'")
        elif not line or line.startswith("# "):
            blank = blank or not line
            continue
        elif not draft.sentences and (header := _HEADER.fullmatch(line)):
            draft.facts[header[1]] = header[2]
        elif line.startswith("> "):
            if not draft.sentences:
                raise NotationError(file, number, "a claim follows the sentence that it stands in")
            draft.claims.append((number, len(draft.sentences) - 1, line[2:]))
        else:
            draft.add_sentence(line, blank)
        blank = False
    if draft is not None:
        yield draft


def _finish(draft: _Draft, file: str) -> Annotated:
    if not draft.text:
        raise NotationError(file, draft.line, f"report {draft.name} has no sentence")
    facts = draft.facts
    if "language" not in facts:
        raise NotationError(file, draft.line, f"report {draft.name} names no language")
    report = Report.of(
        draft.text, language=facts["language"], published=facts.get("published"), publisher=facts.get("publisher"),
        title=facts.get("title"), source=f"{file}#{draft.name}", extractor="notation/1",
    )
    claims: list[Claim] = []
    for number, sentence, words in draft.claims:
        try:
            claims.append(parse_line(words, report, draft.sentences, sentence, claims))
        except InvalidClaim as error:
            raise NotationError(file, number, str(error)) from error
    return Annotated(
        draft.name, report, tuple(draft.sentences), tuple(claims), facts.get("genre"), facts.get("split", "train")
    )


def parse_line(
    words: str, report: Report, sentences: list[tuple[int, int]], at: int, before: Sequence[Claim] = ()
) -> Claim:
    """One claim line about sentence `at`: `TYPE STATUS [certainty] [denied] | TRIGGER | field: words | …`. Raises InvalidClaim."""
    head, *parts = (part.strip() for part in words.split(" | "))
    if not parts:
        raise InvalidClaim("claim", "no trigger: write 'TYPE STATUS | TRIGGER | role: words'")
    type_, status, certainty, polarity = _head(head)
    find = _Finder(report.text, sentences, at)
    trigger = find.span(_tail(parts[0]))
    roles: list[Role] = []
    sources: list[Source] = []
    time: Moment | None = None
    place: Place | None = None
    for part in parts[1:]:
        name, colon, value = part.partition(": ")
        if not colon:
            raise InvalidClaim("field", f"{part!r} is not 'name: words'")
        tail = _tail(value.strip())
        if name == "by":
            sources.append(_source(tail, find))
        elif name == "time":
            time = Moment(tail["value"], find.span(tail))
        elif name == "place":
            place = Place(find.span(tail), tail["value"])
        elif name in ROLES[type_]:
            roles.append(Role(name, find.span(tail), tail["value"], _quantity(tail, name)))
        else:
            raise InvalidClaim("field", f"a {type_} has no {name!r}; it has {', '.join(ROLES[type_])}, time, place, by")
    number = sum(1 for claim in before if claim.type == type_ and claim.trigger == trigger)
    return Claim(
        id=claim_id(report.id, type_, (trigger.start, trigger.end), number, "person"), type=type_, status=status,
        certainty=certainty, polarity=polarity, evidence=Span.of(report.text, *sentences[at]), trigger=trigger,
        roles=tuple(roles), attribution=tuple(sources), time=time, place=place, read_by=ReadBy("person", "notation/1"),
    )


def _head(head: str) -> tuple[Type, Status, Certainty, Polarity]:
    type_, *rest = head.split()
    if type_ not in ROLES:
        raise InvalidClaim("type", f"{type_!r} is none of {', '.join(ROLES)}")
    status, certainty, polarity = None, "certain", "affirmed"
    for word in rest:
        if word in _STATUSES and status is None:
            status = word
        elif word in _CERTAINTIES:
            certainty = word
        elif word == "denied":
            polarity = word
        else:
            raise InvalidClaim("head", f"{word!r} is no status, certainty or 'denied'")
    if status is None:
        raise InvalidClaim("head", "no status")
    return type_, cast(Status, status), cast(Certainty, certainty), cast(Polarity, polarity)


def _tail(value: str) -> dict[str, str | None]:
    match = _TAIL.match(value)
    if match is None:
        raise InvalidClaim("field", f"{value!r} cannot be read")
    return match.groupdict()


def _source(tail: dict[str, str | None], find: "_Finder") -> Source:
    kind = tail["kind"]
    if kind not in SOURCE_KINDS:
        raise InvalidClaim("by", f"kind {kind!r} is none of {', '.join(SOURCE_KINDS)}; write 'words (kind) ~ cue'")
    span = find.span(tail)
    cue = find.span(_tail(tail["cue"]), tail["sentence"]) if tail["cue"] else None
    return Source(span, kind, cue, tail["value"])


def _quantity(tail: dict[str, str | None], role: str) -> Quantity | None:
    """`{form low [high] unit}`: min and max give one bound, range two, vague none or two; unit '-' is None."""
    words = tail["quantity"]
    if words is None:
        return None
    if role not in COUNTED_ROLES:
        raise InvalidClaim("quantity", f"{role} carries no quantity")
    form, *rest = words.split()
    unit = rest.pop() if rest else None
    try:
        numbers = [float(n) if "." in n else int(n) for n in rest]
    except ValueError as error:
        raise InvalidClaim("quantity", f"{words!r}: write '{{form number [number] unit}}', numbers as 3400000 or 1.5") from error
    wanted = {"exact": (1,), "about": (1, 2), "min": (1,), "max": (1,), "range": (2,), "vague": (0, 2)}.get(form)
    if wanted is None or len(numbers) not in wanted:
        raise InvalidClaim("quantity", f"{words!r}: form {form!r} with {len(numbers)} numbers")
    low = None if form == "max" or not numbers else numbers[0]
    high = None if form == "min" or not numbers else numbers[-1]
    return Quantity(cast(Form, form), low, high, None if unit == "-" else unit)


@dataclass(frozen=True, slots=True)
class _Finder:
    """Finds words in the sentence `at`, or in another one counted from there."""

    text: str
    sentences: list[tuple[int, int]]
    at: int

    def span(self, tail: dict[str, str | None], sentence: str | None = None) -> Span:
        words = tail["words"] or ""
        where = self.at + int(tail["sentence"] or sentence or 0)
        if not 0 <= where < len(self.sentences):
            raise InvalidClaim("words", f"{words!r}: there is no sentence {tail['sentence']} from here")
        start, end = self.sentences[where]
        if tail["nth"] is None and (whole := re.compile(rf"(?<!\w){re.escape(words)}(?!\w)").search(self.text, start, end)):
            return Span.of(self.text, whole.start(), whole.end())  # "er" is not the end of "der"
        position = start - 1
        for _ in range(int(tail["nth"] or 1)):
            position = self.text.find(words, position + 1, end)
            if position < 0:
                raise InvalidClaim("words", f"{words!r} (occurrence {tail['nth'] or 1}) does not stand in: {self.text[start:end]}")
        return Span.of(self.text, position, position + len(words))
