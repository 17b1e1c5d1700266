"""Which of the words that the model takes for sources are sources, and how far they reach.

Whoever is told something says nothing; who answers behind a semicolon says something else; "by its own account" is the doer's word.
"""

import re
from collections.abc import Sequence
from typing import Final

from lagebild.claims.span import Span
from lagebild.reading.countries import find_entities
from lagebild.reading.sources import kind_of
from lagebild.reading.tables import known
from lagebild.reading.towns import town_of

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
#: Through what somebody else speaks; alone it stands for a speaker ("hieß es in einer Erklärung").
_THROUGH: Final = re.compile(r"\b(?:auf|in|via|über|per|on)\s+$", re.IGNORECASE)
_CARRIER: Final = re.compile(
    r"(?:(?:dem|der|einer|einem|seiner|ihrer|an?|the|his|its|their|her)\s+)?(?:\w+\s+)?"
    r"(?:Kurznachrichtendienst|Kurzbotschaftendienst|Erklärung|Mitteilung|Stellungnahme|Ansprache|Facebook|Twitter|Telegram|statement|"
    r"press release|speech|address|tweet|post)\b.*", re.IGNORECASE,
)
_VIA: Final = re.compile(r"\bvia\s+(?:the\s+)?(?:\w+\s+)?$", re.IGNORECASE)
#: A town in which somebody else speaks.
_IN: Final = re.compile(r"\bin\s+(?P<opens>(?:New|San|Kuala|Tel|Abu|Addis|Den)\s+)?$", re.IGNORECASE)
#: How and to whom, not who.
_HOW: Final = re.compile(r"(?!reportedly|allegedly|family|assembly)[a-z]+ly")
_TO: Final = re.compile(r"\b(?:to|told|vor|gegenüber)\s+$")
_PRESS: Final = re.compile(r"(?:the )?(?:journalists|reporters|press|Journalisten|Reportern)")
#: Around the subject of a reported clause ("Der Mann habe …"), of whom somebody else speaks.
_CLAUSE_START: Final = re.compile(r"(?:^|[.!?:;„]\s|\n|,\s(?:dass\s)?)(?:[Dd](?:er|ie|as)\s)?(?:[\w-]+\s)?$")
_REPORTED_VERB: Final = re.compile(r"(?:\.(?=\s[a-zäöü]))?(?:\s[\wäöüßÄÖÜ-]+){0,5}?\s(?:habe|sei|werde|wolle|könne|solle|müsse|dürfe)\b")
_COMMA: Final = re.compile(r",\s+")
_PERSON_NAME: Final = re.compile(r"[A-ZÄÖÜ][\w’'.-]+(?:\s[\w’'.-]+){0,2}\s[A-ZÄÖÜ][\w’'-]+")
_OFFICE_START: Final = re.compile(r"(?:the|an?|der|die|das|ein|eine)\s", re.IGNORECASE)
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
#: An article or possessive at the end of more words: a possessive's noun is missing, an article is another phrase's.
_TAIL: Final = {
    "de": re.compile(r"(?<=\w)\s+(?:(?P<whose>(?:sein|ihr|unser)e?[srmn]?)|d(?:er|es|ie|as|em|en)|ein(?:e[nrms]?)?)$"),
    "en": re.compile(r"(?<=\w)(?:\s+(?P<whose>its|their|his|her)|\s+(?:the|an?))$"),
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
    inside = [span for span in spans if not any(is_none(text, span, language) for is_none in (_is_addressed, _is_channel, _is_told_of))]
    inside = [span for span in inside if not _is_means(text, span, language)] or inside
    said = [_whole(text, agent if agent is not None and _OWN_ACCOUNT.fullmatch(span.text) else span, language) for span in inside]
    own = [span for span in said if ";" not in text[min(span.end, act.end) : max(span.start, act.start)] and span.within(evidence)]
    found = list(dict.fromkeys(own or said))
    return _apposed(text, found) if language == "en" else found


def _is_told_of(text: str, span: Span, language: str) -> bool:
    """Whether the words are the subject of a German reported clause. On the corpus' training part 6 of 7 such are no source."""
    if language != "de" or not _REPORTED_VERB.match(text, span.end, span.end + 80):
        return False
    return _CLAUSE_START.search(text[max(0, span.start - 60) : span.start]) is not None


def _is_means(text: str, span: Span, language: str) -> bool:
    """Whether the words say where, how or to whom somebody else speaks. On the corpus' training part 9 of 10 towns behind an "in" beside
    another source are no source, and 3 of 3 statements and services."""
    before = text[max(0, span.start - 40) : span.start]
    if _HOW.fullmatch(span.text) or _VIA.search(before) or (_TO.search(before) and _PRESS.fullmatch(span.text)):
        return True
    if _THROUGH.search(before) and _CARRIER.fullmatch(span.text):
        return True
    town = _IN.search(before)
    return town is not None and (town["opens"] is not None or _is_town(span.text, language))


def _is_town(name: str, language: str) -> bool:
    if town_of(name) is not None:
        return True
    return any(one.end - one.start == len(name) and one.how in ("capital", "place") for one in find_entities(name, language))


def _apposed(text: str, spans: list[Span]) -> list[Span]:
    """The sources without those that only say over again who the one before a comma is. English only: in German the corpus' training
    part has both as often as one.

    An office with a name behind it is one source (of the corpus' training part in 5 of 5), a name without the description behind it.
    """
    found: list[Span] = []
    for span in sorted(spans):
        before = found[-1] if found else None
        if before is None or not _COMMA.fullmatch(text, before.end, span.start) or text[span.end : span.end + 1] not in (",", "."):
            found.append(span)
        elif _OFFICE_START.match(before.text) and _PERSON_NAME.fullmatch(span.text):
            found[-1] = Span.of(text, before.start, span.end)
        elif not (_PERSON_NAME.fullmatch(before.text) and (span.text[0].islower() or kind_of(span.text, "en") != "person")):
            found.append(span)
    return found


def _is_addressed(text: str, span: Span, language: str) -> bool:
    if _TOLD[language].search(text, max(0, span.start - 60), span.start):
        return True
    cue = _TOLD_PRESS.search(text, max(0, span.start - 25), span.end) if language == "de" else None
    return cue is not None and cue.end() == span.start


def _is_channel(text: str, span: Span, _language: str) -> bool:
    return _CHANNELS.fullmatch(span.text) is not None and _CHANNEL.search(text, max(0, span.start - 30), span.start) is not None


def _whole(text: str, span: Span, language: str) -> Span:
    """The noun phrase around `span`: with its article and adjectives, its noun if it lacks one, a genitive behind it."""
    start, end = span.start, span.end
    if tail := _TAIL[language].search(span.text):
        noun = _NOUN[language].match(text, end) if tail["whose"] else None
        return Span.of(text, start, noun.end() if noun else start + tail.start())
    if _HEADLESS[language].fullmatch(span.text) and (noun := _NOUN[language].match(text, end)):
        end = noun.end()
    if not _DETERMINED.match(text, start, end) and (before := _ARTICLE[language].search(text, max(0, start - 60), start)):
        start = before.start()
    if (text[start].islower() or start < span.start) and (genitive := _GENITIVE[language].match(text, end)):
        end = genitive.end()
    return span if (start, end) == (span.start, span.end) else Span.of(text, start, end)
