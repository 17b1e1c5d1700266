"""A footnote in words: what is quoted, from whom, published and captured when and where, and which claim it is."""

from lagebild.picture.brief.nouns import Footnote, Language
from lagebild.picture.brief.phrases import Phrases, phrases
from lagebild.picture.brief.plain import plain
from lagebild.picture.lent import Loan, Reach

#: Digits of an id that a footnote gives; `lagebild show` takes them.
ID_DIGITS = 12


def note_text(note: Footnote, language: Language) -> str:
    """The footnote in one line of plain words."""
    table = phrases(language)
    say = table.of
    if note.reckoning:
        return f"{note.reckoning} {', '.join(say('note', 'claim', claim=short(claim)) for claim in note.claims[:12])}."
    ids = [say("note", "claim", claim=short(claim)) for claim in note.claims]
    ids += [say("note", "report", report=short(note.report))] if note.report else []
    ids += [_origin(note, language)] if note.origin else []
    ids += [f"TLP:{note.loan.reach.level.upper()}"] if note.loan else []
    read = say("note", "read_as", what=note.read_as)
    if note.again is not None:
        return f"{say('note', 'again', n=str(note.again))}; {read}; {', '.join(ids)}."
    publisher = note.publisher or say("note", "publisher_unknown")
    parts = [f"{table.exact(note.words)} – {publisher}, {note.published or say('note', 'day_unknown')}", read]
    parts += [say("note", "source", chain=" ← ".join(note.chain))] if note.chain else []
    parts += [_captured(note, table)] if note.captured else []
    parts += [_received(note.loan, table)] if note.loan else []
    state = [say("state", note.state)] if table.has("state", note.state) else []
    return f"{'; '.join(parts)}; {', '.join([*ids, *state])}."


def reach_text(reach: Reach, language: Language) -> str:
    """The line that says how far a brief may go: its marking, and whom it is for alone."""
    say = phrases(language).of
    level = f"TLP:{reach.level.upper()}"
    if reach.allies is None:
        return level
    return say("note", "only_for" if reach.allies else "only_us", level=level, who=", ".join(map(_name, reach.allies)))


def short(id: str) -> str:
    """The beginning of an id."""
    return id.rpartition("--")[2].removeprefix("sha256:")[:ID_DIGITS]


def _origin(note: Footnote, language: Language) -> str:
    say = phrases(language).of
    named = say("note", "named", speaker=note.speaker) if note.speaker else say("note", "unnamed")
    return say("note", "origin", origin=short(note.origin or ""), named=named)


def _captured(note: Footnote, table: Phrases) -> str:
    captured = note.captured
    assert captured is not None
    original = captured.original or table.of("note", "no_original")
    return table.of(
        "note", "captured", how=captured.how, source=plain(captured.source), time=f"{captured.time:%Y-%m-%d %H:%M:%S}", original=original
    )


def _received(loan: Loan, table: Phrases) -> str:
    """From whom a partner's claim is, and what came: the object, the hash of its content, and the key that sealed it."""
    giver = loan.giver
    who = table.of("note", "from_partner", who=" / ".join(map(_name, giver.partners)))
    if giver.origins:
        who += table.of("note", "from_origin", who=" / ".join(map(_name, giver.origins)))
    sealed = table.of("note", "sealed", by=_name(loan.key)) if loan.key else table.of("note", "not_sealed")
    return table.of(
        "note", "received", who=who, object=loan.object, version=_name(loan.version), hash=loan.hash, sealed=sealed,
        time=f"{loan.came:%Y-%m-%d %H:%M:%S}",
    )  # fmt: skip


def _name(words: str) -> str:
    """What others call themselves, so that it cannot end the part that it stands in: what follows the last semicolon is ours."""
    return plain(words).replace(";", ",")
