"""Charts as SVG that stands in the page: drawn by Vega-Lite on the server, without scripts, every mark a link to its words.

Colours are drawn from a fixed few, which the style sheet exchanges for those of the light or dark scheme.
"""

import json
import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup, escape

from lagebild.web.drawing import DrawingProcess
from lagebild.web.wording import country, say_number

if TYPE_CHECKING:
    from lagebild.picture import Mark, PlaceCount, Point, Series

INK: Final = "#1b1f24"
SOFT: Final = "#565f6b"
LINE: Final = "#d8dbd6"
ACCENT: Final = "#14508c"
WARN: Final = "#7a4b00"
#: From few to many, for areas.
SHADES: Final = ("#e4edf7", "#b9d2ee", "#7fabdd", "#3f7dc0", "#14508c")
#: What Vega sets before an address that names no site.
_BASE: Final = re.compile(r'xlink:href="https://vega\.github\.io/vega-datasets/+')
_WIDTH: Final = 900
_MOST_MARKS: Final = 400
_MAP_HEIGHT: Final = 420
_MAP_MARGIN: Final = 5
#: A country as Vega draws it: what it leads to, and its outline.
_OUTLINE: Final = re.compile(r'<a xlink:href="/([A-Z]{2})"><path[^>]* d="([^"]*)"')
_TENTHS: Final = re.compile(r"(\.\d)\d+")
_LONG_DAYS: Final = 400
_N_TICKS: Final = 6
#: One for all workspaces of this process; it ends with it.
_DRAWING: Final = DrawingProcess()
_HERE: Final = Path(__file__).parent


def series_chart(series: "Series", language: str) -> Markup | None:
    """What would have been said on each day of publication (a band with its best figure), and each claim as a mark on its day."""
    marks = [mark for mark in series.marks if mark.published][:_MOST_MARKS]
    if not marks or not series.known:
        return None
    band = _band(series.known, max(mark.published or "" for mark in marks))
    top = max([one["high"] for one in band] + [mark.high or mark.best for mark in marks])
    points = [
        {
            "day": mark.published, "best": mark.best, "low": mark.low if mark.low is not None else 0,
            "high": mark.high if mark.high is not None else top * 1.05, "href": f"/queue/{mark.claim}",
            "told": _told(_from(mark, language), mark.words), "counts": mark.weight > 0,
        }
        for mark in marks
    ]  # fmt: skip
    axis = {**_dates(band[0]["day"], str(band[-1]["day"]), language), "grid": False}
    time: dict[str, Any] = {"field": "day", "type": "temporal", "title": None, "axis": axis}
    amount: dict[str, Any] = {"type": "quantitative", "title": None, "scale": {"zero": False, "nice": True}}
    opacity = {"condition": {"test": "datum.counts", "value": 1}, "value": 0.45}
    return _svg(
        {
            "width": _WIDTH, "height": 240,
            "layer": [
                {
                    "data": {"values": band}, "mark": {"type": "area", "interpolate": "step-after", "color": SHADES[0], "aria": False},
                    "encoding": {"x": time, "y": {"field": "low", **amount}, "y2": {"field": "high"}},
                },
                {
                    "data": {"values": band},
                    "mark": {"type": "line", "interpolate": "step-after", "color": ACCENT, "strokeWidth": 2, "aria": False},
                    "encoding": {"x": time, "y": {"field": "best", **amount}},
                },
                {
                    "data": {"values": points}, "mark": {"type": "rule", "color": SOFT, "aria": False},
                    "encoding": {"x": time, "y": {"field": "low", **amount}, "y2": {"field": "high"}, "opacity": opacity},
                },
                {
                    "data": {"values": points}, "mark": {"type": "point", "filled": True, "size": 90, "color": ACCENT, "opacity": 1},
                    "encoding": {
                        "x": time, "y": {"field": "best", **amount}, "href": {"field": "href"}, "description": {"field": "told"},
                        "opacity": opacity,
                    },
                },
            ],
        },
        language,
    )  # fmt: skip


def map_chart(counts: Sequence["PlaceCount"], language: str, query: Mapping[str, Sequence[str]]) -> Markup:
    """Countries, the darker the more claims; a country leads to its things. Nothing finer is drawn."""
    from lagebild.web.pages import address

    n_of = {one.country: one.n_claims for one in counts}
    opening, outlines = _outlines()
    limits = _limits(list(n_of.values()))
    shades = SHADES[1:][-len(limits) - 1 :]
    bare = "".join(f'<path d="{outline}"/>' for code, outline in outlines.items() if code not in n_of)
    told = "".join(
        f'<a xlink:href="{escape(address("/picture", **{**query, "place": code, "view": "list"}))}"><path d="{outlines[code]}" '
        f'fill="{shades[bisect_right(limits, n)]}" role="graphics-symbol" '
        f'aria-label="{escape(country(language, code))}: {escape(say_number(language, "picture.claims", n))}"/></a>'
        for code, n in n_of.items() if code in outlines
    )  # fmt: skip
    return Markup(f'{opening}<g stroke="{LINE}" stroke-width="0.5"><g fill="#eceeea" aria-hidden="true">{bare}</g>{told}</g></g></svg>')


@cache
def _outlines() -> tuple[str, dict[str, str]]:
    """How a map begins, and the outline of each country: Vega draws them once, since projecting takes a tenth of a second and is the same
    for every map."""
    shapes = [
        {"type": "Feature", "geometry": {"type": "MultiPolygon", "coordinates": shape}, "href": f"/{code}"}
        for code, shape in _shapes().items()
    ]  # fmt: skip
    svg = _svg(
        {
            "width": _WIDTH, "height": _MAP_HEIGHT, "projection": {"type": "equalEarth", "rotate": [-11, 0, 0]},
            "data": {"values": shapes}, "mark": "geoshape", "encoding": {"href": {"field": "href"}},
        },
        "en",
    )  # fmt: skip
    around = f"0 0 {_WIDTH + 2 * _MAP_MARGIN} {_MAP_HEIGHT + 2 * _MAP_MARGIN}"
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="{around}">'
        f'<g transform="translate({_MAP_MARGIN},{_MAP_MARGIN})">'
    )
    return opening, {code: _TENTHS.sub(r"\1", outline) for code, outline in _OUTLINE.findall(svg)}


def undrawn(counts: Sequence["PlaceCount"]) -> tuple[str, ...]:
    """The countries too small for the map."""
    return tuple(one.country for one in counts if one.country not in _shapes())


def warm() -> None:
    """Draws once, so that nobody waits for the first chart or map (about a second)."""
    _outlines()


@cache
def _shapes() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((_HERE / "data" / "countries.json").read_text(encoding="utf8"))
    return found


def _svg(spec: dict[str, Any], language: str) -> Markup:
    return Markup(_drawn(json.dumps(spec, sort_keys=True), language))


@lru_cache(maxsize=128)
def _drawn(spec: str, language: str) -> str:
    text = {"labelColor": SOFT, "titleColor": SOFT, "labelFont": "sans-serif", "labelFontSize": 12, "titleFont": "sans-serif"}
    axis = {**text, "gridColor": LINE, "domainColor": LINE, "tickColor": LINE}
    full = json.loads(spec) | {"background": None, "config": {"view": {"stroke": None}, "font": "sans-serif", "axis": axis}}
    svg = _DRAWING.draw(full, "de-DE" if language == "de" else "en-GB")
    return _BASE.sub('xlink:href="/', svg.replace(' style="cursor: pointer;"', ""))


def _band(points: Sequence["Point"], last: str) -> list[dict[str, Any]]:
    """The points of a step line, drawn on to the last day."""
    drawn = [{"day": point.day, "low": point.low, "best": point.best, "high": point.high} for point in points if point.day]
    if drawn and str(drawn[-1]["day"]) <= last:
        drawn.append({**drawn[-1], "day": day_after(last)})
    return drawn


def _dates(first: str, last: str, language: str) -> dict[str, Any]:
    """An axis of days; of months where they are more than a year."""
    from datetime import date

    n_days = (date.fromisoformat(last) - date.fromisoformat(first)).days
    shown = "%b %Y" if n_days > _LONG_DAYS else "%-d.%-m.%Y" if language == "de" else "%-d %b %Y"
    return {"format": shown, "labelOverlap": True, "tickCount": _N_TICKS if n_days > _N_TICKS else {"interval": "day", "step": 1}}


def day_after(day: str | None) -> str | None:
    """The day behind, so that a bar or band of one day has a width."""
    from datetime import date, timedelta

    return None if day is None else (min(date.fromisoformat(day), date(9999, 12, 30)) + timedelta(days=1)).isoformat()


def _limits(numbers: list[int]) -> list[float]:
    """Where shades change: quarters of the greatest number."""
    most = max(numbers, default=1)
    return sorted({max(1.5, most * part) for part in (0.25, 0.5, 0.75)}) if most > 1 else [1.5]


def _from(mark: "Mark", language: str) -> str | None:
    """Who published a claim, and from whom it is where it is a partner's."""
    from lagebild.web.thing_words import giver_words

    return ", ".join(part for part in (mark.publisher, giver_words(language, mark.giver) if mark.giver else None) if part) or None


def _told(publisher: str | None, words: str) -> str:
    return f"{cut(publisher, 60)}: {cut(words, 120)}" if publisher else cut(words, 120)


def cut(words: str, most: int) -> str:
    """Words as a chart can show them: in one line, without characters that steer."""
    from lagebild.web.pages import plain

    line = " ".join(plain(words).split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
