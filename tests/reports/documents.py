"""Documents of every kind, made for the tests."""

import zipfile
from email.message import EmailMessage
from io import BytesIO

import docx
from odfdo import Document, Header, List, Note, Paragraph

TEXT = "Nordkorea hat nach Angaben aus Seoul über 10.000 Soldaten nach Russland entsandt. Moskau bestreitet das."
MORE = "Die Bundesregierung prüft weitere Sanktionen gegen Banken, die an dem Geschäft beteiligt gewesen sein sollen."


def page(body: str = f"<p>{TEXT}</p><p>{MORE}</p>", head: str = "", charset: str = "utf-8") -> bytes:
    return f"""<!DOCTYPE html><html lang="de"><head><meta charset="{charset}"><title>Truppen in Kursk</title>
<meta property="og:title" content="Truppen in Kursk"><meta property="og:site_name" content="Tagesblatt">
<meta property="article:published_time" content="2024-11-27T08:00:00+01:00">{head}</head>
<body><nav><a href="/">Start</a><a href="/abo">Abo</a></nav>
<article><h1>Truppen in Kursk</h1>{body}</article></body></html>""".encode(charset)


def word(title: str = "Lagebericht") -> bytes:
    document = docx.Document()
    document.core_properties.title = title
    document.add_heading("Lage am Abend", level=1)
    document.add_paragraph(TEXT)
    document.add_paragraph("zehn Panzer", style="List Bullet")
    document.add_paragraph("fünf Haubitzen", style="List Bullet")
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Leopard 2", "18 Stück"
    document.add_paragraph(MORE)
    stream = BytesIO()
    document.save(stream)
    return with_entry(stream.getvalue(), "word/footnotes.xml", FOOTNOTES)


FOOTNOTES = b"""<?xml version="1.0" encoding="UTF-8"?>
<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>
<w:footnote w:id="1"><w:p><w:r><w:t>Laut </w:t></w:r>
<w:ins><w:r><w:t>Yonhap</w:t></w:r></w:ins><w:del><w:r><w:delText>KCNA</w:delText></w:r></w:del></w:p>
</w:footnote></w:footnotes>"""


def with_entry(archive: bytes, name: str, data: bytes) -> bytes:
    """`archive` with one entry more, or in place of the one of that name."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(archive)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, data)
    return stream.getvalue()


def opendocument() -> bytes:
    document = Document("text")
    document.body.clear()
    document.meta.title = "Lagebericht"
    document.body.append(Header(1, "Lage am Abend"))
    paragraph = Paragraph(TEXT)
    paragraph.append(Note(note_id="n1", citation="1", body="Laut Yonhap"))
    document.body.append(paragraph)
    document.body.append(List(["zehn Panzer", "fünf Haubitzen"]))
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def mail(
    attachments: tuple[tuple[str, bytes], ...] = (), body: str | None = TEXT, inner: EmailMessage | None = None
) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = "Presse <presse@example.org>", "lage@example.org"
    message["Subject"], message["Date"] = "Lagemeldung über Kursk", "Wed, 27 Nov 2024 09:00:00 +0100"
    message["Message-ID"] = "<1@example.org>"
    if body is not None:
        message.set_content(body)
    for name, data in attachments:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    if inner is not None:
        message.add_attachment(inner)
    return message


def pdf(
    lines: tuple[tuple[str, ...], ...] = (
        (
            "Troops moved to Kursk",
            "The ministry said on Monday that more than ten thou-",
            "sand soldiers of North Korea had reached the region",
            "of Kursk. It gave no further details on them at all.",
        ),
    ),
    trailer: str = "",
) -> bytes:
    """A PDF of one page for each tuple of lines, written by hand."""
    n_pages = len(lines)
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(f'{4 + 2 * number} 0 R' for number in range(n_pages))}] /Count {n_pages} >>"
    for number, page_lines in enumerate(lines):
        shown = " T* ".join(f"({line}) Tj" for line in page_lines)
        stream = f"BT /F1 11 Tf 14 TL 50 780 Td {shown} ET" if page_lines else ""
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * number} 0 R >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    out, offsets = "%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n" + "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n"
    return out.encode("latin-1")


def encrypted_pdf() -> bytes:
    """A PDF whose user password is not the empty one (its /U entry matches none that PDFium can try)."""
    key = "<" + "41" * 32 + ">"
    return pdf(trailer=f"/Encrypt << /Filter /Standard /V 1 /R 2 /O {key} /U {key} /P -4 >> /ID [<00> <00>]")


def lines() -> bytes:
    first = '{"text": "Russland liefert Öl.", "language": "de", "published": "2024-11-28"}'
    return f'{first}\n\n{{"text": 5}}\n{{"id": "x", "text": "Ende der Lieferung."}}\n'.encode()


ALL: dict[str, bytes] = {
    "a.txt": f"{TEXT}\n\n{MORE}\n".encode(), "a.html": page(), "a.pdf": pdf(), "a.docx": word(), "a.odt": opendocument(),
    "a.eml": mail((("a.txt", TEXT.encode()), ("b.pdf", pdf()))).as_bytes(), "a.jsonl": lines(),
    "a.json": b'[{"text": "Russia sends oil to China."}]',
}  # fmt: skip
