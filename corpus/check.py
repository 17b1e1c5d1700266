"""Check the corpus: every file parses, names are unique, numbers carry quantities; prints a table of what it holds."""

import collections
import pathlib
import re
import sys

from lagebild.errors import NotationError
from lagebild.reading.notation import Annotated, parse

HERE = pathlib.Path(__file__).parent


def main(paths: list[str]) -> int:
    """Check the given files (default: the whole corpus). Returns the number of errors, at most 100."""
    files = [pathlib.Path(p) for p in paths] or sorted(HERE.glob("??/*.txt"))
    errors: list[str] = []
    seen: dict[str, pathlib.Path] = {}
    documents: list[Annotated] = []
    for file in files:
        try:
            found = parse(file.read_text(encoding="utf8"), file.name)
        except NotationError as error:
            errors.append(str(error))
            continue
        for document in found:
            if document.name in seen:
                errors.append(f"{file.name}: {document.name} is already in {seen[document.name].name}")
            seen[document.name] = file
            errors.extend(f"{file.name}: {document.name}: {reason}" for reason in doubts(document))
        documents.extend(found)
    print("\n".join(errors))
    table(documents)
    return min(100, len(errors))


def doubts(document: Annotated) -> list[str]:
    """What a careful reader would ask back about one document."""
    asked = []
    for claim in document.claims:
        if " " in claim.trigger.text:
            asked.append(f"trigger {claim.trigger.text!r} is more than one word")
        for role in claim.roles:
            counted = role.role in ("force", "losses", "share") or (role.role == "object" and claim.type != "restriction")
            amount = re.sub(r"\b[\d.,]+[ -]?(mm|Millimeter|km|cm|kg)\b|\w*[A-Za-z]-?\d[\w-]*|\d+-\w+", " ", role.span.text)
            if counted and role.quantity is None and re.search(r"(?<![\w-])\d", amount):
                asked.append(f"{role.role} {role.span.text!r} has a number but no {{quantity}}")
    return asked


def table(documents: list[Annotated]) -> None:
    """Print the counts by language, type, status, certainty and genre."""
    claims = [(d, c) for d in documents for c in d.claims]
    print(f"{len(documents)} reports, {sum(len(d.sentences) for d in documents)} sentences, {len(claims)} claims")
    for name, values in (
        ("language", [d.report.language for d in documents]), ("genre", [d.genre for d in documents]),
        ("split", [d.split for d in documents]), ("type", [c.type for _, c in claims]), ("status", [c.status for _, c in claims]),
        ("certainty", [c.certainty for _, c in claims]), ("polarity", [c.polarity for _, c in claims]),
        ("sources", [len(c.attribution) for _, c in claims]),
    ):
        print(f"  {name}: " + ", ".join(f"{k} {n}" for k, n in collections.Counter(values).most_common()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
