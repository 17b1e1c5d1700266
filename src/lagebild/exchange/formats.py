"""The formats of `lagebild export`: an explicit list, each with the function that writes it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from lagebild.exchange.cells import EXCEL
from lagebild.exchange.claim_table import csv_lines
from lagebild.exchange.ftm import ftm_lines
from lagebild.exchange.geojson import geojson_lines
from lagebild.exchange.ledger_lines import ledger_lines
from lagebild.exchange.plover import plover_lines
from lagebild.exchange.told import STANDING
from lagebild.ledger import Filter, View

_ALL: Final = Filter()


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name on the command line, the usual ending of its files, what it is in a line.

    `lines` gives the text in chunks of claims that a filter keeps, `wanted` is the filter where the user gives none. A `whole`
    format writes the whole ledger and takes no filter.
    """

    name: str
    suffix: str
    what: str
    lines: Callable[[View, Filter], Iterator[str]]
    wanted: Filter = STANDING
    whole: bool = False


def _whole(view: View, _: Filter) -> Iterator[str]:
    return ledger_lines(view)


def _stix(view: View, wanted: Filter) -> Iterator[str]:
    from lagebild.exchange.stix.plain import stix_lines  # which few exports need

    return stix_lines(view, wanted)


FORMATS: Final[dict[str, Format]] = {
    one.name: one
    for one in (
        Format("csv", ".csv", "one row a claim, with all provenance", csv_lines, _ALL),
        Format("excel", ".csv", "the same for a German Excel: semicolons, marked as UTF-8", partial(csv_lines, style=EXCEL), _ALL),
        Format("jsonl", ".jsonl", "the whole ledger; `lagebild import` restores it", _whole, _ALL, whole=True),
        Format("geojson", ".geojson", "a point a claim, at its country", geojson_lines),
        Format("plover", ".tsv", "event rows in the columns of POLECAT, coded after PLOVER", plover_lines),
        Format("ftm", ".ftm.json", "FollowTheMoney entities, one a line", ftm_lines),
        Format("stix", ".stix.json", "one STIX 2.1 bundle, for OpenCTI, MISP and others", _stix),
    )
}
