"""The documentation says what the code does: commands, options, settings, and the README's own commands."""

import pathlib
import re
import subprocess
import sys

import pytest
import typer.main

from lagebild.cli import app
from lagebild.settings import Settings

ROOT = pathlib.Path(__file__).parents[1]
DOCS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def reference() -> str:
    return (ROOT / "docs" / "reference.md").read_text(encoding="utf8")


def commands() -> dict[str, list[str]]:
    group = typer.main.get_command(app)
    return {
        name: [option for parameter in command.params for option in parameter.opts if option.startswith("--")]
        for name, command in group.commands.items()  # type: ignore[attr-defined]
    }


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_and_option_is_documented(name: str) -> None:
    text = reference()
    assert f"lagebild {name}" in text
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


def test_the_readmes_reading_commands_run_as_they_stand() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf8")
    lines = re.findall(r"^\.venv/bin/lagebild (read .*)$", readme, re.MULTILINE)
    assert lines
    for line in lines:
        call = line.split(" | ")[0].split(" > ")[0]
        done = subprocess.run([sys.executable, "-m", "lagebild.cli", *call.split()], cwd=ROOT, capture_output=True, timeout=120)
        assert done.returncode == 0, done.stderr
