"""The sheet "Audit": what the study is filed under, who signed, what was left out, every step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from openpyxl.worksheet.worksheet import Worksheet

from melcount_app.core.report.cells import QUIET, WARNING_FILL
from melcount_app.core.report.origin_sheet import Fact, Section, write_facts
from melcount_app.core.report.study.formats import PER_MM2
from melcount_app.core.report.study.long_table import condition_name
from melcount_app.core.report.study.report import StudyReport
from melcount_app.core.report.study.trail import Trail, TrailStep
from melcount_app.core.report.tables import Lines, SheetTable, TableColumn, write_table
from melcount_app.core.study import Part, Signature
from melcount_app.core.wording import Wording, phrase

PARTS = {
    Part.PERFORMED: phrase("Performed"),
    Part.REVIEWED: phrase("Reviewed"),
    Part.APPROVED: phrase("Approved"),
}


@dataclass(frozen=True, slots=True)
class _Excluded:
    """A scan that the user left out."""

    scan: str
    condition: str
    cells_per_mm2: float | None
    reason: str
    operator: str
    time: datetime


def write_audit_sheet(sheet: Worksheet, report: StudyReport, say: Wording) -> None:
    """Fill the sheet; without a trail it says that there is none."""
    trail = report.trail
    widths = [column.width for column in STEPS]
    if trail is None:
        write_facts(sheet, say("Audit"), [], widths)
        return
    row = write_facts(sheet, say("Audit"), _sections(trail, say), widths[:3])
    lines = Lines.over(sheet, STEPS)
    for problem in trail.problems:
        lines.write(row, say.told(problem), fill=WARNING_FILL)
        row += 1
    signatures = trail.signatures or tuple(map(Signature, Part))
    row = 1 + write_table(sheet, row, SheetTable(SIGNATURES, signatures), say)
    excluded = _excluded(report, say)
    if excluded:
        row = 1 + write_table(sheet, row, SheetTable(EXCLUDED, excluded), say)
    lines.write(row, say("Steps stand here as the journal of the study holds them."), QUIET)
    write_table(sheet, row + 1, SheetTable(STEPS, trail.steps), say)


def _sections(trail: Trail, say: Wording) -> list[Section]:
    papers, not_said = trail.papers, say("not said")
    filed = [
        Fact(say("Study number"), papers.number or not_said),
        Fact(say("SOP"), papers.sop or not_said),
        Fact(say("Source of the plan"), papers.plan or not_said),
        *((Fact(say("SHA-256 of the plan"), papers.plan_sha256),) if papers.plan_sha256 else ()),
    ]
    told = say("melcount audit finds this step in the study by it")
    journal = [
        Fact(say("Steps"), len(trail.steps)),
        Fact(say("SHA-256 of the last step"), trail.head, told),
        Fact(say("Journal and study"), say("changed") if trail.problems else say("whole")),
    ]
    if trail.taken_over:
        remark = say("of an earlier version, or saved by a repair")
        journal.append(Fact(say("Steps that were taken over"), trail.taken_over, remark))
    return [(say("Filed under"), filed), (say("Journal"), journal)]


def _excluded(report: StudyReport, say: Wording) -> list[_Excluded]:
    return [
        _Excluded(
            lost.scan.path.name,
            condition_name(condition.name, say),
            lost.cells_per_mm2,
            lost.exclusion.reason,
            lost.exclusion.operator,
            lost.exclusion.time,
        )
        for condition, lost in report.left_out
        if lost.exclusion is not None
    ]


def _stands(row: Signature, say: Wording) -> str:
    if row.time is None:
        return ""
    return say("the study was changed since") if row.is_outdated else say("as it is here")


SIGNATURES: tuple[TableColumn[Signature], ...] = (
    TableColumn("part", phrase("Signed for"), 8, lambda row, say: say(PARTS[row.part])),
    TableColumn("time", phrase("at (UTC)"), 20, lambda row, _: row.time),
    TableColumn("operator", phrase("Name"), 20, lambda row, _: row.operator),
    TableColumn("login", phrase("Login"), 14, lambda row, _: row.login),
    TableColumn("stands", phrase("Study"), 28, _stands),
    TableColumn("signature", phrase("Signature"), 28, lambda _, __: ""),
)
EXCLUDED: tuple[TableColumn[_Excluded], ...] = (
    TableColumn("scan", phrase("Left out"), 8, lambda row, _: row.scan),
    TableColumn("time", phrase("at (UTC)"), 20, lambda row, _: row.time),
    TableColumn("operator", phrase("Name"), 20, lambda row, _: row.operator),
    TableColumn("density", phrase("cells/mm²"), 14, lambda row, _: row.cells_per_mm2, PER_MM2),
    TableColumn("condition", phrase("Condition"), 28, lambda row, _: row.condition),
    TableColumn("reason", phrase("Reason"), 28, lambda row, _: row.reason),
)
STEPS: tuple[TableColumn[TrailStep], ...] = (
    TableColumn("number", phrase("Step"), 28, lambda row, _: str(row.number)),
    TableColumn("time", phrase("at (UTC)"), 20, lambda row, _: row.time),
    TableColumn("operator", phrase("Name"), 20, lambda row, _: row.operator),
    TableColumn("login", phrase("Login"), 14, lambda row, _: row.login),
    TableColumn("scan", phrase("Scan"), 28, lambda row, _: row.scan),
    TableColumn("what", phrase("What"), 28, lambda row, _: row.what),
    TableColumn("reason", phrase("Reason"), 28, lambda row, _: row.reason),
    TableColumn("before", phrase("Before"), 46, lambda row, _: row.before),
    TableColumn("after", phrase("After"), 46, lambda row, _: row.after),
    TableColumn("program", phrase("melcount"), 12, lambda row, _: row.program),
)
