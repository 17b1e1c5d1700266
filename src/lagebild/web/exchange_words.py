"""Agreements and releases in plain words, in either language."""

from collections.abc import Iterable, Iterator, Mapping

from lagebild.exchange.allowances import Allowance
from lagebild.exchange.terms import NOTHING, Terms
from lagebild.web.telling import day, entity_name
from lagebild.web.wording import figure, messages, say

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


def quota_words(language: str, allowed: Allowance) -> tuple[str, ...]:
    """What a partner has used of its quota today, in two or three short pieces."""
    told = quota_rows(language, allowed)
    return tuple(say(language, f"exchange.used.{key}", n=used, most=most) for key, used, most in told if used is not None)


def quota_rows(language: str, allowed: Allowance) -> tuple[tuple[str, str | None, str], ...]:
    """What is counted, how much of it is used (None for what only the process that serves knows), and the most that it may be."""
    quota, used = allowed.quota, allowed.used
    return (
        ("objects", figure(language, used.n_objects), figure(language, quota.objects_a_day)),
        ("megabytes", _megabytes(language, used.n_bytes), _megabytes(language, quota.bytes_a_day)),
        ("aside", _megabytes(language, allowed.n_bytes_aside), _megabytes(language, quota.bytes_aside)),
        ("requests", None, figure(language, quota.requests_a_minute)),
    )


def _megabytes(language: str, n_bytes: int) -> str:
    """So many MB; what is too little for two digits behind the point is not said to be nothing."""
    return f"< {figure(language, 0.01)}" if 0 < n_bytes < 10_000 else figure(language, n_bytes / 1e6)


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
