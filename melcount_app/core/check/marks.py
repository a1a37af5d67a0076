"""Marks and counts in files of other programs, as they stand there.

Read are tables of counts (`window, cells`) and of points (`window, x_px, y_px`), Cell Counter's XML
of ImageJ, points of QuPath as GeoJSON or TSV, and folders as training crops are kept
(`points.csv`, `counts.csv`).
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from melcount_app.core.budget import TEXT_BYTES, OverBudgetError, check_json, read_within
from melcount_app.core.errors import PlanError
from melcount_app.core.foreign import foreign
from melcount_app.core.plan.text_table import decoded

WINDOW_COLUMNS = ("window", "cells", "x_px", "y_px")
POINT_COLUMNS = tuple(
    (axis, f"centroid {axis} px", f"centroid {axis}", f"centroid {axis} {'µm'.casefold()}",
     f"centroid {axis} um")
    for axis in "xy"
)  # fmt: skip
"""What programs call the columns of points, x and y; those in µm are told by their name."""

SUFFIXES = (".csv", ".tsv", ".txt", ".xml", ".geojson", ".json")


@dataclass(frozen=True, slots=True)
class Mark:
    """One row of a file: a cell, a number of cells, or that there are none.

    Attributes:
        line: of the file; 0 where it has none.
        image: name of the picture or scan it is on, or number of the window.
        x_y: where a cell is; None for a row that is none.
        cells: how many, where a row tells a number.
        is_um: whether the place is in µm.
    """

    line: int
    image: str
    x_y: tuple[float, float] | None = None
    cells: float | None = None
    is_um: bool = False


@dataclass(frozen=True, slots=True)
class MarkedFile:
    """What a file holds.

    Attributes:
        path: of it.
        marks: in their order.
        is_of_windows: whether they name windows by number, and tell level-0 pixels.
    """

    path: Path
    marks: tuple[Mark, ...]
    is_of_windows: bool = False


def read_marks(path: Path) -> list[MarkedFile]:
    """The marks of a file, or of all files of a folder.

    Raises:
        PlanError: a file cannot be read or is none of those that are known.
    """
    if path.is_dir():
        table = path / "points.csv"
        if table.is_file():
            return [_crop_table(path, table)]
        found = sorted(each for each in path.iterdir() if each.suffix.lower() in SUFFIXES)
        if not found:
            raise PlanError(
                f"{path} holds no counts. Choose a table of counts, Cell Counter's XML, points of "
                "QuPath, or a folder of them."
            )
        return [_read(each) for each in found]
    return [_read(path)]


def _read(path: Path) -> MarkedFile:
    readers = {".xml": _cell_counter, ".geojson": _geojson, ".json": _geojson}
    content = _content(path)
    with foreign(lambda error: _refused(path, error)):
        return readers.get(path.suffix.lower(), _table)(path, content)


def _content(path: Path) -> bytes:
    with foreign(lambda error: _refused(path, error)):
        return read_within(path, TEXT_BYTES)


def _refused(path: Path, error: Exception) -> PlanError:
    if isinstance(error, FileNotFoundError):
        return PlanError(f"There is no file {path}. Check its name and folder.")
    if isinstance(error, OSError):
        return PlanError(f"{path} cannot be read ({error.strerror}). Check its permissions.")
    if isinstance(error, OverBudgetError):
        return PlanError(f"{path} is too large for counts by hand. Export the marks alone.")
    return PlanError(
        f"{path} cannot be understood as counts by hand. Export it again as a table, as Cell "
        "Counter's XML, or as GeoJSON of QuPath."
    )


def _table(path: Path, content: bytes) -> MarkedFile:
    """A table of windows, or of points as QuPath exports them."""
    text = decoded(content)
    head = text.splitlines()[0] if text.strip() else ""
    delimiter = next((sign for sign in "\t;," if sign in head), ",")
    rows = csv.reader(io.StringIO(text), delimiter=delimiter)
    names = [name.strip().casefold() for name in next(rows, [])]
    lines = ((rows.line_num, row) for row in rows if any(cell.strip() for cell in row))
    if "window" in names:
        return _of_windows(path, names, lines)
    x, y = (next((each for each in called if each in names), "") for called in POINT_COLUMNS)
    if not x or not y:
        raise PlanError(
            f"{path} has neither the columns window and cells, nor window, x_px and y_px, nor x "
            "and y. Name its columns so in the first row."
        )
    marks = []
    for line, row in lines:
        cells = dict(zip(names, row, strict=False))
        place = _number(path, line, cells.get(x, "")), _number(path, line, cells.get(y, ""))
        image = cells.get("image") or path.stem
        marks.append(Mark(line, image, place, is_um=x.endswith("m")))
    return MarkedFile(path, tuple(marks or [Mark(0, path.stem)]))


def _of_windows(path: Path, names: list[str], lines: Iterator[tuple[int, list[str]]]) -> MarkedFile:
    is_counts = "cells" in names
    if not is_counts and not {"x_px", "y_px"} <= set(names):
        raise PlanError(
            f"{path} lacks the column cells, or the columns x_px and y_px. Add what was counted."
        )
    marks = []
    for line, row in lines:
        told = {name: cell.strip() for name, cell in zip(names, row, strict=False)}
        window = told.get("window", "")
        if is_counts:
            cells = _number(path, line, told.get("cells", ""))
            if cells < 0:
                raise PlanError(f"{path}, line {line}: {cells:g} cells are not possible.")
            marks.append(Mark(line, window, cells=cells))
            continue
        texts = [told.get("x_px", ""), told.get("y_px", "")]
        place = None
        if any(texts):
            place = _number(path, line, texts[0]), _number(path, line, texts[1])
        marks.append(Mark(line, window, place))
    return MarkedFile(path, tuple(marks), is_of_windows=True)


def _number(path: Path, line: int, text: str) -> float:
    try:
        number = float(text.strip())
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise PlanError(f"{path}, line {line}: “{text}” is not a number. Correct it.")
    return number


def _crop_table(folder: Path, table: Path) -> MarkedFile:
    """Points of pictures by their names, as training crops are kept."""
    marks = [Mark(line, row["image"]) for line, row in _rows(folder / "counts.csv", ("image",))]
    for line, row in _rows(table, ("image", "x_px", "y_px")):
        place = _number(table, line, row["x_px"]), _number(table, line, row["y_px"])
        marks.append(Mark(line, row["image"], place))
    return MarkedFile(table, tuple(marks))


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, Mapping[str, str]]]:
    if not path.is_file():
        return
    with foreign(lambda error: _refused(path, error)):
        reader = csv.DictReader(io.StringIO(decoded(read_within(path, TEXT_BYTES))))
        found = [(reader.line_num, row) for row in reader]
        if not set(columns) <= set(reader.fieldnames or ()):
            raise PlanError(f"{path} lacks one of the columns {', '.join(columns)}.")
    yield from found


def _cell_counter(path: Path, content: bytes) -> MarkedFile:
    """Cell Counter of ImageJ; marks of all types are cells, in pixels of the picture."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise ValueError("it declares entities, which no such file does")
    root = ET.fromstring(content)  # noqa: S314 - without entities nothing grows
    image = (root.findtext(".//Image_Filename") or path.stem).strip()
    marks = [
        Mark(0, image, (float(each.findtext("MarkerX", "")), float(each.findtext("MarkerY", ""))))
        for each in root.iter("Marker")
    ]
    if root.tag != "CellCounter_Marker_File":
        raise ValueError("it is no file of Cell Counter")
    return MarkedFile(path, tuple(marks or [Mark(0, image)]))


def _geojson(path: Path, content: bytes) -> MarkedFile:
    """Points of QuPath, in pixels of the picture or scan that the file is named after."""
    check_json(content)
    document = json.loads(content.decode(json.detect_encoding(content)))
    marks = [Mark(0, path.stem, place) for place in _points(document)]
    return MarkedFile(path, tuple(marks or [Mark(0, path.stem)]))


def _points(document: Any) -> Iterator[tuple[float, float]]:
    if isinstance(document, list):
        for part in document:
            yield from _points(part)
        return
    kind = document["type"]
    if kind == "FeatureCollection":
        yield from _points(document["features"])
    elif kind == "Feature":
        yield from _points(document["geometry"])
    elif kind == "GeometryCollection":
        yield from _points(document["geometries"])
    elif kind in ("Point", "MultiPoint"):
        places = document["coordinates"] if kind == "MultiPoint" else [document["coordinates"]]
        for x, y, *_ in places:
            yield float(x), float(y)
