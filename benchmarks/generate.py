"""Reports with claims in the shape of news: as many as wanted, the same for the same seed."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from lagebild.claims.claim import Claim, ReadBy, Role, Source
from lagebild.claims.ids import claim_id
from lagebild.claims.moment import Moment
from lagebild.claims.quantity import Quantity
from lagebild.claims.report import Report
from lagebild.claims.span import Span

CLAIMS_PER_REPORT = 10
STATES = {
    "de": {
        "Deutschland": "DE", "Russland": "RU", "Nordkorea": "KP", "Südkorea": "KR", "Frankreich": "FR", "Polen": "PL", "China": "CN",
        "Großbritannien": "GB", "Italien": "IT", "Japan": "JP", "Norwegen": "NO", "Iran": "IR", "Israel": "IL", "Tschechien": "CZ",
        "Belarus": "BY", "Schweden": "SE", "Kanada": "CA", "Litauen": "LT", "Lettland": "LV", "Estland": "EE",
    },
    "en": {
        "Germany": "DE", "Russia": "RU", "North Korea": "KP", "South Korea": "KR", "France": "FR", "Poland": "PL", "China": "CN",
        "Britain": "GB", "Italy": "IT", "Japan": "JP", "Norway": "NO", "Iran": "IR", "Israel": "IL", "Czechia": "CZ",
        "Belarus": "BY", "Sweden": "SE", "Canada": "CA", "Lithuania": "LT", "Latvia": "LV", "Estonia": "EE",
    },
}  # fmt: skip
OBJECTS = {
    "de": ("Artilleriegeschosse", "Panzer", "Haubitzen", "Raketen", "Drohnen", "Flugabwehrsysteme", "Minen", "Gewehre"),
    "en": ("artillery shells", "tanks", "howitzers", "missiles", "drones", "air defence systems", "mines", "rifles"),
}
TRANSFERS = {
    "de": (("hat an {to} {n} {object} geliefert", "geliefert", "done"), ("will {to} {n} {object} schicken", "schicken", "pledged"),
           ("erwägt, {to} {n} {object} zu überlassen", "überlassen", "considered"),
           ("liefert {to} {n} {object}", "liefert", "ongoing"),
           ("verweigert {to} {n} {object}", "verweigert", "withheld")),
    "en": (("delivered {n} {object} to {to}", "delivered", "done"), ("pledged {n} {object} to {to}", "pledged", "pledged"),
           ("is considering sending {n} {object} to {to}", "sending", "considered"),
           ("supplies {n} {object} to {to}", "supplies", "ongoing"),
           ("refused {n} {object} to {to}", "refused", "withheld")),
}  # fmt: skip
SOURCES = {
    "de": ("Nach Angaben des Verteidigungsministeriums ", "Laut Geheimdienst ", "", ""),
    "en": ("According to the ministry, ", "", ""),
}
FILLER = {
    "de": "Beobachter sehen darin ein Zeichen für die wachsende Bedeutung der Region, in der sich die Lage seit Monaten zuspitzt. ",
    "en": "Observers see this as a sign of the growing weight of the region, where the situation has been tense for months. ",
}
PUBLISHERS = tuple(f"Zeitung {number}" for number in range(60))
FIRST_DAY = date(2022, 2, 24)


def readings(n_claims: int, seed: int = 1) -> Iterator[tuple[Report, list[Claim]]]:
    """Reports with ten claims each, `n_claims` in all; days of publication rise slowly with some scatter, as feeds give them."""
    chance = random.Random(seed)
    n_reports = n_claims // CLAIMS_PER_REPORT
    for number in range(n_reports):
        yield reading(chance, number, FIRST_DAY + timedelta(days=number * 1500 // n_reports + chance.randrange(-20, 20)))


def reading(chance: random.Random, number: int, day: date) -> tuple[Report, list[Claim]]:
    """One report and its claims."""
    language = "de" if chance.random() < 0.7 else "en"
    sentences, drafts = [f"Nr. {number}. "], []
    start = len(sentences[0])
    for _ in range(CLAIMS_PER_REPORT):
        sentence, draft = _sentence(chance, language)
        drafts.append((start, sentence, *draft))
        sentences += [sentence, FILLER[language]]
        start += len(sentence) + len(FILLER[language])
    publisher = PUBLISHERS[int(len(PUBLISHERS) * chance.random() ** 2)]
    report = Report.of("".join(sentences), language=language, published=day.isoformat(), publisher=publisher, source=f"{number}.txt")
    return report, [_claim(chance, report, at, *draft) for at, *draft in drafts]


def _sentence(chance: random.Random, language: str) -> tuple[str, tuple[str, str, str, str, str, str, str]]:
    states = list(STATES[language])
    one, other = (states[int(len(states) * chance.random() ** 2)] for _ in range(2))
    words, trigger, status = chance.choice(TRANSFERS[language])
    object_, amount = chance.choice(OBJECTS[language]), f"{chance.randrange(10, 9000)}"
    lead = chance.choice(SOURCES[language])
    text = f"{lead}{one} {words.format(to=other, n=amount, object=object_)}. "
    return text, (language, lead, one, other, f"{amount} {object_}", trigger, status)


def _claim(
    chance: random.Random, report: Report, at: int, sentence: str, language: str, lead: str, one: str, other: str, what: str,
    trigger: str, status: str,
) -> Claim:  # fmt: skip
    def span(words: str, after: int = 0) -> Span:
        start = at + sentence.index(words, after)
        return Span.of(report.text, start, start + len(words))

    word, counted = span(trigger, len(lead) + len(one)), int(what.split()[0])
    states = STATES[language]
    roles = (
        Role("supplier", span(one, len(lead)), states[one]),
        Role("recipient", span(other, len(lead) + len(one)), states[other]),
        Role("object", span(what), None, Quantity("exact", counted, counted, "piece")),
    )
    return Claim(
        id=claim_id(report.id, "transfer", (word.start, word.end), 0, "model"),
        type="transfer",
        status=status,  # type: ignore[arg-type]
        evidence=span(sentence.strip()),
        trigger=word,
        read_by=ReadBy("model", "1", round(chance.random(), 3)),
        certainty=chance.choices(("certain", "probable", "possible", "unknown"), (70, 20, 9, 1))[0],  # type: ignore[arg-type]
        roles=roles,
        attribution=(Source(span(lead.strip()), "government"),) if lead else (),
        time=Moment(report.published, word, "relative") if chance.random() < 0.5 else None,
    )
