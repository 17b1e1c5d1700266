"""Schema, prompt and portions fit together."""

import json

from hypothesis import given
from hypothesis import strategies as st

from lagebild.claims.report import Report
from lagebild.claims.vocabulary import ROLES, STATUSES, TYPES
from lagebild.reading.llm import PROMPT_VERSION, answer_schema, messages, portions
from lagebild.reading.llm.portions import MAX_CHARACTERS, MAX_SENTENCE, MAX_SENTENCES


def objects(schema: object) -> list[dict]:
    if isinstance(schema, list):
        return [found for item in schema for found in objects(item)]
    if not isinstance(schema, dict):
        return []
    own = [schema] if schema.get("type") == "object" else []
    return own + [found for value in schema.values() for found in objects(value)]


def test_every_object_of_the_schema_is_closed_and_requires_all_its_keys() -> None:
    found = objects(answer_schema())
    assert len(found) == 4
    for one in found:
        assert one["additionalProperties"] is False
        assert one["required"] == list(one["properties"])


def test_the_prompt_explains_every_type_role_and_status() -> None:
    report = Report.of("Ein Satz.")
    system = messages(portions(report, [(0, 9)])[0][0])[0]["content"]
    for word in (*TYPES, *STATUSES, *(role for roles in ROLES.values() for role in roles)):
        assert word in system, word
    assert PROMPT_VERSION.startswith("prompt/")


@given(st.lists(st.integers(1, 700) | st.just(MAX_SENTENCE + 1), max_size=60))
def test_portions_hold_every_sentence_once_and_stay_within_their_bounds(lengths: list[int]) -> None:
    ends = [sum(lengths[: n + 1]) for n in range(len(lengths))]
    cut = [(end - length, end) for end, length in zip(ends, lengths, strict=True)]
    found, long = portions(Report.of("x" * (sum(lengths) + 1)), cut)
    assert sorted([pair for portion in found for pair in portion.sentences] + list(long)) == cut
    for portion in found:
        assert 1 <= len(portion.sentences) <= MAX_SENTENCES
        assert portion.sentences[-1][1] - portion.sentences[0][0] <= MAX_CHARACTERS or len(portion.sentences) == 1
        assert cut[portion.first] == portion.sentences[0]
        asked = json.loads(messages(portion)[1]["content"])
        assert [one["sentence"] for one in asked["sentences"]] == list(range(1, len(portion.sentences) + 1))
