"""The shelf in a file beside the saved picture, so that what was weighed of each thing need not be weighed anew."""

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from lagebild.errors import SnapshotUnusable
from lagebild.picture.columns import Columns
from lagebild.picture.nouns import Rung
from lagebild.picture.register import Register
from lagebild.picture.shelf import CLAIMS, THINGS, Shelf
from lagebild.weighing.snapshot import read, write

#: What says what a thing's row holds.
_ROWS: Final = ("board.py", "columns.py", "nouns.py", "rows.py", "shelf.py", "shelf_file.py")


@dataclass(frozen=True, slots=True)
class KeptShelf:
    """A copy of a shelf, which can be written while the shelf goes on."""

    columns: dict[str, bytearray]
    names: list[str | None]
    ladders: list[Any]

    @classmethod
    def of(cls, shelf: Shelf) -> "KeptShelf":
        """A copy of `shelf`."""
        columns = {f"thing {name}": column for name, column in shelf.things.as_bytes().items()}
        columns |= {f"claim {name}": column for name, column in shelf.claims.as_bytes().items()}
        ladders = [[list(ladder), [[rung.status, rung.n_affirmed, rung.n_denied] for rung in rungs]] for ladder, rungs in shelf.ladders()]
        return cls(columns, [shelf.names[number] for number in range(shelf.n_names)], ladders)

    @property
    def PARTS(self) -> tuple[str, ...]:  # noqa: N802 - what files are written by
        """What a file holds."""
        return ("names", "ladders", *self.columns)

    def __getattr__(self, name: str) -> bytearray:
        try:
            return self.columns[name]
        except KeyError:
            raise AttributeError(name) from None

    def save(self, path: Path, sequence: int, made_with: str) -> None:
        """Write it to a file; `sequence` and `made_with` as in the picture beside it. Raises `SnapshotUnusable`."""
        write(path, self, {"sequence": sequence, "made_with": made_with, "rows": _rules()})


def load(path: Path, sequence: int, made_with: str, register: Register) -> Shelf:
    """The shelf that was saved. Raises `SnapshotUnusable` where the file is missing, damaged, made by other rules, or does not belong to
    the picture beside it."""
    header, columns = read(path)
    if (header["sequence"], header["made_with"], header["rows"]) != (sequence, made_with, _rules()):
        raise SnapshotUnusable(str(path), "it belongs to another picture, or was made by other rules")
    parts = {name: column for name, column in columns.items() if isinstance(column, bytearray)}
    try:
        things = Columns.of_bytes(THINGS, {name: parts[f"thing {name}"] for name in THINGS})
        claims = Columns.of_bytes(CLAIMS, {name: parts[f"claim {name}"] for name in CLAIMS})
    except (KeyError, ValueError) as error:
        raise SnapshotUnusable(str(path), "its columns do not fit") from error
    values = header["values"]
    ladders = [
        (tuple((status, n) for status, n in ladder), tuple(Rung(*rung) for rung in rungs)) for ladder, rungs in values["ladders"]
    ]  # fmt: skip
    return Shelf.of(register, things, claims, values["names"], ladders)


@cache
def _rules() -> str:
    """A digest of the code that says what a row holds."""
    state = sha256()
    for name in _ROWS:
        state.update(files("lagebild.picture").joinpath(name).read_bytes())
    return state.hexdigest()
