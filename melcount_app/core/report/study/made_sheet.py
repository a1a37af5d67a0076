"""How the numbers of a study were made: protocol and hashes, then every scan."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.worksheet.worksheet import Worksheet

from melcount_app.core.protocol import Protocol
from melcount_app.core.report.cells import set_widths
from melcount_app.core.report.columns import channel_name
from melcount_app.core.report.data_sheet import DATA_SHEET
from melcount_app.core.report.origin_sheet import OUTLINES, Fact, Section, program_name, write_facts
from melcount_app.core.report.study.report import StudyReport
from melcount_app.core.report.study.samples import MeasuredScan
from melcount_app.core.report.tables import SheetTable, TableColumn, write_table
from melcount_app.core.wording import Wording, phrase

PIXEL_SIZE = "0.0000"


def write_made_sheet(
    sheet: Worksheet, report: StudyReport, scans: Sequence[MeasuredScan], say: Wording
) -> None:
    """Fill the sheet "How it was made"."""
    widths = [column.width for column in SCAN_FACTS]
    found = sections(report, scans, say)
    row = write_facts(sheet, say("How it was made"), found, widths[:3])
    set_widths(sheet, widths)
    write_table(sheet, row, SheetTable(SCAN_FACTS, scans), say)


def sections(report: StudyReport, scans: Sequence[MeasuredScan], say: Wording) -> list[Section]:
    """Study, plan, protocol, program."""
    plan = [Fact(say("Told of it"), say.told(note)) for note in report.plan_notes]
    return [
        (say("Study"), _study(report, say)),
        *([(say("How the plan was read"), plan)] if plan else []),
        (say("Protocol"), _protocol(report, scans, say)),
        (
            say("Program"),
            [Fact(program_name(name, say), found) for name, found in report.versions.items()],
        ),
    ]


def _study(report: StudyReport, say: Wording) -> list[Fact]:
    zone = report.created.strftime("%z")
    return [
        Fact(say("Study"), report.name),
        Fact(say("Date"), report.created, say("local time, UTC{zone}", zone=zone)),
        Fact(say("Conditions"), len(report.conditions)),
        Fact(say("Scans with numbers"), sum(1 for _ in report.scans)),
        Fact(say("Scans left out"), sum(1 for _ in report.left_out)),
        *((Fact(say("Damage"), say.told(report.damage)),) if report.damage else ()),
        Fact(say("Donors or batches"), ", ".join(report.donors) or say("none named")),
        Fact(
            say("To count again"),
            "melcount replay",
            say(
                "reads the hidden sheet “{sheet}”, which holds masks and settings", sheet=DATA_SHEET
            ),
        ),
    ]


def _protocol(report: StudyReport, scans: Sequence[MeasuredScan], say: Wording) -> list[Fact]:
    found, cards = report.protocol, {scan.request.card.sha256: scan.request.card for scan in scans}
    models = [
        fact
        for card in cards.values()
        for fact in (Fact(say("Model"), card.name), Fact(say("SHA-256 of the model"), card.sha256))
    ]
    if found is None:
        return [Fact(say("Protocol"), say("none was fixed for this study")), *models]
    return [
        Fact(say("Protocol"), found.name),
        Fact(say("SHA-256 of the protocol"), found.sha256),
        Fact(
            say("Channel"), channel_name(found.channel, say) or say("the usual one, scan by scan")
        ),
        Fact(say("Pixel size (µm/px)"), found.um_per_px or say("that of each file")),
        *((Fact(say("Image of the files"), found.image),) if found.image else ()),
        *((Fact(say("Plane of the files"), found.plane),) if found.plane else ()),
        *_white(found, say),
        *models,
    ]


def _white(found: Protocol, say: Wording) -> list[Fact]:
    """White and black, where scans of 16 bit share them."""
    if found.white is None:
        return []
    return [
        Fact(say("White of scans of 16 bit (grey value)"), found.white),
        Fact(say("Black of scans of 16 bit (grey value)"), found.black or 0.0),
    ]


def _um_per_px(scan: MeasuredScan) -> float | None:
    size = scan.request.pixel_size
    return size.um_per_px if size else None


def _source(scan: MeasuredScan, say: Wording) -> str:
    size = scan.request.pixel_size
    return say.told(str(size.source)) if size else say("not known")


SCAN_FACTS: tuple[TableColumn[MeasuredScan], ...] = (
    TableColumn("scan", phrase("Scan"), 32, lambda row, _: row.name),
    TableColumn("folder", phrase("Folder"), 46, lambda row, _: str(row.scan.path.parent)),
    TableColumn(
        "fingerprint", phrase("Fingerprint of the file"), 46, lambda row, _: row.request.fingerprint
    ),
    TableColumn(
        "um_per_px", phrase("Pixel size (µm/px)"), 12, lambda row, _: _um_per_px(row), PIXEL_SIZE
    ),
    TableColumn("source", phrase("from"), 16, _source),
    TableColumn(
        "channel",
        phrase("Channel"),
        10,
        lambda row, say: channel_name(row.request.channel.name, say),
    ),
    TableColumn(
        "outline", phrase("Outline"), 14, lambda row, say: say(OUTLINES[row.request.mask.source])
    ),
    TableColumn(
        "operator",
        phrase("Last change by"),
        16,
        lambda row, _: row.last_edit.operator if row.last_edit else "",
    ),
    TableColumn(
        "time",
        phrase("at (UTC)"),
        20,
        lambda row, _: row.last_edit.time if row.last_edit else None,
    ),
)
