"""The documentation says what the code does: commands, options, settings, and the README's own commands."""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
import typer.main

from lagebild.cli import app
from lagebild.settings import Settings

ROOT = pathlib.Path(__file__).parents[1]
DOCS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def reference() -> str:
    return (ROOT / "docs" / "reference.md").read_text(encoding="utf8")


def commands() -> dict[str, list[str]]:
    """Every command with its options; a sub-command is named with its group ("feed poll")."""
    return dict(_commands_of(typer.main.get_command(app), ""))


def _commands_of(group: Any, before: str) -> Iterator[tuple[str, list[str]]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands_of(command, f"{before}{name} ")
        else:
            options = [option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)]
            yield before + name, [option for option in options if option.startswith("--")]


def section(name: str) -> str:
    """What the reference says under the heading of a command, up to the next one, and what holds for all commands."""
    text = reference()
    parts = re.split(r"^## ", text, flags=re.MULTILINE)
    return "\n".join(part for part in parts if f"lagebild {name} " in part.replace("`", " ") or part.startswith("Options of many"))


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_and_option_is_documented(name: str) -> None:
    text = section(name)
    assert re.search(rf"lagebild {name}\b", text), f"no section on {name}"
    missing = [option for option in commands()[name] if f"`{option}" not in text]
    assert not missing


def test_every_setting_is_documented() -> None:
    text = reference()
    missing = [f"LAGEBILD_{name.upper()}" for name in Settings.model_fields if f"LAGEBILD_{name.upper()}" not in text]
    assert not missing


@pytest.mark.parametrize("path", DOCS, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(path: pathlib.Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf8")):
        assert (path.parent / target).exists(), target


def readme_commands() -> list[str]:
    """What follows `.venv/bin/lagebild` in the README, a line each, without pipes and redirections."""
    lines = re.findall(r"^\.venv/bin/lagebild (.*)$", (ROOT / "README.md").read_text(encoding="utf8"), re.MULTILINE)
    return [line.split(" | ")[0].split(" > ")[0] for line in lines]


def opens_the_workspace(call: str) -> bool:
    return call.split()[0] in {"serve", "demo"} and "--terminal" not in call


def environment(folder: pathlib.Path) -> dict[str, str]:
    """A ledger in `folder`, a free port, and a browser that does nothing."""
    return {**os.environ, "LAGEBILD_LEDGER": str(folder / "l.db"), "LAGEBILD_ACTOR": "ada", "LAGEBILD_PORT": "0", "BROWSER": "true"}


def test_the_readmes_commands_run_as_they_stand(tmp_path: pathlib.Path) -> None:
    calls = [call for call in readme_commands() if not opens_the_workspace(call)]
    assert {call.split()[0] for call in calls} >= {"demo", "read", "add", "claims", "search", "audit", "picture", "brief"}
    for call in calls:
        command = [sys.executable, "-m", "lagebild.cli", *call.split()]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=120, env=environment(tmp_path))
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("call", sorted(filter(opens_the_workspace, readme_commands())))
def test_the_readmes_workspaces_answer_until_ctrl_c(call: str, tmp_path: pathlib.Path) -> None:
    command = [sys.executable, "-m", "lagebild.cli", *call.split()]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env=environment(tmp_path)) as served:
        assert served.stderr is not None
        try:
            told = next(line for line in served.stderr if "http://" in line)
            with urllib.request.urlopen(told.split()[5].rstrip(";"), timeout=60) as answer:
                assert answer.status == 200
            served.send_signal(signal.SIGINT)
            assert served.wait(60) == 0
        finally:
            served.kill()


def test_the_librarys_examples_run_as_they_stand(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One after the other, in a folder with the examples; but for Splink's, which wants more claims than there are."""
    pytest.importorskip("pandas")
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    for code in re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "library.md").read_text(encoding="utf8"), re.DOTALL):
        if "proposals" not in code:
            exec(code, names)
    assert len(names["frame"])
    assert names["text"].startswith("# Lage\n")
