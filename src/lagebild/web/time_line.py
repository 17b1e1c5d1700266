"""The time line as SVG: a bar for each thing, pale where it may have been, dark where all that is told agrees, every bar a link.

It is written here and not by Vega-Lite, which needs a tenth of a second of a processor for forty bars.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from markupsafe import Markup, escape

from lagebild.web.charts import ACCENT, INK, LINE, SHADES, SOFT, WARN, cut, day_after
from lagebild.web.wording import say

if TYPE_CHECKING:
    from lagebild.picture import Bar, Row

_MOST_BARS: Final = 40
_WIDTH: Final = 900
_STEP: Final = 36
_TOP: Final = 25
_MARGIN: Final = 6
_LEAST_WIDTH: Final = 3
#: With more days than this, months are named and no days.
_LONG_DAYS: Final = 400
_MOST_TICKS: Final = 10
_DAY_STEPS: Final = (1, 2, 7, 14)
_MONTH_STEPS: Final = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12000)
_MONTHS: Final = {
    "de": ("Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}  # fmt: skip


def timeline_chart(bars: "Sequence[Bar]", rows: "Mapping[str, Row]", names: Mapping[str, str], language: str) -> Markup | None:
    """When things were; None where no thing has a day. `names` are the things' by their ids."""
    drawn = [bar for bar in bars if bar.first and bar.last][:_MOST_BARS]
    if not drawn:
        return None
    first = min(_day(bar.first) for bar in drawn)
    scale = _Scale(first, max(_day(day_after(bar.last)) for bar in drawn))
    height = _STEP * len(drawn)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 {_WIDTH + 2 * _MARGIN} '
        f'{height + _TOP + _MARGIN}"><g transform="translate({_MARGIN},{_TOP})">',
        *_axis(scale, height, language),
        *(_bar(bar, at, scale, names[bar.thing], rows[bar.thing].contested, language) for at, bar in enumerate(drawn)),
        "</g></svg>",
    ]
    return Markup("".join(parts))


class _Scale:
    """Days to points of the drawing."""

    def __init__(self, first: date, end: date) -> None:
        self.first = first
        self.end = end
        self.n_days = max(1, (end - first).days)

    def at(self, day: date) -> float:
        """Where a day begins."""
        return _WIDTH * (day - self.first).days / self.n_days


def _axis(scale: _Scale, height: int, language: str) -> Iterator[str]:
    yield f'<g aria-hidden="true"><path d="M0,0.5h{_WIDTH}" stroke="{LINE}"/>'
    for day in _ticks(scale):
        x = scale.at(day)
        anchor = "start" if x < 30 else "end" if x > _WIDTH - 30 else "middle"
        words = _named(day, language, months=scale.n_days > _LONG_DAYS)
        yield (
            f'<path d="M{x:.1f},-5v{height + 5}" stroke="{LINE}"/>'
            f'<text x="{x:.1f}" y="-10" text-anchor="{anchor}" font-family="sans-serif" font-size="12" fill="{SOFT}">{words}</text>'
        )
    yield "</g>"


def _bar(bar: "Bar", at: int, scale: _Scale, name: str, contested: bool, language: str) -> str:
    top = _STEP * at
    told = escape(f"{cut(name, 140)}: {' · '.join(cut(words, 60) for words in bar.edtf[:4]) or say(language, 'picture.undated')}")
    dark = ""
    if bar.core_first and bar.core_last:
        dark = _box(scale, bar.core_first, bar.core_last, top, WARN if contested else ACCENT)
    return (
        f'<path d="M0,{top}.5h{_WIDTH}" stroke="{LINE}" aria-hidden="true"/><a xlink:href="/thing/{escape(bar.thing)}" aria-label="{told}">'
        f"{_box(scale, bar.first, bar.last, top, SHADES[1])}{dark}"
        f'<text x="2" y="{top + 15}" font-family="sans-serif" font-size="12" fill="{INK}">{escape(cut(name, 70))}</text></a>'
    )


def _box(scale: _Scale, first: str | None, last: str | None, top: int, fill: str) -> str:
    x = scale.at(_day(first))
    width = max(float(_LEAST_WIDTH), scale.at(_day(day_after(last))) - x)
    return f'<rect x="{min(x, _WIDTH - width):.1f}" y="{top + 20}" width="{width:.1f}" height="10" fill="{fill}"/>'


def _ticks(scale: _Scale) -> Iterator[date]:
    """Days that are named below the axis, few enough to be read."""
    step = next((step for step in _DAY_STEPS if scale.n_days // step <= _MOST_TICKS), None)
    if step is not None:
        start = scale.first if step < 7 else scale.first + timedelta(days=-scale.first.weekday() % 7)
        yield from (day for n in range(0, scale.n_days, step) if (day := start + timedelta(days=n)) < scale.end)
        return
    n_months = scale.n_days // 30
    step = next(step for step in _MONTH_STEPS if n_months // step <= _MOST_TICKS)
    month = 12 * scale.first.year + scale.first.month - 1
    for number in range(month - month % step, 12 * 10_000, step):
        if number >= 12:
            day = date(number // 12, number % 12 + 1, 1)
            if day >= scale.end:
                return
            if day >= scale.first:
                yield day


def _named(day: date, language: str, *, months: bool) -> str:
    month = _MONTHS["de" if language == "de" else "en"][day.month - 1]
    if months:
        return f"{month} {day.year}"
    return f"{day.day}.{day.month}.{day.year}" if language == "de" else f"{day.day} {month} {day.year}"


def _day(day: str | None) -> date:
    return date.fromisoformat(day or "0001-01-01")
