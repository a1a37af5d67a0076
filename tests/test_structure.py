"""Files, functions and classes stay small; what is larger for a reason is named here."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from textwrap import dedent

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = ("melcount_app", "resources", "installer", "tests")

FILE_LINES, FUNCTION_LINES, CLASS_METHODS = 400, 40, 40

LARGER_FOR_A_REASON: Mapping[str, str] = {
    "melcount_app/study_commands/commands.py: batch": "24 options, each a line of its signature",
}
"""What may be larger, by the name that the failure gives it, and why."""


@dataclass(frozen=True)
class Module:
    """A Python file, read but not run.

    Attributes:
        path: below the root, with slashes.
    """

    path: str
    source: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.source)

    @property
    def name(self) -> str:
        """As it is imported."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @cached_property
    def classes(self) -> dict[str, ast.ClassDef]:
        """Those at the top of the file."""
        return {node.name: node for node in self.tree.body if isinstance(node, ast.ClassDef)}

    @cached_property
    def imported(self) -> dict[str, str]:
        """What each imported name stands for: "package.module" or "package.module.Name"."""
        found = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                for alias in node.names:
                    found[alias.asname or alias.name] = f"{node.module}.{alias.name}"
            elif isinstance(node, ast.Import):
                for alias in node.names:
                    found[alias.asname or alias.name] = alias.name
        return found

    def functions(self) -> Iterator[tuple[str, int]]:
        """Every function, also those within others, and its lines from `def` to its end."""
        yield from _functions(self.tree, "")


def _functions(node: ast.AST, within: str) -> Iterator[tuple[str, int]]:
    for child in ast.iter_child_nodes(node):
        name = within
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            name = f"{within}.{child.name}" if within else child.name
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield name, (child.end_lineno or child.lineno) - child.lineno + 1
        yield from _functions(child, name)


class Project:
    """All Python files of some folders below a root."""

    def __init__(self, root: Path, folders: tuple[str, ...] = FOLDERS) -> None:
        paths = sorted(path for folder in folders for path in (root / folder).rglob("*.py"))
        self.modules = [
            Module(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8"))
            for path in paths
        ]
        self._by_name = {module.name: module for module in self.modules}

    def methods(self, module: Module, of: ast.ClassDef) -> set[str]:
        """Names of methods and properties of a class and of its bases inside the project."""
        found = {
            node.name
            for node in of.body
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        }
        for base in of.bases:
            origin = self._class(module, ast.unparse(base).split("[")[0])
            if origin is not None:
                found |= self.methods(*origin)
        return found

    def _class(self, module: Module, name: str) -> tuple[Module, ast.ClassDef] | None:
        """Where a class is, by the name that it has in a module; None outside the project."""
        if name in module.classes:
            return module, module.classes[name]
        first, _, rest = name.partition(".")
        full = module.imported.get(name) or ".".join(
            filter(None, (module.imported.get(first), rest))
        )
        place, _, plain = full.rpartition(".")
        origin = self._by_name.get(place)
        return self._class(origin, plain) if origin is not None and origin is not module else None

    def too_large(self) -> dict[str, str]:
        """What is over the limits, and by how much."""
        found = {}
        for module in self.modules:
            lines = len(module.source.splitlines())
            if lines > FILE_LINES:
                found[module.path] = f"{lines} lines, at most {FILE_LINES}"
            for name, length in module.functions():
                if length > FUNCTION_LINES:
                    found[f"{module.path}: {name}"] = f"{length} lines, at most {FUNCTION_LINES}"
            for name, node in module.classes.items():
                count = len(self.methods(module, node))
                if count > CLASS_METHODS:
                    said = f"{count} methods with its bases, at most {CLASS_METHODS}"
                    found[f"{module.path}: {name}"] = said
        return found


def test_that_files_functions_and_classes_are_small() -> None:
    known = LARGER_FOR_A_REASON
    larger = Project(ROOT).too_large()
    told = [f"{what}: {size}" for what, size in larger.items() if what not in known]
    assert not told, "\n".join(["Find the second noun in its name, and split it:", *told])
    needless = sorted(known.keys() - larger.keys())
    assert not needless, "\n".join(["Small enough to need no exception any more:", *needless])


@pytest.fixture
def package(tmp_path: Path) -> Path:
    made = tmp_path / "app"
    made.mkdir()
    return made


def write(path: Path, source: str) -> None:
    path.write_text(dedent(source), encoding="utf-8")


def too_large(package: Path) -> dict[str, str]:
    return Project(package.parent, (package.name,)).too_large()


def methods(first: int, last: int) -> str:
    return "".join(f"    def m{number}(self): ...\n" for number in range(first, last + 1))


def test_that_a_long_file_is_told(package: Path) -> None:
    write(package / "short.py", "x = 1\n" * FILE_LINES)
    write(package / "long.py", "x = 1\n" * (FILE_LINES + 1))
    assert too_large(package) == {"app/long.py": "401 lines, at most 400"}


def test_that_a_long_function_is_told_by_its_place_and_without_its_decorators(
    package: Path,
) -> None:
    body = "        x = 1\n" * (FUNCTION_LINES - 1)
    write(package / "a.py", f"class A:\n    @staticmethod\n    def fits():\n{body}")
    write(
        package / "b.py", f"class B:\n    def outer():\n      def inner():\n{body}        y = 1\n"
    )
    assert too_large(package) == {
        "app/b.py: B.outer": "42 lines, at most 40",
        "app/b.py: B.outer.inner": "41 lines, at most 40",
    }


def test_that_methods_are_counted_with_those_of_the_bases_wherever_they_come_from(
    package: Path,
) -> None:
    write(package / "base.py", f"class Base(object):\n{methods(1, 20)}")
    write(package / "__init__.py", "from app.base import Base as Renamed\n")
    write(package / "mid.py", f"import app\nclass Mid(app.Renamed):\n{methods(21, 40)}")
    write(package / "top.py", f"from app.mid import Mid\nclass Top(Mid[int]):\n{methods(41, 41)}")
    write(package / "same.py", f"from app.mid import Mid\nclass Same(Mid):\n{methods(40, 40)}")
    assert too_large(package) == {"app/top.py: Top": "41 methods with its bases, at most 40"}
