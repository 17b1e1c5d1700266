"""Three nodes in processes of their own, under random operations and kill -9, held against an oracle that knows the agreements alone.

    python -m tests.exchange.conduct --operations 20000 --seed 1

Each node is a process with its own ledger (SQLite), store and TAXII server on loopback; all that passes between them goes over TAXII.
After every few operations one partner looks at everything that one server shows it (bodies, versions, manifest, headers, errors):
no sign of a claim may be there that the oracle does not allow. Every so often all exchange until nobody has news: then each
must hold exactly what the oracle says, directly and through an ally, and idle nodes must write and send nothing.
"""

import argparse
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from lagebild.exchange.collections import inbox, outbox
from tests.exchange.living import ROOT, say
from tests.exchange.oracle import LEVELS, PARTS, Book, Told, may_pass, signs_of
from tests.exchange.telling_signs import signs_in

NAMES = ("Alpha", "Beta", "Gamma")
MEDIA = "application/taxii+json;version=2.1"
OPERATIONS = (
    ["tell"] * 4 + ["decide"] * 4 + ["mark"] * 4 + ["approve"] * 4 + ["withhold", "clear", "clear"] + ["narrow"] + ["propose"] * 3 + ["sign"] * 5
    + ["consent"] * 2 + ["end_consent", "request"] + ["poll"] * 8 + ["push"] * 3 + ["rotate", "revoke", "end", "away", "drop"]
)  # fmt: skip
#: Of operations that undo much, only some are done.
RARE = {"rotate": 0.3, "revoke": 0.2, "end": 0.2, "away": 0.2, "drop": 0.3}
KILLED = 0.005
LOOKED = 0.05
SETTLED_EVERY = 100


class Wrong(AssertionError):
    """Something is otherwise than the oracle says."""


@dataclass(slots=True)
class Party:
    """A node's process as the conductor knows it, and what its ledger says (`book`, up to event `at`)."""

    folder: Path
    name: str
    port: int
    book: Book = field(default_factory=Book)
    at: int = 0
    tokens: dict[str, str] = field(default_factory=dict)
    child: "subprocess.Popen[str] | None" = None

    @property
    def id(self) -> str:
        return self.book.identity

    @property
    def away(self) -> bool:
        return self.child is None

    def start(self) -> None:
        command = [sys.executable, "-m", "tests.exchange.living", self.name, str(self.folder), str(self.port)]
        self.child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._answer()

    def ask(self, what: str, **how: Any) -> dict[str, Any]:
        self.send(what, **how)
        return self._answer()

    def send(self, what: str, **how: Any) -> None:
        assert self.child is not None
        assert self.child.stdin is not None
        self.child.stdin.write(json.dumps({"what": what, **how}) + "\n")
        self.child.stdin.flush()

    def kill(self, after_s: float) -> None:
        """kill -9, `after_s` seconds into whatever it does."""
        assert self.child is not None
        time.sleep(after_s)
        self.child.send_signal(signal.SIGKILL)
        self._gone()

    def leave(self) -> None:
        """Ends in good order."""
        if self.child is not None:
            assert self.child.stdin is not None
            self.child.stdin.close()
            self._gone()

    def read(self) -> Book:
        """The book, read on."""
        answer = self.ask("events", after=self.at)
        self.book.read(answer["events"])
        self.at = answer["head"]
        return self.book

    def _gone(self) -> None:
        assert self.child is not None
        self.child.wait(60)
        for pipe in (self.child.stdin, self.child.stdout):
            if pipe is not None:
                pipe.close()
        self.child = None

    def _answer(self) -> dict[str, Any]:
        assert self.child is not None
        assert self.child.stdout is not None
        line = self.child.stdout.readline()
        if not line:
            raise Wrong(f"{self.name} ended by itself")
        found: dict[str, Any] = json.loads(line)
        return found


@dataclass(slots=True)
class Course:
    """One course of events."""

    parties: dict[str, Party]
    dice: random.Random
    done: Counter[str] = field(default_factory=Counter)
    n_told: int = 0
    n_looks: int = 0

    def introduce(self) -> None:
        for one in self.parties.values():
            one.start()
            one.book.identity = one.ask("about")["identity"]
            one.ask("releaser")
        cards = {name: one.ask("about")["card"] for name, one in self.parties.items()}
        for one in self.parties.values():
            for other in self.others(one):
                one.ask("meet", card=cards[other.name])
                one.tokens[other.name] = one.ask("token", partner=other.name)["token"]
        for one in self.parties.values():
            for other in self.others(one):
                other.ask("keep", partner=one.name, token=one.tokens[other.name])

    def others(self, one: Party) -> list[Party]:
        return [other for other in self.parties.values() if other is not one]

    def operate(self) -> None:
        """One operation of one node; now and then it is killed over it."""
        what = self.dice.choice(OPERATIONS)
        if self.dice.random() > RARE.get(what, 1):
            what = "poll"
        one = self.dice.choice([party for party in self.parties.values() if not party.away])
        if what in ("away", "drop"):
            (self.come_and_go if what == "away" else self.part_and_meet)(one)
            return
        how = self.how(one, what)
        if how is None:
            return
        if self.dice.random() < KILLED:
            one.send(what, **how)
            one.kill(self.dice.random() * 0.1)
            one.start()
            self.done["killed"] += 1
            return
        answer = one.ask(what, **how)
        self.done[what if answer["ok"] else f"{what}, refused"] += 1

    def come_and_go(self, one: Party) -> None:
        away = [party for party in self.parties.values() if party.away]
        if away:
            away[0].start()
        else:
            one.leave()
        self.done["came back" if away else "went away"] += 1

    def part_and_meet(self, one: Party) -> None:
        """Somebody drops a partner, sometimes so that it may fetch nothing more; or takes it up again."""
        other = self.dice.choice(self.others(one))
        if other.id in one.read().dropped:
            self.meet_again(one, other)
            return
        now = self.dice.random() < 0.3
        one.ask("drop", partner=other.name, now=now)
        self.done["dropped at once" if now else "dropped"] += 1

    def meet_again(self, one: Party, other: Party) -> None:
        """A dropped partner is taken up again, with a new token."""
        if other.away:
            return
        one.ask("meet", card=other.ask("about")["card"])
        for here, there in ((one, other), (other, one)):
            here.tokens[there.name] = here.ask("token", partner=there.name)["token"]
            there.ask("keep", partner=here.name, token=here.tokens[there.name])
        self.done["taken up again"] += 1

    def how(self, one: Party, what: str) -> dict[str, Any] | None:
        """What an operation is done with; None where there is nothing to do it with."""
        dice = self.dice
        other = dice.choice(self.others(one))
        third = next(party for party in self.others(one) if party is not other)
        seed = dice.randrange(2**32)
        if what == "tell":
            self.n_told += 1
            return {"n": self.n_told}
        if what in ("decide", "mark", "approve", "withhold", "clear"):
            return self.on_claim(one, other, what)
        if what in ("consent", "request"):
            holder, maker = (other, one) if what == "consent" else (one, other)
            if holder.away:
                return None
            ids = [row["id"] for row in holder.ask("held")["held"] if row["origin"] == maker.id and maker.id in row["via"]]
            if not ids:
                return None
            some = dice.sample(ids, min(len(ids), dice.randint(1, 3)))
            return {"holder": other.name, "to": third.name, "objects": some} if what == "consent" else {"to": third.name, "objects": some}
        return {
            "narrow": {"partner": other.name, "mine": dice.random() < 0.6, "seed": seed}, "propose": {"partner": other.name, "seed": seed},
            "end_consent": {"seed": seed}, "rotate": {}, "revoke": {},
        }.get(what, {"partner": other.name})  # fmt: skip

    def on_claim(self, one: Party, other: Party, what: str) -> dict[str, Any] | None:
        dice, book = self.dice, one.read()
        if not book.claims:
            return None
        claim, to = dice.choice(list(book.claims)), dice.choice([None, other.name])
        if what == "decide":
            return {"claim": claim, "kind": dice.choice(["accept", "correct", "correct", "reject"]), "certainty": dice.choice(["probable", "possible"])}
        if what == "approve":
            parts = dice.choice([sorted(PARTS), sorted(PARTS), dice.sample(sorted(PARTS), 6)])
            return {"claim": claim, "partner": other.id if to else None, "parts": parts}
        if what != "mark":
            return {"claim": claim, "partner": other.id if to else None}
        level = dice.choice([None, *LEVELS, *LEVELS[:3], *LEVELS[:3], "unknown"])
        audience = dice.choice([None, None, None, [other.id], []])
        if dice.random() < 0.3:
            return {"noun": "report", "target": dice.choice(list(book.reports)), "part": "", "level": level, "to": audience}
        return {"noun": "claim", "target": claim, "part": dice.choice(["", "", *sorted(PARTS)[:4]]), "level": level, "to": audience}

    def glance(self) -> None:
        """Some partner looks at some server."""
        giver = self.dice.choice([party for party in self.parties.values() if not party.away])
        self.look(giver, self.dice.choice(self.others(giver)), None)

    def look(self, giver: Party, taker: Party, passed: Mapping[int, Told] | None) -> None:
        """Everything that one server shows one partner now, beside what the oracle allows it to show of the server's own claims, and
        where that is known (`passed`) of those of others."""
        for _ in range(5):
            allowed = giver.read().may(taker.id, today())
            at, shown = giver.at, self.everything(giver, taker)
            giver.read()
            if giver.at == at or _quiet(giver, at):
                break
        self.n_looks += 1
        if taker.id in giver.book.dropped and (told_of := signs_in(shown)):
            raise Wrong(f"{giver.name} has dropped {taker.name} and shows it {sorted(told_of)[:10]}")
        own = set(giver.book.states)
        found = {sign for sign in signs_in(shown) if passed is not None or sign[0] in own}
        wanted = {sign for number, told in {**allowed, **(passed or {})}.items() for sign in signs_of(number, told)}
        if found != wanted:
            raise Wrong(f"{giver.name} shows {taker.name} {sorted(found - wanted)[:10]} too much, {sorted(wanted - found)[:10]} too little")
        hidden = [id for ids in (giver.book.claims, giver.book.reports) for id, number in ids.items()
                  if "words" not in getattr(allowed.get(number), "parts", ())]  # fmt: skip
        if told := [id for id in hidden if id in shown]:
            raise Wrong(f"{giver.name} shows {taker.name} the ids {told[:5]}")

    def everything(self, giver: Party, taker: Party) -> str:
        """All that the partner can get out of the server, in one text (seals left out)."""
        address = f"http://127.0.0.1:{giver.port}"
        headers = {"accept": MEDIA, "authorization": f"Bearer {giver.tokens[taker.name]}"}
        texts = []
        with httpx.Client(base_url=address, headers=headers, timeout=60) as client:

            def get(path: str, **query: str) -> httpx.Response:
                answer = client.get(path, params=query)
                texts.append(json.dumps(dict(answer.headers)))
                return answer

            box = f"{ROOT}collections/{outbox(giver.id, taker.id)}/"
            third = next(party for party in self.others(giver) if party is not taker)
            secret = [outbox(giver.id, third.id), inbox(giver.id, third.id), "6f2a4a1e-0000-4000-8000-000000000000"]
            answers = [get(f"{ROOT}collections/{id}/objects/") for id in secret]
            if len({(answer.status_code, answer.text.replace(id, "")) for answer, id in zip(answers, secret, strict=True)}) != 1:
                raise Wrong(f"{giver.name} tells {taker.name} which collections others have")
            texts += [answer.text for answer in (*answers, get("/taxii2/"), get(ROOT), get(f"{ROOT}collections/"), get(box))]
            ids: dict[str, None] = {}
            for what in ("objects", "manifest"):
                query = {"match[version]": "all", "limit": "200"}
                while True:
                    answer = get(f"{box}{what}/", **query)
                    if answer.status_code in (401, 403, 404):  # the outbox is not readable: nothing is shown
                        break
                    body = answer.raise_for_status().json()
                    items = body.get("objects", [])
                    texts.append(json.dumps([_bare(item) for item in items], ensure_ascii=False))
                    ids |= dict.fromkeys(item["id"] for item in items)
                    if not body.get("more"):
                        break
                    query["next"] = body["next"]
            for id in self.dice.sample(list(ids), min(4, len(ids))):
                texts.append(get(f"{box}objects/{quote(id)}/versions/").text)
            texts.append(get(f"{box}objects/", **{"match[type]": "note,report", "match[version]": "x"}).text)
        return "\n".join(texts)

    def settle(self) -> int:
        """All exchange until nobody has news; in how many rounds."""
        for party in self.parties.values():
            if party.away:
                party.start()
        for party in self.parties.values():
            for other in self.others(party):
                if other.id in party.read().dropped:
                    self.meet_again(party, other)
        for number in range(1, 25):
            n_events = 0
            for party in self.parties.values():
                answer = party.ask("sync", names=[other.name for other in self.others(party)])
                if not answer["ok"]:
                    raise Wrong(f"{party.name}: {answer['error']}")
                n_events += answer["n_events"]
            if not n_events:
                return number
        raise Wrong("the nodes do not come to rest")

    def check(self) -> int:
        """Everybody holds exactly what the oracle says; how many claims that are."""
        day = today()
        for party in self.parties.values():
            party.read()
            wrong = party.ask("wrong")
            if wrong["gaps"] or wrong["unconfirmed"]:
                refused = {one.name: one.ask("wrong")["refused"] for one in self.parties.values()}
                raise Wrong(f"{party.name}: {wrong['gaps']} {wrong['unconfirmed']}; refused were {refused}")
        rows = {party.name: party.ask("held")["held"] for party in self.parties.values()}
        n_held, onward = 0, {}
        for maker in self.parties.values():
            for holder in self.others(maker):
                if maker.book.terms(maker.id, holder.id) != holder.book.terms(maker.id, holder.id):
                    raise Wrong(f"{maker.name} and {holder.name} do not agree on what {maker.name} gives")
                direct = _held(rows[holder.name], maker.id, maker.id)
                allowed = maker.book.may(holder.id, day)
                _same(f"{holder.name} from {maker.name}", direct, allowed)
                n_held += len(direct)
                ally = next(party for party in self.others(maker) if party is not holder)
                ids = {number: (frozenset({row["id"], row["report"]}), allowed[number]) for number, row in direct.items()}
                passed = _held(rows[ally.name], maker.id, holder.id)
                may = onward[holder.name, ally.name] = may_pass(maker.book, holder.book, ally.id, ids, day)
                _same(f"{ally.name} from {maker.name} through {holder.name}", passed, may)
                n_held += len(passed)
                self.done["passed on, held"] += len(passed)
        giver, taker = self.dice.sample(list(self.parties.values()), 2)
        self.look(giver, taker, onward[giver.name, taker.name])
        return n_held

    def rest(self) -> None:
        """Idle nodes write nothing and send nothing."""
        before = [(party.ask("sequence"), _files(party)) for party in self.parties.values()]
        self.settle()
        if [(party.ask("sequence"), _files(party)) for party in self.parties.values()] != before:
            raise Wrong("idle nodes write, or send")


def conduct(n_operations: int, seed: int, folder: Path, *, every: int = SETTLED_EVERY, loud: bool = False) -> Course:
    """Runs a course in a folder; raises `Wrong` where something is otherwise than the oracle says."""
    began = time.monotonic()
    folder.mkdir(parents=True, exist_ok=True)
    course = Course({name: Party(folder, name, _free_port()) for name in NAMES}, random.Random(seed))
    try:
        course.introduce()
        for number in range(1, n_operations + 1):
            course.operate()
            if course.dice.random() < LOOKED:
                course.glance()
            if number % every == 0 or number == n_operations:
                rounds, held = course.settle(), course.check()
                if loud:
                    words = f"{course.n_told} claims told, {held} held as they may be, at rest after {rounds} rounds, {course.n_looks} looks"
                    say(f"{number} operations in {time.monotonic() - began:.0f} s: {words}")
        course.rest()
    finally:
        for party in course.parties.values():
            party.leave()
    if loud:
        say(f"seed {seed}: {n_operations} operations; idle nodes wrote and sent nothing\n{dict(sorted(course.done.items()))}")
    return course


def today() -> str:
    return time.strftime("%Y-%m-%d", time.gmtime())


def _held(rows: list[dict[str, Any]], origin: str, via: str) -> dict[int, dict[str, Any]]:
    """What is held of one maker through one partner, by the number of the claim."""
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        if row["origin"] == origin and via in row["via"]:
            numbers = {number for number, _ in row["signs"]}
            if len(numbers) != 1 or found.setdefault(min(numbers), row) is not row:
                raise Wrong(f"{row['id']} tells of several claims, or a claim is there twice")
    return found


def _same(where: str, held: dict[int, dict[str, Any]], allowed: dict[int, Told]) -> None:
    if held.keys() != allowed.keys():
        raise Wrong(f"{where}: holds {sorted(held.keys() - allowed.keys())[:10]} too much, {sorted(allowed.keys() - held.keys())[:10]} too little")
    for number, told in allowed.items():
        row = held[number]
        if (row["level"], frozenset(row["parts"]), row["certainty"]) != (told.level, told.parts, told.certainty):
            raise Wrong(f"{where}: {number} is {row}, and should be {told}")
        if {tuple(sign) for sign in row["signs"]} != signs_of(number, told):
            raise Wrong(f"{where}: {number} shows {row['signs']}, and should show {sorted(signs_of(number, told))}")


def _quiet(giver: Party, at: int) -> bool:
    """Whether nobody said anything behind an event: publishing alone changes nothing of what may be seen."""
    return not giver.ask("events", after=at)["events"]


def _files(party: Party) -> tuple[int, ...]:
    """Sizes of what a node has written for others."""
    import sqlite3

    with sqlite3.connect(f"file:{party.folder / f'{party.name}.db.node' / 'objects.db'}?mode=ro", uri=True) as found:
        tables = [name for (name,) in found.execute("SELECT name FROM sqlite_master WHERE type = 'table'") if not name.startswith("sqlite_")]
        counts = tuple(found.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in sorted(tables))
    found.close()
    return counts


def _bare(item: dict[str, Any]) -> dict[str, Any]:
    return {**item, "extensions": {key: part for key, part in item.get("extensions", {}).items() if "signature" not in part}}


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
    return port


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--operations", type=int, default=int(os.environ.get("LAGEBILD_OPERATIONS", "1000")))
    asked.add_argument("--seed", type=int, default=0)
    asked.add_argument("--every", type=int, default=SETTLED_EVERY, help="Operations between two rests.")
    asked.add_argument("--folder", type=Path, help="An empty folder that is kept, to look at what went wrong.")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as made:
        conduct(given.operations, given.seed, given.folder or Path(made), every=given.every, loud=True)


if __name__ == "__main__":
    main()
