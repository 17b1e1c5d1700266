"""Sources are told by kind and ordered from the outermost to the innermost."""

import pytest

from lagebild.claims.span import Span
from lagebild.reading.sources import chain, kind_of, runs_on


@pytest.mark.parametrize(("words", "language", "kind"), [
    ("Verteidigungsminister Pistorius", "de", "government"), ("das Präsidialamt", "de", "government"), ("Kreml-Sprecher", "de", "government"),
    ("ein Armeesprecher", "de", "military"), ("der ukrainische Generalstab", "de", "military"), ("die Rebellen", "de", "military"),
    ("der südkoreanische Geheimdienst NIS", "de", "intelligence"), ("der BND", "de", "intelligence"),
    ("Abgeordnete der Opposition", "de", "legislature"), ("die Nachrichtenagentur Yonhap", "de", "media"), ("Medienberichten", "de", "unnamed"),
    ("Experten", "de", "expert"), ("das Friedensforschungsinstitut Sipri", "de", "expert"), ("einer Umfrage", "de", "survey"),
    ("die UNO", "de", "organisation"), ("Amnesty International", "de", "organisation"), ("der Konzern Rheinmetall", "de", "company"),
    ("Anna Weber", "de", "person"), ("Berichten zufolge", "de", "unnamed"), ("Sicherheitskreise", "de", "unnamed"),
    ("the White House", "en", "government"), ("PRESIDENT ORTEGA", "en", "government"), ("a Pentagon spokesman", "en", "military"),
    ("people familiar with the matter", "en", "unnamed"), ("Yonhap news agency", "en", "media"), ("South Korea's spy agency", "en", "intelligence"),
    ("lawmakers", "en", "legislature"), ("analysts", "en", "expert"), ("a Gallup poll", "en", "survey"), ("NATO", "en", "organisation"),
    ("reportedly", "en", "unnamed"), ("Maria Lind", "en", "person"),
])
def test_the_kind_of_a_source_follows_from_its_words(words: str, language: str, kind: str) -> None:
    assert kind_of(words, language) == kind


def test_a_medium_is_the_outer_source_wherever_it_stands() -> None:
    text = "Laut Generalstab, so berichtete die Zeitung Bote, kamen Panzer."
    general, paper = Span.of(text, 5, 16), Span.of(text, 32, 48)
    cue = Span.of(text, 0, 4)
    found = chain([general, paper], [cue], text, "de")
    assert [s.kind for s in found] == ["media", "military"]
    assert found[1].cue == cue


def test_reported_speech_runs_on_in_the_subjunctive_only() -> None:
    assert runs_on("Man habe die Soldaten abgezogen.", "de")
    assert not runs_on("Man hat die Soldaten abgezogen.", "de")
    assert not runs_on("The man has a habe.", "en")


def test_reported_speech_does_not_run_on_where_somebody_else_has_the_word() -> None:
    assert runs_on("Dort bilde man Truppen aus.", "de")
    assert not runs_on("Man habe die Soldaten abgezogen, argumentiert Belgrad und sagte es zweimal.", "de")
    assert not runs_on("Die Soldaten könnten bald heimkehren.", "de")


@pytest.mark.parametrize(("text", "end", "language"), [("Norway announced a delivery.", 6, "en"), ("ukrainischen Angaben zufolge", 20, "de")])
def test_a_state_speaks_through_its_government(text: str, end: int, language: str) -> None:
    (source,) = chain([Span.of(text, 0, end)], [], text, language)
    assert source.kind == "government"
