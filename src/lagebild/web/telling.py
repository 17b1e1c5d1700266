"""Claims and their parts in words, in either language."""

from datetime import UTC, datetime

from lagebild.claims.claim import Claim, Role
from lagebild.claims.quantity import Quantity
from lagebild.claims.report import Report
from lagebild.claims.vocabulary import ACTOR_ROLES
from lagebild.web.wording import country, figure, messages, say

#: Parties before and behind the arrow of a headline.
_TAKING = frozenset({"recipient", "destination", "target"})


def entity_name(language: str, code: str) -> str:
    """The name of an entity: of a state by its code, of a body as it is."""
    return country(language, code) if len(code) == 2 and code.isupper() else code


def party_words(language: str, role: Role) -> str:
    """Who a role is: the entity's name where it is known, else the words of the report."""
    return entity_name(language, role.entity) if role.entity else short_words(role.span.text)


def short_words(words: str, most: int = 90) -> str:
    """Words in one line, cut where they are too long for it."""
    line = " ".join(words.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def report_title(report: Report) -> str:
    """How a report is named in lists: by its title, else by its first words."""
    return short_words(report.title or report.text[:400], 110)


def parties(language: str, claim: Claim) -> str:
    """Who and whom: "Germany → Ukraine"."""
    named = [role for role in claim.roles if role.role in ACTOR_ROLES and role.role != "force"]
    giving = dict.fromkeys(party_words(language, role) for role in named if role.role not in _TAKING)
    taking = dict.fromkeys(party_words(language, role) for role in named if role.role in _TAKING)
    joined = ", ".join(giving)
    return f"{joined} → {', '.join(taking)}" if taking else joined


def matters(claim: Claim) -> str:
    """What, or how much, or about what, in the words of the report."""
    return short_words(", ".join(role.span.text for role in claim.roles if role.role not in ACTOR_ROLES or role.role == "force"))


def amount(language: str, quantity: Quantity) -> str:
    """A quantity in figures: "at least 10,000 persons"."""
    low, high = (None if n is None else figure(language, n) for n in (quantity.low, quantity.high))
    form = quantity.form
    if form == "about" and low != high:
        form = "range"
    if form == "vague" and (low is None or high is None):
        known = low is not None or high is not None
        words = say(language, "quantity.vague", low=low or "?", high=high or "?") if known else say(language, "quantity.some")
    else:
        words = say(language, f"quantity.{form}", low=low, high=high)
    return f"{words} {unit_words(language, quantity.unit)}" if quantity.unit else words


def unit_words(language: str, unit: str) -> str:
    """The name of a unit; one that no table has (a currency) stands for itself."""
    return messages(language).get(f"unit.{unit}", unit)


def day(language: str, value: str | None) -> str:
    """A day as it is written in the language: 28 Nov 2024, 28.11.2024; a value that is no day stands for itself."""
    if value is None:
        return ""
    try:
        when = datetime.strptime(value, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return value
    return _written(language, when)


def moment(language: str, when: datetime | None) -> str:
    """A moment to the minute, in UTC."""
    return "" if when is None else f"{_written(language, when.astimezone(UTC))}, {when.astimezone(UTC):%H:%M} UTC"


def _written(language: str, when: datetime) -> str:
    if language == "de":
        return f"{when.day}.{when.month}.{when.year}"
    return f"{when.day} {messages(language)[f'month.m{when.month}']} {when.year}"
