"""What commands and publishings cost as an exchange grows: time and memory with so many claims given to a partner, and a bundle of them.

python benchmarks/exchange_growth.py [--claims 5000 20000 100000] [--bundle] [--keep FOLDER]

Each command runs in a process of its own, as on the command line. Seconds are given as the clock has them, and as processor time, which
does not depend on what else the machine does. "cold" is a node that was just opened, "warm" one that has published before.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.exchange_nodes import agreed, opened, published, told  # noqa: E402
from lagebild.exchange.bundling import read_from, write_for  # noqa: E402
from lagebild.exchange.flow import publish  # noqa: E402
from lagebild.exchange.markings import Marking, marking_payload  # noqa: E402

#: The command by which a part of a measurement runs in a process of its own.
_PARTS: dict[str, Callable[[Path], None]] = {}


def part(name: str) -> Callable[[Callable[[Path], None]], Callable[[Path], None]]:
    def known(what: Callable[[Path], None]) -> Callable[[Path], None]:
        _PARTS[name] = what
        return what

    return known


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Prints how long a block took."""
    wall, processor = time.perf_counter(), time.process_time()
    yield
    print(f"  {what:<34} {time.perf_counter() - wall:9.2f} s   processor {time.process_time() - processor:9.2f} s", flush=True)


@part("publish")
def first_publishing(folder: Path) -> None:
    side = opened(folder, "Alpha")
    with timed("publish everything"):
        published(side)
    memory()


@part("cold")
def cold(folder: Path) -> None:
    with timed("open the node (state)"):
        side = opened(folder, "Alpha")
        side.node.state()
    with timed("publish, nothing new, cold"):
        published(side)
    with timed("publish, nothing new, warm"):
        published(side)
    with side.node.ledger.view() as view:
        claim = view.claims(limit=1).items[0].claim.id
    for level in ("red", "green"):
        side.node.append(marking_payload("claim", [claim], "", Marking(level)))
        with timed(f"publish, one claim marked {level}, warm"):
            publish(side.node, side.store)
    memory()


@part("write")
def written(folder: Path) -> None:
    side = opened(folder, "Alpha")
    partner = side.node.state().partner("Beta").identity
    with timed("write a bundle of everything"):
        header = write_for(side.node, partner, folder / "all.bundle", 0)
    print(f"  {header.n_objects:,} objects, {(folder / 'all.bundle').stat().st_size / 1e6:,.0f} MB")
    memory()


@part("read")
def read(folder: Path) -> None:
    side = opened(folder, "Beta")
    with timed("read the bundle"):
        found = read_from(side.node, folder / "all.bundle")
    print(f"  {found.taken.n_new:,} new, {len(found.taken.refused)} refused, {len(found.taken.gaps)} gaps")
    memory()


@part("again")
def read_again(folder: Path) -> None:
    side = opened(folder, "Beta")
    with timed("read the same bundle again"):
        found = read_from(side.node, folder / "all.bundle")
    print(f"  {found.taken.n_new:,} new, {found.taken.n_known:,} known")
    memory()


def memory() -> None:
    """Prints the most memory that this process had. Not `ru_maxrss`, which a process inherits from the one that started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    kilobytes = int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1])
    print(f"  {'most memory':<34} {kilobytes / 1024:9,.0f} MB", flush=True)


def apart(name: str, folder: Path) -> None:
    subprocess.run([sys.executable, __file__, "--part", name, str(folder)], check=True, cwd=ROOT)


def command(folder: Path, *words: str) -> None:
    """Times a command line."""
    before, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    environment = {**os.environ, "LAGEBILD_LEDGER": str(folder / "Alpha.db")}
    program = str(Path(sys.executable).with_name("lagebild"))
    subprocess.run([program, *words], check=True, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"  {'lagebild ' + ' '.join(words):<34} {time.perf_counter() - wall:9.2f} s   processor {spent:9.2f} s", flush=True)


def measure(folder: Path, n_claims: int, *, bundle: bool) -> None:
    print(f"{n_claims:,} claims", flush=True)
    if not (folder / "Alpha.db").is_file():
        one, other = agreed(folder)
        with timed("record them"):
            told(one, 0, n_claims)
        for side in (one, other):
            side.close()
    apart("publish", folder)
    for words in (("partner", "list"), ("exchange", "status"), ("share", "now")):
        command(folder, *words)
    apart("cold", folder)
    for name in ("write", "read", "again") if bundle else ():
        apart(name, folder)
    print(f"  load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=int, nargs="+", default=[5_000, 20_000, 100_000])
    parser.add_argument("--bundle", action="store_true", help="also write and read a bundle of everything")
    parser.add_argument("--keep", type=Path, default=None, help="where the ledgers stay, to measure again")
    parser.add_argument("--part", nargs=2, default=None, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.part:
        _PARTS[given.part[0]](Path(given.part[1]))
        return
    for n_claims in given.claims:
        with tempfile.TemporaryDirectory(prefix="lagebild-growth-") as name:
            folder = Path(name) if given.keep is None else given.keep / str(n_claims)
            folder.mkdir(parents=True, exist_ok=True)
            measure(folder, n_claims, bundle=given.bundle)


if __name__ == "__main__":
    main()
