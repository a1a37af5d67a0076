"""The files that a study comes to: two tables say which, how called, how made."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl import Workbook

from melcount_app.core.report.excel import packed
from melcount_app.core.report.files import check_writable, write_bytes
from melcount_app.core.report.study.condition_book import condition_book
from melcount_app.core.report.study.long_table import condition_name, long_csv
from melcount_app.core.report.study.names import file_name, file_names
from melcount_app.core.report.study.report import (
    ConditionReport,
    StudyReport,
    building_study_report,
    damage_in,
)
from melcount_app.core.report.study.summary_book import summary_book
from melcount_app.core.report.study.swapping import REPORTS, folder_beside, put_in_place
from melcount_app.core.study import Change, StepKind, Study
from melcount_app.core.wording import Wording

BUILDING_SHARE = 0.7
"""Of the work; the rest is writing."""


@dataclass(frozen=True, slots=True)
class StudyOutput:
    """One file that a study comes to.

    Attributes:
        name: for code; outputs on request are asked for by it.
        ending: of the file.
        called: names the file.
        make: its content.
        is_on_request: whether it is only written where somebody asked for it.
    """

    name: str
    ending: str
    called: Callable[[StudyReport, Wording], str]
    make: Callable[[StudyReport, Wording], bytes]
    is_on_request: bool = False


@dataclass(frozen=True, slots=True)
class ConditionOutput:
    """One file that each condition comes to; it is called like the condition.

    Attributes:
        name: for code; outputs on request are asked for by it.
        ending: of the file.
        make: its content.
        is_on_request: whether it is only written where somebody asked for it.
    """

    name: str
    ending: str
    make: Callable[[StudyReport, ConditionReport, Wording], bytes]
    is_on_request: bool = False


def _summary_name(report: StudyReport, say: Wording) -> str:
    return file_name(f"{report.name} - {say('summary')}", say("summary"))


def _table_name(report: StudyReport, say: Wording) -> str:
    return file_name(report.name, say("study"))


def _summary(report: StudyReport, say: Wording) -> bytes:
    return _packed(summary_book(report, say), report)


def _table(report: StudyReport, say: Wording) -> bytes:
    return long_csv(report, say)


def _book(report: StudyReport, condition: ConditionReport, say: Wording) -> bytes:
    return _packed(condition_book(report, condition, say), report)


def _page(report: StudyReport, condition: ConditionReport, say: Wording) -> bytes:
    from melcount_app.core.report.study.page import condition_page  # slow to import

    return condition_page(report, condition, say)


def _document(report: StudyReport, say: Wording) -> bytes:
    from melcount_app.core.report.study.study_pdf import study_pdf  # slow to import

    return study_pdf(report, say)


def _packed(book: Workbook, report: StudyReport) -> bytes:
    return packed(book, report.name, report.created)


STUDY_OUTPUTS = (
    StudyOutput("summary", ".xlsx", _summary_name, _summary),
    StudyOutput("csv", ".csv", _table_name, _table, is_on_request=True),
    StudyOutput("document", ".pdf", _summary_name, _document, is_on_request=True),
)
CONDITION_OUTPUTS = (
    ConditionOutput("workbook", ".xlsx", _book),
    ConditionOutput("pdf", ".pdf", _page, is_on_request=True),
)


@dataclass(frozen=True, slots=True)
class StudyReportsWritten:
    """Where the reports of a study really are.

    Attributes:
        paths: of all files by the name of their output, those on request last; those of
            conditions in the order of the study.
        renamed: those that did not get the name they should have, or the folder of all, since what
            is called so could not be replaced.
        damage: what is left out of them since the study is damaged, as sentences.
    """

    paths: Mapping[str, tuple[Path, ...]]
    renamed: tuple[Path, ...]
    damage: tuple[str, ...] = ()

    def moved_to(self, folder: Path, *, is_renamed: bool) -> StudyReportsWritten:
        """The same where the files lie in another folder, which did not get its name, or did."""
        paths = {name: tuple(folder / p.name for p in those) for name, those in self.paths.items()}
        renamed = (*([folder] if is_renamed else []), *(folder / p.name for p in self.renamed))
        return StudyReportsWritten(paths, renamed, self.damage)

    @property
    def all_paths(self) -> tuple[Path, ...]:
        """Of all files."""
        return tuple(path for paths in self.paths.values() for path in paths)

    @property
    def summary(self) -> Path:
        """The workbook of the study."""
        (path,) = self.paths["summary"]
        return path

    @property
    def conditions(self) -> tuple[Path, ...]:
        """A workbook per condition."""
        return self.paths["workbook"]

    @property
    def csv(self) -> Path | None:
        """The long table; None where nobody asked for it."""
        return next(iter(self.paths["csv"]), None)

    @property
    def document(self) -> Path | None:
        """The whole study as PDF; None where nobody asked for it."""
        return next(iter(self.paths["document"]), None)

    @property
    def pdfs(self) -> tuple[Path, ...]:
        """A page per condition; empty where nobody asked for them."""
        return self.paths["pdf"]


@dataclass(frozen=True, slots=True)
class ReportsProgress:
    """How much of the work is done, from 0 to 1."""

    fraction: float


def write_study_reports(
    study: Study, out: Path, *, language: str = "en", csv: bool = False, pdf: bool = False
) -> StudyReportsWritten:
    """Write a workbook per condition and one for the study, into a new folder of reports.

    It takes the place of the reports before, which are kept under their date.

    Args:
        study: open; its journal tells what was written, where it can be written.
        out: where the folder is to lie.
        language: "en" or "fr".
        csv: whether the long table is also written as CSV.
        pdf: whether the study also comes as one PDF, and each condition as a page.

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
    for event in writing_reports(report, out, say, csv=csv, pdf=pdf):
        if isinstance(event, StudyReportsWritten):
            _tell(study, event)
        yield event


def _tell(study: Study, written: StudyReportsWritten) -> None:
    """Let the journal tell which reports were written; who only reads a study tells nobody."""
    if study.is_read_only:
        return
    sums = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in written.all_paths}
    after = {"folder": str(written.summary.parent), "sha256": sums}
    study.journal.tell(Change(StepKind.REPORT, "reports written", after=after))


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
    """Write the files of a report into a folder of their own; see `writing_study_reports`."""
    with folder_beside(out) as beside:
        for event in _filling(report, beside, say, csv=csv, pdf=pdf):
            if isinstance(event, StudyReportsWritten):
                place = put_in_place(beside, out)
                yield event.moved_to(place, is_renamed=place.name != REPORTS)
            else:
                yield event


def _filling(
    report: StudyReport, out: Path, say: Wording, *, csv: bool, pdf: bool
) -> Iterator[ReportsProgress | StudyReportsWritten]:
    """Write the files of a report into a folder that is new."""
    requests = {"csv": csv, "pdf": pdf, "document": pdf}
    asked_for = {name for name, is_asked_for in requests.items() if is_asked_for}
    outputs: tuple[StudyOutput | ConditionOutput, ...] = (*STUDY_OUTPUTS, *CONDITION_OUTPUTS)
    in_order = sorted(outputs, key=lambda output: output.is_on_request)
    files = _Files(out, {output.name: [] for output in in_order})
    for output in STUDY_OUTPUTS:
        if not output.is_on_request or output.name in asked_for:
            files.write(output, output.called(report, say), output.make(report, say))
    of_each = [o for o in CONDITION_OUTPUTS if not o.is_on_request or o.name in asked_for]
    names = _condition_names(report, say)
    for done, (name, condition) in enumerate(zip(names, report.conditions, strict=True), 1):
        for kind in of_each:
            files.write(kind, name, kind.make(report, condition, say))
        share = done / len(report.conditions)
        yield ReportsProgress(BUILDING_SHARE + (1 - BUILDING_SHARE) * share)
    found = {name: tuple(paths) for name, paths in files.paths.items()}
    yield StudyReportsWritten(found, tuple(files.renamed), tuple(damage_in(report)))


def _condition_names(report: StudyReport, say: Wording) -> tuple[str, ...]:
    """What the files of conditions are called, none like a file of the study."""
    endings = {output.ending for output in CONDITION_OUTPUTS}
    return file_names(
        [condition_name(each.name, say) for each in report.conditions],
        say("condition"),
        taken=[o.called(report, say) for o in STUDY_OUTPUTS if o.ending in endings],
    )


@dataclass(frozen=True, slots=True)
class _Files:
    """Writes files into a folder, and notes where they are and which got another name."""

    folder: Path
    paths: dict[str, list[Path]]
    renamed: list[Path] = field(default_factory=list)

    def write(self, output: StudyOutput | ConditionOutput, name: str, content: bytes) -> None:
        wanted = self.folder / f"{name}{output.ending}"
        found = write_bytes(wanted, content, ending=output.ending)
        self.paths[output.name].append(found)
        if found != wanted:
            self.renamed.append(found)
