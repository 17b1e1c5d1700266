"""Agreements and releases in plain words, in either language."""

from collections.abc import Iterable, Iterator, Mapping

from lagebild.exchange.terms import NOTHING, Terms
from lagebild.web.telling import day, entity_name
from lagebild.web.wording import messages, say

#: Names in one line; more are counted.
_MOST_NAMES = 30


def terms_words(language: str, terms: Terms | None, names: Mapping[str, str]) -> tuple[str, ...]:
    """What terms allow, a sentence each; `names` are those of identities."""
    if terms is None or terms == NOTHING:
        return (say(language, "exchange.terms.nothing"),)
    return tuple(_sentences(language, terms, names))


def part_words(language: str, parts: Iterable[str]) -> str:
    """Parts of a claim in one line; that just the core travels where there are none."""
    listed = ", ".join(say(language, f"exchange.part.{part}") for part in sorted(parts))
    return listed or say(language, "exchange.core_alone")


def reason_words(language: str, code: str) -> str:
    """Why something stays, by the code of the reason."""
    key = f"exchange.reason.{code}"
    return say(language, key) if key in messages(language) else code


def _sentences(language: str, terms: Terms, names: Mapping[str, str]) -> Iterator[str]:
    def told(key: str, **facts: object) -> str:
        return say(language, f"exchange.terms.{key}", **facts)

    if terms.types is None:
        yield told("any_type")
    else:
        yield told("types", what=_listed(language, [say(language, f"type.{one}") for one in terms.types]))
    if terms.parties is not None:
        yield told("parties", who=_listed(language, [entity_name(language, one) for one in terms.parties]))
    if terms.materiel is not None:
        yield told("materiel", what=_listed(language, terms.materiel))
    if terms.since or terms.until:
        yield told("period", since=day(language, terms.since), until=day(language, terms.until))
    yield told("highest", level=terms.highest.upper())
    yield told("unmarked_as", level=terms.unmarked.upper()) if terms.unmarked else told("unmarked_stays")
    yield told("parts", what=part_words(language, terms.parts))
    if terms.checked:
        yield told("checked")
    if terms.approval:
        yield told("approval", what=", ".join(_asked(language, one) for one in terms.approval))
    yield told(f"onward_{terms.onward}", who=_listed(language, [names.get(one, one) for one in terms.allies]))
    yield told("expires", day=day(language, terms.expires))


def _asked(language: str, entry: str) -> str:
    """One entry of what a releaser must look at first."""
    kind, _, what = entry.partition(":")
    if kind == "type":
        return say(language, f"type.{what}")
    if kind == "part":
        return say(language, f"exchange.part.{what}")
    return say(language, "exchange.terms.from_level", level=what.upper()) if kind == "tlp" else say(language, "exchange.terms.everything")


def _listed(language: str, words: Iterable[str]) -> str:
    named = list(words)
    if not named:
        return say(language, "exchange.terms.none")
    shown = ", ".join(named[:_MOST_NAMES])
    return shown if len(named) <= _MOST_NAMES else f"{shown} (+{len(named) - _MOST_NAMES})"
