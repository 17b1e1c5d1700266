"""Words of reports made harmless for the eye: nothing in them steers the direction, the line or the terminal.

Markup is another matter: each format writes plain words in its own way (`markdown_text`, `html_page`, `word_file`, `pdf_file`).
"""

import unicodedata
from typing import Final

#: The longest stretch of a report that a footnote quotes, in code points.
MOST_QUOTED: Final = 400
_KEPT: Final = frozenset({"\u200c", "\u200d"})  # joiners, which Persian and emoji need


def plain(words: str) -> str:
    """`words` in one line. Control, direction, private and unassigned characters are written as ⟨U+202E⟩, so that they show."""
    return "".join(_shown(sign) for sign in " ".join(words.split()))


def quoted(words: str) -> str:
    """`words` as a footnote quotes them: plain, and cut after `MOST_QUOTED` code points."""
    whole = plain(words[: MOST_QUOTED * 4])
    return whole if len(whole) <= MOST_QUOTED else whole[: MOST_QUOTED - 1].rstrip() + "…"


def _shown(sign: str) -> str:
    if sign.isascii() and sign.isprintable():
        return sign
    hidden = unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Cn") and sign not in _KEPT
    return f"⟨U+{ord(sign):04X}⟩" if hidden else sign
