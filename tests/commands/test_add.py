"""`add`, `watch`, `feed`: real processes on a ledger of their own."""

import json
import os
import pathlib
import signal
import subprocess
import time

from tests.commands.calls import COMMAND, ROOT, Caller, environment, process
from tests.interrupts import heed
from tests.reports.servers import answer, serving

GERMAN = "Deutschland liefert der Ukraine {} Panzer, teilte das Verteidigungsministerium in Berlin mit."


def texts(folder: pathlib.Path, start: int, n: int) -> pathlib.Path:
    folder.mkdir()
    for number in range(start, start + n):
        (folder / f"{number}.txt").write_text(GERMAN.format(number), encoding="utf8")
    return folder


def test_a_folder_is_added_named_and_not_added_twice(tmp_path: pathlib.Path) -> None:
    folder = texts(tmp_path / "in", 10, 2)
    (folder / "leer.txt").write_bytes(b"")
    done = process(tmp_path / "l.db", "add", str(folder), "--jobs", "2")
    assert done.code == 1
    assert done.out.count("added ") == 2
    assert "leer.txt: empty" in done.err
    assert "2 added, 1 not taken in" in done.err
    (folder / "leer.txt").unlink()
    again = process(tmp_path / "l.db", "add", str(folder))
    assert (again.code, again.out) == (0, "")
    assert again.err == "2 known already, nothing new\n"
    assert "leer.txt: empty" in process(tmp_path / "l.db", "faults").out


def test_a_closed_pipe_is_no_error(tmp_path: pathlib.Path) -> None:
    folder = texts(tmp_path / "in", 10, 3)
    reader = subprocess.Popen(["true"], stdin=subprocess.PIPE)
    reader.wait()
    command = [*COMMAND, "add", "--json", str(folder)]
    done = subprocess.run(command, stdout=reader.stdin, stderr=subprocess.PIPE, env=environment(tmp_path / "l.db"), timeout=300)
    assert done.returncode == 0
    assert done.stderr == b""


def test_ctrl_c_ends_quietly_and_what_was_named_is_there(tmp_path: pathlib.Path) -> None:
    folder = texts(tmp_path / "in", 10, 80)
    command = [*COMMAND, "add", "--json", "--jobs", "2", str(folder)]
    adding = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0, env=environment(tmp_path / "l.db"), start_new_session=True, preexec_fn=heed)
    assert adding.stdout is not None
    first = adding.stdout.readline()
    os.killpg(adding.pid, signal.SIGINT)
    _, errors = adding.communicate(timeout=60)
    assert adding.returncode == 130
    assert b"Traceback" not in errors
    assert json.loads(first)["report"] in process(tmp_path / "l.db", "reports", "--json").out


def test_a_ledger_that_cannot_be_written_is_said_in_one_line(tmp_path: pathlib.Path) -> None:
    done = process(tmp_path / "nowhere" / "l.db", "add", str(ROOT / "examples"))
    assert done.code == 2
    assert done.err.count("\n") == 1
    assert "check that its folder exists" in done.err


def test_a_watched_folder_is_added_until_ctrl_c(tmp_path: pathlib.Path) -> None:
    folder = texts(tmp_path / "in", 10, 1)
    command = [*COMMAND, "watch", str(folder), "--settle", "0.1", "--json"]
    watcher = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0, env=environment(tmp_path / "l.db"), preexec_fn=heed)
    assert watcher.stdout is not None
    assert json.loads(watcher.stdout.readline())["outcome"] == "added"
    (folder / "new.txt").write_text(GERMAN.format(99), encoding="utf8")
    assert json.loads(watcher.stdout.readline())["source"].endswith("new.txt")
    os.kill(watcher.pid, signal.SIGINT)
    _, errors = watcher.communicate(timeout=60)
    assert watcher.returncode == 130
    assert b"Traceback" not in errors


def test_two_processes_add_while_one_decides(tmp_path: pathlib.Path) -> None:
    ledger = tmp_path / "l.db"
    first = process(ledger, "add", "--json", str(texts(tmp_path / "first", 1, 1)))
    assert first.code == 0, first.err
    (claim,) = (json.loads(line)["claim"]["id"] for line in process(ledger, "claims", "--format", "json", "--limit", "1").out.splitlines())
    adding = [
        subprocess.Popen([*COMMAND, "add", "--jobs", "1", str(folder)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(ledger))
        for folder in (texts(tmp_path / "a", 100, 6), texts(tmp_path / "b", 200, 6))
    ]
    n_decided = 0
    while any(one.poll() is None for one in adding):
        done = process(ledger, "note", f"Notiz {n_decided}", claim, actor="bob")
        assert done.code == 0, done.err
        n_decided += 1
        time.sleep(0.05)
    for one in adding:
        out, errors = one.communicate()
        assert one.returncode == 0, errors
        assert out.count(b"added ") == 6
    assert json.loads(process(ledger, "show", claim, "--json").out)["n_notes"] == n_decided >= 1
    assert "none changed" in process(ledger, "audit").out
    assert process(ledger, "verify", "--tables").code == 0


def test_versions_are_shown_with_what_changed(call: Caller, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "a.txt"
    for number in (18, 20):
        path.write_text(GERMAN.format(number), encoding="utf8")
        done = call("add", str(path))
        assert done.code == 0, done.err
    assert done.out.startswith("version")
    shown = call("versions", done.out.split()[1]).out
    assert "-Deutschland liefert der Ukraine 18" in shown
    assert "+Deutschland liefert der Ukraine 20" in shown
    assert call("reread", "--preview").err.startswith("2 reports read again")  # the two that "model 1" read


def test_feeds_are_followed_listed_polled_and_left(call: Caller) -> None:
    page = f"<html><body><article><p>{GERMAN.format(18)}</p></article></body></html>".encode()
    with serving({"/1": answer(page, Content_Type="text/html; charset=utf-8")}) as server:
        url = f"http://127.0.0.1:{server.port}/feed"
        server.scripts["/feed"] = answer(f"<rss version='2.0'><channel><item><link>http://127.0.0.1:{server.port}/1</link></item></channel></rss>".encode())
        allowed = ["--allow-host", "127.0.0.1", "--allow-port", str(server.port)]
        assert call("feed", "add", url, "--publisher", "Amt").code == 0
        assert "not allowed" in call("feed", "poll").err
        done = call("feed", "poll", *allowed)
        assert done.code == 0, done.err
        assert "1 new entries, 1 reports added" in done.err
        assert "Amt" in call("feed", "list").out
        assert call("add", f"http://127.0.0.1:{server.port}/1", *allowed).code == 0
        assert call("add", f"http://127.0.0.1:{server.port}/none", *allowed).code == 1
        assert call("feed", "remove", url).code == 0
        assert call("feed", "remove", url).code == 2


def test_what_was_named_survives_a_kill_and_the_rest_comes_when_started_again(tmp_path: pathlib.Path) -> None:
    folder = texts(tmp_path / "in", 10, 60)
    command = [*COMMAND, "add", "--json", "--jobs", "1", str(folder)]
    adding = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0, env=environment(tmp_path / "l.db"))
    assert adding.stdout is not None
    first = adding.stdout.readline()
    adding.kill()
    out, _ = adding.communicate(timeout=60)
    named = {json.loads(line)["report"] for line in (first + out).splitlines() if line.endswith(b"}")}
    there = process(tmp_path / "l.db", "reports", "--json", "--limit", "100")
    assert named <= {json.loads(line)["id"] for line in there.out.splitlines()}
    again = process(tmp_path / "l.db", "add", "--json", str(folder))
    assert again.code == 0, again.err
    outcomes = [json.loads(line)["outcome"] for line in again.out.splitlines()]
    assert len(outcomes) == 60
    assert outcomes.count("known") >= len(named) > 0
    assert process(tmp_path / "l.db", "verify", "--tables").code == 0
    assert process(tmp_path / "l.db", "audit").code == 0
