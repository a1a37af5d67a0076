"""Where the conditions come from: a choice, and what it would make of the scans."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from melcount_app.core.plan import Plan
from melcount_app.gui.dialogs.files import FileQuestion
from melcount_app.gui.language import QT_TRANSLATE_NOOP, told
from melcount_app.gui.session.plan import PlanDesk
from melcount_app.gui.session.proposing import PlanSource, Proposed

SOURCES: tuple[tuple[PlanSource | None, str, str], ...] = (
    (None, QT_TRANSLATE_NOOP("plan", "the grid below"), ""),
    (PlanSource.FOLDERS, QT_TRANSLATE_NOOP("plan", "sub-folders"), ""),
    (
        PlanSource.PATTERN,
        QT_TRANSLATE_NOOP("plan", "file names, by a pattern"),
        QT_TRANSLATE_NOOP(
            "plan", "{condition}, {dose}, {replicate} and {donor} stand for parts of the name"
        ),
    ),
    (
        PlanSource.EXPRESSION,
        QT_TRANSLATE_NOOP("plan", "file names, by a regular expression"),
        QT_TRANSLATE_NOOP("plan", "with groups such as (?P<condition>…) and (?P<replicate>…)"),
    ),
    (PlanSource.TABLE, QT_TRANSLATE_NOOP("plan", "a table (.xlsx, .csv)…"), ""),
)
"""What tells the conditions, what it is called, and what is to be typed."""

STEPS = {
    PlanSource.FOLDERS: QT_TRANSLATE_NOOP("plan", "plan from sub-folders"),
    PlanSource.PATTERN: QT_TRANSLATE_NOOP("plan", "plan from file names"),
    PlanSource.EXPRESSION: QT_TRANSLATE_NOOP("plan", "plan from file names"),
    PlanSource.TABLE: QT_TRANSLATE_NOOP("plan", "plan from a table"),
    PlanSource.PASTED: QT_TRANSLATE_NOOP("plan", "plan from a table"),
}
"""Names of the steps that take over a plan."""

TYPED = (PlanSource.PATTERN, PlanSource.EXPRESSION)
MOST_TOLD = 6
RESTS_MS = 150
"""How long typing has to rest before a plan is made of it."""


class SourceBar(QWidget):
    """Asks for plans to look at, and takes one over when told.

    Attributes:
        proposed: the plan to look at is another, or there is none any more.
    """

    proposed = Signal()

    def __init__(self, plan: PlanDesk) -> None:
        super().__init__()
        self._plan = plan
        self.proposal: Proposed | None = None
        self.source = self._make_source()
        self.pattern = QLineEdit()
        self.pattern.setObjectName("plan_pattern")
        self.pattern.textEdited.connect(self._rest)
        self.pattern.returnPressed.connect(self.take)
        self.use = self._make_button("plan_use", self.tr("Use this plan"))
        self.use.clicked.connect(self.take)
        self.discard_button = self._make_button("plan_discard", self.tr("Discard"))
        self.discard_button.clicked.connect(self.discard)
        self.preview = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.preview.setObjectName("plan_preview")
        self._resting = QTimer(self, singleShot=True, interval=RESTS_MS)
        self._resting.timeout.connect(self._propose)
        self._lay_out()
        plan.proposed.connect(self._show_proposal)
        plan.refused.connect(self._show_refusal)
        self.discard()

    def _make_source(self) -> QComboBox:
        box = QComboBox()
        box.setObjectName("plan_source")
        box.setAccessibleName(self.tr("What tells the conditions"))
        for _, text, _ in SOURCES:
            box.addItem(_tr(text))
        box.activated.connect(self.choose)
        return box

    def _make_button(self, name: str, text: str) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(name)
        button.setAutoDefault(False)
        return button

    def _lay_out(self) -> None:
        label = QLabel(self.tr("&Conditions come from"))
        label.setBuddy(self.source)
        top = QHBoxLayout()
        top.addWidget(label)
        top.addWidget(self.source)
        top.addWidget(self.pattern, 1)
        top.addWidget(self.use)
        top.addWidget(self.discard_button)
        top.addStretch(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(top)
        column.addWidget(self.preview)

    @property
    def _chosen(self) -> PlanSource | None:
        return SOURCES[self.source.currentIndex()][0]

    @Slot(int)
    def choose(self, place: int) -> None:
        """Let something else tell the conditions."""
        self._turn_to(place)
        source = SOURCES[place][0]
        if source is PlanSource.TABLE:
            self._ask_table()
        elif source in (PlanSource.FOLDERS, PlanSource.PATTERN):
            self._plan.propose(source)

    def look_at(self, table: Path) -> None:
        """Let a table tell the conditions that is there already."""
        self._turn_to(next(i for i, each in enumerate(SOURCES) if each[0] is PlanSource.TABLE))
        self.open_table(table)

    def _turn_to(self, place: int) -> None:
        """Show what is chosen, and nothing yet of what it would make of the scans."""
        self._resting.stop()
        self.source.setCurrentIndex(place)
        source, _, hint = SOURCES[place]
        self.pattern.setVisible(source in TYPED)
        self.pattern.setPlaceholderText(_tr(hint) if hint else "")
        self.pattern.setToolTip(_tr(hint) if hint else "")
        self.pattern.setAccessibleName(_tr(SOURCES[place][1]))
        self.pattern.clear()
        self._set_proposal(None, "")
        if source in TYPED:
            self.pattern.setFocus()

    def _ask_table(self) -> None:
        dialog = QFileDialog(self, self.tr("Open a table"))
        dialog.setObjectName("ask_table")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([f"{self.tr('Tables')} (*.xlsx *.xlsm *.csv *.tsv *.txt *.xls)"])
        dialog.rejected.connect(self.discard)
        FileQuestion(dialog, self.open_table)

    def open_table(self, path: Path) -> None:
        """Look at the plan of a table."""
        self._plan.propose(PlanSource.TABLE, str(path))

    @Slot()
    def _rest(self) -> None:
        self._resting.start()

    @Slot()
    def _propose(self) -> None:
        source, text = self._chosen, self.pattern.text().strip()
        if source in TYPED and text:
            self._plan.propose(source, text)
        else:
            self._set_proposal(None, "")

    @Slot(object)
    def _show_proposal(self, proposal: Proposed) -> None:
        if proposal.source is PlanSource.PATTERN and not self.pattern.text():
            self.pattern.setText(proposal.text)
        self._set_proposal(proposal, summary_of(proposal.plan))

    @Slot(str)
    def _show_refusal(self, sentence: str) -> None:
        self._set_proposal(None, told(sentence))

    def _set_proposal(self, proposal: Proposed | None, sentence: str) -> None:
        self.proposal = proposal
        self.preview.setText(sentence)
        self.preview.setVisible(bool(sentence))
        for button in (self.use, self.discard_button):
            button.setVisible(proposal is not None)
        self.proposed.emit()

    @Slot()
    def take(self) -> None:
        """Take over the plan that is looked at."""
        proposal = self.proposal
        if proposal is not None:
            self.discard()
            self._plan.take(_tr(STEPS[proposal.source]), proposal.plan)
            self._plan.name_source(proposal)

    @Slot()
    def discard(self) -> None:
        """Go back to the plan as it is."""
        self.choose(0)


def summary_of(plan: Plan) -> str:
    """What a plan would make of the scans: how many it tells the condition of, and which."""
    counts = Counter(scan.assignment.condition for scan in plan.scans if scan.assignment.condition)
    shown = [f"{condition} ({n})" for condition, n in list(counts.items())[:MOST_TOLD]]
    if len(counts) > MOST_TOLD:
        shown.append("…")
    sentence = _tr("{n} of {all} scans; conditions: {m}, {names}")
    told_of = sentence.format(
        n=counts.total(), all=len(plan.scans), m=len(counts), names=", ".join(shown)
    )
    reasons = [told(scan.reason) for scan in plan.scans if scan.reason]
    return f"{told_of}\n{reasons[0]}" if reasons else told_of


def _tr(text: str) -> str:
    return QCoreApplication.translate("plan", text)
