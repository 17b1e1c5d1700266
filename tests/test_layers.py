"""The house's floors: who may import whom, held against the code."""

import ast
import pathlib
import sys

import pytest

SOURCE = pathlib.Path(__file__).parents[1] / "src" / "lagebild"
FLOORS = [
    {"claims", "errors"},
    {"reports", "reading", "ledger", "weighing"},
    {"picture", "exchange"},
    {"pipeline"},
    {"web", "cli", "commands", "settings", "terminal", "__init__", "__main__"},
]
#: What a room of floor 3 may import beside floor 1.
THIRD_FLOOR = {"ledger", "weighing"}


def room_of(path: pathlib.Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def floor_of(room: str) -> int:
    return next((n for n, rooms in enumerate(FLOORS) if room in rooms), -1)


def imports_of(path: pathlib.Path) -> set[str]:
    """The rooms that a module imports, at its top or inside its functions, but not those for type checking only."""
    tree = ast.parse(path.read_text(encoding="utf8"))
    checking = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    names: set[str] = set()
    for node in ast.walk(tree):
        if id(node) in checking:
            continue
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative import"
            names.add(node.module if node.module != "lagebild" else f"lagebild.{node.names[0].name}")
    return {name.split(".")[1] for name in names if name.startswith("lagebild.")}


MODULES = sorted(SOURCE.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_a_module_imports_only_from_lower_floors(path: pathlib.Path) -> None:
    here = room_of(path)
    floor = floor_of(here)
    assert floor >= 0, f"{here} stands on no floor"
    if here == "__init__":
        return
    for room in imports_of(path) - {here}:
        below = floor_of(room)
        assert below >= 0, f"{room} stands on no floor"
        if floor in (0, len(FLOORS) - 1):
            assert below <= floor
        else:
            assert below < floor, f"{here} imports {room}"
        if floor == 2:
            assert below == 0 or room in THIRD_FLOOR, f"{here} imports {room}"


def test_only_the_top_floor_reads_settings() -> None:
    readers = {room_of(path) for path in MODULES if "settings" in imports_of(path)}
    assert readers <= FLOORS[-1]


def test_the_first_floor_needs_nothing_but_the_standard_library() -> None:
    for path in MODULES:
        if room_of(path) in FLOORS[0]:
            tree = ast.parse(path.read_text(encoding="utf8"))
            for node in ast.walk(tree):
                module = node.module if isinstance(node, ast.ImportFrom) else None
                names = [module] if module else [a.name for a in node.names] if isinstance(node, ast.Import) else []
                for name in names:
                    top = name.split(".")[0]
                    assert top in sys.stdlib_module_names or top == "lagebild", f"{path}: {name}"


def test_no_module_is_longer_than_the_house_allows() -> None:
    long = {str(p.relative_to(SOURCE)): n for p in MODULES if (n := p.read_text(encoding="utf8").count("\n")) > 500}
    assert not long
