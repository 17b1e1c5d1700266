"""A brief as one HTML page that needs nothing else: no script, no address, every word escaped."""

from collections.abc import Iterator
from html import escape
from typing import Final

from lagebild.picture.brief.notes import note_text, reach_text
from lagebild.picture.brief.nouns import Brief, Section, Sentence
from lagebild.picture.brief.phrases import phrases

_STYLE: Final = """
:root { color-scheme: light dark; }
body { font: 16px/1.55 system-ui, "Segoe UI", Roboto, "Noto Sans", "Noto Sans CJK KR", "Malgun Gothic", sans-serif; max-width: 44rem;
  margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.8rem; line-height: 1.2; margin: 0 0 .25rem; }
h2 { font-size: 1.3rem; margin: 2.2rem 0 .5rem; border-bottom: 1px solid; padding-bottom: .2rem; }
h3 { font-size: 1rem; margin: 1.3rem 0 .3rem; }
p { margin: .4rem 0; }
.subtitle { opacity: .75; margin-bottom: 1.5rem; }
sup { line-height: 0; }
sup a { text-decoration: none; padding: 0 .1em; }
.notes { font-size: .85rem; line-height: 1.45; padding-left: 2.2rem; }
.notes li { margin: .25rem 0; }
@media print { body { max-width: none; margin: 0; } a { color: inherit; } }
"""


def html(brief: Brief) -> str:
    """The whole page, ends with a line break."""
    return "\n".join(_lines(brief)) + "\n"


def _lines(brief: Brief) -> Iterator[str]:
    yield "<!doctype html>"
    yield f'<html lang="{brief.language}">'
    yield '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{escape(brief.title)}</title><style>{_STYLE}</style></head>"
    marking = _marking(brief)
    yield f'<body><main>{marking}<h1>{escape(brief.title)}</h1><p class="subtitle">{escape(brief.subtitle)}</p>'
    for section in brief.sections:
        yield from _section(section)
    yield f"<section><h2>{escape(phrases(brief.language).of('note', 'notes'))}</h2>"
    yield '<ol class="notes">'
    for note in brief.footnotes:
        text = escape(note_text(note, brief.language))
        yield f'<li id="n{note.number}"><bdi>{text}</bdi> <a href="#r{note.number}" aria-label="↑ {note.number}">↑</a></li>'
    yield f"</ol></section>{marking}</main></body></html>"


def _marking(brief: Brief) -> str:
    """How far the brief may go, as its first and last line; nothing where nothing of it is marked."""
    if brief.reach is None:
        return ""
    return f'<p style="font-weight: bold; text-align: right"><bdi>{escape(reach_text(brief.reach, brief.language))}</bdi></p>'


def _section(section: Section) -> Iterator[str]:
    yield f'<section class="{section.kind}"><h2>{escape(section.title)}</h2>'
    for paragraph in section.paragraphs:
        if paragraph.title:
            yield f"<h3>{escape(paragraph.title)}</h3>"
        for sentence in paragraph.sentences:
            yield f"<p>{_sentence(sentence)}</p>"
    yield "</section>"


def _sentence(sentence: Sentence) -> str:
    marks = ", ".join(f'<a id="r{number}" href="#n{number}">{number}</a>' for number in sentence.footnotes)
    return f"<bdi>{escape(sentence.text)}</bdi>" + (f"<sup>{marks}</sup>" if marks else "")
