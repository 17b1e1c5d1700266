"""Error classes of the reader on annotated reports: what is missed, made up, and wrong in what is found, counted.

`python -m evals.errors GOLD…` prints a table with a column for each language of each file or folder of gold (corpus notation or gold lines;
of the corpus the test part). `docs/reading-errors.md` says what the classes look like and what follows from them.
"""

import argparse
import pathlib
import sys
from collections import Counter
from collections.abc import Sequence

from lagebild.claims.claim import Claim, Role
from lagebild.claims.span import Span
from lagebild.claims.vocabulary import ACTOR_ROLES
from lagebild.reading.gold import GoldReport, read_gold
from lagebild.reading.reader import ModelReader
from lagebild.reading.scoring import near, pairs
from lagebild.reports import sentences

#: Groups of classes in the order of the table; those with many members show the most frequent.
GROUPS = (
    "claims", "missed claim", "false claim", "missed because read as another type", "found by the sentence, not by the word", "role", "party",
    "status", "certainty", "polarity", "source", "amount", "time",
)
_MOST = 12


def count(wanted: Sequence[Claim], found: Sequence[Claim], n: Counter[tuple[str, str]]) -> None:
    """Adds the errors of one report, each under its group and class. Assessments are left out, as in scoring."""
    wanted = [claim for claim in wanted if claim.type != "assessment"]
    found = [claim for claim in found if claim.type != "assessment"]
    matched = pairs(wanted, found)
    n["claims", "annotated"] += len(wanted)
    n["claims", "read"] += len(found)
    n["claims", "right"] += len(matched)
    missed = [claim for claim in wanted if not any(claim is theirs for theirs, _ in matched)]
    false = [claim for claim in found if not any(claim is ours for _, ours in matched)]
    for claim in missed:
        n["missed claim", claim.type] += 1
        other = next((one for one in false if one.trigger.overlap(claim.trigger)), None)
        if other is not None:
            n["missed because read as another type", f"{claim.type} as {other.type}"] += 1
    for claim in false:
        n["false claim", claim.type] += 1
    for theirs, ours in matched:
        if not theirs.trigger.overlap(ours.trigger):
            n["found by the sentence, not by the word", theirs.type] += 1
        for part in ("status", "certainty", "polarity"):
            if getattr(theirs, part) != getattr(ours, part):
                n[part, f"{getattr(theirs, part)} as {getattr(ours, part)}"] += 1
        _roles(theirs.roles, ours.roles, n)
        _parties(theirs.roles, ours.roles, n)
        _spans("source", [s.span for s in theirs.attribution], [s.span for s in ours.attribution], n)
        _amounts(theirs.roles, ours.roles, n)
        _time(theirs, ours, n)


def _roles(wanted: Sequence[Role], found: Sequence[Role], n: Counter[tuple[str, str]]) -> None:
    left = list(found)
    still = []
    for role in wanted:
        hit = next((other for other in left if other.role == role.role and near(role.span, other.span)), None)
        left.remove(hit) if hit is not None else still.append(role)
    for role in still:
        other = next((one for one in left if one.role != role.role and near(role.span, one.span)), None)
        edges = next((one for one in left if one.role == role.role and one.span.overlap(role.span)), None)
        if other is not None:
            left.remove(other)
            n["role", f"{role.role} as {other.role}"] += 1
        elif edges is not None:
            left.remove(edges)
            n["role", f"{role.role}: other edges"] += 1
        else:
            n["role", f"{role.role}: missed"] += 1
    for role in left:
        n["role", f"{role.role}: made up"] += 1


def _parties(wanted: Sequence[Role], found: Sequence[Role], n: Counter[tuple[str, str]]) -> None:
    for role in wanted:
        if role.role not in ACTOR_ROLES or role.entity is None:
            continue
        mine = [other for other in found if other.role == role.role]
        if any(other.entity == role.entity for other in mine):
            continue
        same = [other for other in mine if near(role.span, other.span)]
        n["party", "no role for it" if not same else "left open" if all(one.entity is None for one in same) else "another party"] += 1


def _spans(group: str, wanted: Sequence[Span], found: Sequence[Span], n: Counter[tuple[str, str]]) -> None:
    left = list(found)
    for span in wanted:
        hit = next((other for other in left if near(span, other)), None) or next((other for other in left if span.overlap(other)), None)
        if hit is None:
            n[group, "missed"] += 1
            continue
        left.remove(hit)
        if not near(span, hit):
            n[group, "other edges"] += 1
    n[group, "made up"] += len(left)


def _amounts(wanted: Sequence[Role], found: Sequence[Role], n: Counter[tuple[str, str]]) -> None:
    for role in wanted:
        if role.quantity is not None:
            mine = next((one for one in found if one.role == role.role and one.span.overlap(role.span)), None)
            if mine is None or mine.quantity is None:
                n["amount", "no role for it" if mine is None else "not read"] += 1
            elif (mine.quantity.low, mine.quantity.high) != (role.quantity.low, role.quantity.high):
                n["amount", "other bounds"] += 1
            elif mine.quantity.form != role.quantity.form:
                n["amount", f"{role.quantity.form} as {mine.quantity.form}"] += 1
    n["amount", "made up"] += sum(
        1 for one in found
        if one.quantity is not None and any(one.span.overlap(r.span) and r.role == one.role and r.quantity is None for r in wanted)
    )


def _time(theirs: Claim, ours: Claim, n: Counter[tuple[str, str]]) -> None:
    if theirs.time is None or theirs.time.edtf is None:
        n["time", "made up"] += ours.time is not None and theirs.time is None
    elif ours.time is None:
        n["time", "missed"] += 1
    elif ours.time.edtf != theirs.time.edtf:
        n["time", "not resolved" if ours.time.edtf is None else "another time"] += 1


def measure(reader: ModelReader, path: pathlib.Path) -> dict[str, Counter[tuple[str, str]]]:
    """Counts by language; of reports in the corpus notation only those set apart for tests."""
    found: dict[str, Counter[tuple[str, str]]] = {}
    for one in read_gold(path):
        if isinstance(one, GoldReport) and one.split in (None, "test"):
            language = one.report.language or "de"
            claims = reader.read(one.report, sentences(one.report.text, language))
            count(one.claims, claims, found.setdefault(language, Counter()))
    return dict(sorted(found.items()))


def rows(columns: Sequence[Counter[tuple[str, str]]]) -> list[tuple[str, str, list[int]]]:
    """Group, class and counts of each row; a group's classes by their frequency, a sum first, what is rare left to it."""
    found = []
    for group in GROUPS:
        names = Counter[str]()
        for column in columns:
            names.update({name: n for (own, name), n in column.items() if own == group and n})
        if group != "claims" and names:
            found.append((group, "", [sum(n for (own, _), n in column.items() if own == group) for column in columns]))
        found += [(group, name, [column[group, name] for column in columns]) for name, _ in names.most_common(_MOST)]
    return found


def main(arguments: list[str]) -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("gold", type=pathlib.Path, nargs="+")
    options.add_argument("--model", type=pathlib.Path)
    chosen = options.parse_args(arguments)
    reader = ModelReader(chosen.model) if chosen.model else ModelReader()
    columns = {(path.name, language): n for path in chosen.gold for language, n in measure(reader, path).items()}
    print(f"model {reader.facts.version}")
    print(f"{'':54}" + "".join(f"{name[-12:] + ' ' + language:>16}" for name, language in columns))
    for group, name, counts in rows(list(columns.values())):
        heading = f"{group}, {name}" if group == "claims" else f"    {name}" if name else group
        print(f"{heading:54}" + "".join(f"{n:>16}" for n in counts))


if __name__ == "__main__":
    main(sys.argv[1:])
