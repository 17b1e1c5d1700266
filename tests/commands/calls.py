"""Calling the command line: in this process, which is quick, or in one of its own, which is what users do."""

import os
import pathlib
import subprocess
import sys
from dataclasses import dataclass

import pytest

from lagebild import cli

ROOT = pathlib.Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "lagebild.cli"]


@dataclass(frozen=True, slots=True)
class Done:
    """What a call came to."""

    code: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Caller:
    """Calls `lagebild` on one ledger as one actor."""

    ledger: pathlib.Path
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    def __call__(self, *arguments: str, actor: str = "ada") -> Done:
        self.monkeypatch.setenv("LAGEBILD_LEDGER", str(self.ledger))
        self.monkeypatch.setenv("LAGEBILD_ACTOR", actor)
        self.monkeypatch.setenv("COLUMNS", "200")
        self.monkeypatch.setattr(sys, "argv", ["lagebild", *arguments])
        self.capsys.readouterr()
        code = 0
        try:
            cli.main()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 0
        captured = self.capsys.readouterr()
        return Done(code, captured.out, captured.err)


def environment(ledger: pathlib.Path, actor: str = "ada") -> dict[str, str]:
    return {**os.environ, "LAGEBILD_LEDGER": str(ledger), "LAGEBILD_ACTOR": actor, "COLUMNS": "200"}


def process(ledger: pathlib.Path, *arguments: str, actor: str = "ada") -> Done:
    """The call in a process of its own."""
    done = subprocess.run(
        [*COMMAND, *arguments], capture_output=True, text=True, encoding="utf8", timeout=300, env=environment(ledger, actor), cwd=ROOT
    )
    return Done(done.returncode, done.stdout, done.stderr)
