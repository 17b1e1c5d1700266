"""What the second reader answered before, kept in a folder so that nothing is asked or paid for twice; and a log of every question.

The folder holds quotes from reports and belongs to its user alone. It may be deleted at any time. No key is ever written to it.
"""

import json
import os
import pathlib
import tempfile
from dataclasses import asdict, dataclass
from typing import Any, Final

_LOG: Final = "requests.jsonl"
_MAX_BYTES: Final = 4_000_000


@dataclass(frozen=True, slots=True)
class Asked:
    """One question in the log: `outcome` is "answered", "cached" or why there is no answer; `seconds` until it ended, with all tries."""

    time: str
    model: str
    report: str
    question: str
    outcome: str
    seconds: float
    n_tries: int
    n_prompt_tokens: int
    n_answer_tokens: int


class AnswerCache:
    """Answers by their question's hash (64 hex digits); several processes may share a folder."""

    def __init__(self, folder: pathlib.Path) -> None:
        self._folder = folder

    def get(self, question: str) -> str | None:
        """The answer that was kept; None also where a file is damaged or cannot be read: the question is then asked again."""
        path = self._path(question)
        try:
            if path.stat().st_size > _MAX_BYTES:
                return None
            kept: Any = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return None
        content = kept.get("content") if isinstance(kept, dict) and kept.get("question") == question else None
        return content if isinstance(content, str) else None

    def put(self, question: str, content: str) -> None:
        """Keeps an answer. Raises OSError."""
        path = self._path(question)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".new")
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump({"question": question, "content": content}, stream, ensure_ascii=True)
        pathlib.Path(name).replace(path)  # whole or not at all, also for another process that reads meanwhile

    def note(self, asked: Asked) -> None:
        """Adds a line to the log. Raises OSError."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        line = json.dumps(asdict(asked), ensure_ascii=True) + "\n"
        with (self._folder / _LOG).open("a", encoding="utf-8") as stream:
            stream.write(line)

    def _path(self, question: str) -> pathlib.Path:
        return self._folder / question[:2] / f"{question}.json"
