"""Everything with two more measured columns, as if somebody had added two lines to `COLUMNS`.

    python -m tests.end_to_end.one_more_column SCANS MODEL OUT

counts and reports by the commands, in English and French, counts the reports again, fills the
tables of the window, and prints what these show as JSON. Nothing but `measure.COLUMNS` is
changed, before anything else of the program is imported.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from melcount_app.core import measure
from melcount_app.core.measure import Column, RegionCount

PLAIN = Column("pairs", "Pairs", "", 1, lambda region: region.cells and region.cells / 2)
WITH_INTERVAL = Column(
    "cells_per_cm2",
    "Wide density",
    "cells/cm²",
    2,
    lambda region: region.cells_per_mm2 and 100 * region.cells_per_mm2,
    lambda region: region.interval_per_mm2 and region.interval_per_mm2.per(0.01),
)
measure.COLUMNS = (*measure.COLUMNS, PLAIN, WITH_INTERVAL)


def main() -> None:
    """Do it, in folders of their own below OUT."""
    parser = argparse.ArgumentParser()
    for name in ("scans", "model", "out"):
        parser.add_argument(name, type=Path)
    given = parser.parse_args()
    missing = translate_what_is_missing()
    sample = count_and_report(given.scans, given.model, given.out)
    facts = {"missing": missing, "page": page_texts(given.out), **window_texts(sample)}
    sys.stdout.write(json.dumps(facts))


def translate_what_is_missing() -> list[str]:
    """Put French for the texts that `update.py` finds without; returns these texts."""
    from melcount_app.core.paths import resources_folder
    from melcount_app.core.wording import REPORT, translations

    update = module_of(resources_folder() / "translations" / "update.py")
    french = translations("fr")[REPORT]
    assert isinstance(french, dict)
    missing = sorted({text.source for text in update.report_texts()} - french.keys())
    french.update({text: f"fr {text}" for text in missing})
    return missing


def module_of(path: Path) -> ModuleType:
    """A script as a module."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    sys.modules[path.stem] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def count_and_report(scans: Path, model: Path, out: Path) -> RegionCount:
    """By the commands; returns the count of the sample of the first scan, of made up regions."""
    first, study = next(scans.rglob("*.tif")), out / "batch" / f"{scans.name}.melcount"
    run("count", first, "--out", out / "count", "--model", model)
    run("batch", scans, "--out", out / "batch", "--model", model, "--no-reports")
    for language in ("en", "fr"):
        run("report", study, "--out", out / language, "--lang", language, "--csv", "--pdf")
    run("replay", out / "count" / f"{first.stem}.xlsx")
    run("replay", out / "en" / "reports" / f"{scans.name} - summary.xlsx")
    numbers = json.loads((out / "count" / f"{first.stem}.json").read_text(encoding="utf-8"))
    return RegionCount("sample", numbers["cells"], numbers["area_mm2"])


def run(*arguments: object) -> None:
    """A command that must end well; what it says goes to the error output."""
    from typer.testing import CliRunner

    from melcount_app.cli import app

    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    sys.stderr.write(result.output)
    if result.exit_code:
        raise SystemExit(f"{arguments[0]} ended with {result.exit_code}") from result.exception


def page_texts(out: Path) -> list[str]:
    """What stands on the page of a condition, which a PDF does not let read."""
    from melcount_app.core.report.study import build_study_report, page, pdf_parts
    from melcount_app.core.study import Study
    from melcount_app.core.wording import Wording

    texts: list[str] = []
    shown = pdf_parts.shown

    def noted(text: str) -> str:
        texts.append(text)
        return shown(text)

    pdf_parts.shown = noted
    with Study.open(next((out / "batch").glob("*.melcount"))) as study:
        report = build_study_report(study)
    page.condition_page(report, report.conditions[0], Wording())
    return texts


def window_texts(sample: RegionCount) -> dict[str, Any]:
    """What the panels of the window show of a sample, with an interval of the model's."""
    from PySide6.QtCore import QLocale, Qt
    from PySide6.QtWidgets import QApplication, QLabel

    from melcount_app.core.measure import Measurement
    from melcount_app.gui.models import RegionTable
    from melcount_app.gui.panels.result import SampleNumbers
    from tests.conftest import INTERVALS

    application = QApplication([])
    QLocale.setDefault(QLocale("en_GB"))
    assert sample.cells is not None
    counted = RegionCount("sample", sample.cells, sample.area_mm2, INTERVALS.of(sample.cells))
    panel, table = SampleNumbers(), RegionTable(())
    panel.show_count(counted)
    table.show_measurement(Measurement(counted, (), (), None, None, intervals=INTERVALS), ())
    columns = range(table.columnCount())
    facts = {
        "panel": {label.objectName(): label.text() for label in panel.findChildren(QLabel)},
        "headings": [table.headerData(c, Qt.Orientation.Horizontal) for c in columns],
        "cells": [table.data(table.index(0, c)) for c in columns],
        "units": [label.text() for label in panel.findChildren(QLabel) if not label.objectName()],
    }
    del application
    return facts


if __name__ == "__main__":
    main()
