"""A node in a process of its own: its TAXII server on loopback, and what its people do, asked for line by line on standard input."""

import json
import random
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from lagebild.claims.claim import Claim, ReadBy, Role, Source
from lagebild.claims.decision import accept, correct, reject
from lagebild.claims.ids import claim_id
from lagebild.claims.moment import Moment, Place
from lagebild.claims.quantity import Quantity
from lagebild.claims.report import Report
from lagebild.claims.span import Span
from lagebild.errors import LagebildError
from lagebild.exchange import state as exchange_state
from lagebild.exchange.approvals import approve_payload, clear_payload, releaser_payload, withhold_payload
from lagebild.exchange.card import card_text, read_card
from lagebild.exchange.dealing import countersign, end, narrow, propose
from lagebild.exchange.flow import publish
from lagebild.exchange.markings import PARTS, Marking, marking_payload
from lagebild.exchange.node import Node, init_node, own_card, revoke, rotate
from lagebild.exchange.partners import add_partner, drop_partner, give_token, keep_token, kept_token
from lagebild.exchange.quota import Quota
from lagebild.exchange.received import received
from lagebild.exchange.sayings import consent, consents_given, end_consent, request_onward
from lagebild.exchange.serving import exchange_app
from lagebild.exchange.state import Partner
from lagebild.exchange.stix.extensions import CLAIM
from lagebild.exchange.syncing import poll, push, take_inbox
from lagebild.exchange.taxii.client import TaxiiClient
from lagebild.exchange.taxii.link import Patience
from lagebild.exchange.taxii.server import Site
from lagebild.exchange.taxii.serving import Listening, running
from lagebild.exchange.taxii.store import ObjectStore
from lagebild.exchange.terms import Terms, terms
from lagebild.ledger import open_ledger
from tests.exchange.telling_signs import COUNTRIES, MATERIEL, PUBLISHED, SUPPLIERS, TYPES, Sign, signs_in

Json = dict[str, Any]
#: A partner that is away is away: the test does not wait for it.
HASTY = Patience(connect_s=5, exchange_s=60, n_tries=1)
ROOT = "/taxii2/lagebild/"
#: Partners here ask as often as machines can.
GENEROUS = Quota(requests_a_minute=1_000_000, failed_tokens=1_000_000)


class Living:
    """What a node does when it is asked to; every method takes and gives JSON."""

    def __init__(self, node: Node, store: ObjectStore) -> None:
        self.node, self.store = node, store

    def do(self, what: str, how: Json) -> Json:
        try:
            return {"ok": True, **(getattr(self, what)(**how) or {})}
        except LagebildError as error:
            return {"ok": False, "error": f"{type(error).__name__}: {error}"}

    def partner(self, name: str) -> Partner:
        return self.node.state().partner(name)

    def about(self) -> Json:
        return {"identity": self.node.state().identity, "card": card_text(own_card(self.node.state()))}

    def meet(self, card: str) -> None:
        read = read_card(card.encode())
        add_partner(self.node, read, read.fingerprint)

    def token(self, partner: str) -> Json:
        return {"token": give_token(self.node, self.partner(partner))}

    def keep(self, partner: str, token: str) -> None:
        keep_token(self.node, self.partner(partner), token)

    def releaser(self) -> None:
        self.node.append(releaser_payload("ada"))

    def tell(self, n: int) -> None:
        report, claim = told(Sign(n))
        with self.node.ledger.writer("ada") as writer:
            writer.add(report, [claim])

    def mark(self, noun: str, target: str, part: str, level: str | None, to: Sequence[str] | None) -> None:
        marking = None if level is None else Marking(level, None if to is None else tuple(to))
        self.node.append(marking_payload(noun, [target], part, marking))

    def decide(self, claim: str, kind: str, certainty: str) -> None:
        by: Any = {"actor": "ada", "time": self.node.now()}
        made = {"accept": accept, "reject": reject}.get(kind)
        decision = correct([claim], {"certainty": certainty}, **by) if made is None else made([claim], **by)
        with self.node.ledger.writer("ada") as writer:
            writer.decide(decision)

    def approve(self, claim: str, partner: str | None, parts: Sequence[str]) -> None:
        with self.node.ledger.view() as view:
            found = view.claim(claim).claim
        self.node.append(approve_payload(self.node.state().approvals, "ada", [found], parts, partner))

    def withhold(self, claim: str, partner: str | None) -> None:
        self.node.append(withhold_payload([claim], "not now", partner))

    def clear(self, claim: str, partner: str | None) -> None:
        self.node.append(clear_payload([claim], partner))

    def narrow(self, partner: str, mine: bool, seed: int) -> None:
        us, them = self.node.state().identity, self.partner(partner).identity
        narrow(self.node, them, us if mine else them, self.terms(random.Random(seed), them))

    def propose(self, partner: str, seed: int) -> None:
        dice, them = random.Random(seed), self.partner(partner).identity
        propose(self.node, them, self.terms(dice, them), self.terms(dice, them))

    def sign(self, partner: str) -> None:
        countersign(self.node, self.partner(partner).identity)

    def end(self, partner: str) -> None:
        end(self.node, self.partner(partner).identity)

    def drop(self, partner: str, now: bool) -> None:
        drop_partner(self.node, self.partner(partner), None if now else 30)

    def rotate(self) -> None:
        rotate(self.node)

    def revoke(self) -> None:
        revoke(self.node, own_card(self.node.state()).last.current.id)

    def consent(self, holder: str, to: str, objects: Sequence[str]) -> None:
        consent(self.node, self.partner(holder), objects, [self.partner(to)], "2099-12-31")

    def end_consent(self, seed: int) -> None:
        given = consents_given(self.node.state())
        if given:
            end_consent(self.node, random.Random(seed).choice(given)[0])

    def request(self, to: str, objects: Sequence[str]) -> None:
        request_onward(self.node, objects, self.partner(to), "may we?")

    def poll(self, partner: str) -> Json:
        with self._client(partner) as client:
            return {"n_new": poll(self.node, self.partner(partner), client).n_new}

    def push(self, partner: str) -> None:
        publish(self.node, self.store)
        with self._client(partner) as client:
            push(self.node, self.partner(partner), client)

    def sync(self, names: Sequence[str]) -> Json:
        """Takes in, polls and pushes, with these partners; how many events that wrote."""
        before = self.node.state().sequence
        for name in names:
            take_inbox(self.node, self.store, self.partner(name).identity)
            self.poll(name)
        for name in names:
            self.push(name)
        return {"n_events": self.node.state().sequence - before}

    def sequence(self) -> Json:
        return {"sequence": self.node.state().sequence}

    def events(self, after: int) -> Json:
        """The events behind `after` by which people, here or at a partner, said something; what the code made of them is left out."""
        with self.node.ledger.view() as view:
            found = [
                {"kind": one.kind, "payload": _thin(one.payload), "sequence": one.sequence} for one in view.events(after=after)
                if one.kind in ("reading", "decision") or one.payload.get("what") in ("marking", "approval", "agreement", "said", "partner")
            ]  # fmt: skip
            return {"events": found, "head": view.head()[0]}

    def held(self) -> Json:
        """The claims of others that we hold: who made each, through whom it came, and which signs of which claim stand in it."""
        state = self.node.state()
        rows = []
        for one in received(state, self.node.now().date().isoformat()):
            reports = [state.holdings.objects[ref].item for ref in one.held.item["object_refs"] if ref in state.holdings.objects]
            row = {
                "id": one.held.id, "report": one.taken.report, "origin": one.origin, "via": list(one.via), "level": one.level, "parts": sorted(one.parts),
                "certainty": one.held.item["extensions"][CLAIM]["certainty"],
                "signs": sorted(signs_in(json.dumps([_bare(item) for item in (*reports, one.held.item)], ensure_ascii=False))),
            }  # fmt: skip
            rows.append(row)
        return {"held": rows}

    def wrong(self) -> Json:
        """What is wrong with streams, what was refused for good, and what waits for a confirmation."""
        state = self.node.state()
        return {
            "gaps": [[one.name, gap.kind, gap.text] for one in state.active() for gap in state.come(one.identity).wrong()],
            "unconfirmed": [[one.name, id] for one in state.active() for id in state.out(one.identity).unconfirmed()],
            "refused": [[one.partner, one.id, one.reason] for one in state.holdings.refused[-20:]],
        }  # fmt: skip

    def terms(self, dice: random.Random, them: str) -> Terms:
        """Random terms; what goes onward goes to the third one."""
        third = [one.identity for one in self.node.state().active() if one.identity != them]
        onward = dice.choice(["none", "consent", "allies", "allies"])
        few = dice.sample(PARTS, dice.randint(0, len(PARTS)))
        return terms(
            types=dice.choice([None, None, None, [TYPES[0]], list(TYPES), []]),
            parties=dice.choice([None, None, None, list(SUPPLIERS[:2]), [COUNTRIES[1]], ["UA"]]),
            materiel=dice.choice([None, None, None, [MATERIEL[0]]]), since=dice.choice([None, None, "1900-01-05"]),
            until=dice.choice([None, None, "1999-12-31", "1903-01-01"]), highest=dice.choice(["green", "amber", "amber", "amber+strict", "red"]),
            unmarked=dice.choice([None, "clear", "green", "amber", "red"]), parts=dice.choice([PARTS, PARTS, PARTS, few, few]),
            checked=dice.random() < 0.1, onward=onward, allies=third if onward == "allies" else [],
            approval=dice.choice([[], [], [], [], ["all"], [f"type:{TYPES[1]}"], ["tlp:amber"], ["part:words"], ["part:text"]]),
            expires=dice.choice(["2099-12-31"] * 9 + ["2020-01-01"]),
        )  # fmt: skip

    def _client(self, partner: str) -> TaxiiClient:
        found = self.partner(partner)
        return TaxiiClient(str(found.card.last.address), kept_token(self.node, found), patience=HASTY)


def told(sign: Sign) -> tuple[Report, Claim]:
    """The report and claim of a sign."""
    n = sign.n
    text = f"Am Tag hat Staat{n}x in Ort{n}x viele {sign.materiel} Typ{n}x geliefert, Wort{n}x, sagte Minister{n}x. Dahinter{n}x."
    if sign.plain:
        text = f"Dann hat Staat{n}x {sign.materiel} Typ{n}x geliefert, Wort{n}x. Dahinter{n}x."

    def at(words: str) -> Span:
        return Span.of(text, text.index(words), text.index(words) + len(words))

    report = Report.of(
        text, language="de", published=PUBLISHED, publisher=f"Blatt{n}x", title=f"Titel{n}x", source=f"https://example.org/adr{n}x",
    )  # fmt: skip
    amount = None if sign.plain else Quantity("exact", sign.amount, sign.amount, "piece")
    object_ = Role("object", at(f"{sign.materiel} Typ{n}x" if sign.plain else f"viele {sign.materiel} Typ{n}x"), f"LOT{n}x", amount)
    doer = Role("supplier" if sign.type == "transfer" else "holder", at(f"Staat{n}x"), sign.supplier)
    roles = (doer, object_) if sign.type != "transfer" else (doer, Role("recipient", at("hat"), "UA"), object_)
    trigger = at("geliefert")
    more: Json = {} if sign.plain else {
        "attribution": (Source(at(f"Minister{n}x"), "government", at("sagte"), None),), "time": Moment(sign.day, at("Am Tag")),
        "place": Place(at(f"Ort{n}x"), sign.country, "place"),
    }  # fmt: skip
    claim = Claim(
        claim_id(report.id, sign.type, (trigger.start, trigger.end), 0, "model"), sign.type, "done",  # type: ignore[arg-type]
        Span.of(text, 0, text.index(". ") + 1), trigger, ReadBy("model", "1", sign.confidence), roles=roles, **more,
    )  # fmt: skip
    return report, claim


def serve(name: str, folder: Path, port: int) -> None:
    """A node until its standard input ends. It keeps its state more often than usual, so that whoever is killed comes back to one."""
    exchange_state._MANY = 100  # type: ignore[misc]
    node = Node(open_ledger(folder / f"{name}.db"), folder / f"{name}.db.node", "ada", quota=GENEROUS)
    if node.state().card is None:
        init_node(node, name, f"http://127.0.0.1:{port}{ROOT}")
    store = ObjectStore(node.store_path)
    living = Living(node.apart(), store)
    with running(exchange_app(node, store, Site(f"http://127.0.0.1:{port}")), Listening(port=port)):
        say(json.dumps({"ok": True}))
        for line in sys.stdin:
            asked = json.loads(line)
            say(json.dumps(living.do(asked.pop("what"), asked)))
    store.close()


def say(line: str) -> None:
    """A line to whoever conducts."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _bare(item: Json) -> Json:
    """An object without its seal, whose random letters could look like a sign."""
    return {**item, "extensions": {key: part for key, part in item.get("extensions", {}).items() if "signature" not in part}}


def _thin(payload: Mapping[str, Any]) -> Json:
    """A payload without signatures."""
    return {**payload, "envelopes": list(payload["envelopes"])} if "envelopes" in payload else dict(payload)


if __name__ == "__main__":
    serve(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
