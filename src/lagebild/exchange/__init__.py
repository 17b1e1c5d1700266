"""What leaves a ledger for other tools, and how a ledger moves."""

from lagebild.exchange.cells import EXCEL, Style
from lagebild.exchange.claim_table import csv_lines
from lagebild.exchange.files import write_atomically
from lagebild.exchange.formats import FORMATS, Format
from lagebild.exchange.ftm import ftm_lines
from lagebild.exchange.geojson import geojson_lines
from lagebild.exchange.ledger_import import Imported, import_ledger
from lagebild.exchange.ledger_lines import ledger_lines
from lagebild.exchange.plover import plover_lines
from lagebild.exchange.told import STANDING

__all__ = [
    "EXCEL", "FORMATS", "Format", "Imported", "STANDING", "Style", "csv_lines", "ftm_lines", "geojson_lines", "import_ledger",
    "ledger_lines", "plover_lines", "write_atomically",
]  # fmt: skip
