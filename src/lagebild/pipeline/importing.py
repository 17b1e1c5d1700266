"""Reports out of others' STIX bundles, read and recorded like those of any other source."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from lagebild.claims.capture import Capture
from lagebild.claims.event import utc_now
from lagebild.claims.report import Fault, Report
from lagebild.exchange.stix.texts import MAX_BYTES, Text, texts
from lagebild.ledger import Ledger
from lagebild.pipeline.adding import record
from lagebild.pipeline.reading import Order
from lagebild.pipeline.recording import Added
from lagebild.pipeline.taking import Ready
from lagebild.reports import read_bytes

_MEDIA_TYPE: Final = "application/stix+json;version=2.1"


def import_bundle(path: Path, ledger: Ledger, actor: str, order: Order) -> Iterator[Added]:
    """Takes the reports and notes of the STIX bundle at `path` into `ledger` as `actor`, each with its object as the original.

    A report is known by its address, or where it gives none by the id of its object: a newer version of it is then a new version
    here. What cannot be read is a fault and stops nothing else. Raises what `pipeline.add` raises, and OSError.
    """
    with path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    yield from record(_found(data, path, order), ledger, actor, order)


def _found(data: bytes, path: Path, order: Order) -> Iterator[Ready | Fault]:
    for text in texts(data, str(path)):
        if isinstance(text, Fault):
            yield text
            continue
        source = text.address or text.id
        original = json.dumps(text.original, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")
        capture = Capture("import", utc_now(), source, media_type=_MEDIA_TYPE)
        for item in read_bytes(_record(text), f"{text.id}.json", facts=order.facts, limits=order.limits):
            # Not the file's name: the same report comes again in other files.
            named = replace(item, source=source) if isinstance(item, Report) else replace(item, source=f"{path}#{text.id}")
            yield Ready(named, original, capture)


def _record(text: Text) -> bytes:
    """The text as a ready report."""
    facts = {"text": text.text, "title": text.title, "published": text.published, "publisher": text.publisher}
    return json.dumps({name: value for name, value in facts.items() if value}).encode()
