"""Briefs: a draft whose every sentence carries its footnotes, a linter, and what they are written as."""

from lagebild.picture.brief.drafting import UNTOLD, draft
from lagebild.picture.brief.html_page import html
from lagebild.picture.brief.lint import RULES, Backing, Finding, lint
from lagebild.picture.brief.markdown_text import markdown
from lagebild.picture.brief.names import Names
from lagebild.picture.brief.notes import note_text, reach_text
from lagebild.picture.brief.nouns import (
    LANGUAGES,
    Brief,
    Captured,
    Commission,
    Footnote,
    Judgement,
    Language,
    Paragraph,
    Section,
    Sentence,
)
from lagebild.picture.brief.pdf_file import pdf
from lagebild.picture.brief.plain import quoted
from lagebild.picture.brief.subjects import MOST_THINGS
from lagebild.picture.brief.word_file import docx
from lagebild.picture.brief.wording import Wording

__all__ = [
    "LANGUAGES", "MOST_THINGS", "RULES", "UNTOLD", "Backing", "Brief", "Captured", "Commission", "Finding", "Footnote", "Judgement",
    "Language", "Names", "Paragraph", "Section", "Sentence", "Wording", "docx", "draft", "html", "lint", "markdown", "note_text", "pdf",
    "quoted", "reach_text",
]  # fmt: skip
