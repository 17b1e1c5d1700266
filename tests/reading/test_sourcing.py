"""Whoever is told something is no source; the words of a source are a whole phrase."""

import pytest

from lagebild.claims.span import Span
from lagebild.reading.sourcing import sources_in


def told(text: str, act: str, spans: tuple[str, ...], language: str, agent: str | None = None) -> list[str]:
    def span(words: str) -> Span:
        return Span.of(text, text.index(words), text.index(words) + len(words))

    found = sources_in(text, [span(s) for s in spans], span(act), Span.of(text, 0, len(text)), span(agent) if agent else None, language)
    return [one.text for one in found]


@pytest.mark.parametrize(("text", "act", "spans", "language", "sources"), [
    ("Ein Beamter sagte der Zeitung »Asahi«, man prüfe eine Lieferung.", "Lieferung", ("der Zeitung »Asahi«", "Ein Beamter"), "de", ["Ein Beamter"]),
    ("Man liefere bald, sagte der Minister gegenüber der Agentur VNA.", "liefere", ("der Minister", "VNA"), "de", ["der Minister"]),
    ("Man liefere bald, sagte der Minister im Fernsehen.", "liefere", ("der Minister", "Fernsehen"), "de", ["der Minister"]),
    ("Portugal may buy jets, the minister told the newspaper Público.", "buy", ("the minister", "Público"), "en", ["the minister"]),
    ("Oslo liefere, so ein Oberst; Caracas weist das zurück.", "liefere", ("ein Oberst", "Caracas"), "de", ["ein Oberst"]),
    ("Man ziehe ab, sagte der serbische Präsident.", "ziehe", ("der serbische",), "de", ["der serbische Präsident"]),
    ("Man ziehe ab, sagte ein früherer Stabschef.", "ziehe", ("Stabschef",), "de", ["ein früherer Stabschef"]),
    ("Bald werde geliefert, betonte der Minister.", "geliefert", ("der Minister",), "de", ["der Minister"]),
    ("Man liefere bald, schrieb er auf dem Kurznachrichtendienst Twitter.", "liefere", ("er", "dem Kurznachrichtendienst Twitter"), "de", ["er"]),
    ("Man liefere bald, teilte die UNO am Montag in New York mit.", "liefere", ("die UNO", "York"), "de", ["die UNO"]),
    ("Man liefere bald, hieß es in einer Erklärung.", "liefere", ("einer Erklärung",), "de", ["einer Erklärung"]),
    ("Der Mann habe liefern wollen, erklärte der Staatsanwalt.", "liefern", ("Der Mann", "der Staatsanwalt"), "de", ["der Staatsanwalt"]),
    ("Nach Angaben der Justiz seines Landes liefert er.", "liefert", ("der Justiz seines",), "de", ["der Justiz seines Landes"]),
    ("The tolls, provided by officials to journalists, grew.", "tolls", ("officials", "journalists"), "en", ["officials"]),
    ("Anna Weber, spokesperson for the governor, said the attack failed.", "attack", ("Anna Weber", "spokesperson for the governor"), "en",
     ["Anna Weber"]),
    ("The minister of defence, Anna Weber, denied the attack.", "attack", ("The minister of defence", "Anna Weber"), "en",
     ["The minister of defence, Anna Weber"]),
    ("Reuters, citing officials, reported the attack.", "attack", ("Reuters", "officials"), "en", ["Reuters", "officials"]),
    ("London, Paris and Rome denied the attack.", "attack", ("London", "Paris"), "en", ["London", "Paris"]),
])
def test_sources(text: str, act: str, spans: tuple[str, ...], language: str, sources: list[str]) -> None:
    assert told(text, act, spans, language) == sources


def test_its_own_account_is_the_doers() -> None:
    text = "Die Armee eroberte den Ort nach eigener Darstellung zurück."
    assert told(text, "eroberte", ("eigener Darstellung",), "de", agent="Die Armee") == ["Die Armee"]
