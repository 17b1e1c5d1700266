"""The picture: what was weighed, as people look at it. Values only; nothing here is drawn, written or sent."""

from lagebild.picture.board import Board
from lagebild.picture.changes import changes
from lagebild.picture.explain import by_origin, explain
from lagebild.picture.families import lineage
from lagebild.picture.frames import estimates_frame, estimates_table
from lagebild.picture.lent import OWN_USE, Giver, Lent, Loan, Reach
from lagebild.picture.matrix import matrix, matrix_of
from lagebild.picture.nouns import (
    Bar,
    Case,
    Cell,
    Changes,
    Contradiction,
    Explained,
    Family,
    Mark,
    Matrix,
    Member,
    Moved,
    NewOrigin,
    Passage,
    Passed,
    PlaceCount,
    Point,
    Row,
    Rung,
    Series,
    Side,
    SourceGrade,
    StatusMove,
    Told,
)
from lagebild.picture.picture import Picture, resolve
from lagebild.picture.places import places
from lagebild.picture.record import part
from lagebild.picture.register import Filed, Register
from lagebild.picture.rows import count, every_row, fitting, row, rows
from lagebild.picture.series import series
from lagebild.picture.shelf import FURTHEST, Head
from lagebild.picture.sources import grades
from lagebild.picture.telling import contradictions
from lagebild.picture.timeline import timeline
from lagebild.picture.wanted import SORTS, Sort, Wanted

__all__ = [
    "FURTHEST", "OWN_USE", "SORTS", "Bar", "Board", "Case", "Cell", "Changes", "Contradiction", "Explained", "Family", "Filed", "Giver",
    "Head", "Lent", "Loan", "Mark", "Matrix", "Member", "Moved", "NewOrigin", "Passage", "Passed", "Picture", "PlaceCount", "Point",
    "Reach", "Register", "Row", "Rung", "Series", "Side", "Sort", "SourceGrade", "StatusMove", "Told", "Wanted", "by_origin", "changes",
    "contradictions", "count", "estimates_frame", "estimates_table", "every_row", "explain", "fitting", "grades", "lineage", "matrix",
    "matrix_of", "part", "places", "resolve", "row", "rows", "series", "timeline",
]  # fmt: skip
