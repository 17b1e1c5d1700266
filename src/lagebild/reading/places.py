"""How precise the words of a place are, told by its own words; a sea or an unknown name stays without precision."""

import re
from typing import Final

from lagebild.claims.vocabulary import Precision
from lagebild.reading.countries import find_entities

_SITES: Final = re.compile(
    r"\b(?:\w*(?:stützpunkt|basis|flughafen|hafen|kaserne|krankenhaus|schule|lager|werk|depot|gelände|brücke|moschee|airport|base|port|"
    r"barracks|hospital|school|camp|plant|depot|facility|bridge|mosque))s?\b", re.IGNORECASE)
_DISTRICTS: Final = re.compile(r"\b(?:\w*(?:bezirk|distrikt|landkreis|rajon|viertel|district|county|quarter))\w{0,2}\b", re.IGNORECASE)
_REGIONS: Final = re.compile(
    r"\b(?:\w*(?:region|provinz|oblast|gebiet|bundesstaat|norden|süden|osten|westen|grenze|küste|insel|front|streifen|jordanland|"
    r"province|governorate|territory|state|north|south|east|west|border|coast|island|strip|bank))\w{0,2}\b", re.IGNORECASE)


def precision_of(words: str, language: str) -> Precision | None:
    """Whether `words` name a site, a district, a region, a country or another place (a town); None if nothing tells."""
    for pattern, precision in ((_SITES, "site"), (_DISTRICTS, "district"), (_REGIONS, "region")):
        if pattern.search(words):
            return precision  # type: ignore[return-value]
    named = find_entities(words, language)
    if any(n.how == "name" for n in named):
        return "country"
    return "place" if named or words[:1].isupper() else None
