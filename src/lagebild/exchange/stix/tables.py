"""The properties of the STIX 2.1 objects that Lagebild reads, with the sections of the specification that define them, and of its own
extensions (docs/stix.md)."""

from typing import Final

from lagebild.claims.vocabulary import (
    BASES,
    CERTAINTIES,
    FORMS,
    POLARITIES,
    PRECISIONS,
    ROLE_NAMES,
    SOURCE_KINDS,
    STATUSES,
    TYPES,
)
from lagebild.exchange.markings import PARTS
from lagebild.exchange.stix.checks import (
    Table,
    boolean,
    every,
    extensions,
    may,
    must,
    number,
    reference,
    sha256,
    table,
    text,
    timestamp,
    whole,
    word,
)

_NAME: Final = text(1, 10_000)
_SHORT: Final = text(0, 1_000)
_WORD: Final = text(1, 1_000)
_TYPED: Final = must(word("property-extension"))

#: Section 2.5.
_REFERENCE: Final[Table] = {"source_name": must(_NAME), "description": may(text()), "url": may(text(1, 10_000)), "external_id": may(_NAME)}
#: Section 3.2, for domain and relationship objects.
COMMON: Final[Table] = {
    "type": must(_WORD),
    "spec_version": must(word("2.1")),
    "id": must(reference()),
    "created": must(timestamp),
    "modified": must(timestamp),
    "created_by_ref": may(reference("identity")),
    "revoked": may(boolean),
    "labels": may(every(_NAME)),
    "confidence": may(whole(0, 100)),
    "lang": may(_WORD),
    "external_references": may(every(table(_REFERENCE))),
    "object_marking_refs": may(every(reference("marking-definition"))),
    "granular_markings": may(every(table({"selectors": must(every(_NAME, 1)), "marking_ref": may(reference("marking-definition"))}))),
    "extensions": may(extensions),
}
_REFS: Final = must(every(reference(), 1))
#: Each type with the section that defines it.
TABLES: Final[dict[str, Table]] = {
    "identity": {"name": must(_NAME), "identity_class": may(_WORD), "description": may(text())},  # 4.5
    "location": {"name": may(_NAME), "country": may(_WORD), "region": may(_WORD)},  # 4.10
    "note": {"content": must(text()), "abstract": may(text()), "authors": may(every(_NAME)), "object_refs": _REFS},  # 4.13
    "opinion": {  # 4.15
        "opinion": must(word("strongly-disagree", "disagree", "neutral", "agree", "strongly-agree")),
        "explanation": may(text()),
        "object_refs": _REFS,
    },
    "report": {"name": must(_NAME), "description": may(text()), "published": must(timestamp), "object_refs": _REFS},  # 4.16
    "relationship": {"relationship_type": must(_WORD), "source_ref": must(reference()), "target_ref": must(reference())},  # 5.1
}
#: Sections 7.2.1 and 7.3: no versions, or a fixed creator.
META: Final[dict[str, Table]] = {
    "marking-definition": {
        **{name: known for name, known in COMMON.items() if name != "modified"}, "name": may(_NAME), "definition_type": may(_WORD),
    },
    "extension-definition": {
        **COMMON, "created_by_ref": must(reference("identity")), "name": must(_NAME), "schema": must(text(1)), "version": must(_WORD),
        "extension_types": must(every(_WORD, 1)),
    },
}  # fmt: skip

_OFFSETS: Final[Table] = {"start": must(whole()), "end": must(whole(1)), "text": must(text(1))}
_SPAN: Final = table(_OFFSETS)
_WORDS: Final = table({"start": may(whole()), "end": may(whole(1)), "text": must(text(1))})
QUANTITY: Final[Table] = {"form": must(word(*FORMS)), "low": may(number), "high": may(number), "unit": may(_SHORT), "hedge": may(_SHORT)}
_ROLE: Final[Table] = {
    "role": must(word(*ROLE_NAMES)), "entity": may(_SHORT), "words": may(_WORDS), "quantity": may(table(QUANTITY)),
}  # fmt: skip
_SOURCE: Final[Table] = {"kind": must(word(*SOURCE_KINDS)), "entity": may(_SHORT), "words": may(_WORDS), "cue": may(_SPAN)}
CLAIM_PART: Final[Table] = {
    "extension_type": _TYPED,
    "claim_type": must(word(*TYPES)),
    "status": must(word(*STATUSES)),
    "certainty": must(word(*CERTAINTIES)),
    "polarity": must(word(*POLARITIES)),
    "roles": may(every(table(_ROLE), 0, 200)),
    "attribution": may(every(table(_SOURCE), 0, 100)),
    "time": may(table({"edtf": may(_SHORT), "basis": must(word(*BASES)), "words": may(_WORDS)})),
    "place": may(table({"country": may(_SHORT), "precision": may(word(*PRECISIONS)), "words": may(_WORDS)})),
    "read_by": may(table({"reader": must(_WORD), "version": must(_SHORT), "confidence": may(number)})),
    "published": may(_SHORT),
    "claim": may(_WORD),
    "evidence": may(_SPAN),
    "trigger": may(_SPAN),
    "text_hash": may(sha256),
    "content_key": may(sha256),
    "withheld": may(every(word(*PARTS), 0, len(PARTS))),
}
REPORT_PART: Final[Table] = {
    "extension_type": _TYPED,
    "published": may(_SHORT),
    "publisher": may(text(0, 10_000)),
    "title": may(text(0, 10_000)),
    "address": may(text(0, 10_000)),
    "language": may(_SHORT),
    "extractor": may(_SHORT),
    "text_hash": may(sha256),
}
_COUNT: Final = must(whole())
ESTIMATE: Final[Table] = {
    "low": must(number), "best": must(number), "high": must(number), "unit": may(_SHORT), "day": may(_SHORT),
    "calibrated": must(boolean), "n_reports": _COUNT, "n_origins_min": _COUNT, "n_origins_max": _COUNT,
}  # fmt: skip
VIEWS: Final = ("accepted", "corrected", "rejected", "dissent", "settled", "estimate")
VIEW_PART: Final[Table] = {
    "extension_type": _TYPED,
    "view": must(word(*VIEWS)),
    "outcome": may(boolean),
    "changes": may(table({})),
    "estimate": may(table(ESTIMATE)),
}
