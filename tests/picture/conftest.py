"""A small world: troops whose number three sources give differently, a copy, a denial, and a refusal."""

from collections.abc import Iterator

import pytest

from lagebild.picture import Picture
from tests.picture.telling import KURSK, LONG, Says, Told


@pytest.fixture
def told() -> Told:
    made = Told()
    refusal = Says(None, sender="KR", destination="UA", status="withheld", time=None)
    made.says(Says(10000, form="min", speaker="KR", extra=LONG, **KURSK), refusal, published="2024-11-27", publisher="Yonhap", title="First")
    made.says(Says(10000, extra=LONG, **KURSK), published="2024-11-28", publisher="dpa", title="Copy")
    made.says(Says(11000, speaker="UA", **KURSK), published="2024-11-29", publisher="Ukrinform")
    made.says(Says(15000, speaker="US", **KURSK), published="2024-11-30", publisher="AP")
    made.says(Says(None, speaker="RU", denied=True, **KURSK), published="2024-11-30", publisher="TASS")
    made.says(Says(300, sender="IR", time="2024-11-15"), published="2024-11-20", publisher="AP")
    return made


@pytest.fixture
def picture(told: Told) -> Iterator[Picture]:
    with told.weighed().reading() as found:
        yield found
