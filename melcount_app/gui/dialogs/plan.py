"""The plan of the study: where conditions come from, what looks like a mistake, and the grid."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from melcount_app.core.plan import (
    ConcernKind,
    about_exposure,
    concerns_of,
    with_one_name,
)
from melcount_app.gui.dialogs.left_out import LeftOutList
from melcount_app.gui.dialogs.plan_channel import PlanChannel
from melcount_app.gui.dialogs.plan_grid import PlanGrid
from melcount_app.gui.dialogs.plan_source import SourceBar
from melcount_app.gui.language import told
from melcount_app.gui.messages import Message, MessageBar, Tone
from melcount_app.gui.session.desk import EditDesk
from melcount_app.gui.session.plan import PlanDesk
from melcount_app.gui.session.scans import ScanList

CONCERNS_PX = 104
SIZE_PX = (1040, 640)
RESTS_MS = 100
"""How long news of files have to rest before what follows from them is shown."""


class PlanDialog(QDialog):
    """The grid is the plan: what is typed there holds at once and can be undone.

    Attributes:
        news: runs while something new is known of the files and not shown yet.
    """

    def __init__(
        self,
        window: QWidget,
        plan: PlanDesk,
        scans: ScanList,
        desk: EditDesk,
        left_out: LeftOutList,
    ) -> None:
        super().__init__(window)
        self.setObjectName("plan_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Plan of the study"))
        self._plan, self._desk = plan, desk
        self.sources = SourceBar(plan)
        self.concerns = self._make_concerns()
        self.left_out = left_out
        self.channel = PlanChannel(plan)
        self.looked_at = QLabel()
        self.looked_at.setObjectName("plan_looked_at")
        self.join = QPushButton(self.tr("Make look-alikes one"))
        self.join.setObjectName("plan_join")
        self.join.setAutoDefault(False)
        self.join.setToolTip(
            self.tr("Conditions and donors that look alike are called as most of them are")
        )
        self.join.clicked.connect(self._join)
        self.grid = PlanGrid(plan, scans)
        self.failure = self._make_failure()
        self.news = QTimer(self, singleShot=True, interval=RESTS_MS)
        self.news.timeout.connect(self.show_plan)
        self._lay_out()
        self.sources.proposed.connect(self.show_plan)
        plan.changed.connect(self.show_plan)
        news = (scans.listed, scans.changed, scans.protocol_changed, plan.facts_changed)
        for changed in news:
            changed.connect(self.news.start)
        for changed in (scans.listed, scans.protocol_changed):
            changed.connect(self._read_facts)
        self.show_plan()
        plan.read_facts()

    def _make_concerns(self) -> QListWidget:
        concerns = QListWidget()
        concerns.setObjectName("plan_concerns")
        concerns.setAccessibleName(self.tr("What to look at before anything runs"))
        concerns.setWordWrap(True)
        concerns.setMaximumHeight(CONCERNS_PX)
        concerns.setSizeAdjustPolicy(QListWidget.SizeAdjustPolicy.AdjustToContents)
        concerns.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        concerns.itemClicked.connect(self._select)
        concerns.itemActivated.connect(self._select)
        return concerns

    def _make_failure(self) -> MessageBar:
        """What could not be filled in; it goes when something was."""
        failure = MessageBar()
        self._plan.changed.connect(failure.clear)
        return failure

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.addWidget(self.looked_at, 1)
        foot.addWidget(self.join)
        for action in self._undo_actions():
            button = QToolButton()
            button.setDefaultAction(action)
            foot.addWidget(button)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        close.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.addWidget(self.failure)
        for widget in (self.sources, self.channel, self.concerns):
            column.addWidget(widget)
        column.addWidget(self.grid, 1)
        column.addWidget(self.left_out)
        column.addLayout(foot)
        self.resize(*SIZE_PX)

    def _undo_actions(self) -> tuple[QAction, QAction]:
        """The steps of the window, which those of the plan are among."""
        stack = self._desk.undo_stack
        undo = stack.createUndoAction(self, self.tr("Undo"))
        redo = stack.createRedoAction(self, self.tr("Redo"))
        undo.setShortcuts(QKeySequence.StandardKey.Undo)
        redo.setShortcuts(QKeySequence.StandardKey.Redo)
        return undo, redo

    @Slot()
    def show_plan(self) -> None:
        """Show the plan of the study, or the one to look at, and what to look at in it."""
        plan, proposal = self._plan, self.sources.proposal
        present = plan.present
        shown = proposal.plan if proposal is not None else present
        if {scan.path for scan in shown.scans} != {scan.path for scan in present.scans}:
            shown = present  # the proposal is about the scans that were there before
        self.grid.rows.show_plan(shown, present)
        found = (
            *concerns_of(shown, plan.facts, channel=plan.channel, stains=plan.stains),
            *about_exposure(plan.facts, plan.channel, *plan.white),
        )
        self.concerns.clear()
        for concern in found:
            item = QListWidgetItem(told(concern.sentence))
            item.setData(Qt.ItemDataRole.UserRole, concern.scans)
            self.concerns.addItem(item)
        self.concerns.setVisible(bool(found))
        self.channel.show_plan()
        has_alikes = any(concern.kind is ConcernKind.LOOK_ALIKES for concern in found)
        self.join.setVisible(has_alikes and proposal is None)
        self._show_looked_at(len(present.scans), has_concerns=bool(found))

    def _show_looked_at(self, scans: int, *, has_concerns: bool) -> None:
        known = sum(scan.path in self._plan.facts for scan in self._plan.present.scans)
        if known < scans:
            text = self.tr("Looking at the files: {n} of {all}").format(n=known, all=scans)
        elif has_concerns:
            text = self.tr("Click a sentence to select its scans.")
        else:
            text = self.tr("Nothing looks like a mistake.")
        self.looked_at.setText(text)

    @Slot(object)
    def show_message(self, message: Message) -> None:
        """Show what could not be done here, too: the plan may lie over the window."""
        if message.tone is Tone.FAILURE:
            self.failure.show_message(message)

    @Slot()
    def _read_facts(self) -> None:
        """Look at files that came while the plan is open, or of which another image is read."""
        self._plan.read_facts()

    @Slot()
    def _join(self) -> None:
        """Make names that look alike one, in one step that can be undone."""
        self._plan.take(self.tr("names made one"), with_one_name(self._plan.present))

    @override
    def done(self, arg__1: int) -> None:
        self.grid.finish_typing()
        super().done(arg__1)

    @Slot(QListWidgetItem)
    def _select(self, item: QListWidgetItem) -> None:
        self.grid.select_scans(item.data(Qt.ItemDataRole.UserRole))
