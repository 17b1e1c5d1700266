"""Speed and memory of `read`: words per second of the whole and of the bare encoder on the same sentences, start-up, peak memory.

`python benchmarks/reading.py [FILE…]` reads the given texts (default: the corpus' own reports) on one and on two cores, each in
a fresh process that is pinned to its cores, and prints one table. Nothing is asserted.
"""

import json
import os
import pathlib
import resource
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).parent
N_REPEATS = 3  # passes over the texts; the median pass is reported
LEAST_WORDS = 40_000  # texts are repeated until there are so many


def texts(paths: list[str]) -> list[tuple[str, str]]:
    """(language, text) of each report."""
    from lagebild.claims.report import Report
    from lagebild.reading.notation import parse
    from lagebild.reports import take_in

    if paths:
        return [(r.language or "de", r.text) for r in take_in(paths) if isinstance(r, Report)]
    every = [
        (document.report.language or "de", document.report.text)
        for file in sorted((HERE.parent / "corpus").glob("??/*.txt")) for document in parse(file.read_text(encoding="utf8"), file.name)
    ]
    return every[::4]


def measure(n_threads: int, paths: list[str]) -> dict[str, float]:
    """Runs in a process of its own: everything about one number of cores."""
    from lagebild.claims.report import Report
    from lagebild.reading.reader import ModelReader
    from lagebild.reading.windows import windows
    from lagebild.reports import sentences

    started = time.perf_counter()
    reader = ModelReader(n_threads=n_threads)
    loaded = time.perf_counter() - started
    reports = [Report.of(text, language=language, published="2026-01-15") for language, text in texts(paths)]
    n_words = sum(len(r.text.split()) for r in reports)
    while n_words < LEAST_WORDS:
        reports += reports
        n_words *= 2
    whole, bare, split = [], [], []
    n_claims = 0
    for _ in range(N_REPEATS):
        started = time.perf_counter()
        cut = [sentences(r.text, r.language or "de") for r in reports]
        split.append(time.perf_counter() - started)
        n_claims = sum(len(reader.read(r, s)) for r, s in zip(reports, cut, strict=True))
        whole.append(time.perf_counter() - started)
        packed = [[w.pieces.ids for w in windows(r.text, s, reader._vocabulary)] for r, s in zip(reports, cut, strict=True)]
        started = time.perf_counter()
        for group in packed:
            reader._encoder.encode(group)
        bare.append(time.perf_counter() - started)
    middle = N_REPEATS // 2
    return {
        "words": n_words, "claims": n_claims, "whole_words_per_s": round(n_words / sorted(whole)[middle]),
        "bare_words_per_s": round(n_words / sorted(bare)[middle]), "ratio": round(sorted(bare)[middle] / sorted(whole)[middle], 2),
        "sentences_share": round(sorted(split)[middle] / sorted(whole)[middle], 3), "load_s": round(loaded, 2),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def pin(n_cores: int) -> None:
    """Keep this process on its first `n_cores` processors, where the system can do so."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, set(sorted(os.sched_getaffinity(0))[:n_cores]))


def in_processes(paths: list[str], n_jobs: int) -> float:
    """Words per second of the command itself on a folder of files with `--jobs`, start-up of its processes included."""
    import tempfile

    reports = texts(paths)
    with tempfile.TemporaryDirectory() as folder:
        for n, (language, text) in enumerate(reports):
            (pathlib.Path(folder) / f"{n:05}.jsonl").write_text(json.dumps({"text": text, "language": language}) + "\n", encoding="utf8")
        started = time.perf_counter()
        command = [sys.executable, "-m", "lagebild.cli", "read", "--json", "--jobs", str(n_jobs), folder]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return sum(len(text.split()) for _, text in reports) / (time.perf_counter() - started)


def start_up() -> float:
    """Seconds from the command to its result on a short example, median of five fresh processes."""
    command = [sys.executable, "-m", "lagebild.cli", "read", "--json", str(HERE.parent / "examples" / "hafen.de.txt")]
    taken = []
    for _ in range(N_REPEATS):
        started = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        taken.append(time.perf_counter() - started)
    return round(sorted(taken)[N_REPEATS // 2], 2)


def main(arguments: list[str]) -> None:
    """Print the table; with `--worker N` measure in this process."""
    if arguments[:1] == ["--worker"]:
        print(json.dumps(measure(int(arguments[1]), arguments[2:])))
        return
    for n_cores in (1, 2):
        command = [sys.executable, __file__, "--worker", str(n_cores), *arguments]
        out = subprocess.run(command, check=True, capture_output=True, text=True, preexec_fn=lambda n=n_cores: pin(n))
        print(f"{n_cores} core{'s' if n_cores > 1 else ''}: {out.stdout.strip()}")
    for n_jobs in (1, 2):
        print(f"the command on a folder with --jobs {n_jobs}: {in_processes(arguments, n_jobs):.0f} words/s, start-up included")
    print(f"start-up of `lagebild read` on a short example: {start_up()} s")


if __name__ == "__main__":
    main(sys.argv[1:])
