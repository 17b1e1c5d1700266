"""The reader beside two annotators: `python -m evals.unseen FOLDER`, where FOLDER holds each text as `<id>.txt` or `<id>.json` ("text").

Prints, for each language, how well the second annotator, and the reader, agree with the first, how well the reader agrees with the second, and the
reader's figures on the half that was never looked at.
"""

import argparse
import hashlib
import json
import pathlib
import sys
import tempfile
from collections.abc import Sequence

from lagebild.claims.claim import Claim
from lagebild.reading.gold import GoldReport, read_gold
from lagebild.reading.reader import BUILT_IN, ModelReader
from lagebild.reading.scoring import Counts, compare
from lagebild.reports import sentences

HERE = pathlib.Path(__file__).parent
SHOWN = ("claims_f1", "claims_precision", "claims_recall", "roles_f1", "entity", "status", "certainty", "sources_f1", "quantity_f1", "whole")


def texts(folder: pathlib.Path) -> list[dict[str, str]]:
    """The rows of `texts.jsonl` with their text, where `folder` has the same one; others are named and left out."""
    found = []
    for line in (HERE / "texts.jsonl").read_text(encoding="utf8").splitlines():
        row = json.loads(line)
        text = _text(folder, row["id"])
        if text is None or hashlib.sha256(text.encode()).hexdigest() != row["sha256"]:
            print(f"{row['id']}: {'not there' if text is None else 'another text'}, left out ({row['source']})", file=sys.stderr)
        else:
            found.append({key: row[key] for key in ("id", "language", "published")} | {"text": text})
    return found


def _text(folder: pathlib.Path, name: str) -> str | None:
    if (path := folder / f"{name}.txt").exists():
        return path.read_text(encoding="utf8").strip()
    path = folder / f"{name}.json"
    return str(json.loads(path.read_text(encoding="utf8"))["text"]) if path.exists() else None


def annotated(rows: Sequence[dict[str, str]], name: str) -> list[GoldReport]:
    """One annotator's claims of these texts, in their order."""
    wanted = {row["id"] for row in rows}
    with tempfile.TemporaryDirectory() as scratch:
        lines = [line for line in (HERE / name).read_text(encoding="utf8").splitlines() if json.loads(line)["id"] in wanted]
        path = pathlib.Path(scratch, "gold.jsonl")
        path.write_text("\n".join(lines) + "\n", encoding="utf8")
        path.with_name("in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf8")
        found = list(read_gold(path))
    bad = [one for one in found if not isinstance(one, GoldReport)]
    if bad:
        raise SystemExit(f"{name}: {bad[0]}")
    return [one for one in found if isinstance(one, GoldReport)]


def figures(wanted: Sequence[Sequence[Claim]], found: Sequence[Sequence[Claim]]) -> dict[str, float]:
    """How well `found` agrees with `wanted`, text by text."""
    counts = Counts()
    for theirs, ours in zip(wanted, found, strict=True):
        compare(theirs, ours, counts)
    return counts.figures()


def main(arguments: list[str]) -> int:
    """Print the table; 1 if no text is there."""
    options = argparse.ArgumentParser(prog="python -m evals.unseen", description=__doc__)
    options.add_argument("folder", type=pathlib.Path)
    options.add_argument("--model", type=pathlib.Path, default=BUILT_IN)
    chosen = options.parse_args(arguments)
    rows = texts(chosen.folder)
    reader = ModelReader(chosen.model)
    print(f"{'':44}" + "".join(f"{name.replace('_f1', '').replace('claims_', ''):>11}" for name in SHOWN))
    for language in ("de", "en"):
        mine = [row for row in rows if row["language"] == language]
        if mine:
            _print(language, mine, reader)
    return int(not rows)


def _print(language: str, rows: Sequence[dict[str, str]], reader: ModelReader) -> None:
    first, second = ([one.claims for one in annotated(rows, name)] for name in ("first.jsonl", "second.jsonl"))
    reports = [one.report for one in annotated(rows, "first.jsonl")]
    read = [reader.read(report, sentences(report.text, language)) for report in reports]
    closed = [number for number, row in enumerate(rows) if row["id"] not in opened()]
    table = {
        "second annotator beside the first": figures(first, second),
        "reader beside the first annotator": figures(first, read),
        "reader beside the second annotator": figures(second, read),
        "the same, texts never looked at, first": figures([first[n] for n in closed], [read[n] for n in closed]),
        "the same, texts never looked at, second": figures([second[n] for n in closed], [read[n] for n in closed]),
    }
    for name, row in table.items():
        print(f"{language}  {name:40}" + "".join(f"{row[shown]:>11}" for shown in SHOWN))


def opened() -> frozenset[str]:
    """The texts that may be looked at: every second one by name."""
    names = sorted(json.loads(line)["id"] for line in (HERE / "texts.jsonl").read_text(encoding="utf8").splitlines())
    return frozenset(names[::2])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
