"""The files that every counted scan comes to: a table says which, how called, how written."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from melcount_app.core.mask import mask_geojson
from melcount_app.core.plan import DENSITY_ENDING
from melcount_app.core.report.density_tiff import write_density_tiff
from melcount_app.core.report.excel import write_excel
from melcount_app.core.report.files import result_path, write_atomically, write_bytes
from melcount_app.core.report.numbers_json import write_json
from melcount_app.core.report.report import Report
from melcount_app.core.wording import ENGLISH, Wording

WRITERS = 2
"""Files that are written at a time: a workbook is filled while a map is compressed."""


@dataclass(frozen=True, slots=True)
class Output:
    """One file that every scan comes to.

    Attributes:
        name: for code.
        ending: of the file, behind the name of the scan; no two outputs have the same.
        write: writes what is said of a scan into an open file, in a language.
    """

    name: str
    ending: str
    write: Callable[[Report, BinaryIO, Wording], object]


def write_mask(report: Report, file: BinaryIO, _: Wording) -> None:
    """Write the mask that was counted as GeoJSON, into an open file."""
    file.write(mask_geojson(report.request.mask).encode())


OUTPUTS = (
    Output("workbook", ".xlsx", write_excel),
    Output("density", DENSITY_ENDING, write_density_tiff),
    Output("json", ".json", write_json),
    Output("mask", ".mask.geojson", write_mask),
)


@dataclass(frozen=True, slots=True)
class Written:
    """Where the results of one scan really are.

    Attributes:
        paths: a file for each of `OUTPUTS`, in their order.
        renamed: those that did not get the name they should have, since a file of that name
            could not be replaced.
    """

    paths: tuple[Path, ...]
    renamed: tuple[Path, ...]

    def path_of(self, name: str) -> Path:
        """The file of an output.

        Raises:
            KeyError: there is no output of that name.
        """
        return dict(zip((output.name for output in OUTPUTS), self.paths, strict=True))[name]

    @property
    def workbook(self) -> Path:
        """The Excel report, which people look for."""
        return self.path_of("workbook")


def result_name(scan: Path) -> str:
    """What the results of a scan are called: its file name without the last extension."""
    return scan.stem


def write_results(
    report: Report, folder: Path, *, name: str | None = None, language: str = ENGLISH
) -> Written:
    """Write all `OUTPUTS` into a folder, which is made where missing; after a failure no more.

    Args:
        report: of one scan.
        folder: where to.
        name: what the files are called; `result_name` of the scan unless given.
        language: of the workbook, one of `wording.languages`; names in JSON are English.

    Raises:
        OutputError: a file cannot be written; each of the others is whole or missing.
    """
    wanted, say = _wanted(folder, name or result_name(report.scan)), Wording(language)

    has_failed = threading.Event()

    def write(output: Output, path: Path) -> Path:
        if has_failed.is_set():
            return path  # nobody asks for it: the failure is told
        try:
            return write_atomically(
                path, lambda file: output.write(report, file, say), ending=output.ending
            )
        except BaseException:
            has_failed.set()
            raise

    with ThreadPoolExecutor(WRITERS, "results") as writers:
        return _written(tuple(writers.map(write, OUTPUTS, wanted)), wanted)


def place_results(contents: Sequence[bytes], folder: Path, name: str) -> Written:
    """Write files that were made elsewhere; see `write_results`.

    Args:
        contents: of the files of `OUTPUTS`, in their order.
        folder: where to.
        name: what the files are called.

    Raises:
        OutputError: a file cannot be written; each of the others is whole or missing.
    """
    wanted = _wanted(folder, name)
    paths = (
        write_bytes(path, content, ending=output.ending)
        for output, path, content in zip(OUTPUTS, wanted, contents, strict=True)
    )
    return _written(tuple(paths), wanted)


def _wanted(folder: Path, name: str) -> tuple[Path, ...]:
    return tuple(result_path(folder, name, output.ending) for output in OUTPUTS)


def _written(paths: tuple[Path, ...], wanted: Sequence[Path]) -> Written:
    renamed = tuple(path for path, want in zip(paths, wanted, strict=True) if path != want)
    return Written(paths, renamed)
