"""The command line as a user meets it: real processes, real pipes."""

import json
import os
import pathlib
import signal
import subprocess
import sys
import time

import pytest

from tests.interrupts import heed

ROOT = pathlib.Path(__file__).parents[1]
COMMAND = [sys.executable, "-m", "lagebild.cli"]
EXAMPLES = ROOT / "examples"


def run(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, encoding="utf8", timeout=120, **options)  # type: ignore[call-overload, no-any-return]


def test_json_lines_hold_the_record_of_each_report() -> None:
    done = run("read", "--json", str(EXAMPLES))
    assert done.returncode == 0, done.stderr
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(records) == len([p for p in EXAMPLES.iterdir() if p.is_file()])
    for record in records:
        text = record["report"]["text"]
        assert record["claims"]
        for claim in record["claims"]:
            for span in [claim["evidence"], claim["trigger"], *(role["span"] for role in claim["roles"])]:
                assert text[span["start"] : span["end"]] == span["text"]
            assert claim["read_by"]["reader"] == "model"
            assert 0 <= claim["read_by"]["confidence"] <= 1


def test_the_terminal_view_names_act_parties_and_source() -> None:
    done = run("read", str(EXAMPLES / "hafen.de.txt"), env={**os.environ, "COLUMNS": "160"})
    assert done.returncode == 0
    assert "▸ transfer" in done.stdout
    assert "[DE]" in done.stdout
    assert "says" in done.stdout


def test_type_and_confidence_filter_the_claims() -> None:
    done = run("read", "--json", "--type", "transfer", "--min-confidence", "0.6", str(EXAMPLES / "hafen.de.txt"))
    claims = json.loads(done.stdout)["claims"]
    assert claims
    assert {c["type"] for c in claims} == {"transfer"}
    assert all(c["read_by"]["confidence"] >= 0.6 for c in claims)


def test_a_fault_gives_exit_code_1_and_the_others_are_done(tmp_path: pathlib.Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    done = run("read", "--json", str(tmp_path / "empty.txt"), str(EXAMPLES / "hafen.de.txt"))
    assert done.returncode == 1
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert first["report"] is None
    assert "empty" in first["faults"][0]["reason"]
    assert second["claims"]


@pytest.mark.parametrize(("arguments", "words"), [
    (["read", "--type", "gift", "x.txt"], "none of transfer"), (["read", "--published", "yesterday", "x.txt"], "YYYY-MM-DD"),
    (["read", "--language", "fr", "x.txt"], "none of"), (["read"], "FILE"), (["reed"], "reed"),
])
def test_a_wrong_call_is_answered_with_what_is_wrong(arguments: list[str], words: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_closed_pipe_is_no_error() -> None:
    reader = subprocess.Popen(["head", "-c", "1"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    done = subprocess.run([*COMMAND, "read", "--json", *[str(EXAMPLES)] * 20], stdout=reader.stdin, stderr=subprocess.PIPE, timeout=120)
    assert reader.stdin is not None
    reader.stdin.close()
    reader.wait()
    assert done.returncode == 0
    assert done.stderr == b""


@pytest.mark.skipif(not pathlib.Path("/dev/full").exists(), reason="no /dev/full on this system")
@pytest.mark.parametrize("form", [["--json"], []])
def test_a_full_disk_is_said_in_one_line(form: list[str]) -> None:
    with pathlib.Path("/dev/full").open("w") as full:
        done = subprocess.run([*COMMAND, "read", *form, str(EXAMPLES)], stdout=full, stderr=subprocess.PIPE, text=True, timeout=120)
    assert done.returncode == 2
    assert done.stderr.strip().count("\n") == 0
    assert "space" in done.stderr


def test_ctrl_c_ends_at_once_and_quietly(tmp_path: pathlib.Path) -> None:
    for n in range(400):
        (tmp_path / f"{n}.txt").write_text((EXAMPLES / "hafen.de.txt").read_text(encoding="utf8") * 20, encoding="utf8")
    command = [*COMMAND, "read", "--json", "--jobs", "2", str(tmp_path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True, preexec_fn=heed)
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(0.2)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    assert b"Traceback" not in errors


def test_standard_input_is_read() -> None:
    done = run("read", "--json", "--language", "de", "-", input="Polen liefert der Ukraine 18 Panzer.")
    assert json.loads(done.stdout)["report"]["source"] == "-"


def test_help_answers_without_loading_the_model() -> None:
    code = (
        "import sys; sys.argv = ['lagebild', '--help']; from lagebild.cli import app; app(standalone_mode=False); "
        "print('onnxruntime' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip().endswith("False")


def test_control_characters_of_a_hostile_report_do_not_reach_the_terminal(tmp_path: pathlib.Path) -> None:
    evil = {"text": "Polen liefert\x1b[2J der Ukraine 18 Panzer.", "language": "de", "title": "\x1b]0;owned\x07"}
    (tmp_path / "evil.jsonl").write_text(json.dumps(evil) + "\n")
    done = run("read", str(tmp_path / "evil.jsonl"))
    assert "\x1b" not in done.stdout
