"""Content negotiation (sections 1.6.8 and 3.1): which media types a request may name."""

import re
from collections.abc import Mapping
from typing import Final

__all__ = ["MEDIA_TYPE", "STIX_TYPE", "accepts", "takes"]

MEDIA_TYPE: Final = "application/taxii+json;version=2.1"
STIX_TYPE: Final = "application/stix+json;version=2.1"
_OURS: Final = ("application/taxii+json", "application/*", "*/*")
_VERSION: Final = "2.1"
_PARAMETER: Final = re.compile(r"\s*([^\s=;]+)\s*=\s*(\"(?:[^\"\\]|\\.)*\"|[^\s;]*)\s*")
_COMMA: Final = re.compile(r",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)")
_MAX_LENGTH: Final = 4_096


def accepts(accept: str | None) -> bool:
    """Whether the Accept header of a request lets TAXII 2.1 be the answer: that of the most specific media range that covers it
    counts (RFC 7231, section 5.3.2); without a version the latest is meant, and without a header anything."""
    if accept is None or not accept.strip():
        return True
    if len(accept) > _MAX_LENGTH:
        return False
    best, answer = -1, False
    for media_range in _COMMA.split(accept):
        name, parameters = _parsed(media_range)
        if name not in _OURS or parameters.get("version", _VERSION) != _VERSION:
            continue
        specific = 10 * (len(_OURS) - _OURS.index(name)) + ("version" in parameters)
        if specific > best:
            best, answer = specific, _weight(parameters.get("q", "1")) > 0
    return answer


def takes(content_type: str | None) -> bool:
    """Whether a body of this Content-Type is taken: TAXII, with no version or 2.1, in UTF-8."""
    if content_type is None or len(content_type) > _MAX_LENGTH:
        return False
    name, parameters = _parsed(content_type)
    version, charset = parameters.get("version", _VERSION), parameters.get("charset", "utf-8")
    return name == _OURS[0] and version == _VERSION and charset.lower() in ("utf-8", "utf8")


def _parsed(text: str) -> tuple[str, Mapping[str, str]]:
    name, _, rest = text.partition(";")
    parameters = {found[1].lower(): found[2].strip('"') for found in _PARAMETER.finditer(rest)}
    return name.strip().lower(), parameters


def _weight(text: str) -> float:
    return float(text) if re.fullmatch(r"[01](\.\d{0,3})?", text, re.ASCII) else 0.0
