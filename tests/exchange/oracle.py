"""What each node may hold, told from the bare events of the ledgers by somebody who knows the agreements and none of the code.

Nothing of `lagebild.exchange` is used here. The rules are those of docs/exchange.md.
"""

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.exchange.telling_signs import PUBLISHED, Sign

Json = dict[str, Any]
LEVELS = ("clear", "green", "amber", "amber+strict", "red")
PARTS = frozenset({
    "words", "source_names", "attribution", "title", "address", "text", "time", "place", "place_site", "quantity", "materiel", "confidence",
})  # fmt: skip
OF_REPORTS = frozenset({"title", "address", "text", "source_names"})


@dataclass(frozen=True, slots=True)
class Told:
    """A claim as somebody may hold it."""

    level: str
    parts: frozenset[str]
    certainty: str


@dataclass(slots=True)
class Book:
    """What one node's people said, as its ledger has it."""

    identity: str = ""
    claims: dict[str, int] = field(default_factory=dict)
    reports: dict[str, int] = field(default_factory=dict)
    states: dict[int, str] = field(default_factory=dict)
    certainties: dict[int, str] = field(default_factory=dict)
    marks: dict[tuple[str, int, str], tuple[str, list[str] | None]] = field(default_factory=dict)
    approved: dict[tuple[int, str | None], tuple[str, frozenset[str]]] = field(default_factory=dict)
    held: set[tuple[int, str | None]] = field(default_factory=set)
    versions: dict[str, tuple[Json, set[str]]] = field(default_factory=dict)
    narrowings: list[Json] = field(default_factory=list)
    consents: dict[str, Json] = field(default_factory=dict)
    dropped: set[str] = field(default_factory=set)

    def read(self, events: Iterable[Json]) -> None:
        """Reads on."""
        for event in events:
            payload = event["payload"]
            what = payload.get("what") if event["kind"] == "exchange" else event["kind"]
            reader = getattr(self, f"_{what}", None)
            if reader is not None:
                reader(payload)

    def _reading(self, payload: Json) -> None:
        for claim in payload["claims"]:
            (lot,) = [role["entity"] for role in claim["roles"] if (role["entity"] or "").startswith("LOT")]
            number = int(lot[3:-1])
            self.claims[claim["id"]] = self.reports[payload["report"]] = number
            self.states[number], self.certainties[number] = "undecided", "certain"

    def _decision(self, payload: Json) -> None:
        for target in payload["targets"]:
            number = self.claims[target]
            self.states[number] = {"accept": "accepted", "correct": "corrected", "reject": "rejected"}[payload["kind"]]
            self.certainties[number] = payload.get("changes", {}).get("certainty", self.certainties[number])

    def _marking(self, payload: Json) -> None:
        for target in payload["targets"]:
            number = (self.claims if payload["noun"] == "claim" else self.reports)[target]
            key = (payload["noun"], number, payload["part"])
            if payload["level"] is None:
                self.marks.pop(key, None)
            else:
                self.marks[key] = (payload["level"], payload["release_to"])

    def _approval(self, payload: Json) -> None:
        for claim, _ in payload["claims"]:
            key = (self.claims[claim], payload["partner"])
            if payload["action"] == "approve":
                self.approved[key] = (self.certainties[key[0]], frozenset(payload["parts"]))
                self.held.discard(key)
            elif payload["action"] == "withhold":
                self.held.add(key)
            else:
                self.approved.pop(key, None)
                self.held.discard(key)

    def _agreement(self, payload: Json) -> None:
        document = payload["document"]
        if payload["action"] == "narrow":
            self.narrowings.append(document)
        else:
            self.versions.setdefault(_digest(document), (document, set()))[1].update(payload["envelopes"])

    def _said(self, payload: Json) -> None:
        item = payload["object"]
        for part in item.get("extensions", {}).values():
            if part.get("kind") == "consent":
                self.consents[item["id"]] = part["body"]
                if item.get("revoked"):
                    del self.consents[item["id"]]

    def _partner(self, payload: Json) -> None:
        if payload["action"] == "drop":
            self.dropped.add(payload["identity"])
        elif payload["action"] == "add":
            first = json.loads(base64.b64decode(payload["statements"][0]["payload"]))
            self.dropped.discard(first["identity"])

    def terms(self, giver: str, taker: str) -> Json | None:
        """What `giver` lets `taker` hold: the last version that both have signed, and no more than each narrowing of it."""
        signed = [
            (document["version"], digest, document) for digest, (document, by) in self.versions.items()
            if set(document["parties"]) == {giver, taker} == by
        ]  # fmt: skip
        if not signed:
            return None
        last = max(signed, key=lambda one: one[:2])[2]
        found: Json = last["terms"][giver]
        for one in self.narrowings:
            if (one["agreement"], one["version"], one["giver"]) == (last["id"], last["version"], giver):
                found = _less(found, one["terms"])
        return found

    def may(self, taker: str, today: str) -> dict[int, Told]:
        """Which of this node's claims the taker may hold, and what of each."""
        agreed = self.terms(self.identity, taker)
        if agreed is None or today > agreed["expires"] or taker in self.dropped:
            return {}
        found = {number: self._one(number, taker, agreed) for number in self.states}
        return {number: told for number, told in found.items() if told is not None}

    def _one(self, number: int, taker: str, agreed: Json) -> Told | None:
        own, report = self.marks.get(("claim", number, "")), self.marks.get(("report", number, ""))
        given = [one for one in (own, report) if one is not None]
        level = given[0][0] if given else agreed["unmarked"]
        if (
            self.states[number] == "rejected" or {(number, taker), (number, None)} & self.held
            or (agreed["checked"] and self.states[number] == "undecided")
            or not _on_topic(number, agreed, PARTS)
            or level is None or any(one[0] not in LEVELS for one in given) or _rank(level) > _rank(agreed["highest"])
            or (not given and level == "red")
            or any(not _addressed(one, taker) for one in given if one is given[0] or one[1] is not None)
        ):  # fmt: skip
            return None
        approved = self.approved.get((number, taker), self.approved.get((number, None)))
        parts_approved = approved[1] if approved is not None and approved[0] == self.certainties[number] else None
        asked = agreed["approval"]
        all_asked = "all" in asked or f"type:{Sign(number).type}" in asked or any(
            one.startswith("tlp:") and _rank(level) >= _rank(one[4:]) for one in asked
        )  # fmt: skip
        if all_asked and parts_approved is None:
            return None
        parts = {
            part for part in agreed["parts"]
            if all(_fits(one, taker, agreed) for one in self._marks_of(number, part))
            and (part in (parts_approved or ()) or not (all_asked or f"part:{part}" in asked))
        }  # fmt: skip
        return Told(level, _closed(parts, number), self.certainties[number])

    def _marks_of(self, number: int, part: str) -> list[tuple[str, list[str] | None]]:
        keys = [("claim", number, part), *([("report", number, "")] if part in OF_REPORTS else [])]
        return [self.marks[key] for key in keys if key in self.marks]


def may_pass(maker: Book, holder: Book, taker: str, held: Mapping[int, tuple[frozenset[str], Told]], today: str) -> dict[int, Told]:
    """Which of the maker's claims the holder may let the taker hold. `held` has the ids of the claim and its
    report as the holder holds them: a consent counts for these, and for no later ones."""
    given, agreed = maker.terms(maker.identity, holder.identity), holder.terms(holder.identity, taker)
    if given is None or agreed is None or today > min(given["expires"], agreed["expires"]) or agreed["approval"] or agreed["checked"]:
        return {}
    allied = given["onward"] == "allies" and taker in given["allies"]
    consented = {
        id for one in maker.consents.values() if one["holder"] == holder.identity and taker in one["allies"] and today <= one["until"]
        for id in one["objects"]
    }  # fmt: skip
    return {
        number: told for number, (ids, told) in held.items()
        if (allied or ids <= consented) and told.level in LEVELS[:3] and _rank(told.level) <= _rank(agreed["highest"])
        and told.parts <= set(agreed["parts"]) and _on_topic(number, agreed, told.parts)
    }  # fmt: skip


def signs_of(number: int, told: Told) -> set[tuple[int, str]]:
    """The signs that stand in what is told, and no others."""
    one, parts = Sign(number), told.parts
    found = {"LOT"}
    found |= {"Wort", "Staat"} if "words" in parts or "text" in parts else set()
    found |= {"Blatt"} if "source_names" in parts else set()
    found |= {"Titel"} if "title" in parts else set()
    found |= {"adr"} if "address" in parts else set()
    found |= {"Dahinter"} if "text" in parts else set()
    found |= {"confidence"} if "confidence" in parts else set()
    found |= {"Typ"} if "materiel" in parts and (one.plain or "quantity" in parts) else set()
    if not one.plain:
        found |= {"Minister"} if "source_names" in parts else set()
        found |= {"Ort"} if "place_site" in parts else set()
        found |= {"day"} if "time" in parts else set()
        found |= {"amount"} if "quantity" in parts else set()
    return {(number, sign) for sign in found}


def _on_topic(number: int, agreed: Json, told: Iterable[str]) -> bool:
    """Whether a claim, as far as it is told, is about what was agreed."""
    one, known = Sign(number), set(told)
    parties = {one.supplier, f"LOT{number}x"} | ({"UA"} if one.type == "transfer" else set()) | ({one.country} if not one.plain and "place" in known else set())
    day = one.day if not one.plain and "time" in known else PUBLISHED
    names_it = "words" in known or ("materiel" in known and (one.plain or "quantity" in known))
    return (
        (agreed["types"] is None or one.type in agreed["types"])
        and (agreed["parties"] is None or bool(parties & set(agreed["parties"])))
        and (agreed["materiel"] is None or (names_it and one.materiel in agreed["materiel"]))
        and (agreed["since"] is None or day >= agreed["since"])
        and (agreed["until"] is None or day <= agreed["until"])
    )


def _closed(parts: set[str], number: int) -> frozenset[str]:
    """Names need the kinds of sources, sites the place, a sentence all that it tells, a whole text everything that stands in it."""
    left = set(parts)
    for whole, fine in (("attribution", "source_names"), ("place", "place_site")):
        if whole not in left:
            left.discard(fine)
    told = {"materiel"} if Sign(number).plain else {"materiel", "time", "place", "place_site", "attribution", "source_names", "quantity"}
    if not told <= left:
        left.discard("words")
    if not PARTS - {"text", "address", "confidence"} <= left:
        left.discard("text")
    return frozenset(left)


def _less(one: Json, other: Json) -> Json:
    """What both terms allow."""
    def both(key: str) -> list[str] | None:
        if one[key] is None or other[key] is None:
            return other[key] if one[key] is None else one[key]  # type: ignore[no-any-return]
        return sorted(set(one[key]) & set(other[key]))

    lower = {key: min(one[key], other[key], key=_rank) for key in ("highest",)}
    none = one["unmarked"] is None or other["unmarked"] is None
    onward = min(one["onward"], other["onward"], key=("none", "consent", "allies").index)
    return {
        **{key: both(key) for key in ("types", "parties", "materiel", "parts")}, **lower,
        "since": max(filter(None, (one["since"], other["since"])), default=None),
        "until": min(filter(None, (one["until"], other["until"])), default=None),
        "unmarked": None if none else max(one["unmarked"], other["unmarked"], key=_rank),
        "checked": one["checked"] or other["checked"], "onward": onward, "allies": both("allies") if onward == "allies" else [],
        "approval": sorted({*one["approval"], *other["approval"]}), "expires": min(one["expires"], other["expires"]),
    }  # fmt: skip


def _rank(level: str) -> int:
    return LEVELS.index(level)


def _addressed(mark: tuple[str, list[str] | None], taker: str) -> bool:
    level, to = mark
    return level != "red" if to is None else taker in to


def _fits(mark: tuple[str, list[str] | None], taker: str, agreed: Json) -> bool:
    return mark[0] in LEVELS and _rank(mark[0]) <= _rank(agreed["highest"]) and _addressed(mark, taker)


def _digest(document: Json) -> str:
    return hashlib.sha256(json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()
