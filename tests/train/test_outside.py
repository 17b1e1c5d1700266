"""What may be in remit by one of its words is no example of what is not; a tenth is kept for measuring."""

import gzip
import io
import json
import pathlib
import tarfile

import pytest

from train.outside import is_held_out, outside, sentences


@pytest.mark.parametrize(("text", "answer"), [
    ("Die Kirche wurde 1890 erbaut und 1950 erneuert.", True),
    ("Der Minister besuchte die Ausstellung.", False),
    ("Der Minister hat Geburtstag.", True),
    ("Der Händler liefert Brot.", True),
    ("Die Soldaten zogen ab.", False),
    ("Die Panzerhaubitze ist schwer.", False),
    ("They sell great shoes.", True),
    ("The troops left.", False),
    ("The president met his team.", False),
])
def test_words_decide(text: str, answer: bool) -> None:
    assert outside(text) is answer


def test_sentences_of_every_set_come_with_their_language(tmp_path: pathlib.Path) -> None:
    (tmp_path / "ud").mkdir()
    for name, text in (("de_gsd-dev", "Der Bäcker backt am Morgen frisches Brot."), ("de_pud", "Die Soldaten zogen am Morgen wieder ab."),
                       ("en_ewt-train", "This is the best bakery in the whole town."), ("en_ewt-dev", "Short.")):
        (tmp_path / f"ud/{name}.conllu.gz").write_bytes(gzip.compress(f"# text = {text}\n1\tx\n".encode()))
    (tmp_path / "names").mkdir()
    words = ["Sie", "wohnt", "seit", "zehn", "Jahren", "(", "allein", ")", "in", "Bremen", "."]
    (tmp_path / "names/germeval2014-dev.tsv").write_text(
        "#\tsource\n" + "".join(f"{n}\t{word}\tO\tO\n" for n, word in enumerate(words, 1)), encoding="utf8")
    (tmp_path / "attribution").mkdir()
    speech = json.dumps({"Sentences": [{"Tokens": ["Das", "Gesetz", "ist", "gut", "für", "die", "Kinder", "."]}]}).encode()
    with tarfile.open(tmp_path / "attribution/spkatt2023.tar.gz", "w:gz") as archive:
        member = tarfile.TarInfo("dev/a.json")
        member.size = len(speech)
        archive.addfile(member, io.BytesIO(speech))
    assert list(sentences(tmp_path)) == [
        ("de", "Der Bäcker backt am Morgen frisches Brot."), ("en", "This is the best bakery in the whole town."),
        ("de", "Sie wohnt seit zehn Jahren (allein) in Bremen."), ("de", "Das Gesetz ist gut für die Kinder."),
    ]


def test_about_a_tenth_is_held_out() -> None:
    n_held = sum(is_held_out(f"Satz Nummer {n}") for n in range(2_000))
    assert 150 < n_held < 260
