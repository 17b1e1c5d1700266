"""Canonical text: the one form of a text in which offsets are counted."""

import re
import unicodedata
from typing import Final

_LINE_ENDS: Final = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")
_BLANK_LINES: Final = re.compile(r"\n{3,}")
_UNSAFE: Final = re.compile("[\x00\ud800-\udfff]")

#: Characters that show nothing: soft hyphen, zero-width space, joiners, word joiner, byte order mark, invisible operators,
#: interlinear annotation, tags; and the marks, embeddings, overrides and isolates that turn the reading direction, by which a
#: text can be made to look like another (CVE-2021-42574).
_INVISIBLE: Final = (
    0xAD, 0x61C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF, *range(0xFFF9, 0xFFFC),
    *range(0xE0000, 0xE0080),
)  # fmt: skip
_CONTROLS: Final = (*range(0x9), 0xB, 0xC, *range(0xE, 0x20), *range(0x7F, 0xA0), 0xFFFE, 0xFFFF)
_SPACES: Final = (0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)
_TABLE: Final[dict[int, str | None]] = {
    **dict.fromkeys(_INVISIBLE), **dict.fromkeys(_CONTROLS), **dict.fromkeys(_SPACES, " "),
    **dict.fromkeys(range(0xD800, 0xE000), "�"),
}  # fmt: skip


def canonical(text: str) -> str:
    """`text` in canonical form; a canonical text is returned as it is.

    Unicode NFC; lines end in \\n; no control characters but \\n and \\t; no byte order mark, soft hyphens, zero-width
    characters or marks, overrides and isolates of reading direction; every kind of space is U+0020; lone surrogates are
    U+FFFD; no blanks at the end of a line; at most one blank line in a row, none at the beginning or end.
    """
    text = _LINE_ENDS.sub("\n", text).translate(_TABLE)
    text = unicodedata.normalize("NFC", text)
    # By line: a pattern for blanks before a line end takes a square of the time on a million blanks that end in a word.
    text = "\n".join(line.rstrip(" \t") for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", text).strip("\n")


def storable(text: str) -> str:
    """`text` with NUL and lone surrogates, which neither UTF-8 nor a database takes, replaced one for one by U+FFFD.

    The form of ready reports: their offsets are used by whoever made them, so nothing may move.
    """
    return _UNSAFE.sub("�", text)
