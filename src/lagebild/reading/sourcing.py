"""Which of the words that the model takes for sources are sources, and how far they reach.

Whoever is told something says nothing; who answers behind a semicolon says something else; "by its own account" is the doer's word.
"""

import re
from collections.abc import Sequence
from typing import Final

from lagebild.claims.span import Span
from lagebild.reading.tables import known

_PRESS_DE: Final = (
    r"(?:der\s+(?:Nachrichtenagentur|Agentur|Zeitung|Tageszeitung|Wochenzeitung|Presse|Illustrierten)"
    r"|dem\s+(?:Magazin|Nachrichtenmagazin|Sender|Fernsehsender|Blatt|Portal|Radiosender|Rundfunk))"
)
#: Before a party to whom something is said; in German only the dative tells the addressee from the speaker.
_TOLD: Final = {
    "de": re.compile(
        r"\b(?:(?:gegenüber|im Gespräch mit|im Interview mit)\s+(?:de[mnr]\s+)?(?:\w+\s+)?"
        rf"|(?:sagt|erzähl|vertrau|verriet|verrät|bestätig|schilder|berichte)\w*\s+{_PRESS_DE}\s*)"
        "[»„\"]?$"
    ),
    "en": re.compile(
        r"\b(?:told|tells|telling|informed|(?:confided|speaking|spoke|said|interview) to|in an interview with)\s+(?:the\s+|a\s+)?"
        r"(?:newspaper|daily|broadcaster|agency|news agency|magazine|website|reporters (?:from|at))?\s*[\"“']?$"
    ),
}
#: The same where the words of the press are part of the party's.
_TOLD_PRESS: Final = re.compile(rf"(?:sagt|erzähl|vertrau|verriet|verrät|bestätig|schilder)\w*\s+(?={_PRESS_DE})")
#: Where something is said, not by whom ("im Fernsehen"); none of 3,062 annotated sources of the corpus stands so or is told.
_CHANNEL: Final = re.compile(r"\b(?:im|in (?:der|einem|einer|an?)|auf|on|via)\s+(?:(?:staatlichen|state|privaten)\s+)?$", re.IGNORECASE)
_CHANNELS: Final = re.compile(
    r"(?:Fernsehen|Staatsfernsehen|Rundfunk|Radio|Fernsehsender|Sender|Interview|Pressekonferenz|Video|Fernsehinterview|Fernsehansprache|"
    r"Twitter|Telegram|television|TV|radio|interview|video|news conference|press conference|Facebook)\b.*"
)
_OWN_ACCOUNT: Final = re.compile(
    r"(?:nach |laut )?(?:(?:ihr|sein)er? )?eigene[nrms]?\s+(?:\w+en )?"
    r"(?:Angaben?|Darstellung|Zählung|Aussagen?|Bekunden|Einschätzung|Liste|Schätzung|Lesart|Erklärung)|"
    r"(?:its|their|his|her) own (?:account|count|figures?|estimate|statement|list|admission)", re.IGNORECASE,
)
#: An article before the words, with adjectives between.
_ARTICLE: Final = {
    "de": re.compile(
        r"\b(?i:d(?:er|ie|as|em|en|es)|ein(?:e[nrms]?)?|[sm]eine?[nrms]?|ihre?[nrms]?|unsere?[nrms]?|mehrere|einige)\s+"
        r"(?:[a-zäöüß-]{3,}(?:e|en|er|es|em)\s+){0,2}$"
    ),
    "en": re.compile(
        r"\b(?i:the|an?|its|their|his|her|our|several|some)\s+(?:(?:senior|other|former|top|[A-Z][a-z]+(?:an|ese|ish|i))\s+){0,2}$"
    ),
}
#: Words that have their article or need none.
_DETERMINED: Final = re.compile(
    r"(?i:d(?:er|ie|as|em|en|es)|ein(?:e[nrms]?)?|[sm]eine?[nrms]?|ihre?[nrms]?|unsere?[nrms]?|mehrere|einige|beide|zwei|drei|er|sie|man|"
    r"wir|es|ich|the|an?|its|their|his|her|our|several|some|two|three|one|he|she|it|they|we|i|who)\b"
)
_HEADLESS: Final = {
    "de": re.compile(
        r"(?i:d(?:er|ie|as|em|en|es)|ein(?:e[nrms]?)?|[sm]eine?[nrms]?|ihre?[nrms]?)(?:\s+[a-zäöüß-]+(?:e|en|er|es|em))*"
        r"|[a-zäöüß-]+(?:ische|ischen|ischer|isches)"
    ),
    "en": re.compile(r"(?i:the|an?|its|their|our)(?:\s+[A-Z][a-z]+(?:an|ese|ish))?"),
}
_NOUN: Final = {
    "de": re.compile(r"\s+(?:[a-zäöüß-]+(?:e|en|er|es|em)\s+)?[A-ZÄÖÜ][\w-]+"), "en": re.compile(r"\s+(?:[A-Z]?[a-z]+\s+)?[a-z]+"),
}
_GENITIVE: Final = {
    "de": re.compile(r"\s+(?:des|der)\s+(?:[a-zäöüß-]+(?:en|er|es)\s+)?[A-ZÄÖÜ][\w-]+(?=[\s,.;:“«])"),
    "en": re.compile(
        r"\s+(?:of|for|from|at|with)\s+(?:the\s+|an?\s+)?(?:[A-Za-z-]+\s+){0,2}?[A-Za-z-]+"
        r"(?=,| (?:said|says|told|reported|added|announced|claimed|denied|confirmed|warned))"
    ),
}


def sources_in(text: str, spans: Sequence[Span], act: Span, evidence: Span, agent: Span | None, language: str) -> list[Span]:
    """The words of the act's sources in `spans`, whole phrases each; `agent` is the doer to whom "its own account" belongs."""
    language = known(language)
    inside = [span for span in spans if not _is_addressed(text, span, language) and not _is_channel(text, span)]
    said = [_whole(text, agent if agent is not None and _OWN_ACCOUNT.fullmatch(span.text) else span, language) for span in inside]
    own = [span for span in said if ";" not in text[min(span.end, act.end) : max(span.start, act.start)] and span.within(evidence)]
    return list(dict.fromkeys(own or said))


def _is_addressed(text: str, span: Span, language: str) -> bool:
    if _TOLD[language].search(text, max(0, span.start - 60), span.start):
        return True
    cue = _TOLD_PRESS.search(text, max(0, span.start - 25), span.end) if language == "de" else None
    return cue is not None and cue.end() == span.start


def _is_channel(text: str, span: Span) -> bool:
    return _CHANNELS.fullmatch(span.text) is not None and _CHANNEL.search(text, max(0, span.start - 30), span.start) is not None


def _whole(text: str, span: Span, language: str) -> Span:
    """The noun phrase around `span`: with its article and adjectives, its noun if it lacks one, a genitive behind it."""
    start, end = span.start, span.end
    if _HEADLESS[language].fullmatch(span.text) and (noun := _NOUN[language].match(text, end)):
        end = noun.end()
    if not _DETERMINED.match(text, start, end) and (before := _ARTICLE[language].search(text, max(0, start - 60), start)):
        start = before.start()
    if (text[start].islower() or start < span.start) and (genitive := _GENITIVE[language].match(text, end)):
        end = genitive.end()
    return span if (start, end) == (span.start, span.end) else Span.of(text, start, end)
