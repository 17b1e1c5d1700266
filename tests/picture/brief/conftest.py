"""The Seoul example, weighed once, and drafts on it."""

from collections.abc import Iterator

import pytest

from lagebild.ledger import open_ledger
from lagebild.picture import Picture, Wanted, rows
from lagebild.picture.brief import Brief, Commission, Judgement, draft
from lagebild.pipeline.briefing import names
from lagebild.pipeline.example import Demo, prepare
from lagebild.pipeline.weighed import Weighed


@pytest.fixture(scope="session")
def seoul() -> Iterator[tuple[Picture, Demo]]:
    with open_ledger(":memory:", create=True) as ledger:
        demo = prepare(ledger)
        weighed = Weighed(ledger)
        weighed.follow()
        with weighed.reading() as picture:
            yield picture, demo


@pytest.fixture(scope="session", params=["de", "en"])
def whole(request: pytest.FixtureRequest, seoul: tuple[Picture, Demo]) -> Brief:
    """A brief on everything, with a judgement, in each language."""
    picture, demo = seoul
    things = tuple(row.id for row in rows(picture, Wanted(sort="reports"), limit=100).items)
    text = {"de": "Seoul 2024 keine Waffen schickt", "en": "Seoul will send no arms in 2024"}[request.param]
    judged = Judgement(text, 70, (demo.things["request"],))
    return draft(picture, Commission(things, request.param, judgements=(judged,)), names())
