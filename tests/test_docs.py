"""The documentation says what the code does: commands, options, settings, and the README's own commands."""

import os
import pathlib
import re
import subprocess
import sys
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


def test_the_readmes_commands_run_as_they_stand(tmp_path: pathlib.Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf8")
    lines = re.findall(r"^\.venv/bin/lagebild (.*)$", readme, re.MULTILINE)
    assert {line.split()[0] for line in lines} >= {"read", "add", "claims", "search", "audit"}
    environment = {**os.environ, "LAGEBILD_LEDGER": str(tmp_path / "l.db"), "LAGEBILD_ACTOR": "ada"}
    for line in lines:
        call = line.split(" | ")[0].split(" > ")[0]
        command = [sys.executable, "-m", "lagebild.cli", *call.split()]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=120, env=environment)
        assert done.returncode == 0, done.stderr
