"""Who unnamed words stand for: each party of the report weighed by where and how the report names it, and none at all.

A log-linear choice (Berger, Della Pietra and Della Pietra 1996) among the parties named in the report and "nobody that can be told". Its
features are plain facts about a party and a place in the text, given by name below; `data/salience.json` holds a weight for each, for
all words, for words of this kind and for this kind of role. `train/parties.py` fits them on the corpus' training part.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from math import exp
from typing import Final

from lagebild.reading.countries import Named
from lagebild.reading.tables import table

#: Roles that pull parties alike; every other role is a group of its own.
GROUPS: Final[dict[str, str]] = {
    "supplier": "agent", "sender": "agent", "actor": "agent", "holder": "agent", "authority": "agent", "recipient": "patient",
    "destination": "place", "origin": "place",
}
_REMEMBERED: Final = 400  # mentions before a place that are weighed for it, so that a book costs no more per act than an article
_SENTENCE: Final = re.compile(r"[.!?][“\"»)]?\s+(?=[A-ZÄÖÜ„“\"»0-9(])|\n+")
_AFTER: Final = re.compile(r"(?:['’]s)?\s+([\w-]+)(?:\s+([\w-]+))?")
_BEFORE: Final = re.compile(r"([\w-]+)\s+(?:(?:of|in|von|der|des|aus)\s+(?:the\s+|der\s+)?)?$")
_INFLECTED: Final = re.compile(r"(?:innen|ern|ens|en|in|er|es|em|e|n|s)$")
_STEMMED: Final = 5  # shorter words keep their endings


@dataclass(frozen=True, slots=True)
class Question:
    """Unnamed words that begin at code point `at`: their `head` in lower case, their `kind`, the role they fill.

    `taken` are the parties that the act names already, `said_by` is the one whose words the claim tells, `speaker` whoever has the word.
    """

    at: int
    head: str
    kind: str
    role: str
    taken: frozenset[str] = frozenset()
    said_by: str | None = None
    speaker: str | None = None


@dataclass(slots=True)
class Told:
    """What the acts before have told: the party that filled each role last, and each head noun."""

    roles: dict[str, str] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    heads: dict[str, str] = field(default_factory=dict)
    partners: dict[str, str] = field(default_factory=dict)

    def add(self, fillers: Sequence[tuple[str, str, str]]) -> None:
        """One act more: role, head noun and party of each filler."""
        for role, head, entity in fillers:
            self.roles[role] = entity
            self.groups[GROUPS.get(role, role)] = entity
            self.heads[head] = entity
            for _, _, other in fillers:
                if other != entity:
                    self.partners[entity] = other


def stem(word: str) -> str:
    """The word in lower case without its inflection, so that "Präsidenten" meets "Präsident"."""
    lower = word.lower()
    return _INFLECTED.sub("", lower) if len(lower) > _STEMMED else lower


class Mentions:
    """The parties named in one report, with the sentence of each mention and the nouns that stand beside it."""

    def __init__(self, text: str, named: Sequence[Named], home: str | None) -> None:
        self.named = named
        self.home = home
        self._starts = [one.start for one in named]
        self._breaks = [match.end() for match in _SENTENCE.finditer(text)]
        self._sentence = [bisect_left(self._breaks, start + 1) for start in self._starts]
        self._beside: dict[str, list[tuple[int, str]]] = {}
        for one in named:
            for word in _neighbours(text, one):
                self._beside.setdefault(stem(word), []).append((one.start, one.entity))
        counts = Counter(one.entity for one in named)
        self._most = [entity for entity, _ in counts.most_common(2)]

    def features(self, question: Question, told: Told) -> dict[str, list[str]]:
        """Each candidate with what holds of it (the names of features, sorted by nothing in particular)."""
        n_before = bisect_left(self._starts, question.at)
        own = bisect_left(self._breaks, question.at + 1)
        found: dict[str, list[str]] = {}
        distance: dict[str, int] = {}
        last: dict[str, int] = {}
        first = max(0, n_before - _REMEMBERED)
        counts: Counter[str] = Counter()
        opened: set[int] = set()
        for n in range(first, n_before):
            entity, sentence = self.named[n].entity, self._sentence[n]
            counts[entity] += 1
            features = found.setdefault(entity, [])
            distance[entity] = own - sentence
            last[entity] = n
            if own - sentence <= 1 and sentence not in opened:
                opened.add(sentence)
                features.append(f"opens {own - sentence}")
        if n_before:
            found[self.named[n_before - 1].entity].append("nearest")
        for entity, away in distance.items():
            found[entity].append(f"away {away if away <= 3 else 4 if away <= 6 else 5}")
            share = counts[entity] / (n_before - first)
            found[entity] += (f"share {int(share * 4.99)}", f"by {self.named[last[entity]].how}")
        self._behind(n_before, own, found)
        self._facts(question, told, found)
        return found

    def _behind(self, n_before: int, own: int, found: dict[str, list[str]]) -> None:
        """What is named after the words, in their sentence or the next three."""
        seen: set[str] = set()
        for n in range(n_before, min(len(self.named), n_before + 40)):
            away = self._sentence[n] - own
            if away > 3:
                break
            entity = self.named[n].entity
            if entity in seen:
                continue
            seen.add(entity)
            features = found.setdefault(entity, ["only behind"])
            features.append("behind, same" if away == 0 else "behind, later")

    def _facts(self, question: Question, told: Told, found: dict[str, list[str]]) -> None:
        """What holds of a candidate wherever it is named."""
        for entity, name in (
            (question.said_by, "says"), (question.speaker, "speaks"), (told.roles.get(question.role), "same role"),
            (told.groups.get(GROUPS.get(question.role, question.role)), "same group"), (told.heads.get(question.head), "same head"),
            (self.home, "home"), *((entity, f"most {n}") for n, entity in enumerate(self._most)),
            *((told.partners.get(entity), "partner") for entity in question.taken),
            *((told.groups.get(group), f"last {group}") for group in ("agent", "patient", "place", "force", "target", "participant")),
        ):
            if entity is not None:
                found.setdefault(entity, []).append(name)
        beside = self._beside.get(stem(question.head), ())
        before = [entity for at, entity in beside if at < question.at]
        if before:
            found[before[-1]].append("beside, last")
        for entity in {entity for _, entity in beside}:
            found.setdefault(entity, []).append("beside")
        for entity, features in found.items():
            if entity in question.taken:
                features.append("taken")
            if not is_state(entity):
                features.append("body")


def _neighbours(text: str, one: Named) -> list[str]:
    """The nouns beside a mention that may name what it is: the next two words, the word before."""
    found = [word for word in match.groups() if word] if (match := _AFTER.match(text, one.end)) else []
    before = _BEFORE.search(text, max(0, one.start - 40), one.start)
    return [*found, before[1]] if before else found


def is_state(entity: str) -> bool:
    """Whether an entity is a state's code, not a body's short name."""
    return len(entity) == 2 and entity not in ("UN", "EU", "AU", "IS")


def choose(found: Mapping[str, Sequence[str]], question: Question, n_wanted: int, least: float) -> tuple[str, ...]:
    """The `n_wanted` likeliest candidates, none if their share together is below `least` (0 to 1)."""
    weights = _weights(question.kind, GROUPS.get(question.role, question.role))
    scores = {entity: sum(weights.get(name, 0.0) for name in names) for entity, names in found.items()}
    best = sorted(scores, key=lambda entity: -scores[entity])[:n_wanted]
    if len(best) < n_wanted:
        return ()
    nobody = weights.get("nobody", 0.0)
    top = max(nobody, scores[best[0]]) if best else nobody
    total = exp(nobody - top) + sum(exp(score - top) for score in scores.values())
    share = sum(exp(scores[entity] - top) for entity in best) / total
    return tuple(best) if share >= least else ()


@cache
def _weights(kind: str, group: str) -> dict[str, float]:
    """The weight of each feature for words of `kind` in a role of `group`."""
    rows = table("salience.json")["weights"]
    found: Counter[str] = Counter()
    for scope in ("", f"kind {kind}", f"role {group}"):
        for name, weight in rows.get(scope, {}).items():
            found[name] += weight
    return dict(found)


def scopes(question: Question) -> Iterable[str]:
    """The rows of the table that a question draws on."""
    return ("", f"kind {question.kind}", f"role {GROUPS.get(question.role, question.role)}")


__all__ = ["GROUPS", "Mentions", "Question", "Told", "choose", "is_state", "scopes", "stem"]
