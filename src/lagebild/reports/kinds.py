"""What kind of document a run of bytes is."""

import re
from pathlib import PurePath
from typing import Final, Literal

from lagebild.errors import UnreadableReport

Kind = Literal["text", "html", "pdf", "docx", "odt", "eml", "json", "jsonl"]

SUFFIXES: Final[dict[str, Kind]] = {
    ".txt": "text", ".md": "text", ".html": "html", ".htm": "html", ".pdf": "pdf", ".docx": "docx", ".odt": "odt", ".eml": "eml",
    ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl",
}  # fmt: skip
#: Kinds that are text of some sort: bytes that are text can be any of them, and the suffix decides where the content does not.
_TEXTUAL: Final = frozenset({"text", "html", "eml", "json", "jsonl"})

_FOREIGN: Final = (
    (b"\xd0\xcf\x11\xe0", "an old or password-protected Office file", "save it as DOCX without a password"),
    (b"{\\rtf", "a Rich Text file", "save it as DOCX"),
    (b"\x89PNG", "an image", "OCR it first"),
    (b"\xff\xd8\xff", "an image", "OCR it first"),
    (b"GIF8", "an image", "OCR it first"),
    (b"II*\0", "an image", "OCR it first"),
    (b"MM\0*", "an image", "OCR it first"),
    (b"\x1f\x8b", "a compressed file", "unpack it first"),
    (b"7z\xbc\xaf", "a compressed file", "unpack it first"),
    (b"Rar!", "a compressed file", "unpack it first"),
    (b"BZh", "a compressed file", "unpack it first"),
    (b"\xfd7zXZ", "a compressed file", "unpack it first"),
    (b"\x7fELF", "a program", None),
    (b"SQLite format 3\0", "a database", None),
)
_MARKUP: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,500}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_TAG: Final = re.compile(rb"<(?:p|div|h[1-6]|br|article|body|html|table|ul|meta|title)\b[^>]{0,300}>", re.I)
_JSON: Final = re.compile(rb'(?:\xef\xbb\xbf)?\s*\[?\s*\{\s*"[^"]{1,80}"\s*:')
_HEADER: Final = re.compile(
    rb"^(From|Date|Subject|To|Message-ID|MIME-Version|Received|Return-Path|Content-Type|Delivered-To):", re.I | re.M
)
_TELLING: Final = frozenset({b"message-id", b"mime-version", b"received", b"return-path", b"delivered-to"})


def suffix_kind(name: str) -> Kind | None:
    """The kind that the suffix of `name` promises, None for an unknown one."""
    return SUFFIXES.get(PurePath(name).suffix.lower())


def kind_of(data: bytes, name: str) -> Kind:
    """The kind of `data`: by its content, and where that leaves it open by the suffix of `name`.

    Raises `UnreadableReport` for a foreign kind, and for content that is not what the suffix promises and nothing readable.
    """
    if not data.strip():
        raise UnreadableReport("empty", None)
    promised = suffix_kind(name)
    told = _told(data)
    if told is not None:
        return told
    if promised is None or promised in _TEXTUAL:
        return _textual(data, promised)
    if _MARKUP.match(data[:2048]):  # a download that gave a page instead
        return "html"
    raise UnreadableReport(f"named {PurePath(name).suffix} but holds no {promised.upper()}, or a broken one", "export it again")


def _told(data: bytes) -> Kind | None:
    """The kind that the first bytes of `data` settle."""
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _archived(data)
    for magic, what, remedy in _FOREIGN:
        if data.startswith(magic):
            raise UnreadableReport(f"{what}, not a kind that is read", remedy)
    return None


def _archived(data: bytes) -> Kind:
    # By the names as they stand in the bytes: opening the archive is for those who guard against bombs.
    if b"word/document.xml" in data:
        return "docx"
    if b"application/vnd.oasis.opendocument.text" in data[:200] or b"content.xml" in data:
        return "odt"
    raise UnreadableReport("an archive, or a broken DOCX or ODT", "unpack it, or export it again")


def _textual(data: bytes, promised: Kind | None) -> Kind:
    if _MARKUP.match(data[:2048]):
        return "html"
    if promised == "jsonl" or promised == "json":
        return promised
    if promised == "eml" or _is_mail(data):
        return "eml"
    if _JSON.match(data[:4096]):
        return "json"
    if promised == "html" and not _TAG.search(data, 0, 65_536):
        return "text"
    return promised or "text"


def _is_mail(data: bytes) -> bool:
    """Whether `data` begins with mail headers: three known ones, at least one of which no press release writes by itself."""
    head = re.split(rb"\r?\n\r?\n", data[:16_384], maxsplit=1)[0]
    if not re.match(rb"[A-Za-z-]{2,40}:|From ", head):
        return False
    names = {name.lower() for name in _HEADER.findall(head)}
    return len(names) >= 3 and not names.isdisjoint(_TELLING)
