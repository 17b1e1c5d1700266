"""The reading gate: scores on the corpus' test part, held by the floors in `floors.json`; and on held-out texts where they are.

`python -m evals.reading` prints the table and fails below a floor. `--pin` raises floors to what was measured (less a margin of
one point for the runtime's rounding); it never lowers one. `--gold FOLDER` also runs the judge that lies beside held-out texts.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

from evals.calibration import calibration_error
from lagebild.claims.record import report_record
from lagebild.claims.report import Report
from lagebild.reading.notation import Annotated, parse
from lagebild.reading.reader import ModelReader
from lagebild.reading.scoring import Counts, compare, pairs
from lagebild.reports import sentences

HERE = pathlib.Path(__file__).parent
CORPUS = HERE.parent / "corpus"
FLOORS = HERE / "floors.json"
MARGIN = 1.0  # points below the measured figure at which a floor is pinned
FLOORED = ("claims_f1", "roles_f1", "entity", "status", "certainty", "polarity", "sources_f1", "quantity_f1", "whole")


def unseen(corpus: pathlib.Path = CORPUS) -> list[Annotated]:
    """The annotated reports that training never sees."""
    return [
        document for file in sorted(corpus.glob("??/*.txt")) for document in parse(file.read_text(encoding="utf8"), file.name)
        if document.split == "test"
    ]


def measure(reader: ModelReader, documents: list[Annotated]) -> tuple[dict[str, dict[str, float]], list[tuple[float, bool]]]:
    """Figures by language, and (confidence, whether right) of every claim read. Sentences are split by us, as in use."""
    counts = {language: Counts() for language in ("de", "en")}
    judged: list[tuple[float, bool]] = []
    for document in documents:
        report = document.report
        found = reader.read(report, sentences(report.text, report.language or "de"))
        compare(document.claims, found, counts[report.language or "de"])
        right = {id(ours) for _, ours in pairs(document.claims, found)}
        judged += [(claim.read_by.confidence or 0.0, id(claim) in right) for claim in found]
    return {language: count.figures() for language, count in counts.items()}, judged


def held_out(reader: ModelReader, folder: pathlib.Path) -> dict[str, dict[str, object]]:
    """The judge's own figures on the held-out texts in `folder`, German and English apart."""
    gold = [json.loads(line) for line in (folder / "gold.jsonl").read_text(encoding="utf8").splitlines()]
    reports = {}
    for line in (folder / "in.jsonl").read_text(encoding="utf8").splitlines():
        row = json.loads(line)
        reports[row["id"]] = Report.of(row["text"], language=row.get("language"), published=row.get("published"))
    figures = {}
    with tempfile.TemporaryDirectory() as scratch:
        for language in ("de", "en"):
            mine = [row for row in gold if row["language"] == language]
            (pathlib.Path(scratch) / "gold.jsonl").write_text("\n".join(map(json.dumps, mine)) + "\n", encoding="utf8")
            with (pathlib.Path(scratch) / "out.jsonl").open("w", encoding="utf8") as out:
                for row in mine:
                    report = reports[row["id"]]
                    claims = reader.read(report, sentences(report.text, language))
                    out.write(json.dumps(report_record(report, claims)) + "\n")
            command = [sys.executable, folder / "score.py", f"{scratch}/gold.jsonl", f"{scratch}/out.jsonl", folder / "texts", "--json"]
            figures[language] = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    return figures


def faults(figures: dict[str, dict[str, float]], floors: dict[str, dict[str, float]]) -> list[str]:
    """What lies below its floor, in words."""
    return [
        f"{language} {name}: {figures[language][name]} is below its floor {floor}"
        for language, rows in floors.items() for name, floor in rows.items() if figures[language][name] < floor
    ]


def pinned(figures: dict[str, dict[str, float]], floors: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    """The floors raised to the figures less the margin; none is lowered."""
    return {
        language: {name: max(floors.get(language, {}).get(name, 0.0), round(row[name] - MARGIN, 1)) for name in FLOORED}
        for language, row in figures.items()
    }


def main(arguments: list[str]) -> int:
    """Measure, print, and compare with the floors; returns the number of figures below theirs."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pin", action="store_true")
    options.add_argument("--gold", type=pathlib.Path)
    options.add_argument("--model", type=pathlib.Path)
    options.add_argument("--corpus", type=pathlib.Path, default=CORPUS)
    chosen = options.parse_args(arguments)
    reader = ModelReader(chosen.model, n_threads=2) if chosen.model else ModelReader(n_threads=2)
    documents = unseen(chosen.corpus)
    figures, judged = measure(reader, documents)
    print(f"corpus test part: {len(documents)} reports, {sum(len(d.claims) for d in documents)} claims, model {reader.facts.version}")
    for language, row in figures.items():
        print(f"  {language}  " + "  ".join(f"{name} {value}" for name, value in row.items()))
    print(f"  calibration error {calibration_error(judged):.3f} over {len(judged)} claims")
    if chosen.gold:
        for language, found in held_out(reader, chosen.gold).items():
            print(f"held out, {language}: " + json.dumps(found))
    floors = json.loads(FLOORS.read_text(encoding="utf8")) if FLOORS.exists() else {}
    if chosen.pin:
        FLOORS.write_text(json.dumps(pinned(figures, floors), indent=1) + "\n", encoding="utf8")
    below = faults(figures, floors)
    print("\n".join(below) or "no figure below its floor")
    return len(below)



if __name__ == "__main__":
    sys.exit(min(100, main(sys.argv[1:])))
