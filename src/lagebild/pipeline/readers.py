"""Who reads a report: the built-in model, a second reader behind an endpoint, or both; and under which names it is recorded."""

import pathlib
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Final, Literal

from lagebild.claims.claim import Claim
from lagebild.claims.report import Fault, Report
from lagebild.errors import InvalidFact
from lagebild.reading.reader import BUILT_IN, ModelFacts
from lagebild.reports import sentences

if TYPE_CHECKING:
    from lagebild.pipeline.endpoint import Endpoint
    from lagebild.pipeline.llm_reader import Bounds, LlmReader
    from lagebild.reading.reader import ModelReader

Kind = Literal["model", "llm", "both"]
KINDS: Final[tuple[Kind, ...]] = ("model", "llm", "both")


@dataclass(frozen=True, slots=True)
class Second:
    """The second reader: where it is asked, what a run may cost, and the folder in which its answers are kept."""

    endpoint: "Endpoint"
    bounds: "Bounds"
    cache: pathlib.Path


@dataclass(frozen=True, slots=True)
class Readers:
    """Who reads. `folder` holds the built-in model or one that was learned. Raises `InvalidFact` where a second reader is asked for
    and none is named."""

    kind: Kind = "model"
    folder: pathlib.Path = BUILT_IN
    second: Second | None = None

    def __post_init__(self) -> None:
        if self.kind != "model" and self.second is None:
            raise InvalidFact("reader", self.kind, "needs an endpoint and a model")

    @property
    def with_model(self) -> bool:
        """Whether the built-in model reads."""
        return self.kind != "llm"


BUILT_IN_ONLY: Final = Readers()


def names_of(readers: Readers) -> tuple[str, ...]:
    """The names under which a reading is recorded: those that claims carry, then one for each reader that tells its version even where
    it found no claim. Raises ModelUnusable."""
    names: list[str] = []
    versions: list[str] = []
    if readers.with_model:
        names.append("model")
        versions.append(f"model {model_version(readers.folder)}")
    if readers.second is not None and readers.kind != "model":
        from lagebild.reading.llm.agreement import BOTH
        from lagebild.reading.llm.claims import READER

        second = second_reader(readers.second).version
        names += [READER, BOTH] if readers.with_model else [READER]
        versions.append(f"{READER} {second}")
        if readers.with_model:  # both apart are not both together: their claims were not compared
            versions.append(f"{BOTH} {model_version(readers.folder)} + {second}")
    return (*names, *versions)


def versions_of(readers: Readers) -> frozenset[str]:
    """Those of the names that tell versions: a report is read when all of them are recorded for it."""
    return frozenset(name for name in names_of(readers) if " " in name)


@cache
def model_version(folder: pathlib.Path = BUILT_IN) -> str:
    """The version of the model in `folder`. Raises ModelUnusable."""
    return ModelFacts.load(folder).version


@cache
def second_reader(second: Second) -> "LlmReader":
    """This process's second reader: its bounds hold for all that the process reads."""
    from lagebild.pipeline.llm_cache import AnswerCache
    from lagebild.pipeline.llm_reader import LlmReader

    return LlmReader(second.endpoint, AnswerCache(second.cache), second.bounds)


def read_second(
    report: Report, readers: Readers, model: "ModelReader | None"
) -> tuple[tuple[Claim, ...], tuple[Fault, ...], tuple[str, ...]]:
    """What the second reader, and with `model` the built-in one too, make of a report; and the names under which it is recorded.

    Where a part got no answer the second reader has not read the report: it is asked again next time (what was answered is kept in
    its cache), and claims that it read before stay as they are.
    """
    assert readers.second is not None  # checked when it was made
    cut = sentences(report.text, report.language or "")
    found = second_reader(readers.second).read(report, cut)
    first = model.read(report, cut) if model is not None else ()
    if not found.whole:
        return first, found.faults, names_of(replace(readers, kind="model")) if model is not None else ()
    if model is None:
        return found.claims, found.faults, names_of(readers)
    from lagebild.reading.llm.agreement import joined

    return joined(first, found.claims), found.faults, names_of(readers)
