"""Three nodes in processes of their own on loopback, under random operations and kill -9, held against an oracle.

    python benchmarks/exchange_nodes.py --operations 2000 --seed 1

Each node is a process with its own ledger (SQLite), store and TAXII server. The conductor sends it operations (tell, correct, reject,
mark, hold back, narrow, propose, sign, end, change or revoke keys, poll), kills one now and then without warning and starts it again,
and lets partners be away. At the end, and every so often, all poll each other until nobody has news; then what everybody holds must be
exactly what the rules in the ledgers allow, and idle nodes must write nothing.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

NAMES = ("Alpha", "Beta", "Gamma")


class Process:
    """A node in a process; `ask` sends it an operation and gives its answer, None where it was killed over it."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.name = folder, name
        self.child: subprocess.Popen[str] | None = None
        self.url = ""
        self.n_starts = 0
        self.start()

    def start(self) -> None:
        command = [sys.executable, __file__, "--node", self.name, "--folder", str(self.folder)]
        self.child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.n_starts += 1
        self.url = self.answer()["url"]

    def answer(self) -> dict[str, Any]:
        assert self.child is not None
        assert self.child.stdout is not None
        line = self.child.stdout.readline()
        if not line:
            raise SystemExit(f"{self.name} ended by itself")
        return json.loads(line)

    def ask(self, what: str, **how: Any) -> dict[str, Any]:
        self.send(what, **how)
        return self.answer()

    def send(self, what: str, **how: Any) -> None:
        assert self.child is not None
        assert self.child.stdin is not None
        self.child.stdin.write(json.dumps({"what": what, **how}) + "\n")
        self.child.stdin.flush()

    def kill(self, after_s: float) -> None:
        """Without warning, `after_s` seconds into whatever it does."""
        assert self.child is not None
        time.sleep(after_s)
        os.kill(self.child.pid, signal.SIGKILL)
        self.child.wait()

    def end(self) -> None:
        assert self.child is not None
        self.child.stdin.close()  # type: ignore[union-attr]
        self.child.wait(30)


def conduct(n_operations: int, seed: int) -> None:
    """Runs the course and says what came of it; ends with an error where somebody holds something else than the oracle says."""
    dice = random.Random(seed)
    with tempfile.TemporaryDirectory() as made:
        nodes = {name: Process(Path(made), name) for name in NAMES}
        introduce(nodes)
        started, counts = time.monotonic(), {"done": 0, "refused": 0, "killed": 0}
        for number in range(1, n_operations + 1):
            operate(dice, nodes, counts)
            if number % 250 == 0:
                rounds = settle(nodes)
                held = check(nodes)
                print(f"{number} operations, {counts}, at rest after {rounds} rounds, {held} claims held as they may be", flush=True)
        settle(nodes)
        check(nodes)
        before = [node.ask("sequence")["sequence"] for node in nodes.values()]
        settle(nodes)
        assert [node.ask("sequence")["sequence"] for node in nodes.values()] == before, "idle nodes write"
        print(f"{n_operations} operations in {time.monotonic() - started:.0f} s, {counts}; idle nodes wrote nothing")
        for node in nodes.values():
            node.end()


def introduce(nodes: dict[str, Process]) -> None:
    cards = {name: node.ask("card")["card"] for name, node in nodes.items()}
    for name, node in nodes.items():
        node.ask("meet", cards=[card for other, card in cards.items() if other != name])
    refresh(nodes)


def refresh(nodes: dict[str, Process]) -> None:
    """Tells everybody under which port the others are reached now, and gives everybody a token of everybody."""
    for name, node in nodes.items():
        tokens = node.ask("tokens")["tokens"]
        for other, token in tokens.items():
            nodes[other].ask("reach", partner=name, url=node.url, token=token)


def operate(dice: random.Random, nodes: dict[str, Process], counts: dict[str, int]) -> None:
    name, other = dice.sample(NAMES, 2)
    node = nodes[name]
    what = dice.choice(["tell"] * 6 + ["decide"] * 5 + ["narrow"] + ["propose"] * 3 + ["sign"] * 4 + ["end", "rotate", "revoke"]
                       + ["poll"] * 6 + ["push"] * 2)  # fmt: skip
    seed = dice.randrange(2**32)
    if dice.random() < 0.01:
        node.send(what, partner=other, seed=seed)
        node.kill(dice.random() * 0.2)
        node.start()
        refresh(nodes)
        counts["killed"] += 1
        return
    counts["done" if node.ask(what, partner=other, seed=seed)["ok"] else "refused"] += 1


def settle(nodes: dict[str, Process]) -> int:
    for number in range(1, 20):
        if not sum(node.ask("sync")["n_new"] for node in nodes.values()):
            return number
    raise SystemExit("the nodes do not come to rest")


def check(nodes: dict[str, Process]) -> int:
    """What each shows, by the oracle in its own process, is what the others hold; the number of claims held."""
    n_held = 0
    shown = {name: node.ask("shown") for name, node in nodes.items()}
    for name, found in shown.items():
        assert found["wrong"] == [], (name, found["wrong"])
    for taker, node in nodes.items():
        held = node.ask("held")["held"]
        for giver in NAMES:
            if giver != taker:
                assert sorted(held[giver]) == sorted(shown[giver]["shown"][taker]), (giver, taker)
                n_held += len(held[giver])
    return n_held


def serve(name: str, folder: Path) -> None:
    """A node: its server in a thread, its operations from standard input."""
    from lagebild.exchange.node import Node, init_node
    from lagebild.exchange.serving import exchange_app
    from lagebild.exchange.taxii.server import Site
    from lagebild.exchange.taxii.serving import running
    from lagebild.exchange.taxii.store import ObjectStore
    from lagebild.ledger import open_ledger

    node = Node(open_ledger(folder / f"{name}.db"), folder / f"{name}.db.node", "ada")
    if node.state().card is None:
        init_node(node, name, None)
    store = ObjectStore(node.store_path)
    with running(exchange_app(node, store, Site("http://127.0.0.1"))) as url:
        print(json.dumps({"url": f"{url}/taxii2/lagebild/"}), flush=True)
        house = House(node, store)
        for line in sys.stdin:
            asked = json.loads(line)
            print(json.dumps(house.do(asked.pop("what"), asked)), flush=True)


class House:
    """What a node does when it is asked to."""

    def __init__(self, node: Any, store: Any) -> None:
        self.node, self.store = node, store
        self.urls: dict[str, str] = {}

    def do(self, what: str, how: dict[str, Any]) -> dict[str, Any]:
        from lagebild.errors import LagebildError

        try:
            return {"ok": True, **(getattr(self, what)(**how) or {})}
        except LagebildError as error:
            return {"ok": False, "error": str(error), "n_new": 0}

    def partner(self, name: str) -> Any:
        return self.node.state().partner(name)

    def card(self) -> dict[str, Any]:
        from lagebild.exchange.card import card_text
        from lagebild.exchange.node import own_card

        return {"card": card_text(own_card(self.node.state()))}

    def meet(self, cards: list[str]) -> None:
        from lagebild.exchange.card import read_card
        from lagebild.exchange.partners import add_partner

        for text in cards:
            card = read_card(text.encode())
            add_partner(self.node, card, card.fingerprint)

    def tokens(self) -> dict[str, Any]:
        from lagebild.exchange.partners import give_token

        return {"tokens": {one.name: give_token(self.node, one) for one in list(self.node.state().active())}}

    def reach(self, partner: str, url: str, token: str) -> None:
        from lagebild.exchange.partners import keep_token

        self.urls[partner] = url
        keep_token(self.node, self.partner(partner), token)

    def client(self, partner: str) -> Any:
        from lagebild.exchange.partners import kept_token
        from lagebild.exchange.taxii.client import TaxiiClient

        return TaxiiClient(self.urls[partner], kept_token(self.node, self.partner(partner)))

    def poll(self, partner: str, seed: int = 0) -> dict[str, Any]:
        from lagebild.exchange.syncing import poll

        with self.client(partner) as client:
            return {"n_new": poll(self.node, self.partner(partner), client).n_new}

    def push(self, partner: str, seed: int = 0) -> None:
        from lagebild.exchange.flow import publish
        from lagebild.exchange.syncing import push

        publish(self.node, self.store)
        with self.client(partner) as client:
            push(self.node, self.partner(partner), client)

    def sync(self) -> dict[str, Any]:
        before = self.node.state().sequence
        for partner in [one.name for one in self.node.state().active()]:
            self.poll(partner)
        return {"n_new": self.node.state().sequence - before}

    def tell(self, partner: str, seed: int) -> None:
        from lagebild.claims.claim import Claim, ReadBy, Role
        from lagebild.claims.ids import claim_id
        from lagebild.claims.report import Report
        from lagebild.claims.span import Span

        text = f"Staat {seed} hat Kiew {seed % 997} Haubitzen geliefert, sagte Minister {seed}."
        report = Report.of(text, language="de", published="2025-03-01", publisher=f"Blatt {seed}")

        def at(words: str) -> Span:
            return Span.of(text, text.index(words), text.index(words) + len(words))

        roles = (Role("supplier", at(f"Staat {seed}"), ("DE", "FR", "KP")[seed % 3]), Role("recipient", at("Kiew"), "UA"),
                 Role("object", at(f"{seed % 997} Haubitzen")))  # fmt: skip
        trigger = at("geliefert")
        id = claim_id(report.id, "transfer", (trigger.start, trigger.end), 0, "model")
        claim = Claim(id, "transfer", "done", Span.of(text, 0, len(text)), trigger, ReadBy("model", "1", 0.5), roles=roles)
        with self.node.ledger.writer("ada") as writer:
            writer.add(report, [claim])

    def decide(self, partner: str, seed: int) -> None:
        from lagebild.claims.decision import accept, correct, reject
        from lagebild.exchange.approvals import clear_payload, withhold_payload
        from lagebild.exchange.markings import LEVELS, Marking, marking_payload
        from lagebild.ledger import Filter

        dice = random.Random(seed)
        with self.node.ledger.view() as view:
            ids = [kept.claim.id for kept in view.every_claim(Filter())]
        if not ids:
            return
        claim, by = dice.choice(ids), {"actor": "ada", "time": self.node.now()}
        which = dice.choice(["mark", "mark", "hold", "clear", "clear", "correct", "correct", "accept", "accept", "reject"])
        if which == "mark":
            self.node.append(marking_payload("claim", [claim], "", Marking(dice.choice([*LEVELS, *LEVELS[:3], "unknown"]))))
        elif which in ("hold", "clear"):
            self.node.append(withhold_payload([claim], "not now", None) if which == "hold" else clear_payload([claim], None))
        else:
            certainty = dice.choice(["possible", "probable"])
            changed = correct([claim], {"certainty": certainty}, **by)
            made = {"correct": changed, "reject": reject([claim], **by), "accept": accept([claim], **by)}[which]
            with self.node.ledger.writer("ada") as writer:
                writer.decide(made)

    def terms(self, dice: random.Random) -> Any:
        from lagebild.exchange.markings import LEVELS, PARTS
        from lagebild.exchange.terms import terms

        return terms(
            types=dice.choice([None, None, None, None, ["transfer"], ["transfer"], []]),
            parties=dice.choice([None, None, ["DE"], ["DE", "KP"]]), highest=dice.choice(LEVELS[1:4]),
            unmarked=dice.choice(["green", "green", "amber", None]), expires="2100-12-31",
            parts=dice.choice([PARTS, PARTS, ["time", "quantity"], [part for part in PARTS if part != "text"]]),
        )

    def narrow(self, partner: str, seed: int) -> None:
        from lagebild.exchange.dealing import narrow

        dice = random.Random(seed)
        them = self.partner(partner).identity
        narrow(self.node, them, dice.choice([them, self.node.state().identity]), self.terms(dice))

    def propose(self, partner: str, seed: int) -> None:
        from lagebild.exchange.dealing import propose

        dice = random.Random(seed)
        propose(self.node, self.partner(partner).identity, self.terms(dice), self.terms(dice))

    def sign(self, partner: str, seed: int) -> None:
        from lagebild.exchange.dealing import countersign

        countersign(self.node, self.partner(partner).identity)

    def end(self, partner: str, seed: int) -> None:
        from lagebild.exchange.dealing import end

        if seed % 4 == 0:
            end(self.node, self.partner(partner).identity)

    def rotate(self, partner: str, seed: int) -> None:
        from lagebild.exchange.node import rotate

        if seed % 4 == 0:
            rotate(self.node)

    def revoke(self, partner: str, seed: int) -> None:
        from lagebild.exchange.node import own_card, revoke

        if seed % 8 == 0:
            revoke(self.node, own_card(self.node.state()).last.current.id)

    def sequence(self) -> dict[str, Any]:
        return {"sequence": self.node.state().sequence}

    def shown(self) -> dict[str, Any]:
        """For each partner the notes of the claims that it may hold: which claims these are is decided anew, from the ledger alone."""
        from lagebild.exchange.flow import cases_of
        from lagebild.exchange.release import Released, decide

        state, found = self.node.state(), {}
        today = self.node.now().date().isoformat()
        for partner in state.active():
            with self.node.ledger.view() as view:
                allowed = {case.kept.claim.id: ruling for case in cases_of(view, state, partner.identity)
                           if isinstance(ruling := decide(state.offer(partner.identity), case, today), Released)}  # fmt: skip
            shown = state.out(partner.identity).claims
            assert {claim: (one.level, set(one.parts)) for claim, one in shown.items()} == {
                claim: (ruling.level, set(ruling.parts)) for claim, ruling in allowed.items()
            }
            found[partner.name] = [one.note for one in shown.values()]
        return {"shown": found, "wrong": [gap.text for one in state.active() for gap in state.come(one.identity).wrong()]}

    def held(self) -> dict[str, Any]:
        from lagebild.exchange.received import received

        state = self.node.state()
        found: dict[str, list[str]] = {one.name: [] for one in state.active()}
        names = {one.identity: one.name for one in state.active()}
        for one in received(state, self.node.now().date().isoformat()):
            found[names[one.origin]].append(one.held.id)
        return {"held": found}


def main() -> None:
    """The conductor, or with --node one of its nodes."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--operations", type=int, default=1_000)
    asked.add_argument("--seed", type=int, default=0)
    asked.add_argument("--node", choices=NAMES, help=argparse.SUPPRESS)
    asked.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.node:
        serve(given.node, given.folder)
    else:
        conduct(given.operations, given.seed)


if __name__ == "__main__":
    main()
