"""What one document gives before it is a report."""

import functools
from dataclasses import dataclass
from typing import Final

#: Counts up whenever the same document gives another text than before: offsets hold for one revision.
REVISION: Final = 1


@dataclass(frozen=True, slots=True)
class Extract:
    """The words of one document, not yet canonical, and what it says of itself; None where it does not say.

    `published` is in the document's own form. `exact` marks a text whose offsets others hold, which is kept as it is.
    """

    text: str
    extractor: str
    title: str | None = None
    published: str | None = None
    publisher: str | None = None
    language: str | None = None
    id: str | None = None
    exact: bool = False


@functools.cache
def extractor(package: str | None = None) -> str:
    """The name and version of what read a document, as in "trafilatura/2.3.1+lagebild/1"."""
    own = f"lagebild/{REVISION}"
    if package is None:
        return own
    from importlib.metadata import version  # imports email and zipfile

    return f"{package}/{version(package)}+{own}"
