"""Where quoted words stand: found word for word, or not at all."""

import re
from collections.abc import Collection

from lagebild.claims.span import Span


def find_quote(text: str, sentence: tuple[int, int], quote: str, near: Span | None = None, taken: Collection[Span] = ()) -> Span | None:
    """The place of `quote` in the half-open range `sentence` of `text`, None where it does not stand there.

    Characters must be the same but for the kind of white space between words: models write a line break as a space. Of several
    places a whole word comes before a part of one, then one that is not in `taken`, then the nearest to `near`, then the first.
    """
    words = quote.split()
    if not words:
        return None
    pattern = re.compile(r"\s+".join(map(re.escape, words)))
    found = [Span.of(text, *match.span()) for match in pattern.finditer(text, *sentence)]
    return min(found, key=lambda span: (not _whole(text, span), span in taken, _gap(span, near), span.start), default=None)


def _whole(text: str, span: Span) -> bool:
    before, after = text[span.start - 1 : span.start], text[span.end : span.end + 1]
    return not (before.isalnum() and span.text[0].isalnum()) and not (after.isalnum() and span.text[-1].isalnum())


def _gap(span: Span, near: Span | None) -> int:
    return max(span.start - near.end, near.start - span.end, 0) if near is not None else 0
