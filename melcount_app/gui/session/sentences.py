"""What the session says of its files."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from melcount_app.core.report import Written
from melcount_app.core.report.files import wanted_name
from melcount_app.core.report.study import StudyReportsWritten
from melcount_app.gui.language import QT_TRANSLATE_NOOP
from melcount_app.gui.messages import Message, Tone

_WRITTEN = QT_TRANSLATE_NOOP("session", "The results were written to {name} in {folder}.")
_RENAMED = QT_TRANSLATE_NOOP(
    "session",
    "The old {old} could not be replaced (is it open in Excel?), so the results were written "
    "as {new} in {folder}.",
)


def export_message(written: Written) -> Message:
    """Where the results are, and which of them did not get the name they should have."""
    workbook = written.workbook
    sentence = QCoreApplication.translate("session", _RENAMED if written.renamed else _WRITTEN)
    told = sentence.format(
        name=workbook.name,
        old=", ".join(wanted_name(path) for path in written.renamed),
        new=", ".join(path.name for path in written.renamed),
        folder=workbook.parent,
    )
    return Message(told, Tone.NOTE if written.renamed else Tone.DONE, workbook.parent)


_REPORTS = QT_TRANSLATE_NOOP(
    "session", "The reports were written: {name}; workbooks of conditions: {n}."
)
_REPORTS_RENAMED = QT_TRANSLATE_NOOP(
    "session",
    "The old {old} could not be replaced (is it open in Excel?); the new reports are in {new}.",
)


def told_of_reports(written: StudyReportsWritten) -> str:
    """Which reports there are, and which of them did not get the name they should have."""
    sentence = QCoreApplication.translate("session", _REPORTS)
    told = sentence.format(name=written.summary.name, n=len(written.conditions))
    if written.renamed:
        more = QCoreApplication.translate("session", _REPORTS_RENAMED)
        old = ", ".join(wanted_name(path) for path in written.renamed)
        new = ", ".join(path.name for path in written.renamed)
        told = f"{told} {more.format(old=old, new=new)}"
    return told
