"""Plain frames name the speaker of a quotation and of a clause."""

import re

import pytest

from lagebild.claims.span import Span
from lagebild.reading.saying import speaker_of, teller_of


@pytest.mark.parametrize(("text", "language", "speaker"), [
    ("Kino Gabriel said, “We will send tanks.”", "en", "Kino Gabriel"),
    ("“We will send tanks,” said the minister of defence in Oslo.", "en", "the minister of defence"),
    ("“We will send tanks,” she continued.", "en", "she"),
    ("“We will send tanks;” read the statement.", "en", "the statement"),
    ("Former ambassador to the United Nations Nikki Haley wrote on Twitter, “We will send tanks.”", "en",
     "Former ambassador to the United Nations Nikki Haley"),
    ("“We will send tanks.” Kino Gabriel said, “They are new.”", "en", None),
    ("„Wir liefern bald Panzer“, sagte der Sprecher des Ministeriums in Oslo.", "de", "der Sprecher des Ministeriums"),
    ("„Wir liefern bald Panzer“, so Oberst Anna Weber.", "de", "Oberst Anna Weber"),
    ("„Wir liefern bald Panzer“, teilte das Amt am Montag mit.", "de", "das Amt"),
    ("„Wir liefern bald Panzer“, hieß es in einer Erklärung.", "de", "einer Erklärung"),
    ("Der Minister betonte: „Wir liefern bald Panzer.“", "de", "Der Minister"),
    ("Am Montag erklärte Anna Weber: „Wir liefern bald Panzer.“", "de", "Anna Weber"),
    ("„Wir liefern bald Panzer.“ Dann regnete es.", "de", None),
])
def test_the_speaker_of_a_quotation(text: str, language: str, speaker: str | None) -> None:
    marks = re.search(r"[„“][^“”]*[“”]", text)
    assert marks is not None
    frame = speaker_of(text, marks.start(), marks.end(), 0, language)
    assert (frame and frame.speaker.text) == speaker
    assert frame is None or (frame.speaker.stands_in(text) and frame.cue.stands_in(text))


@pytest.mark.parametrize(("text", "act", "language", "speaker"), [
    ("They also affirmed that U.S. cooperation would go on.", "cooperation", "en", "They"),
    ("On Friday, the task force released a statement saying an attack had failed.", "attack", "en", "the task force"),
    ("The jets, the minister said, which Oslo bought are old.", "bought", "en", None),
    ("Kyiv is said to have suggested an attack.", "attack", "en", None),
    ("Der Minister sagte am Montag, man habe Panzer geliefert.", "geliefert", "de", "Der Minister"),
    ("Man habe Panzer geliefert, so die Vize-Chefin des Amtes.", "geliefert", "de", "die Vize-Chefin des Amtes"),
    ("Bei einem Angriff starben den Angaben zufolge zwei Menschen.", "Angriff", "de", "den Angaben"),
    ("Laut dem Amt wurden Panzer geliefert.", "geliefert", "de", "dem Amt"),
    ("Man habe Panzer geliefert; das sei bekannt, sagte der Minister.", "geliefert", "de", None),
])
def test_the_teller_of_a_clause(text: str, act: str, language: str, speaker: str | None) -> None:
    shift = 7
    at = text.index(act) + shift
    frame = teller_of(Span(shift, shift + len(text), text), at, at + len(act), language)
    assert (frame and frame.speaker.text) == speaker
    assert frame is None or frame.speaker.stands_in(" " * shift + text)
