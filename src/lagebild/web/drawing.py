"""The process that draws charts: drawing holds the interpreter's lock for a tenth of a second, in which no other page would move."""

import threading
from typing import Any, Final, Literal

from lagebild.web.companion import Companion
from lagebild.web.refusals import NotYet

#: Seconds for one chart, the start of the process included, after which it is ended.
_LONGEST_S: Final = 20.0
Locale = Literal["de-DE", "en-GB"]


class DrawingProcess(Companion):
    """Draws one chart after the other in a process of its own; many threads may ask."""

    def __init__(self, longest_s: float = _LONGEST_S) -> None:
        super().__init__(_drawn, "lagebild drawing")
        self._longest_s = longest_s
        self._turn = threading.Lock()

    def draw(self, spec: dict[str, Any], locale: Locale) -> str:
        """The chart of a Vega-Lite specification as SVG. Raises `NotYet` where the process dies of it or takes too long."""
        with self._turn:
            try:
                return str(self.ask((spec, locale), self._longest_s))
            except (EOFError, OSError):  # it died, or was too slow; the next chart has a new one
                raise NotYet("not_yet") from None


def _drawn(asked: tuple[dict[str, Any], Locale]) -> str:
    """Runs in the process."""
    import vl_convert

    spec, locale = asked
    return vl_convert.vegalite_to_svg(spec, format_locale=locale, time_format_locale=locale, allowed_base_urls=[])
