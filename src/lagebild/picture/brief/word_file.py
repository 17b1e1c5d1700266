"""A brief as a Word document with real footnotes, through Pandoc.

Pandoc is given its own document tree, not a text to parse: whatever stands in a report can then be nothing but words.
"""

import io
import json
import subprocess
import zipfile
from collections.abc import Iterator
from typing import Any, Final

from lagebild.errors import BriefUnwritable, MissingExtra
from lagebild.picture.brief.notes import note_text, reach_text
from lagebild.picture.brief.nouns import Brief, Sentence

#: The version of Pandoc's tree that is written; later ones of the same major number read it.
_API: Final = (1, 23, 1)
_WAIT_S: Final = 120
#: The earliest time that a ZIP file can tell.
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)
_EXTRA: Final = "pip install lagebild[brief]"
_CORE: Final = "docProps/core.xml"
_SANDBOX_TIME: Final = b"1970-01-01T00:00:00Z"
_SPACE: Final = {"t": "Space"}


def docx(brief: Brief) -> bytes:
    """The document; the same brief gives the same bytes. Raises `MissingExtra` where Pandoc is not installed, `BriefUnwritable` where it
    refuses."""
    tree = json.dumps({"pandoc-api-version": _API, "meta": _meta(brief), "blocks": list(_blocks(brief))}, ensure_ascii=False)
    command = [_pandoc(), "--from=json", "--to=docx", "--sandbox", "--output=-"]
    try:
        done = subprocess.run(command, input=tree.encode(), capture_output=True, timeout=_WAIT_S, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BriefUnwritable("docx", f"pandoc could not be run ({type(error).__name__})", _EXTRA) from error
    if done.returncode != 0:
        raise BriefUnwritable("docx", done.stderr.decode("utf8", "replace").strip()[:300] or "pandoc failed")
    return _fixed(done.stdout, f"{brief.as_of:%Y-%m-%dT%H:%M:%SZ}")


def _pandoc() -> str:
    try:
        import pypandoc  # type: ignore[import-untyped]
    except ImportError as error:
        raise MissingExtra("briefs as docx", "brief") from error
    try:
        return str(pypandoc.get_pandoc_path())
    except OSError as error:
        raise BriefUnwritable("docx", "pandoc is not installed", _EXTRA) from error


def _meta(brief: Brief) -> dict[str, Any]:
    return {
        "title": {"t": "MetaInlines", "c": [*_marking(brief), *_words(brief.title)]},
        "subtitle": {"t": "MetaInlines", "c": _words(brief.subtitle)},
        "lang": {"t": "MetaString", "c": "de-DE" if brief.language == "de" else "en-GB"},
    }


def _marking(brief: Brief) -> list[dict[str, Any]]:
    """How far the brief may go, as a line of its own before the title; nothing where nothing of it is marked."""
    return [] if brief.reach is None else [*_words(reach_text(brief.reach, brief.language)), {"t": "LineBreak"}]


def _blocks(brief: Brief) -> Iterator[dict[str, Any]]:
    for section in brief.sections:
        yield _heading(1, section.title)
        for paragraph in section.paragraphs:
            if paragraph.title:
                yield _heading(2, paragraph.title)
            for sentence in paragraph.sentences:
                yield {"t": "Para", "c": [*_words(sentence.text), *_notes(brief, sentence)]}


def _heading(level: int, title: str) -> dict[str, Any]:
    return {"t": "Header", "c": [level, ["", [], []], _words(title)]}


def _notes(brief: Brief, sentence: Sentence) -> Iterator[dict[str, Any]]:
    for at, number in enumerate(sentence.footnotes):
        if at:
            yield {"t": "Superscript", "c": _words(",")}
        text = note_text(brief.footnotes[number - 1], brief.language)
        yield {"t": "Note", "c": [{"t": "Para", "c": _words(text)}]}


def _words(text: str) -> list[dict[str, Any]]:
    inlines: list[dict[str, Any]] = []
    for at, word in enumerate(text.split(" ")):
        if at:
            inlines.append(_SPACE)
        if word:
            inlines.append({"t": "Str", "c": word})
    return inlines


def _fixed(data: bytes, as_of: str) -> bytes:
    """The same parts, by name, with no time but the ledger's. Pandoc in its sandbox sees no clock and writes 1970."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as new:
        # Word wants the table of content types first.
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            part = zipfile.ZipInfo(name, _NO_TIME)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o600 << 16
            part.create_system = 0
            words = old.read(name)
            new.writestr(part, words.replace(_SANDBOX_TIME, as_of.encode()) if name == _CORE else words)
    return out.getvalue()
