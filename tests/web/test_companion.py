"""A process beside the workspace: it answers, and what ends it ends nothing else."""

import os
import time

import pytest

from lagebild.web.companion import Companion


def _work(asked: object) -> object:
    if asked == "die":
        os._exit(1)
    if asked == "sleep":
        time.sleep(60)
    return os.getpid()


def test_one_process_answers_until_it_dies_and_then_there_is_a_new_one() -> None:
    companion = Companion(_work, "test")
    first = companion.ask("who", 30)
    assert companion.ask("who", 30) == first
    with pytest.raises((EOFError, OSError)):
        companion.ask("die", 30)
    assert companion.ask("who", 30) not in (first, os.getpid())
    companion.close()


def test_one_that_takes_too_long_is_ended() -> None:
    companion = Companion(_work, "test")
    with pytest.raises(TimeoutError):
        companion.ask("sleep", 3)
    assert companion._process is None
