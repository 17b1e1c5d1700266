"""Weighing: from many reports to things, their independent origins, and one honest line about how much."""

from lagebild.weighing.balance import Balance, Why
from lagebild.weighing.lineage import Change, Step
from lagebild.weighing.reuse import TextLink

__all__ = ["Balance", "Change", "Step", "TextLink", "Why"]
