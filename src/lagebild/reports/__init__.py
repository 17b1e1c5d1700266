"""What comes in: files, pages, feeds, mails, ready reports; and their text, language and sentences.

Fetching (`fetch`, `feeds`, `timestamp`) and watching (`watch`) are imported from their modules: 30 ms that files do not need.
"""

from lagebild.reports.canonical import canonical
from lagebild.reports.facts import Facts, day_of
from lagebild.reports.intake import Taken, read_bytes, take_in, take_source
from lagebild.reports.language import READABLE, language_of
from lagebild.reports.limits import Limits
from lagebild.reports.sentences import sentences
from lagebild.reports.source import find_sources

__all__ = [
    "READABLE", "Facts", "Limits", "Taken", "canonical", "day_of", "find_sources", "language_of", "read_bytes", "sentences",
    "take_in", "take_source",
]  # fmt: skip
