"""A brief as a PDF, through Typst: a fixed template that gets the words as data, so that nothing in them can be markup.

The result is a tagged PDF/UA-1, which is refused where a sign has no glyph: a brief never has boxes where words should be.
"""

import json
import re
from importlib.resources import files
from typing import Final

from lagebild.errors import BriefUnwritable, MissingExtra
from lagebild.picture.brief.notes import note_text, reach_text
from lagebild.picture.brief.nouns import Brief
from lagebild.picture.brief.phrases import phrases

#: Fonts in the order in which a sign is looked for. The first comes with Typst: Latin, Greek and Cyrillic look the same everywhere.
FONTS: Final = (
    "Libertinus Serif", "Noto Sans", "DejaVu Sans", "Liberation Sans", "Arial", "Noto Sans CJK KR", "Noto Sans KR", "Malgun Gothic",
    "Apple SD Gothic Neo",
    "Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans Arabic", "Noto Sans Hebrew",
)  # fmt: skip
_SCRIPTS: Final = {
    "Hangul": (re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]"), "fonts-noto-cjk"),
    "Chinese or Japanese": (re.compile("[\u3040-\u30ff\u3400-\u9fff]"), "fonts-noto-cjk"),
    "Arabic": (re.compile("[\u0600-\u06ff]"), "fonts-noto-core"),
    "Hebrew": (re.compile("[\u0590-\u05ff]"), "fonts-noto-core"),
}


def pdf(brief: Brief) -> bytes:
    """The document; the same brief gives the same bytes on machines with the same fonts. Raises `MissingExtra` where Typst is not
    installed, `BriefUnwritable` where no font has a sign that the brief needs."""
    try:
        import typst
    except ImportError as error:
        raise MissingExtra("briefs as pdf", "brief") from error
    template = (files("lagebild.picture.brief") / "data" / "brief.typ").read_bytes()
    given = json.dumps(_data(brief, _there(typst.Fonts().families())), ensure_ascii=False)
    try:
        made = typst.compile(
            template, format="pdf", sys_inputs={"brief": given}, pdf_standards=["ua-1"], timestamp=int(brief.as_of.timestamp())
        )
    except RuntimeError as error:  # TypstError; the document tells which sign has no glyph
        raise _refused(brief, str(error)) from error
    assert isinstance(made, bytes)
    return made


def _there(families: list[str]) -> list[str]:
    known = set(families)
    return [font for font in FONTS if font in known]


def _refused(brief: Brief, reason: str) -> BriefUnwritable:
    text = "".join(note.words for note in brief.footnotes)
    for script, (signs, package) in _SCRIPTS.items():
        if signs.search(text) and ("glyph" in reason or "font" in reason):
            return BriefUnwritable("pdf", f"no font here has {script}", f"install one, such as {package}, or take docx")
    return BriefUnwritable("pdf", " ".join(reason.split())[:300], "take docx or html")


def _data(brief: Brief, fonts: list[str]) -> dict[str, object]:
    return {
        "marking": reach_text(brief.reach, brief.language) if brief.reach is not None else "",
        "title": brief.title, "subtitle": brief.subtitle, "lang": brief.language, "fonts": fonts,
        "page": {"de": "Seite", "en": "Page"}[brief.language], "notes": phrases(brief.language).of("note", "notes"),
        "sections": [
            {"title": section.title, "paragraphs": [
                {"title": paragraph.title, "sentences": [
                    {"text": sentence.text, "notes": [note_text(brief.footnotes[n - 1], brief.language) for n in sentence.footnotes]}
                    for sentence in paragraph.sentences
                ]} for paragraph in section.paragraphs
            ]} for section in brief.sections
        ],
    }  # fmt: skip
