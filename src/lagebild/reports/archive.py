"""DOCX and ODT are ZIP archives of XML: what must hold before a parser may unpack one."""

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from lagebild.errors import UnreadableReport
from lagebild.reports.limits import Limits

if TYPE_CHECKING:
    from zipfile import ZipFile

_ENTITY: Final = re.compile(rb"<!ENTITY", re.I)
_ENCRYPTED: Final = 0x1
_ATTACK: Final = "it may be an attack; export it again"


def opened(data: bytes, limits: Limits) -> "ZipFile":
    """The archive in `data`, safe to unpack.

    Raises `UnreadableReport` if it is broken, encrypted, has too many entries, would unpack to too much (zipfile reads no more
    of an entry than its size in the directory, so the sum of these bounds it), or declares XML entities, which can expand a
    few bytes to gigabytes and name files outside.
    """
    import zlib
    from zipfile import BadZipFile, ZipFile

    try:
        archive = ZipFile(BytesIO(data))
        _guard(archive, limits)
    except (BadZipFile, ValueError, NotImplementedError, EOFError, zlib.error) as error:
        raise _broken() from error
    return archive


def parsed(xml: bytes) -> Any:
    """The root element of `xml`; entities are not expanded and nothing is fetched. Raises `UnreadableReport`."""
    from lxml import etree

    try:
        return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False))
    except etree.XMLSyntaxError as error:
        raise _broken() from error


def _guard(archive: "ZipFile", limits: Limits) -> None:
    entries = archive.infolist()
    if len(entries) > limits.max_parts:
        raise UnreadableReport(f"an archive of {len(entries):,} entries", _ATTACK)
    if sum(entry.file_size for entry in entries) > limits.max_unpacked_bytes:
        raise UnreadableReport(f"unpacks to more than {limits.max_unpacked_bytes:,} bytes", _ATTACK)
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise UnreadableReport("encrypted", "save it without a password")
    for entry in entries:
        # NUL out: the declaration must not hide in UTF-16.
        if entry.filename.lower().endswith((".xml", ".rels")) and _ENTITY.search(archive.read(entry).replace(b"\0", b"")):
            raise UnreadableReport("declares XML entities", _ATTACK)


def _broken() -> UnreadableReport:
    return UnreadableReport("a broken DOCX or ODT", "export it again")
