"""Every error that Lagebild raises on purpose; facts are fields, the message is built here."""

from typing import Final

__all__ = ["InvalidClaim", "InvalidFact", "LagebildError", "NotationError", "UnreadableReport"]


class LagebildError(Exception):
    """The root of all errors that a caller may want to handle."""


class InvalidClaim(LagebildError):
    """A claim, or a part of one, breaks the schema."""

    def __init__(self, part: str, reason: str) -> None:
        super().__init__(f"{part}: {reason}")
        self.part: Final = part
        self.reason: Final = reason


class NotationError(LagebildError):
    """An annotated text does not follow the corpus notation; `line` counts from 1."""

    def __init__(self, file: str, line: int, reason: str) -> None:
        super().__init__(f"{file}:{line}: {reason}")
        self.file: Final = file
        self.line: Final = line
        self.reason: Final = reason


class InvalidFact(LagebildError):
    """A fact that the user gives about a report is malformed."""

    def __init__(self, fact: str, value: str, reason: str) -> None:
        super().__init__(f"{fact}: {value!r} {reason}")
        self.fact: Final = fact
        self.value: Final = value
        self.reason: Final = reason


class UnreadableReport(LagebildError):
    """A source cannot be read as a report; where reports are taken in it becomes a fault beside the others."""

    def __init__(self, reason: str, remedy: str | None = None) -> None:
        super().__init__(reason if remedy is None else f"{reason}; {remedy}")
        self.reason: Final = reason
        self.remedy: Final = remedy
