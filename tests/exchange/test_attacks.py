"""The list of attacks and faults names tests that exist."""

import ast
import re
from pathlib import Path

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "attacks.md"


def test_every_attack_and_fault_has_tests_that_exist() -> None:
    rows = re.findall(r"^\| ([^|]+) \| (`.+`) \|$", PAGE.read_text(encoding="utf8"), re.MULTILINE)
    assert len(rows) >= 26
    for attack, cell in rows:
        named = re.findall(r"`([\w/]+\.py)::(test_\w+)`", cell)
        assert named, attack
        for path, name in named:
            tree = ast.parse((HERE / path).read_text(encoding="utf8"))
            assert name in {one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)}, f"{path}::{name}"
