"""Whether the program counts as it did when it was made: in itself, and in a process of its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl

from melcount_app.core.batch import BatchRequest, ScanDone, ScanFailed, run_batch
from melcount_app.core.measure import Measurement, measure
from melcount_app.core.order import CountOrder, count_one
from melcount_app.core.paths import default_model, resources_folder, sample_scan
from melcount_app.core.plan import Assignment
from melcount_app.core.protocol import Protocol
from melcount_app.core.report import build_report, write_results
from melcount_app.core.report.study import write_study_reports
from melcount_app.core.study import Study
from melcount_app.core.work import result_of

MOST_DIFFERENCE = 1e-4
"""Of a count, relative: processors round differently, and no cell may come of it."""


def stored_counts() -> dict[str, dict[str, float]]:
    """What the sample scan holds by the shipped model: cells and mm² of sample and quadrants."""
    path = resources_folder() / "sample_scan_counts.json"
    stored: dict[str, dict[str, float]] = json.loads(path.read_text(encoding="utf-8"))
    return stored


def check_same(name: str, cells: float | None) -> None:
    """Compare a count with the stored one.

    Raises:
        AssertionError: it is another.
    """
    expected = stored_counts()[name]["cells"]
    if cells is None or abs(cells - expected) > MOST_DIFFERENCE * expected:
        raise AssertionError(f"{name}: {cells} cells were counted where {expected} are known")


def check_count(folder: Path, out: Path) -> dict[str, Any]:  # noqa: ARG001 - see `Check.run`
    """Count the sample scan, write its results and open the workbook again.

    Raises:
        AssertionError: a count differs from the stored one.
        MelcountError: the scan cannot be counted, or its results not be written.
    """
    done = result_of(count_one(CountOrder(sample_scan(), default_model())))
    request = done.counted.request
    cells = _checked(measure(done.counted.density, request.mask, (), request.pixel_size))
    report = build_report(done.prepared, done.counted, ())
    written = write_results(report, folder, name="rapport")
    return {"cells": cells, "sheets": openpyxl.load_workbook(written.workbook).sheetnames}


def _checked(found: Measurement) -> dict[str, float | None]:
    cells = {region.name: region.cells for region in (found.sample, *found.quadrants)}
    for name, number in cells.items():
        check_same(name, number)
    return cells


def check_batch(folder: Path, out: Path) -> dict[str, Any]:  # noqa: ARG001 - see `Check.run`
    """Count the sample scan in a study, in a process of its own, and report on the study.

    Raises:
        AssertionError: it could not be counted, the study does not hold what was counted, or
            its reports are not what they should be.
        MelcountError: study or results cannot be written.
    """
    request = BatchRequest(
        root=sample_scan().parent,
        out=folder,
        protocol=Protocol.of(default_model()),
        model=default_model(),
    )
    with Study.open(folder / "étude.melcount") as study:
        scan = study.scans.add(sample_scan())
        study.plan.assign({scan.key: Assignment("Témoin")})
        events = list(run_batch(study, request))
    failures = [event.sentence for event in events if isinstance(event, ScanFailed)]
    if failures:
        raise AssertionError(failures[0])
    (done,) = (event for event in events if isinstance(event, ScanDone))
    with Study.open(folder / "étude.melcount") as study:
        kept = study.counts.of(scan.key)
        reports = write_study_reports(study, folder, language="fr", csv=True, pdf=True)
    (page,) = reports.pdfs
    if not page.read_bytes().startswith(b"%PDF-"):
        raise AssertionError(f"{page.name} is not a PDF")
    if kept is None or not done.workbook.is_file():
        raise AssertionError("the count was not kept")
    cells = kept.density.cells(kept.density.coverage(kept.request.mask.sample))
    check_same("sample", cells)
    sheets = openpyxl.load_workbook(reports.summary).sheetnames
    return {"cells": cells, "sheets": sheets, "page_kb": page.stat().st_size // 1000}
