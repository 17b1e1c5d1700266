"""What every ledger must do, whatever keeps it. Each backend's test module runs all of it."""

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from lagebild.claims.claim import Claim
from lagebild.claims.decision import accept, add, correct, different, dissent, note, reject, same, settle, undo
from lagebild.claims.entity import Entity
from lagebild.claims.event import GENESIS
from lagebild.claims.kept import KeptClaim
from lagebild.claims.record import span_part
from lagebild.claims.report import Fault, Report
from lagebild.errors import InvalidClaim, InvalidDecision, NotRecorded
from lagebild.ledger import BadCursor, Filter, Ledger, Order, Party, Query, chain_lines, check_chain, read_chain
from lagebild.ledger.filters import cursor_of
from lagebild.ledger.memory import MemoryLedger
from lagebild.ledger.rows import ROWS
from tests.ledger.samples import CYRILLIC, HANGUL, Clock, by, capture, claim, guns, korea, report, span


def record(ledger: Ledger, source: Report, *claims: Claim, **more: Any) -> None:
    with ledger.writer("tester", now=Clock()) as writer:
        writer.add(source, claims, **more)


def filled(ledger: Ledger) -> None:
    record(ledger, *korea())
    record(ledger, *guns())


def kept(ledger: Ledger, id: str) -> KeptClaim:
    with ledger.view() as view:
        return view.claim(id)


def listed(ledger: Ledger, wanted: Filter = Filter(), order: Order = Order()) -> list[str]:  # noqa: B008, RUF100 - frozen
    with ledger.view() as view:
        return [one.claim.id for one in view.claims(wanted, order).items]


def found(ledger: Ledger, text: str, shelf: Any = "report", *entities: Entity) -> list[str]:
    with ledger.view() as view:
        return [hit.claim or hit.report for hit in view.search(Query(text, entities), shelf).items]


def tables(ledger: Ledger) -> dict[str, list[Any]]:
    with ledger.transaction(write=False) as store:
        return {table.__name__: list(store.scan(table)) for table in ROWS}


class LedgerContract:
    """The suite. A backend's module subclasses it and gives the fixture `ledger`: a new and empty one."""

    # The log

    def test_an_empty_ledger_is_sound(self, ledger: Ledger) -> None:
        """Nothing recorded: nothing found, nothing wrong."""
        with ledger.view() as view:
            assert (view.head(), list(view.events()), view.claims().items) == ((0, GENESIS), [], ())
        assert ledger.audit() == ()
        assert ledger.verify(tables=True) == ()

    def test_events_are_chained_in_commit_order(self, ledger: Ledger) -> None:
        """Sequences run from 1 without gaps, each event holds the hash of the one before."""
        filled(ledger)
        with ledger.view() as view:
            events = list(view.events())
        assert [event.sequence for event in events] == [1, 2, 3, 4]
        assert [event.kind for event in events] == ["report", "reading", "report", "reading"]
        assert [event.previous for event in events] == [GENESIS, *(event.hash for event in events[:-1])]
        assert ledger.audit() == ()

    def test_nothing_is_recorded_where_the_block_raises(self, ledger: Ledger) -> None:
        """A writer that is left by an error forgets what was not committed."""

        def leave() -> None:
            with ledger.writer("tester") as writer:
                writer.add(korea()[0])
                raise RuntimeError

        with pytest.raises(RuntimeError):
            leave()
        assert listed(ledger) == []

    def test_a_transaction_that_raises_leaves_no_trace(self, ledger: Ledger) -> None:
        """Rows, words and events of a transaction that fails are gone."""
        filled(ledger)
        before = tables(ledger)
        id = korea()[1].id
        with ledger.writer("tester") as writer, pytest.raises(InvalidDecision):
            writer.decide(accept([id], **by("ada")), correct([id], {"status": "gone"}, **by("ada")))
        assert tables(ledger) == before
        assert ledger.audit() == ()

    def test_each_commit_is_acknowledged_once(self, ledger: Ledger) -> None:
        """`on_commit` hears of events when they are safe, batch by batch."""
        heard: list[int] = []
        with ledger.writer("tester", batch=1, on_commit=lambda events: heard.append(len(events))) as writer:
            writer.add(*korea()[:1])
            assert heard == [1]
            writer.add(guns()[0], guns()[1:])
        assert heard == [1, 2]

    def test_other_facts_are_kept_in_the_log(self, ledger: Ledger) -> None:
        """A later room's facts stand in the chain and change no table."""
        with ledger.writer("tester") as writer:
            writer.append("feed", {"address": "https://example.org/feed", "etag": "1", "share": 0.5})
            with pytest.raises(InvalidClaim):
                writer.append("report", {})
        with ledger.view() as view:
            (event,) = view.events(kind="feed")
        assert event.payload["share"] == 0.5
        assert ledger.audit() == ()

    def test_the_chain_goes_out_and_in(self, ledger: Ledger) -> None:
        """An exported chain proves itself, and restores an identical ledger."""
        filled(ledger)
        with ledger.writer("tester") as writer:
            writer.decide(accept([korea()[1].id], **by("ada")))
        with ledger.view() as view:
            lines, head = list(chain_lines(view.events())), view.head()
        assert check_chain(read_chain(lines), head) == ()
        assert [problem.kind for problem in check_chain(read_chain(lines[:-1]), head)] == ["missing"]
        other = MemoryLedger()
        assert other.restore(read_chain(lines)) == 5
        assert tables(other) == tables(ledger)

    # Reports

    def test_a_report_is_kept_whole(self, ledger: Ledger) -> None:
        """Text, facts, capture and original bytes come back as they were given."""
        source, _ = korea(source="https://example.org/a")
        record(ledger, source, capture=capture("https://example.org/a"), original=b"<html>")
        with ledger.view() as view:
            assert view.report(source.id).report == source
            (captured,) = view.captures(source.id)
            assert captured.capture == capture("https://example.org/a")
            assert view.original(captured.original or "") == b"<html>"
            with pytest.raises(NotRecorded):
                view.report("sha256:0")
            with pytest.raises(NotRecorded):
                view.original("sha256:0")
        assert ledger.verify(tables=True) == ()

    def test_adding_again_changes_nothing(self, ledger: Ledger) -> None:
        """The same report, reading and capture leave no second trace, so an interrupted run can be started over."""
        for _ in range(2):
            record(ledger, *korea(), capture=capture("x"), original=b"1", faults=[Fault("x", "y")])
            record(ledger, *korea(), capture=capture("x"), original=b"1", faults=[Fault("x", "y")])
        with ledger.view() as view:
            assert view.head()[0] == 2

    def test_an_id_stands_for_one_text(self, ledger: Ledger) -> None:
        """A report whose id stands for another text becomes a fault; the others of its batch are recorded."""
        with ledger.writer("tester") as writer:
            writer.add(Report(id="1", text="eins"))
            writer.add(Report(id="1", text="zwei"))
            writer.add(Report(id="2", text="zwei"))
        assert [fault.report for fault in writer.faults] == ["1"]
        with ledger.view() as view:
            assert [one.report.text for one in view.reports().items] == ["eins", "zwei"]

    def test_what_no_database_can_store_is_refused(self, ledger: Ledger) -> None:
        """NUL and lone surrogates are refused at the door, and asked for in vain."""
        with ledger.writer("tester") as writer, pytest.raises(InvalidClaim):
            writer.add(Report.of("a"), faults=[Fault("\ud800", "x")])
        with pytest.raises(InvalidClaim):
            Filter(publishers=("\0",))
        with ledger.view() as view:
            assert view.claims(Filter(parties=(Party("\0"), Party("\ud800")))).items == ()
            with pytest.raises(NotRecorded):
                view.claim("\0")
        with ledger.writer("tester") as writer, pytest.raises(InvalidClaim):
            writer.add(Report.of("a\0b"))
        with pytest.raises(InvalidClaim):
            ledger.writer(" ")

    def test_facts_that_come_later_are_filled_in(self, ledger: Ledger) -> None:
        """A day of publication that is learned later moves the report and its claims in time; its text stays."""
        source, one = korea()
        record(ledger, replace(source, published=None, publisher=None), one)
        assert kept(ledger, one.id).published is None
        record(ledger, source, one)
        assert (kept(ledger, one.id).published, kept(ledger, one.id).publisher) == ("2024-11-28", "dpa")
        assert found(ledger, "Truppen") == [source.id]
        assert ledger.verify(tables=True) == ()

    def test_a_text_that_comes_back_is_the_newest_version_again(self, ledger: Ledger) -> None:
        """A page that is changed and changed back has three versions, though its first and last bytes are the same."""
        first, _ = korea(source="https://example.org/a")
        second = report(first.text + "\nUpdate.", source="https://example.org/a")
        for shown in (first, second, first, first):
            record(ledger, shown, capture=capture("https://example.org/a"))
        with ledger.view() as view:
            assert [one.report.id for one in view.versions(first.id)] == [first.id, second.id, first.id]
            assert view.report(second.id).newer == first.id
            assert view.report(first.id).newer is None
        assert ledger.verify(tables=True) == ()

    def test_a_changed_page_is_a_new_version(self, ledger: Ledger) -> None:
        """What comes from the same address later is a version of it, with a diff; claims of the older one step back."""
        first, one = korea(source="https://example.org/a")
        second = report(first.text + "\nUpdate.", source="https://example.org/a")
        record(ledger, first, one, capture=capture("https://example.org/a"))
        assert kept(ledger, one.id).latest
        record(ledger, second, capture=capture("https://example.org/a"))
        with ledger.view() as view:
            assert [one.report.id for one in view.versions(second.id)] == [first.id, second.id]
            assert view.report(first.id).newer == second.id
            assert view.diff(first.id, second.id).splitlines()[-1] == "+Update."
        assert not kept(ledger, one.id).latest
        assert listed(ledger) == []
        assert listed(ledger, Filter(latest=None)) == [one.id]
        record(ledger, first, capture=capture("https://example.org/a"), original=b"again")
        assert kept(ledger, one.id).latest

    def test_reports_are_paged(self, ledger: Ledger) -> None:
        """Pages follow on each other without gap or repetition."""
        for number in range(5):
            record(ledger, Report.of(f"Bericht {number}"))
        with ledger.view() as view:
            first = view.reports(limit=2)
            second = view.reports(limit=2, after=first.next)
            third = view.reports(limit=2, after=second.next)
        assert [one.number for page in (first, second, third) for one in page.items] == [1, 2, 3, 4, 5]
        assert third.next is None

    # Claims and re-reading

    def test_claims_are_kept_with_their_reader(self, ledger: Ledger) -> None:
        """A recorded claim comes back equal."""
        source, one = korea()
        record(ledger, source, one)
        found = kept(ledger, one.id)
        assert (found.claim, found.machine, found.state, found.report) == (one, one, "undecided", source.id)

    def test_a_newer_reading_supersedes(self, ledger: Ledger) -> None:
        """A newer reading replaces what nobody decided on, and what it no longer has steps back."""
        source, one, other = guns()
        record(ledger, source, one, other)
        better = replace(one, status="ongoing", read_by=replace(one.read_by, version="2"))
        record(ledger, source, better)
        assert kept(ledger, one.id).claim == better
        assert (kept(ledger, other.id).reread, kept(ledger, other.id).current) == ("gone", False)
        assert listed(ledger) == [one.id]
        with ledger.view() as view:
            assert [step.changed for step in view.history(one.id)] == [(), ("status",)]

    def test_a_newer_reading_never_overrules_a_person(self, ledger: Ledger) -> None:
        """What a person decided on stays as they saw it, and the newer reading is shown beside it."""
        source, one, other = guns()
        record(ledger, source, one, other)
        with ledger.writer("tester") as writer:
            writer.decide(correct([one.id], {"status": "pledged"}, **by("ada")), accept([other.id], **by("ada")))
        better = replace(one, certainty="possible", read_by=replace(one.read_by, version="2"))
        record(ledger, source, better)
        now = kept(ledger, one.id)
        assert (now.claim.status, now.claim.certainty, now.reread, now.state) == ("pledged", "certain", "changed", "corrected")
        assert (kept(ledger, other.id).reread, kept(ledger, other.id).current) == ("gone", True)
        with ledger.view() as view:
            version = view.history(one.id)[-1].sequence
        with ledger.writer("tester") as writer:
            writer.decide(accept([one.id], version=version, **by("ada")))
        now = kept(ledger, one.id)
        assert (now.claim.status, now.claim.certainty, now.reread) == ("pledged", "possible", "same")

    def test_another_reader_supersedes_nothing(self, ledger: Ledger) -> None:
        """Readings by different readers stand side by side."""
        source, one = korea()
        record(ledger, source, one)
        theirs = claim(source, reader="other")
        record(ledger, source, theirs)
        assert kept(ledger, one.id).current
        record(ledger, source, readers=["model"])
        assert not kept(ledger, one.id).current
        assert kept(ledger, theirs.id).current

    # Decisions

    @pytest.mark.parametrize(("decide", "state"), [(accept, "accepted"), (reject, "rejected")])
    def test_a_bulk_decision_can_be_undone(self, ledger: Ledger, decide: Callable[..., Any], state: str) -> None:
        """One decision on many claims is one event, one undo takes it back, and undoing that restores it."""
        filled(ledger)
        ids = listed(ledger)
        with ledger.writer("tester") as writer:
            (event,) = writer.decide(decide(ids, **by("ada")))
            assert {kept(ledger, id).state for id in ids} == {state}
            (undone,) = writer.decide(undo([event.sequence], **by("bo")))
            assert {kept(ledger, id).state for id in ids} == {"undecided"}
            with pytest.raises(InvalidDecision):
                writer.decide(undo([event.sequence], **by("bo")))
            writer.decide(undo([undone.sequence], **by("ada")))
            assert {kept(ledger, id).state for id in ids} == {state}
        with ledger.view() as view:
            assert [(step.what, step.counts) for step in view.history(ids[0])[1:]] == [
                (decide.__name__, True), ("undo", False), ("undo", True),
            ]  # fmt: skip

    def test_the_machines_version_stays_beside_a_correction(self, ledger: Ledger) -> None:
        """Any part can be corrected; what the machine read stays, and the list follows the correction."""
        source, one = korea()
        record(ledger, source, one)
        sender = [{"role": "sender", "span": span_part(span(source.text, "Nordkorea")), "entity": "RU"}]
        changes = {"status": "ongoing", "roles": sender, "time": {"edtf": "2024", "span": span_part(one.trigger), "basis": "stated"}}
        with ledger.writer("tester") as writer:
            writer.decide(correct([one.id], changes, text="Irrtum", **by("ada")))
        now = kept(ledger, one.id)
        assert (now.machine, now.claim.status, now.claim.roles[0].entity) == (one, "ongoing", "RU")
        assert listed(ledger, Filter(parties=(Party("RU", "sender"),))) == [one.id]
        assert listed(ledger, Filter(parties=(Party("KP"),))) == []
        assert listed(ledger, Filter(acted_from="2024-01-01", acted_to="2024-01-01")) == [one.id]

    @pytest.mark.parametrize(
        "changes",
        [
            {"status": "gone"}, {"trigger": {"start": 0, "end": 3, "text": "Süd"}}, {"roles": [{"role": "supplier"}]},
            {"type": "transfer"}, {"trigger": {"start": 58, "end": 61, "text": "Der"}}, {"roles": 3},
        ],
    )  # fmt: skip
    def test_a_correction_that_makes_no_claim_is_refused(self, ledger: Ledger, changes: dict[str, Any]) -> None:
        """A correction must fit the schema and the text."""
        filled(ledger)
        with ledger.writer("tester") as writer, pytest.raises(InvalidDecision):
            writer.decide(correct([korea()[1].id], changes, **by("ada")))
        assert kept(ledger, korea()[1].id).state == "undecided"

    def test_an_undo_that_would_break_a_later_correction_is_refused(self, ledger: Ledger) -> None:
        """Corrections that build on one another are undone in reverse."""
        filled(ledger)
        id = guns()[1].id
        holder = [{"role": "holder", "span": span_part(span(guns()[0].text, "Deutschland")), "entity": "DE"}]
        with ledger.writer("tester") as writer:
            (one,) = writer.decide(correct([id], {"type": "holding", "roles": []}, **by("ada")))
            (two,) = writer.decide(correct([id], {"roles": holder}, **by("ada")))
            with pytest.raises(InvalidDecision):
                writer.decide(undo([one.sequence], **by("ada")))
            writer.decide(undo([two.sequence], **by("ada")))
            writer.decide(undo([one.sequence], **by("ada")))
        assert kept(ledger, id).claim == guns()[1]

    def test_claims_can_be_added_by_hand(self, ledger: Ledger) -> None:
        """An addition is a claim like others, with its own decisions, and can be undone."""
        source, _ = korea()
        record(ledger, source)
        mine = claim(source, "transfer", "Waffenhilfe", reader="ada", status="considered")
        with ledger.writer("tester") as writer:
            (event,) = writer.decide(add(mine, source.id, **by("ada")))
            assert (kept(ledger, mine.id).state, kept(ledger, mine.id).machine) == ("added", None)
            with pytest.raises(InvalidDecision):
                writer.decide(add(mine, source.id, **by("ada")))
            writer.decide(correct([mine.id], {"certainty": "possible"}, **by("bo")))
            assert (kept(ledger, mine.id).state, kept(ledger, mine.id).claim.certainty) == ("corrected", "possible")
            writer.decide(undo([event.sequence], **by("ada")))
        assert listed(ledger) == []
        with pytest.raises(NotRecorded):
            kept(ledger, mine.id)
        assert ledger.verify(tables=True) == ()

    def test_notes_dissent_and_outcomes_stand_beside_the_claim(self, ledger: Ledger) -> None:
        """They change nothing that the claim says."""
        filled(ledger)
        id = korea()[1].id
        with ledger.writer("tester") as writer:
            writer.decide(
                note([id], "siehe oben", **by("ada")),
                dissent([id], changes={"status": "pledged"}, **by("bo")),
                settle([id], True, ["https://example.org/proof"], **by("ada")),
            )
        now = kept(ledger, id)
        assert (now.claim, now.n_notes, now.n_dissents, now.settled) == (korea()[1], 1, 1, True)
        assert listed(ledger, Filter(settled=True)) == listed(ledger, Filter(disputed=True)) == [id]

    def test_entities_can_be_joined_and_parted(self, ledger: Ledger) -> None:
        """A merge widens every filter and search by party, an undo narrows it again, contradictions are refused."""
        filled(ledger)
        with ledger.writer("tester") as writer:
            (event,) = writer.decide(same(["UA", "KP", "DPRK"], **by("ada")))
            with ledger.view() as view:
                assert view.same_as("DPRK") == ("UA", "DPRK", "KP")
            assert len(listed(ledger, Filter(parties=(Party("UA"),)))) == 3
            assert len(found(ledger, "", "claim", Entity("DPRK"))) == 3
            writer.decide(same(["KP", "PRK"], **by("ada")))
            with pytest.raises(InvalidDecision):
                writer.decide(different("UA", "PRK", **by("bo")))
            writer.decide(undo([event.sequence], **by("ada")))
            writer.decide(different("UA", "PRK", **by("bo")))
            with pytest.raises(InvalidDecision):
                writer.decide(same(["UA", "KP"], **by("ada")))
        assert len(listed(ledger, Filter(parties=(Party("UA"),)))) == 2

    def test_decisions_name_what_is_there(self, ledger: Ledger) -> None:
        """Unknown claims, reports and decisions are refused."""
        filled(ledger)
        source, one = korea()
        stray = claim(report(source.text), reader="ada")
        for decision in (accept(["claim--0"], **by("ada")), undo([1], **by("ada")), undo([10**30], **by("ada")), add(stray, "x", **by("a"))):
            with ledger.writer("tester") as writer, pytest.raises(NotRecorded):
                writer.decide(decision)
        assert kept(ledger, one.id).state == "undecided"

    def test_agreement_of_two_people_is_computed(self, ledger: Ledger) -> None:
        """Two people who code a report alike but for one status agree fully elsewhere."""
        source, one, other = guns()
        record(ledger, source, one, other)
        with ledger.writer("tester") as writer:
            writer.decide(accept([one.id, other.id], **by("ada")))
            writer.decide(accept([one.id], **by("bo")), dissent([other.id], changes={"status": "pledged"}, **by("bo")))
        with ledger.view() as view:
            agreed = view.agreement(source.id)
        assert (agreed.coders, agreed.n_units, agreed.alpha["certainty"]) == (("ada", "bo"), 2, 1.0)
        assert 0 < (agreed.alpha["status"] or 0) < 1

    # Lists

    @pytest.mark.parametrize(
        ("wanted", "n_found"),
        [
            (Filter(), 3), (Filter(types=("transfer",)), 2), (Filter(types=("transfer", "deployment")), 3),
            (Filter(statuses=("ongoing",)), 1), (Filter(certainties=("probable",)), 1), (Filter(polarities=("denied",)), 0),
            (Filter(states=("undecided",)), 3), (Filter(states=("accepted",)), 0), (Filter(publishers=("dpa",)), 1),
            (Filter(languages=("de",)), 3), (Filter(readers=("model",)), 3), (Filter(reports=(korea()[0].id,)), 1),
            (Filter(parties=(Party("UA"),)), 2), (Filter(parties=(Party("UA"), Party("KP"))), 0),
            (Filter(parties=(Party("DE"), Party("UA", "recipient"))), 2), (Filter(parties=(Party("DE", "recipient"),)), 0),
            (Filter(materiel="Geschoss"), 1), (Filter(materiel="haubitze"), 1), (Filter(materiel="Truppe"), 1),
            (Filter(text=Query("liefern")), 2), (Filter(text=Query('"haubitzen geliefert"')), 1),
            (Filter(text=Query("liefern"), types=("deployment",)), 0), (Filter(materiel="geschoss", statuses=("done",)), 0),
            (Filter(published_from="2025-01-15", published_to="2025-01-15"), 2), (Filter(published_from="2025-01-16"), 0),
            (Filter(published_from="2025-01-01"), 2), (Filter(parties=(Party("DE"),), published_to="2025-01-15"), 2), (Filter(published_to="2024-12-31"), 1),
            (Filter(acted_from="2024-10-15", acted_to="2024-10-20"), 1), (Filter(acted_from="2025-01-10"), 1),
            (Filter(settled=True), 0), (Filter(current=False), 0), (Filter(latest=None), 3), (Filter(rereads=("same",)), 3),
        ],
    )  # fmt: skip
    def test_filters_keep_what_they_say(self, ledger: Ledger, wanted: Filter, n_found: int) -> None:
        """Each part of a filter narrows, and the count agrees with the list."""
        filled(ledger)
        with ledger.view() as view:
            assert (len(view.claims(wanted).items), view.count(wanted)) == (n_found, n_found)

    @pytest.mark.parametrize("by_", ["published", "recorded", "acted"])
    @pytest.mark.parametrize("descending", [True, False])
    @pytest.mark.parametrize("wanted", [Filter(), Filter(text=Query("bericht"))])
    def test_pages_follow_on_each_other(self, ledger: Ledger, by_: Any, descending: bool, wanted: Filter) -> None:
        """In every order the pages together are the whole list, without gap or repetition."""
        days = ["2024-05-01", None, "2024-05-01", "2023-01-01", "nie", "2025-01-01"]
        times = [None, "2024", None, "2023-05", "2024", "XXXX-11-27"]
        for number, (day, time) in enumerate(zip(days, times, strict=True)):
            source = report(f"Bericht {number} entsandt", published=day)
            record(ledger, source, claim(source, time=time))
        order = Order(by_, descending)
        with ledger.view() as view:
            whole = [one.number for one in view.claims(wanted, order).items]
            paged, page = [], view.claims(wanted, order, limit=2)
            while True:
                paged.extend(one.number for one in page.items)
                if page.next is None:
                    break
                page = view.claims(wanted, order, limit=2, after=page.next)
            assert [one.number for one in view.every_claim(wanted, order)] == whole
        expected = {
            "published": [6, 3, 1, 4, 5, 2], "recorded": [6, 5, 4, 3, 2, 1], "acted": [5, 2, 4, 6, 3, 1],
        }[by_]  # fmt: skip
        assert paged == whole == (expected if descending else expected[::-1])

    @pytest.mark.parametrize("cursor", ["", "x", "é", "WzFd", "bnVsbA", "W10", "A" * 5000])
    def test_a_cursor_from_elsewhere_is_refused(self, ledger: Ledger, cursor: str) -> None:
        """A cursor that no page gave is refused, and so is one of another order."""
        filled(ledger)
        with ledger.view() as view:
            other = view.claims(order=Order("recorded"), limit=1).next
            for wrong in (cursor, other, cursor_of("published-", "x", 1), cursor_of("published-", 1, "x"), cursor_of("report", 2**70, 1)):
                with pytest.raises(BadCursor):
                    view.claims(after=wrong)
                with pytest.raises(BadCursor):
                    view.search(Query("a b"), after=wrong)

    # Search

    def test_search_finds_by_lemma(self, ledger: Ledger) -> None:
        """Any form of a word finds any other, in each language, whatever its capitals."""
        filled(ledger)
        record(ledger, report(HANGUL, language="ko"))
        record(ledger, report(CYRILLIC, language="uk"))
        guns_id, hangul, cyrillic = guns()[0].id, report(HANGUL).id, report(CYRILLIC).id
        for text in ("geliefert", "liefern", "LIEFERT", "geschoss", "haubitze weitere"):
            assert found(ledger, text) == [guns_id], text
        for text in ("미사일", "무기", "러시아에 미사일을"):
            assert found(ledger, text) == [hangul], text
        for text in ("поставити", "Київ", "гаубиця"):
            assert found(ledger, text) == [cyrillic], text
        assert found(ledger, "Panzer") == found(ledger, "geliefert Truppen") == []

    def test_search_finds_exact_phrases(self, ledger: Ledger) -> None:
        """Quoted words stand side by side just as written, but for capitals."""
        filled(ledger)
        source = guns()[0].id
        assert found(ledger, '"haubitzen Geliefert"') == found(ledger, "„nach Kiew“") == [source]
        assert found(ledger, '"Haubitze geliefert"') == found(ledger, '"geliefert Haubitzen"') == []
        assert found(ledger, '"10.000 Truppen" Russland') == found(ledger, "10.000") == [korea()[0].id]

    def test_search_finds_entities_under_every_spelling(self, ledger: Ledger) -> None:
        """Reports are found by any spelling, also inflected; claims also by the code that a role carries."""
        filled(ledger)
        record(ledger, report(CYRILLIC, language="uk", published="2025-02-01"))
        kyiv = Entity("UA", ("Kyiv", "Kiew", "Kyjiw", "Київ"))
        assert found(ledger, "", "report", kyiv) == [report(CYRILLIC).id, guns()[0].id]
        assert set(found(ledger, "", "claim", kyiv)) == {guns()[1].id, guns()[2].id}
        assert found(ledger, "geschoss", "claim", kyiv) == [guns()[2].id]
        assert found(ledger, "", "claim", Entity("Islamic State")) == []

    def test_search_ranks_the_same_everywhere(self, ledger: Ledger) -> None:
        """Words side by side come first, then the newest day, then the last recorded; pages follow on each other."""
        texts = ["Waffen an Kiew geliefert", "geliefert Waffen", "Waffen geliefert", "Waffen wurden geliefert", "geliefert: Waffen"]
        days = ["2024-01-01", "2024-01-02", None, "2023-01-01", "2024-01-02"]
        for text, day in zip(texts, days, strict=True):
            record(ledger, report(text, published=day))
        with ledger.view() as view:
            numbers, after = [], None
            while True:
                page = view.search(Query("Waffe geliefert"), limit=2, after=after)
                numbers.extend(view.report(hit.report).number for hit in page.items)
                after = page.next
                if after is None:
                    break
        assert numbers == [3, 5, 2, 1, 4]

    def test_snippets_show_what_was_found(self, ledger: Ledger) -> None:
        """A snippet is a stretch of the report's text, and its marks are the words that were found."""
        source = report("Vorrede. " * 80 + "Die Haubitzen wurden geliefert." + " Nachwort." * 80)
        record(ledger, source, claim(source, "transfer", "geliefert"))
        with ledger.view() as view:
            for shelf in ("report", "claim"):
                (hit,) = view.search(Query("liefern haubitze"), shelf).items  # type: ignore[arg-type]
                assert source.text[hit.snippet.start : hit.snippet.end] == hit.snippet.text
                assert [source.text[start:end] for start, end in hit.snippet.marks] == ["Haubitzen", "geliefert"]

    @pytest.mark.parametrize(
        "text",
        ['"', "''", "a OR", "NOT", "NEAR(a b)", "lemmas:x", "x*", "^x", "(", "a AND (b", "-x", "{a}", "\0", "\ud800", "%", "_",
         "'; DROP TABLE events; --", '"a" "', "a:b:c", "x" * 100_000, "\\", "§de", "¶stands", "é́́", "👩‍👩‍👧", "a" * 70 + " b", "·", "|", "&",
         "!", "<->", "a & !b", ":*"],
    )  # fmt: skip
    def test_no_query_breaks(self, ledger: Ledger, text: str) -> None:
        """Whatever is typed is looked for, and never understood as syntax."""
        filled(ledger)
        assert found(ledger, text) == found(ledger, text, "claim") == []
        assert listed(ledger, Filter(materiel=text or "x")) in ([], listed(ledger))

    def test_rejected_and_superseded_claims_are_not_searched(self, ledger: Ledger) -> None:
        """Search over claims shows what stands."""
        source, one, other = guns()
        record(ledger, source, one, other)
        assert found(ledger, "liefern", "claim") == [other.id, one.id]
        with ledger.writer("tester") as writer:
            writer.decide(reject([one.id], **by("ada")))
        assert found(ledger, "liefern", "claim") == [other.id]
        record(ledger, source, one)
        assert found(ledger, "liefern", "claim") == []

    # The tables follow from the log

    def test_rebuilding_gives_the_same_tables(self, ledger: Ledger) -> None:
        """From the log alone come the same rows and the same answers."""
        filled(ledger)
        ids = listed(ledger)
        with ledger.writer("tester") as writer:
            (event,) = writer.decide(accept(ids, **by("ada")))
            writer.decide(undo([event.sequence], **by("bo")), same(["UA", "Ukraine"], **by("bo")))
        before = tables(ledger)
        assert ledger.rebuild() == 7
        assert tables(ledger) == before
        assert found(ledger, "liefern") == [guns()[0].id]
        assert ledger.verify(tables=True) == ()

    def test_writers_take_turns(self, ledger: Ledger) -> None:
        """Threads that add and decide at once lose nothing and see no error."""
        source, one = korea()
        record(ledger, source, one)
        errors: list[BaseException] = []

        def add_some(name: str) -> None:
            try:
                for number in range(8):
                    with ledger.writer(name) as writer:
                        writer.add(Report.of(f"{name} {number}"))
            except BaseException as error:  # noqa: BLE001 - the thread's edge: the test shows what it was
                errors.append(error)

        def decide_some() -> None:
            try:
                for second in range(8):
                    with ledger.writer("bo") as writer:
                        writer.decide(note([one.id], "x", **by("bo", second)))
            except BaseException as error:  # noqa: BLE001 - the thread's edge: the test shows what it was
                errors.append(error)

        threads = [threading.Thread(target=add_some, args=(name,)) for name in ("a", "b")] + [threading.Thread(target=decide_some)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert errors == []
        assert kept(ledger, one.id).n_notes == 8
        with ledger.view() as view:
            assert view.head()[0] == 2 + 16 + 8
        assert ledger.audit() == ()
        assert ledger.verify(tables=True) == ()
