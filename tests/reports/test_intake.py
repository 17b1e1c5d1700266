"""Taking in: every kind of document gives its report, every bad one its fault."""

import json
import os
import random
import sys
import zipfile
from io import BytesIO
from pathlib import Path
from time import monotonic

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lagebild.claims.ids import report_id
from lagebild.claims.report import Fault, Report
from lagebild.errors import InvalidFact
from lagebild.reports import Facts, Limits, read_bytes, take_in

from . import documents
from .documents import MORE, TEXT


def one(data: bytes, name: str, **options: object) -> Report:
    found = list(read_bytes(data, name, **options))  # type: ignore[arg-type]
    assert len(found) == 1, found
    assert isinstance(found[0], Report), found
    return found[0]


def refused(data: bytes, name: str, **options: object) -> Fault:
    found = list(read_bytes(data, name, **options))  # type: ignore[arg-type]
    assert len(found) == 1, found
    assert isinstance(found[0], Fault), found
    return found[0]


def test_plain_text() -> None:
    """A text file is its canonical text."""
    report = one(f"\ufeff{TEXT}  \r\n\r\n\r\n{MORE}".encode(), "a.txt")
    assert report == Report(report_id(report.text), f"{TEXT}\n\n{MORE}", "de", source="a.txt", extractor="lagebild/1")


@pytest.mark.parametrize("codec", ["utf-16", "cp1252", "utf-8-sig"])
def test_encodings(codec: str) -> None:
    """Marks are believed, and Western prose without one is read as cp1252."""
    assert one(TEXT.encode(codec), "a.txt").text == TEXT


def test_html() -> None:
    """A page gives its main text without navigation, and title, day, publisher from its metadata."""
    report = one(documents.page(), "a.html")
    assert TEXT in report.text
    assert MORE in report.text
    assert "Abo" not in report.text
    assert (report.title, report.published, report.publisher, report.language) == (
        "Truppen in Kursk",
        "2024-11-27",
        "Tagesblatt",
        "de",
    )
    assert report.extractor is not None
    assert report.extractor.startswith("trafilatura/2.")
    assert report.extractor.endswith("+lagebild/1")


def test_html_in_a_declared_charset() -> None:
    """A charset that a page declares is used."""
    korean = "북한은 러시아에 병력을 보냈다고 국가정보원이 서울에서 밝혔다. 러시아는 이를 부인했다."
    report = one(documents.page(f"<p>{korean}</p><p>{korean[:30]}</p>", charset="euc-kr").replace(b'lang="de"', b""), "a.html")
    assert korean in report.text
    assert report.language == "ko"


def test_pdf() -> None:
    """Lines are joined into paragraphs and cut words made whole; a PDF states no day."""
    report = one(documents.pdf(), "a.pdf")
    assert report.text == (
        "Troops moved to Kursk\n\nThe ministry said on Monday that more than ten thousand soldiers of North Korea had reached "
        "the region of Kursk. It gave no further details on them at all."
    )
    assert report.published is None
    assert report.language == "en"


def test_pdf_without_heads_and_page_numbers() -> None:
    """What stands on every page but for its number is no text."""
    pages = tuple(
        ("Daily Brief", f"Unit number {word} moved to the front near the city of Kursk.", f"Page {n}")
        for n, word in enumerate(("one", "two", "three"), 1)
    )
    text = one(documents.pdf(pages), "a.pdf").text
    assert "Daily Brief" not in text
    assert "Page" not in text
    assert "Unit number two" in text


def test_docx() -> None:
    """Headings, paragraphs, list items, tables, and the footnotes that python-docx drops; tracked insertions, no deletions."""
    report = one(documents.word(), "a.docx")
    assert report.text == (
        f"Lage am Abend\n\n{TEXT}\n\n- zehn Panzer\n- fünf Haubitzen\n\nLeopard 2 | 18 Stück\n\n{MORE}\n\n[1] Laut Yonhap"
    )
    assert (report.title, report.published) == ("Lagebericht", None)


def test_odt() -> None:
    """Headings, paragraphs, list items and notes."""
    report = one(documents.opendocument(), "a.odt")
    assert report.text == f"Lage am Abend\n\n{TEXT}\n\n- zehn Panzer\n- fünf Haubitzen\n\n[1] Laut Yonhap"
    assert report.title == "Lagebericht"


def test_mail_and_its_attachments() -> None:
    """The body has its facts from the headers; readable attachments are reports of their own, pictures are passed over."""
    inner = documents.mail(body=MORE)
    data = documents.mail((("b.png", b"\x89PNG"), ("lage.pdf", documents.pdf())), inner=inner).as_bytes()
    found = list(read_bytes(data, "mail.eml"))
    assert [report.source for report in found] == ["mail.eml", "mail.eml#attachment:2:lage.pdf", "mail.eml#attachment:3:part.eml"]
    body = found[0]
    assert isinstance(body, Report)
    assert (body.text, body.title, body.published) == (TEXT, "Lagemeldung über Kursk", "2024-11-27")
    assert body.publisher == "Presse <presse@example.org>"


def test_mail_in_html_only() -> None:
    """Without text/plain the HTML body is read."""
    message = documents.mail(body=None)
    message.set_content(documents.page().decode(), subtype="html")
    report = one(message.as_bytes(), "a.eml")
    assert TEXT in report.text
    assert report.title == "Lagemeldung über Kursk"


def test_nested_mails_have_a_limit() -> None:
    """Mails inside mails are read to a depth, then refused."""
    message = documents.mail()
    for _ in range(4):
        message = documents.mail(inner=message)
    found = list(read_bytes(message.as_bytes(), "a.eml", limits=Limits(max_depth=2)))
    assert [type(part) for part in found] == [Report, Report, Report, Fault]
    assert "nested" in found[-1].reason  # type: ignore[union-attr]


def test_json_lines() -> None:
    """One bad line is one fault that names it; the others are read."""
    found = list(read_bytes(documents.lines(), "a.jsonl"))
    assert [(type(part), part.source) for part in found] == [(Report, "a.jsonl:1"), (Fault, "a.jsonl:3"), (Report, "a.jsonl:4")]
    assert isinstance(found[2], Report)
    assert found[2].id == "x"


def test_ready_reports_keep_every_character() -> None:
    """The offsets of a ready report are others': only NUL and lone surrogates are replaced, one for one."""
    text = "  u\u0308ber 10.000\u00a0Soldaten \r\n\r\n\r\n\u200bin Kursk\u202e "
    assert one(json.dumps({"text": text, "language": "de-AT", "unknown": [1]}).encode(), "a.json").text == text
    assert (
        one(b'{"text": "Russland \\u0000 und \\ud800 Korea sind Partner.", "language": "de"}', "a.json").text
        == "Russland \ufffd und \ufffd Korea sind Partner."
    )


def test_json_document() -> None:
    """A .json file holds one report, a list of them, or lines."""
    entry = '{"text": "Russia sends oil to China."}'
    assert one(entry.encode(), "a.json").source == "a.json"
    assert [part.source for part in read_bytes(f"[{entry}, {entry}, 5]".encode(), "a.json")] == [
        "a.json#1",
        "a.json#2",
        "a.json#3",
    ]
    assert [part.source for part in read_bytes(f"{entry}\n{entry}".encode(), "a.json")] == ["a.json:1", "a.json:2"]


def test_facts_override_the_document() -> None:
    """What the user says goes before what the document says."""
    facts = Facts(published="2024-01-02", publisher="Amt", language="de", title="Titel")
    report = one(documents.page(), "a.html", facts=facts)
    assert (report.published, report.publisher, report.title) == ("2024-01-02", "Amt", "Titel")


@pytest.mark.parametrize(
    "fact", [{"published": "2024-13-01"}, {"published": "27.11.2024"}, {"published": ""}, {"language": "fr"}]
)
def test_malformed_facts_raise(fact: dict[str, str]) -> None:
    """A malformed fact of the user's is an error at once."""
    with pytest.raises(InvalidFact, match=next(iter(fact))):
        Facts(**fact)


@pytest.mark.parametrize(
    ("data", "name", "reason", "remedy"),
    [
        (b"", "a.txt", "empty", ""),
        (b" \n\t ", "a.txt", "empty", ""),
        ("\u200b\ufeff\n".encode(), "a.txt", "empty", ""),
        (bytes(range(256)) * 4, "a.txt", "binary", ""),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "a.txt", "an image", "OCR"),
        (b"Just some words, nothing more.", "a.pdf", "holds no PDF", "export"),
        (documents.encrypted_pdf(), "a.pdf", "encrypted PDF", "password"),
        (b"%PDF-1.4\n" + b"garbage " * 50, "a.pdf", "broken PDF", "again"),
        (documents.pdf(((),)), "a.pdf", "without a text layer", "OCR"),
        (documents.word()[:3000], "a.docx", "broken", "again"),
        (documents.word()[:200], "a.docx", "broken", "again"),
        (documents.opendocument()[:2000], "a.odt", "broken", "again"),
        (documents.with_entry(documents.word(), "word/big.xml", b"0" * 2_000_000), "a.docx", "unpacks to more", "attack"),
        (
            documents.with_entry(documents.word(), "word/styles.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
            "a.docx",
            "entities",
            "attack",
        ),
        (
            documents.with_entry(
                documents.opendocument(),
                "content.xml",
                '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY b "c">]><a/>'.encode("utf-16"),
            ),
            "a.odt",
            "entities",
            "attack",
        ),
        ("Министерство обороны сообщило о потерях".encode("cp1251"), "a.txt", "wrong encoding", "UTF-8"),
        (TEXT.encode().replace("ü".encode(), b"\xc3", 1) + MORE.encode(), "a.txt", "damaged UTF-8", "UTF-8"),
        (b"\xff\xfea", "a.txt", "wrong encoding", "UTF-8"),
        (b"x" * 1_500_000, "a.txt", "too large: more than 1,000,000 bytes", "split"),
        (b"North Korea sends troops to Russia. " * 4000, "a.txt", "too large: 143,999 characters", "split"),
        (
            "Le ministère a annoncé mardi l'envoi de nouvelles troupes dans la région.".encode(),
            "a.txt",
            "language fr cannot be read",
            "--language",
        ),
        (b"123 456 789", "a.txt", "language cannot be told", "--language"),
        (b"<html><head><title>x</title></head><body></body></html>", "a.html", "without main text", ".txt"),
        (b"[" * 100_000, "a.json", "nested too deeply", "JSON"),
        (b'{"text": "a", "n": ' + b"9" * 5000 + b"}", "a.json", "no valid JSON", "JSON"),
        (b'{"text": "Russland liefert.", "published": 2024}', "a.jsonl", '"published" is no string', "JSON"),
        (b'{"text": " "}', "a.jsonl", "empty", ""),
        (b'{"text": "Bonjour", "language": "fr"}', "a.jsonl", "language fr cannot be read", "--language"),
        (b"5", "a.json", "JSON without a report", "JSON"),
        (b"MIME-Version: 1.0\nFrom: a\nSubject: b\n\n", "a.eml", "without text", ""),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "a.doc", "Office", "DOCX"),
    ],
)
def test_bad_input_is_a_fault(data: bytes, name: str, reason: str, remedy: str) -> None:
    """Each kind of bad input has its reason and its remedy."""
    fault = refused(data, name, limits=Limits(max_bytes=1_000_000, max_characters=100_000, max_unpacked_bytes=1_500_000))
    assert reason in fault.reason
    assert remedy in (fault.remedy or "")


def test_content_wins_over_the_suffix() -> None:
    """A PDF named .txt is read as a PDF, a page named .pdf as a page, a mail on standard input as a mail."""
    assert one(documents.pdf(), "a.txt").language == "en"
    assert one(documents.page(), "a.pdf").publisher == "Tagesblatt"
    assert one(documents.mail().as_bytes(), "-").title == "Lagemeldung über Kursk"
    assert [part.source for part in read_bytes(documents.lines(), "-")] == ["-:1", "-:3", "-:4"]


def test_sources_in_order(tmp_path: Path) -> None:
    """Files, folders, standard input and missing paths come in the order given; nothing is read before it is asked for."""
    (tmp_path / "b.txt").write_text(TEXT)
    found = take_in([str(tmp_path / "none.txt"), "-", str(tmp_path)], stdin=BytesIO(MORE.encode()))
    assert [(type(part), part.source) for part in found] == [
        (Fault, str(tmp_path / "none.txt")), (Report, "-"), (Report, str(tmp_path / "b.txt")),
    ]  # fmt: skip


def test_long_json_lines_are_measured_by_the_line(tmp_path: Path) -> None:
    """A file of JSON Lines may be larger than `max_bytes`; a line may not."""
    line = '{"text": "Russia sends oil to China and Korea."}\n'
    (tmp_path / "a.jsonl").write_text(line * 5 + '{"text": "' + "x " * 200 + '"}\n' + line)
    found = list(take_in([str(tmp_path / "a.jsonl")], limits=Limits(max_bytes=100)))
    assert [type(part) for part in found] == [Report] * 5 + [Fault, Report]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"North Korea sends troops. " + b" " * 1_000_000 + b"x", "a.txt"),
        (b"<p" * 1_000_000, "a.html"),
        (b"<html><body>" + b"<div>" * 100_000, "a.html"),
        (b"MIME-Version: 1.0\n\n" + b"--b\nContent-Type: multipart/mixed; boundary=b\n\n" * 9_000, "a.eml"),
        (b"MIME-Version: 1.0\nMessage-ID: a\nFrom: " + b"(" * 200_000 + b"\n\nx", "a.eml"),
        (documents.pdf(tuple(("North Korea sends more troops to the front",) * 50 for _ in range(200))), "a.pdf"),
    ],
    ids=["blanks", "tags", "nested tags", "nested parts", "brackets", "long PDF"],
)
def test_hostile_documents_take_no_square_of_the_time(data: bytes, name: str) -> None:
    """Documents made to be slow are over in a moment (each is under 0.4 s; before its guard one took 14 s)."""
    started = monotonic()
    assert list(read_bytes(data, name))
    assert monotonic() - started < 5


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=300),
    st.sampled_from(
        [b"", b"%PDF-1.4\n", b"PK\x03\x04word/document.xml", b"<html>", b'{"text":', b"From: a\nMIME-Version: 1\nTo: b\n"]
    ),
    st.sampled_from([*documents.ALL, "a", "-"]),
)
def test_random_bytes_never_raise(data: bytes, start: bytes, name: str) -> None:
    """Whatever the bytes, there is a report or a fault."""
    found = list(read_bytes(start + data, name))
    assert all(isinstance(part, Report | Fault) for part in found)


def test_a_broken_installation_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """A library that cannot be imported is raised, not told as a fault of every page."""
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    with pytest.raises(ImportError):
        list(read_bytes(documents.page(), "a.html"))


def test_ids_that_cannot_be_stored() -> None:
    """A lone surrogate in an id is replaced too."""
    assert one(b'{"id": "\\ud800", "text": "Ende der Lieferung.", "language": "de"}', "a.json").id == "\ufffd"


def mutated(data: bytes, chance: random.Random) -> bytes:
    """`data` with a few bytes changed, cut out, doubled or cut off."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(changed) or 1)
        match chance.randrange(4):
            case 0:
                changed[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del changed[at : at + chance.randint(1, 40)]
            case 2:
                changed[at:at] = changed[at : at + chance.randint(1, 40)]
            case _:
                changed[at : at + 4] = chance.choice((b"\0\0\0\0", b"\xff\xff\xff\xff", b"<!--", b"%s{}", b"\n\n\r\n"))
    return bytes(changed)


#: Kinds that take over 1 ms a document.
SLOW = ("a.docx", "a.html", "a.eml")
INNER = {"a.docx": ("word/document.xml", "word/footnotes.xml"), "a.odt": ("content.xml", "meta.xml")}


def damaged(name: str, chance: random.Random) -> bytes:
    """The document `name`, mutated; of an archive every second time an entry inside, since otherwise hardly one would open."""
    data = documents.ALL[name]
    if name not in INNER or chance.random() < 0.5:
        return mutated(data, chance)
    entry = chance.choice(INNER[name])
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return documents.with_entry(data, entry, mutated(archive.read(entry), chance))


@pytest.mark.parametrize("name", documents.ALL)
def test_mutated_documents_never_raise(name: str) -> None:
    """A damaged document is a report or a fault. 2,000 of each kind were, and are with LAGEBILD_FUZZ=2000."""
    chance = random.Random(20241127)
    n_reports = 0
    for _ in range(int(os.environ.get("LAGEBILD_FUZZ", 400 if name in SLOW else 2000))):
        data = damaged(name, chance)
        found = list(read_bytes(data, name))
        assert found or name in ("a.json", "a.jsonl", "a.eml")
        for part in found:
            assert isinstance(part, Report | Fault)
            part.source.encode()  # type: ignore[union-attr]
            n_reports += isinstance(part, Report)
    assert n_reports > 0, "nothing was read: the mutations test nothing"


def test_the_encoding_that_a_server_declares_counts_before_the_page_and_after_utf_8() -> None:
    page = "<html><head><meta charset='utf-8'></head><body><article><p>{}</p></article></body></html>"
    russian = "Россия поставила ракеты, сообщило министерство обороны в Москве во вторник."
    (report,) = read_bytes(page.format(russian).encode("cp1251"), "a.html", charset="windows-1251")
    assert isinstance(report, Report)
    assert russian in report.text
    (report,) = read_bytes(page.format(russian).encode(), "a.html", charset="iso-8859-1")
    assert isinstance(report, Report)
    assert russian in report.text
