"""The map in the README is true, and two things of the program never have one name."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

CHECKOUT = Path(__file__).parents[1]
PACKAGE = CHECKOUT / "melcount_app"
README = (CHECKOUT / "README.md").read_text(encoding="utf-8")


def rows_of(heading: str) -> list[tuple[str, str]]:
    """The two cells of every row of the table whose first heading is that."""
    _, _, rest = README.partition(f"| {heading} | ")
    table = rest.partition("\n\n")[0].splitlines()[2:]
    return [(first.strip(), rest.strip()) for _, first, rest, _ in (r.split("|") for r in table)]


def test_that_every_module_of_the_core_has_one_place_on_the_map() -> None:
    modules = {path.stem for path in (PACKAGE / "core").glob("*.py")} - {"__init__"}
    packages = {f"{path.parent.name}/" for path in (PACKAGE / "core").glob("*/__init__.py")}
    told = re.findall(r"`([^`]+)`", " ".join(first for first, _ in rows_of("in `core/`")))
    assert sorted(told) == sorted(modules | packages)


def test_that_what_is_to_be_touched_is_there() -> None:
    told = re.findall(r"`([^`]+)`", " ".join(touched for _, touched in rows_of("to add")))
    places = [name for name in told if "/" in name]
    assert [p for p in places if not any((at / p).exists() for at in (CHECKOUT, PACKAGE))] == []
    source = "\n".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    named = [name for name in told if re.fullmatch(r"[A-Z]\w+", name)]
    lost = [n for n in named if not re.search(rf"^(class |def )?{n}\b", source, re.MULTILINE)]
    assert (len(named) > 10, lost) == (True, [])


def test_that_no_two_classes_have_one_name() -> None:
    names = Counter(
        node.name
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert [name for name, count in names.items() if count > 1] == []
