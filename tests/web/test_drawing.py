"""The process that draws: it stays, it may die, and what takes too long is not waited for."""

import os
import signal

import pytest

from lagebild.web.drawing import DrawingProcess
from lagebild.web.refusals import NotYet

POINT = {"data": {"values": [{"a": 1}]}, "mark": "point", "encoding": {"x": {"field": "a", "type": "quantitative"}}}


def test_it_draws_one_after_the_other_and_is_made_anew_where_it_died() -> None:
    drawing = DrawingProcess()
    try:
        first = drawing.draw(POINT, "en-GB")
        assert first.startswith("<svg")
        process = drawing._process
        assert process is not None
        assert process.pid is not None
        assert drawing.draw(POINT, "en-GB") == first
        assert drawing._process is process
        with pytest.raises(NotYet):  # what it cannot draw ends it
            drawing.draw({"mark": "nothing that there is"}, "de-DE")
        assert drawing.draw(POINT, "de-DE").startswith("<svg")
        os.kill(drawing._process.pid, signal.SIGKILL)
        drawing._process.join()
        assert drawing.draw(POINT, "en-GB") == first
    finally:
        drawing.close()


def test_what_takes_too_long_is_ended() -> None:
    drawing = DrawingProcess(longest_s=0.001)
    with pytest.raises(NotYet):
        drawing.draw(POINT, "en-GB")
    assert drawing._process is None
