"""The files that a study comes to."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook

from melcount_app.core.report.excel import packed
from melcount_app.core.report.files import WORKBOOK_ENDING, check_writable, write_atomically
from melcount_app.core.report.study.condition_book import condition_book
from melcount_app.core.report.study.long_table import condition_name, long_csv
from melcount_app.core.report.study.names import file_name, file_names
from melcount_app.core.report.study.report import StudyReport, building_study_report
from melcount_app.core.report.study.summary_book import summary_book
from melcount_app.core.study import Study
from melcount_app.core.wording import Wording

CSV_ENDING, PDF_ENDING = ".csv", ".pdf"

BUILDING_SHARE = 0.7
"""Of the work; the rest is writing."""


@dataclass(frozen=True, slots=True)
class StudyReportsWritten:
    """Where the reports of a study really are.

    Attributes:
        summary: the workbook of the study.
        conditions: a workbook per condition, in the order of the study.
        csv: the long table; None where nobody asked for it.
        pdfs: a page per condition; empty where nobody asked for them.
        renamed: those that did not get the name they should have, since a file of that name
            could not be replaced.
    """

    summary: Path
    conditions: tuple[Path, ...]
    csv: Path | None
    pdfs: tuple[Path, ...]
    renamed: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class ReportsProgress:
    """How much of the work is done, from 0 to 1."""

    fraction: float


def write_study_reports(
    study: Study, out: Path, *, language: str = "en", csv: bool = False, pdf: bool = False
) -> StudyReportsWritten:
    """Write a workbook per condition and one for the study, into a folder made where missing.

    Args:
        study: open; it is only read.
        out: where to.
        language: "en" or "fr".
        csv: whether the long table is also written as CSV.
        pdf: whether each condition also gets a page as PDF.

    Raises:
        StudyError: the study cannot be read.
        OutputError: a file cannot be written; each of the others is whole or missing.
        ValueError: there is no such language.
    """
    for event in writing_study_reports(study, out, language=language, csv=csv, pdf=pdf):
        if isinstance(event, StudyReportsWritten):
            return event
    raise AssertionError("writing ends with StudyReportsWritten or an error")


def writing_study_reports(
    study: Study, out: Path, *, language: str = "en", csv: bool = False, pdf: bool = False
) -> Iterator[ReportsProgress | StudyReportsWritten]:
    """The same as events, for whoever shows progress; see `write_study_reports`.

    Yields:
        `ReportsProgress` as the work goes on, then one `StudyReportsWritten`.
    """
    say = Wording(language)
    check_writable(out)
    report = yield from _built(study)
    yield from writing_reports(report, out, say, csv=csv, pdf=pdf)


def _built(study: Study) -> Generator[ReportsProgress, None, StudyReport]:
    building = building_study_report(study)
    while True:
        try:
            yield ReportsProgress(BUILDING_SHARE * next(building))
        except StopIteration as finished:
            report: StudyReport = finished.value
            return report


def writing_reports(
    report: StudyReport, out: Path, say: Wording, *, csv: bool = False, pdf: bool = False
) -> Iterator[ReportsProgress | StudyReportsWritten]:
    """Write the files of a report; see `writing_study_reports`."""
    files = _Files(out)
    summary_name = file_name(f"{report.name} - {say('summary')}", say("summary"))
    summary = files.write(summary_name, WORKBOOK_ENDING, _packed(summary_book(report, say), report))
    table = None
    if csv:
        text = long_csv(report).encode("utf-8")
        table = files.write(file_name(report.name, say("study")), CSV_ENDING, text)
    names = file_names(
        [condition_name(each.name, say) for each in report.conditions],
        say("condition"),
        taken=[summary_name],
    )
    conditions, pages = [], []
    for name, condition in zip(names, report.conditions, strict=True):
        book = condition_book(report, condition, say)
        conditions.append(files.write(name, WORKBOOK_ENDING, _packed(book, report)))
        if pdf:
            from melcount_app.core.report.study.page import condition_page

            page = condition_page(report, condition, say)
            pages.append(files.write(name, PDF_ENDING, page))
        share = len(conditions) / len(report.conditions)
        yield ReportsProgress(BUILDING_SHARE + (1 - BUILDING_SHARE) * share)
    yield StudyReportsWritten(summary, tuple(conditions), table, tuple(pages), tuple(files.renamed))


class _Files:
    """Writes files into a folder, and notes those that got another name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.renamed: list[Path] = []

    def write(self, name: str, ending: str, content: bytes) -> Path:
        wanted = self._folder / f"{name}{ending}"
        found = write_atomically(wanted, lambda file: file.write(content))
        if found != wanted:
            self.renamed.append(found)
        return found


def _packed(book: Workbook, report: StudyReport) -> bytes:
    return packed(book, report.name, report.created)
