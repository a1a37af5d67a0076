"""Fixtures of the tests of studies: a study file, and records in which no field is forgotten."""

from __future__ import annotations

import dataclasses
import enum
import itertools
import sqlite3
import types
import typing
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from shapely.geometry import MultiPolygon, Polygon, box

from melcount_app.core.count import CountRequest, ScanCounted
from melcount_app.core.density import DensityMap
from melcount_app.core.edits import Edits
from melcount_app.core.likeness import Window
from melcount_app.core.plan import LeftOutFile, Role
from melcount_app.core.region import Outline
from melcount_app.core.report.study import measured_anew
from melcount_app.core.study import Study
from melcount_app.core.tiling import AnalysisGrid, TileGrid
from tests.core.report.study.conftest import PROTOCOL, adder

Example = Callable[[Any], Any]


class Examples:
    """Makes a value of any type that a study keeps, no two alike, no field at its default."""

    def __init__(self) -> None:
        self._numbers = itertools.count(2)

    def __call__(self, hint: Any) -> Any:
        origin, arguments = typing.get_origin(hint), typing.get_args(hint)
        if hint == Outline:
            return self._outline()
        if origin in (typing.Union, types.UnionType):
            return self(next(each for each in arguments if each is not types.NoneType))
        if origin is tuple:
            return (self(arguments[0]), self(arguments[0]))
        if dataclasses.is_dataclass(hint):
            return self._record(hint)
        if isinstance(hint, type) and issubclass(hint, enum.Enum):
            return list(hint)[-1]
        return self._simple(origin or hint)

    def _record(self, cls: Any) -> Any:
        hints = typing.get_type_hints(cls)
        values = {}
        for field in dataclasses.fields(cls):
            values[field.name] = self(hints[field.name])
            if hints[field.name] is bool:
                values[field.name] = field.default is not True
        record = cls(**values)
        for field in dataclasses.fields(cls):
            assert getattr(record, field.name) != field.default, field.name
        return record

    def _simple(self, kind: Any) -> Any:
        number = next(self._numbers)
        return {
            str: f"text {number} “µ”",
            int: number,
            float: number / 1000 / 3,
            bool: True,
            Path: Path(f"/folder/{number}"),
            dict: {"list": [number, None, {"x": number / 7}]},
        }[kind]

    def _outline(self) -> Outline:
        x = next(self._numbers) / 7
        hole = [(x + 1, 1), (x + 2, 1.1), (x + 2, 2 / 3)]
        whole = Polygon([(x, 0.1), (x + 9, 0), (x + 9, 9), (x, 9)], [hole])
        return MultiPolygon([whole, box(x + 20, 0, x + 21, 1 / 3)])


def reopened(study: Study) -> Study:
    """The study, closed and opened again."""
    study.close()
    return Study.open(study.path)


@pytest.fixture
def example() -> Example:
    """Makes a record whose fields all differ from their defaults."""
    return Examples()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a study may be made."""
    return tmp_path / "Étude 1.melcount"


@pytest.fixture
def study(path: Path) -> Iterator[Study]:
    """An empty study."""
    with Study.open(path) as opened:
        yield opened


@pytest.fixture
def edits(example: Example) -> Edits:
    """Edits in which every field is set."""
    made: Edits = example(Edits)
    return made


@pytest.fixture
def counted(example: Example) -> ScanCounted:
    """A count in which every field is set; its densities are random bits."""
    density = DensityMap(example(AnalysisGrid), example(TileGrid), 3)
    rng = np.random.default_rng(1)
    bits = rng.integers(0, 0x7F000000, density.values.shape, dtype=np.uint32)
    density.values[:] = bits.view(np.float32)
    density.counted[:] = rng.random(density.counted.shape) < 0.5
    return ScanCounted(
        example(CountRequest), density, (example(Window), example(Window)), 17, 12.3 / 7
    )


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A study of a control and a dose, both counted, as it is on disc."""
    path = tmp_path_factory.mktemp("sound") / "s.melcount"
    with Study.open(path) as study:
        for condition in ("control", "dose"):
            adder(study)(condition)
        study.plan.set_roles({"control": Role.CONTROL})
        study.terms.set_protocol(PROTOCOL)
        study.terms.set_results_folder(path.parent / "results")
        study.plan.set_left_out([LeftOutFile(path, "It is a study.")])
        for scan in study.scans.all():
            study.thumbnails.put(scan.key, b"a picture")
            measured_anew(study, study.entry(scan.key), PROTOCOL)
    return path.read_bytes()


@pytest.fixture
def counted_study(tmp_path: Path, sound: bytes) -> Path:
    """Where a copy of it lies."""
    path = tmp_path / "Étude 1.melcount"
    path.write_bytes(sound)
    return path


@pytest.fixture
def hurt(counted_study: Path) -> Callable[..., Path]:
    """Changes values of the first scan, or of the study, as damage on a disc does."""

    def hurt(statement: str, *values: object) -> Path:
        with closing(sqlite3.connect(counted_study, isolation_level=None)) as connection:
            connection.execute("DROP TRIGGER journal_stays_at_update")
            assert connection.execute(statement, values).rowcount
            connection.execute(
                "CREATE TRIGGER journal_stays_at_update BEFORE update ON journal "
                "BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END"
            )
        return counted_study

    return hurt
