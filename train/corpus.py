"""The corpus as training takes it."""

import pathlib


def blocks(folder: pathlib.Path) -> list[str]:
    """The annotated reports of a corpus as raw blocks of the notation, so that words can be substituted before parsing."""
    found = []
    for file in sorted(folder.glob("??/*.txt")):
        parts = ("\n" + file.read_text(encoding="utf8")).split("\n=== ")
        found += ["=== " + part for part in parts[1:]]
    return found


def is_test(block: str) -> bool:
    """Whether training must never see the report."""
    return "\nsplit: test\n" in block
