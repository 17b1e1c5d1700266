"""Lagebild as a library: the public names, imported when they are asked for."""

import pathlib
import subprocess
import sys

import pytest

import lagebild


def test_the_public_names_are_sorted_and_all_there() -> None:
    assert lagebild.__all__ == sorted(lagebild.__all__)
    for name in lagebild.__all__:
        assert getattr(lagebild, name) is not None
    assert set(lagebild.__all__) <= set(dir(lagebild))
    with pytest.raises(AttributeError):
        lagebild.nothing  # noqa: B018


def test_importing_lagebild_imports_no_room() -> None:
    code = "import sys, lagebild; print(sorted(name for name in sys.modules if name.startswith('lagebild.')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "[]"


def test_a_notebook_adds_and_lists_in_a_few_lines(tmp_path: pathlib.Path) -> None:
    pytest.importorskip("pyarrow")
    from lagebild import Ledger, Order, add, claims_table, open_ledger

    (tmp_path / "a.txt").write_text("Deutschland liefert der Ukraine 18 Panzer, teilte das Ministerium in Berlin mit.", encoding="utf8")
    with open_ledger(tmp_path / "l.db") as ledger:
        assert isinstance(ledger, Ledger)
        (one,) = add(Order((str(tmp_path / "a.txt"),)), ledger, "ada")
        with ledger.view() as view:
            assert claims_table(view).num_rows == one.n_claims
