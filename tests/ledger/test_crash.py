"""What was acknowledged survives kill -9 at any moment; the full 300 kills are in benchmarks/crash.py."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.ledger.postgres_server import new_address


def killed(address: str) -> str:
    command = [sys.executable, "-m", "tests.ledger.crashing", address, "--kills", "8", "--every", "2"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, cwd=Path(__file__).parents[2])
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("backend", ["sqlite", "postgres"])
def test_every_acknowledged_report_survives(backend: str, tmp_path: Path) -> None:
    """After kills at random moments every acknowledged report is there, none is half, audit and verify are clean."""
    address = new_address() if backend == "postgres" else str(tmp_path / "ledger.db")
    assert "audit and verify clean" in killed(address)
