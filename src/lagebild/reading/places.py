"""In which state the words of a place lie and how precise they are, told by the words themselves; a sea or unknown name tells neither."""

import re
from typing import Final

from lagebild.claims.vocabulary import Precision
from lagebild.reading.countries import entity_of, find_entities
from lagebild.reading.towns import town_of

_SITES: Final = re.compile(
    r"\b(?:\w*(?:stützpunkt|basis|flughafen|hafen|kaserne|krankenhaus|schule|lager|werk|depot|gelände|brücke|moschee|airport|base|port|"
    r"barracks|hospital|school|camp|plant|depot|facility|bridge|mosque))s?\b", re.IGNORECASE)
_DISTRICTS: Final = re.compile(r"\b(?:\w*(?:bezirk|distrikt|landkreis|rajon|viertel|district|county|quarter))\w{0,2}\b", re.IGNORECASE)
_REGIONS: Final = re.compile(
    r"\b(?:\w*(?:region|provinz|oblast|gebiet|bundesstaat|norden|süden|osten|westen|grenze|küste|insel|front|streifen|jordanland|"
    r"province|governorate|territory|state|north|south|east|west|border|coast|island|strip|bank))\w{0,2}\b", re.IGNORECASE)


_CODE_LENGTH: Final = 2


def country_of(words: str, language: str) -> str | None:
    """The state (ISO 3166-1 alpha-2) that `words` name, else the one in which a town lies that they name; None if nothing tells."""
    entity = entity_of(words, language) or town_of(words)
    return entity if entity is not None and len(entity) == _CODE_LENGTH else None


def precision_of(words: str, language: str) -> Precision | None:
    """Whether `words` name a site, a district, a region, a country or another place (a town); None if nothing tells."""
    for pattern, precision in ((_SITES, "site"), (_DISTRICTS, "district"), (_REGIONS, "region")):
        if pattern.search(words):
            return precision  # type: ignore[return-value]
    named = find_entities(words, language)
    if any(n.how == "name" for n in named):
        return "country"
    return "place" if named or words[:1].isupper() else None
