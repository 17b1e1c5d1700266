"""A second reader behind any OpenAI-compatible endpoint, its pure parts: what is asked, what may be answered, and the gate.

The network stands in `lagebild.pipeline.endpoint`.
"""

from lagebild.reading.llm.agreement import joined
from lagebild.reading.llm.answer import AnswerRefused, Entry, parse_answer
from lagebild.reading.llm.claims import Gate
from lagebild.reading.llm.portions import Portion, portions
from lagebild.reading.llm.prompt import PROMPT_VERSION, messages
from lagebild.reading.llm.schema import answer_schema

__all__ = [
    "PROMPT_VERSION", "AnswerRefused", "Entry", "Gate", "Portion", "answer_schema", "joined", "messages", "parse_answer", "portions",
]  # fmt: skip
