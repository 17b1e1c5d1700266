"""A ledger with two reports and three claims, made without the model, and a caller for it."""

import pathlib
import shutil

import pytest

from lagebild.ledger import open_ledger
from tests.commands.calls import Caller
from tests.ledger.samples import capture, guns, korea


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    path = tmp_path_factory.mktemp("made") / "l.db"
    with open_ledger(path) as ledger, ledger.writer("ada") as writer:
        source, *claims = korea(source="https://example.org/a")
        writer.add(source, claims, capture=capture("https://example.org/a"), original=b"<p>korea</p>", readers=("model", "model 1"))
        source, *claims = guns(source="https://example.org/g")
        writer.add(source, claims, capture=capture("https://example.org/g"), original=b"<p>guns</p>", readers=("model", "model 1"))
    return path


@pytest.fixture
def call(made: pathlib.Path, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Caller:
    """Calls on a copy of that ledger."""
    for path in made.parent.iterdir():
        if path.is_dir():
            shutil.copytree(path, tmp_path / path.name)
        else:
            shutil.copy(path, tmp_path / path.name)
    return Caller(tmp_path / "l.db", monkeypatch, capsys)
