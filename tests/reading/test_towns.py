"""A town lies in a state; words and people are no towns."""

import json
import re
from pathlib import Path

import pytest

from lagebild.reading import towns as room
from lagebild.reading.towns import town_of


@pytest.mark.parametrize(("words", "state"), [
    ("die Stadt Baqubah", "IQ"), ("Darmstadts Bahnhof", "DE"), ("Bila Tserkva", "UA"), ("near Raqqah’s old town", "SY"), ("aachen", None),
    ("das Essen", None), ("einem Ort", None), ("", None), ("Nice", None), ("Marat Numan", None), ("die Grenzstadt Shindand", "AF"), ("A " * 1_000, None),
])
def test_towns(words: str, state: str | None) -> None:
    assert town_of(words) == state


def test_every_town_is_of_one_state() -> None:
    table = json.loads(Path(room.__file__).with_name("data").joinpath("towns.json").read_text(encoding="utf-8"))
    assert "GeoNames" in table.pop("source")
    names = [name for towns in table.values() for name in towns.split("|")]
    assert len(names) == len(set(names)) > 10_000
    assert all(re.fullmatch("[A-Z]{2}", state) for state in table)
