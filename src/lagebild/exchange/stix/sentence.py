"""What a note says to people: a sentence made of the claim extension alone, so that it never tells more than that does."""

from collections.abc import Mapping
from typing import Any, Final

from lagebild.exchange.places import countries

#: How a quantity's form is said.
_FORMS: Final = {"exact": "", "about": "about ", "min": "at least ", "max": "at most ", "range": "", "vague": ""}
_LONGEST_ABSTRACT: Final = 200


def sentence(part: Mapping[str, Any]) -> str:
    """The claim in English, the report's own words in quotation marks."""
    sentences = [f"{head(part)}: {_roles(part)}." if "roles" in part else f"{head(part)}."]
    if "attribution" in part:
        sentences.append(f"Said by: {', '.join(_source(source) for source in part['attribution'])}.")
    if "time" in part:
        moment = part["time"]
        sentences.append(f"Time: {moment.get('edtf') or 'not told'} ({moment['basis']}){_quoted(moment)}.")
    if "place" in part:
        place = part["place"]
        precise = f" ({place['precision']})" if "precision" in place else ""
        sentences.append(f"Place: {party(place.get('country')) or 'country not told'}{precise}{_quoted(place)}.")
    if "published" in part:
        sentences.append(f"Published: {part['published']}.")
    if "evidence" in part:
        sentences.append(f"Words: “{part['evidence']['text']}”")
    if "withheld" in part:
        sentences.append(f"Withheld: {', '.join(part['withheld'])}.")
    return " ".join(sentences)


def head(part: Mapping[str, Any]) -> str:
    """Type, status, certainty and polarity in a few words: "transfer, done (probable)"; a denied act says so."""
    hedge = "" if part["certainty"] == "certain" else f" ({part['certainty']})"
    denied = "denied: " if part["polarity"] == "denied" else ""
    return f"{denied}{part['claim_type']}, {part['status']}{hedge}"


def abstract(part: Mapping[str, Any]) -> str:
    """The claim in a line: what, and the parties by their codes."""
    codes = list(dict.fromkeys(role["entity"] for role in part.get("roles", ()) if "entity" in role))
    return f"{head(part)}: {', '.join(codes)}"[:_LONGEST_ABSTRACT] if codes else head(part)


def party(code: str | None) -> str:
    """A state with its name and code, another body as it is called."""
    if code is None:
        return ""
    country = countries().get(code)
    return f"{country.name} ({code})" if country else code


def _roles(part: Mapping[str, Any]) -> str:
    return "; ".join(_role(role) for role in part["roles"])


def _role(role: Mapping[str, Any]) -> str:
    told = f"{role['role']} {party(role.get('entity'))}".rstrip() + _quoted(role)
    return f"{told} ({_amount(role['quantity'])})" if "quantity" in role else told


def _amount(amount: Mapping[str, Any]) -> str:
    given = [amount[bound] for bound in ("low", "high") if bound in amount]
    bounds = " to ".join(dict.fromkeys(f"{bound:,}" if isinstance(bound, int) else bound for bound in given)) or "no number"
    vague = ", vague" if amount["form"] == "vague" else ""
    hedge = f", “{amount['hedge']}”" if "hedge" in amount else ""
    return f"{_FORMS[amount['form']]}{bounds} {amount.get('unit', '')}".rstrip() + vague + hedge


def _source(source: Mapping[str, Any]) -> str:
    named = source.get("entity") or source.get("words", {}).get("text") or "unnamed here"
    return f"{named} ({source['kind']})"


def _quoted(part: Mapping[str, Any]) -> str:
    return f" “{part['words']['text']}”" if "words" in part else ""
