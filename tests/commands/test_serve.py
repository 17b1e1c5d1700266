"""`serve` as a process of its own: it answers, refuses what it must, and ends by Ctrl-C."""

import json
import pathlib
import re
import signal
import subprocess
import time
import urllib.request

import pytest

from tests.commands.calls import COMMAND, ROOT, Caller, environment
from tests.interrupts import heed


def test_it_serves_until_ctrl_c_and_ends_cleanly(made: pathlib.Path, tmp_path: pathlib.Path) -> None:
    ledger = tmp_path / "new.db"
    process = subprocess.Popen(
        [*COMMAND, "serve", "--port", "0", "--no-open"], stderr=subprocess.PIPE, text=True, env=environment(ledger), cwd=ROOT, preexec_fn=heed
    )
    try:
        assert process.stderr is not None
        line = process.stderr.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+/", line)
        assert address, line
        for _ in range(100):
            try:
                with urllib.request.urlopen(f"{address[0]}api/v1/me", timeout=10) as answer:
                    assert json.load(answer) == {"name": "ada", "role": "administrator", "by": "alone"}
                break
            except OSError:
                time.sleep(0.1)
        else:
            raise AssertionError("it does not answer")
        process.send_signal(signal.SIGINT)
        _, rest = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == 0
    assert rest == "ended\n"


def test_other_machines_are_served_only_where_people_sign_in(call: Caller) -> None:
    done = call("serve", "--host", "0.0.0.0", "--port", "0", "--no-open")
    assert done.code == 2
    assert "lagebild user add NAME --role administrator" in done.err


@pytest.mark.parametrize(("arguments", "words"), [(["--host", "192.0.2.1"], "user add"), (["--host", "nowhere.invalid"], "user add"), (["--port", "70000"], "port")])
def test_an_address_that_cannot_be_served_is_told_in_one_line(call: Caller, arguments: list[str], words: str) -> None:
    done = call("serve", "--no-open", *arguments)
    assert done.code == 2
    assert words in done.err


def test_what_is_brought_in_is_read_by_the_model_that_the_environment_names(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from lagebild.commands.serve import options_of
    from lagebild.ledger import open_ledger

    monkeypatch.setenv("LAGEBILD_MODEL", str(tmp_path / "own"))
    with open_ledger(":memory:") as ledger:
        options = options_of(ledger, str(tmp_path / "l.db"), actor="ada", host=None, people=None)
    assert options.readers.folder == tmp_path / "own"
