"""The second reader at work: a report's portions asked about, answers let through the gate, within what may be spent."""

import pathlib
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from lagebild.claims.canonical import canonical_json
from lagebild.claims.claim import Claim
from lagebild.claims.event import time_text, utc_now
from lagebild.claims.ids import digest
from lagebild.claims.report import Fault, Report
from lagebild.errors import FetchFailed, InvalidClaim, NotFetched
from lagebild.pipeline.endpoint import Endpoint, Reply, ask, not_understood
from lagebild.pipeline.llm_cache import AnswerCache, Asked
from lagebild.reading.llm import PROMPT_VERSION, AnswerRefused, Entry, Gate, Portion, answer_schema, messages, parse_answer, portions
from lagebild.reports.network import Network

#: Portions in a row without an answer after which the endpoint is not asked any more in this run.
_GIVEN_UP_AFTER: Final = 3
_CUT_OFF: Final = "length"


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one run may cost: requests (each try counts) and tokens (0: no bound), and how many are asked at once."""

    max_requests: int = 1_000
    max_tokens: int = 0
    n_parallel: int = 4


@dataclass(slots=True)
class Usage:
    """What was spent so far; `seconds` adds up over questions asked at once."""

    n_requests: int = 0
    n_cached: int = 0
    n_prompt_tokens: int = 0
    n_answer_tokens: int = 0
    seconds: float = 0.0
    n_refused: int = 0


@dataclass(frozen=True, slots=True)
class LlmReading:
    """What the second reader made of one report; `whole` is False where a part of it was not answered and may be another time."""

    claims: tuple[Claim, ...] = ()
    faults: tuple[Fault, ...] = ()
    whole: bool = True


@dataclass(frozen=True, slots=True)
class _NoAnswer:
    """Why a portion has no claims; `final` where asking again would bring the same."""

    reason: str
    final: bool


class _Spent(Exception):
    """The run may ask no more; the reason is fit to be shown."""


@dataclass
class LlmReader:
    """Reads with the model at `endpoint`; one instance for a run, whose bounds it keeps. Answers are kept in `cache`."""

    endpoint: Endpoint
    cache: AnswerCache
    bounds: Bounds = field(default_factory=Bounds)
    network: Network | None = None
    usage: Usage = field(default_factory=Usage)
    _lock: Lock = field(default_factory=Lock, repr=False)
    _takes_schema: bool = True
    _n_failed: int = 0

    @property
    def version(self) -> str:
        """Model and prompt, as claims carry it."""
        return f"{self.endpoint.model} {PROMPT_VERSION}"

    def read(self, report: Report, sentences: Sequence[tuple[int, int]]) -> LlmReading:
        """The claims of `report` in text order, and a fault for every claim that was refused and every portion without an answer."""
        asked, long = portions(report, sentences)
        faults = [self._fault(report, "a sentence is too long to be asked about", pair) for pair in long]
        with ThreadPoolExecutor(self.bounds.n_parallel) as pool:
            answers = list(pool.map(self._answer, asked))
        gate = Gate(report, self.version)
        claims: list[Claim] = []
        whole = True
        for portion, answer in zip(asked, answers, strict=True):
            if isinstance(answer, _NoAnswer):
                faults.append(self._fault(report, answer.reason, (portion.sentences[0][0], portion.sentences[-1][1])))
                whole &= answer.final
                continue
            entries, refused = answer
            faults.extend(self._fault(report, f"claim refused: {reason}", portion.sentences[0]) for reason in refused)
            for entry in entries:
                try:
                    claims.append(gate.admit(portion, entry))
                except InvalidClaim as error:
                    faults.append(self._fault(report, f"claim refused: {error}", portion.sentences[entry.sentence - 1]))
        self.usage.n_refused += len(faults)
        return LlmReading(tuple(sorted(claims, key=lambda claim: claim.trigger)), tuple(faults), whole)

    def _answer(self, portion: Portion) -> tuple[tuple[Entry, ...], tuple[str, ...]] | _NoAnswer:
        """The entries of the answer about a portion, or why there are none."""
        question = self._question(portion)
        kept = self.cache.get(question)
        if kept is not None:
            try:
                found = parse_answer(kept, len(portion.sentences))
            except AnswerRefused:  # kept by another version: it is asked again
                pass
            else:
                self._count(cached=1)
                self._note(portion, question, "cached", Reply("", None, 0, 0), 0.0, 0)
                return found
        try:
            content, found = self._asked(portion, question)
        except _Spent as error:
            return _NoAnswer(str(error), final=False)
        except NotFetched as error:
            self._count(failed=1)
            return _NoAnswer(error.reason, final=False)
        except AnswerRefused as error:
            return _NoAnswer(str(error), final=True)
        self.cache.put(question, content)
        return found

    def _asked(self, portion: Portion, question: str) -> tuple[str, tuple[tuple[Entry, ...], tuple[str, ...]]]:
        """Asks, with the schema in the words where the server takes none or the first answer was none."""
        for told in (False, True):
            structured = self._takes_schema
            try:
                reply = self._request(portion, question, structured=structured, told=told or not structured)
            except FetchFailed as error:
                if told or not structured or not not_understood(error):
                    raise
                self._takes_schema = False
                continue
            try:
                if reply.finish == _CUT_OFF:
                    raise AnswerRefused("the answer was cut off")
                found = parse_answer(reply.content, len(portion.sentences))
            except AnswerRefused:
                if told:
                    raise
                continue
            self._count(answered=1)
            return reply.content, found
        raise AssertionError("unreachable")

    def _request(self, portion: Portion, question: str, *, structured: bool, told: bool) -> Reply:
        started, n_tries = time.monotonic(), 0

        def asking() -> None:
            nonlocal n_tries
            self._spend()
            n_tries += 1

        reply, outcome = Reply("", None, 0, 0), "stopped"
        try:
            chat = messages(portion, told_schema=told)
            reply = ask(self.endpoint, chat, answer_schema() if structured else None, network=self.network, asking=asking)
            outcome = "answered"
        except NotFetched as error:
            outcome = error.reason
            raise
        finally:
            seconds = time.monotonic() - started
            with self._lock:
                self.usage.n_prompt_tokens += reply.n_prompt_tokens
                self.usage.n_answer_tokens += reply.n_answer_tokens
                self.usage.seconds += seconds
            self._note(portion, question, outcome, reply, seconds, n_tries)
        return reply

    def _spend(self) -> None:
        with self._lock:
            spent = self.usage.n_prompt_tokens + self.usage.n_answer_tokens
            if self._n_failed >= _GIVEN_UP_AFTER:
                raise _Spent(f"not asked: the endpoint failed {self._n_failed} times in a row")
            if self.usage.n_requests >= self.bounds.max_requests:
                raise _Spent(f"not asked: {self.bounds.max_requests} requests were made (LAGEBILD_LLM_MAX_REQUESTS)")
            if self.bounds.max_tokens and spent >= self.bounds.max_tokens:
                raise _Spent(f"not asked: {spent} tokens were used (LAGEBILD_LLM_MAX_TOKENS)")
            self.usage.n_requests += 1

    def _count(self, *, cached: int = 0, failed: int = 0, answered: int = 0) -> None:
        with self._lock:
            self.usage.n_cached += cached
            self._n_failed = 0 if answered else self._n_failed + failed

    def _question(self, portion: Portion) -> str:
        """The hash of all that an answer depends on: the words, the prompt, the model, the endpoint."""
        words = canonical_json(messages(portion))
        return digest((self.endpoint.url, self.endpoint.model, PROMPT_VERSION, words))

    def _note(self, portion: Portion, question: str, outcome: str, reply: Reply, seconds: float, n_tries: int) -> None:
        noted = Asked(
            time_text(utc_now()), self.endpoint.model, portion.report.id, question, outcome, round(seconds, 3), n_tries,
            reply.n_prompt_tokens, reply.n_answer_tokens,
        )  # fmt: skip
        with self._lock:
            self.cache.note(noted)

    def _fault(self, report: Report, reason: str, stretch: tuple[int, int]) -> Fault:
        return Fault(report.source or report.id, f"second reader: {reason}", None, report.id, *stretch)


def default_cache() -> pathlib.Path:
    """The folder for answers where the user names none."""
    import os

    base = os.environ.get("XDG_CACHE_HOME")
    return (pathlib.Path(base) if base else pathlib.Path.home() / ".cache") / "lagebild" / "llm"
