"""Ids derived from content: the same content has the same id on every machine."""

import hashlib
from collections.abc import Iterable


def digest(parts: Iterable[str]) -> str:
    """The SHA-256 (64 hex digits) of `parts`, each prefixed by its length in bytes so that no two lists collide."""
    state = hashlib.sha256()
    for part in parts:
        data = part.encode()
        state.update(f"{len(data)}:".encode())
        state.update(data)
    return state.hexdigest()


def report_id(text: str) -> str:
    """The id of a report: the hash of its canonical text."""
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def claim_id(report: str, type_: str, trigger: tuple[int, int], number: int, reader: str) -> str:
    """The id of a claim: its report, type, trigger, how many of that type stand at that trigger before it, and its reader.

    What the reader made of the act (roles, status) is not part of it, so a better reading of the same act keeps the id.
    """
    return "claim--" + digest((report, type_, f"{trigger[0]}-{trigger[1]}", str(number), reader))[:32]
