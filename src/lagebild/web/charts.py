"""Charts as SVG that stands in the page: drawn by Vega-Lite on the server, without scripts, every mark a link to its words.

Colours are drawn from a fixed few, which the style sheet exchanges for those of the light or dark scheme.
"""

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup

from lagebild.web.drawing import DrawingProcess
from lagebild.web.wording import country, say, say_number

if TYPE_CHECKING:
    from lagebild.picture import Bar, PlaceCount, Point, Row, Series

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
_MOST_BARS: Final = 40
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
            "told": _told(mark.publisher, mark.words), "counts": mark.weight > 0,
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


def timeline_chart(bars: Sequence["Bar"], rows: Mapping[str, "Row"], names: Mapping[str, str], language: str) -> Markup | None:
    """When things were: pale where they may have been, dark where all that is told agrees. `names` are the things' by their ids."""
    drawn = [bar for bar in bars if bar.first and bar.last][:_MOST_BARS]
    if not drawn:
        return None
    values = [
        {
            "name": f"{at:03}", "first": bar.first, "last": _after(bar.last),
            "core_first": bar.core_first, "core_last": _after(bar.core_last),
            "href": f"/thing/{bar.thing}",
            "told": f"{_cut(names[bar.thing], 140)}: {' · '.join(bar.edtf[:4]) or say(language, 'picture.undated')}",
            "label": _cut(names[bar.thing], 70), "contested": rows[bar.thing].contested,
        }
        for at, bar in enumerate(drawn)
    ]  # fmt: skip
    axis = {**_dates(min(str(bar.first) for bar in drawn), max(str(bar.last) for bar in drawn), language), "orient": "top"}
    time: dict[str, Any] = {"field": "first", "type": "temporal", "title": None, "axis": axis}
    lines = {"bandPosition": 0, "grid": True, "labels": False, "ticks": False, "domain": False}
    row: dict[str, Any] = {"field": "name", "type": "nominal", "title": None, "axis": lines}
    linked = {"href": {"field": "href"}, "description": {"field": "told"}}
    colour = {"condition": {"test": "datum.contested", "value": WARN}, "value": ACCENT}
    text = {"type": "text", "align": "left", "baseline": "bottom", "dy": -7, "color": INK, "fontSize": 12}
    return _svg(
        {
            "data": {"values": values}, "width": _WIDTH, "height": {"step": 36},
            "layer": [
                {
                    "mark": {"type": "bar", "height": 10, "color": SHADES[1], "minBandSize": 3, "yOffset": 7},
                    "encoding": {"x": time, "x2": {"field": "last"}, "y": row, **linked},
                },
                {
                    "transform": [{"filter": "datum.core_first"}], "mark": {"type": "bar", "height": 10, "yOffset": 7, "aria": False},
                    "encoding": {"x": {**time, "field": "core_first"}, "x2": {"field": "core_last"}, "y": row, "color": colour},
                },
                {"mark": {**text, "yOffset": 7}, "encoding": {"x": {"value": 2}, "y": row, "text": {"field": "label"}, **linked}},
            ],
        },
        language,
    )  # fmt: skip


def map_chart(counts: Sequence["PlaceCount"], language: str, query: Mapping[str, Sequence[str]]) -> Markup:
    """Countries, the darker the more claims; a country leads to its things. Nothing finer is drawn."""
    from lagebild.web.pages import address

    n_of = {one.country: one.n_claims for one in counts}
    shapes = [
        {
            "type": "Feature", "geometry": {"type": "MultiPolygon", "coordinates": shape},
            "n": n_of.get(code, 0), "href": address("/picture", **{**query, "place": code, "view": "list"}) if code in n_of else None,
            "told": f"{country(language, code)}: {say_number(language, 'picture.claims', n_of.get(code, 0))}",
        }
        for code, shape in _shapes().items()
    ]  # fmt: skip
    limits = _limits(list(n_of.values()))
    scale = {"type": "threshold", "domain": limits, "range": SHADES[1:][-len(limits) - 1 :]}
    shade = {"field": "n", "type": "quantitative", "legend": None, "scale": scale}
    frame = {"type": "geoshape", "stroke": LINE, "strokeWidth": 0.5}
    return _svg(
        {
            "width": _WIDTH, "height": 420, "projection": {"type": "equalEarth", "rotate": [-11, 0, 0]},
            "layer": [
                {"data": {"values": [one for one in shapes if not one["n"]]}, "mark": {**frame, "fill": "#eceeea", "aria": False}},
                {
                    "data": {"values": [one for one in shapes if one["n"]]}, "mark": frame,
                    "encoding": {"color": shade, "href": {"field": "href"}, "description": {"field": "told"}},
                },
            ],
        },
        language,
    )  # fmt: skip


def undrawn(counts: Sequence["PlaceCount"]) -> tuple[str, ...]:
    """The countries too small for the map."""
    return tuple(one.country for one in counts if one.country not in _shapes())


def warm() -> None:
    """Draws once, so that nobody waits for the first chart (about a second)."""
    _svg({"data": {"values": []}, "mark": "point"}, "en")


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
        drawn.append({**drawn[-1], "day": _after(last)})
    return drawn


def _dates(first: str, last: str, language: str) -> dict[str, Any]:
    """An axis of days; of months where they are more than a year."""
    from datetime import date

    n_days = (date.fromisoformat(last) - date.fromisoformat(first)).days
    shown = "%b %Y" if n_days > _LONG_DAYS else "%-d.%-m.%Y" if language == "de" else "%-d %b %Y"
    return {"format": shown, "labelOverlap": True, "tickCount": _N_TICKS if n_days > _N_TICKS else {"interval": "day", "step": 1}}


def _after(day: str | None) -> str | None:
    """The day behind, so that a bar or band of one day has a width."""
    from datetime import date, timedelta

    return None if day is None else (min(date.fromisoformat(day), date(9999, 12, 30)) + timedelta(days=1)).isoformat()


def _limits(numbers: list[int]) -> list[float]:
    """Where shades change: quarters of the greatest number."""
    most = max(numbers, default=1)
    return sorted({max(1.5, most * part) for part in (0.25, 0.5, 0.75)}) if most > 1 else [1.5]


def _told(publisher: str | None, words: str) -> str:
    return f"{_cut(publisher, 60)}: {_cut(words, 120)}" if publisher else _cut(words, 120)


def _cut(words: str, most: int) -> str:
    """Words as a chart can show them: in one line, without characters that steer."""
    from lagebild.web.pages import plain

    line = " ".join(plain(words).split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
