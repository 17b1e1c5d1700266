"""Bytes to text, refusing what only pretends to be text."""

import codecs
import re
from typing import Final

from lagebild.errors import UnreadableReport

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_META: Final = re.compile(
    rb"""<(?:meta\b[^>]{0,200}?\bcharset|\?xml\b[^>]{0,80}?\bencoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.I
)
_MULTIBYTE: Final = re.compile(rb"[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_NOT_TEXT: Final = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x9f]")
#: Share of letters beyond ASCII up to which an undeclared text is taken for cp1252: 0.02 in the German corpus; Russian in
#: cp1251 or KOI8-R, which also decodes as cp1252, has 1.0.
_WESTERN: Final = 0.2
_REMEDY: Final = "save it as UTF-8"


def decoded(data: bytes, declared: str | None = None) -> str:
    """The text in `data`: by its byte order mark, as UTF-8, as `declared`, or as cp1252 if that looks like Western prose.

    Raises `UnreadableReport` for binary data and for every other encoding.
    """
    for mark, codec in _MARKS:
        if data.startswith(mark):
            text = _decoded(data, codec)
            return text if text is not None else _refuse(f"wrong encoding: it begins like {codec.upper()} but is not")
    if b"\0" in data:
        return _refuse("binary data, not text")
    text = _decoded(data, "utf-8")
    if text is None and declared is not None:
        text = _decoded(data, declared)
    if text is None:
        text = _western(data)
    return text if _looks_like_text(text) else _refuse("binary data, not text")


def declared_charset(page: bytes) -> str | None:
    """The encoding that an HTML page declares in its first 4 KiB."""
    found = _META.search(page, 0, 4096)
    return None if found is None else found[1].decode("ascii", "replace")


def _decoded(data: bytes, codec: str) -> str | None:
    try:
        text = data.decode(codec)
    except (LookupError, UnicodeError, TypeError, ValueError):  # unknown, not for text ("zlib"), or other bytes
        return None
    return text if isinstance(text, str) else None


def _western(data: bytes) -> str:
    if _MULTIBYTE.search(data) and "\ufffd" in (text := data.decode("utf-8", "replace")):
        n_whole = len(_MULTIBYTE.findall(data))
        if n_whole >= text.count("\ufffd"):
            return _refuse("wrong encoding: damaged UTF-8")
    western = _decoded(data, "cp1252")
    if western is None:
        return _refuse("wrong encoding: neither UTF-8 nor cp1252")
    letters = [letter for letter in western if letter.isalpha()]
    if sum(letter > "\x7f" for letter in letters) > _WESTERN * len(letters):
        return _refuse("wrong encoding: not UTF-8, and no other is declared")
    return western


def _looks_like_text(text: str) -> bool:
    """Whether at most one character in a hundred is a control character that no text has."""
    return len(_NOT_TEXT.findall(text)) * 100 <= len(text)


def _refuse(reason: str) -> str:
    raise UnreadableReport(reason, _REMEDY)
