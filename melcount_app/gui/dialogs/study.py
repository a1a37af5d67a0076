"""The commands of the window that are about the whole study."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from melcount_app.core.batch import Which, common_folder
from melcount_app.gui.dialogs.batch import BatchDialog
from melcount_app.gui.dialogs.files import FileCommands
from melcount_app.gui.dialogs.plan import PlanDialog
from melcount_app.gui.dialogs.protocol import ProtocolDialog
from melcount_app.gui.dialogs.reports import ReportsDialog
from melcount_app.gui.dialogs.take_over import TakeOverDialog
from melcount_app.gui.messages import Message
from melcount_app.gui.session import Session
from melcount_app.gui.session.summary import ScanState

COUNTED = (ScanState.COUNTED, ScanState.FLAGGED)
LOCKING = frozenset({*COUNTED, ScanState.STALE})
"""What scans with a count come to; the study keeps its protocol then."""

UNFINISHED = (ScanState.NEW, ScanState.OUTLINED, ScanState.STALE)


class StudyCommands(QObject):
    """Plans, counts and reports the study, and allows of it what makes sense.

    Args:
        window: what dialogs belong to.
        session: that has the study.
        actions: of the window, by name.
        files: asks for files.

    Attributes:
        study_taken: the path of the study that another window has, which is to be written here.
    """

    study_taken = Signal(Path)

    def __init__(
        self,
        window: QWidget,
        session: Session,
        actions: Mapping[str, QAction],
        files: FileCommands,
    ) -> None:
        super().__init__(window)
        self._window, self._session, self._actions = window, session, actions
        self._files = files
        slots = {
            "count_all": self.count_all,
            "count_failed": self.count_failed,
            "cancel_batch": session.cancel_batch,
            "protocol": self.show_protocol,
            "take_over": self.ask_take_over,
            "plan": self.show_plan,
            "write_reports": self.ask_reports,
        }
        for name, slot in slots.items():
            actions[name].triggered.connect(slot)
        actions["pause_batch"].toggled.connect(self._pause)
        for changed in (session.batch_changed, session.summaries_changed, session.stage_changed):
            changed.connect(self.allow)
        self.allow()

    @Slot()
    def allow(self) -> None:
        """Allow what makes sense now."""
        session = self._session
        states = [summary.state for summary in session.summaries]
        runs = session.batch is not None
        is_free = session.is_writable and not runs and not session.job
        allowed = {
            "count_all": is_free and any(state in UNFINISHED for state in states),
            "count_failed": is_free and ScanState.FAILED in states,
            **dict.fromkeys(
                ("pause_batch", "cancel_batch"), bool(session.batch and session.batch.may_stop)
            ),
            "write_reports": not runs and any(state in COUNTED for state in states),
            "protocol": session.study is not None,
            "take_over": session.study is not None and session.study.is_read_only,
            "plan": bool(states),
        }
        for name, is_allowed in allowed.items():
            self._actions[name].setEnabled(is_allowed)
        is_paused = bool(session.batch and session.batch.is_paused)
        pause = self._actions["pause_batch"]
        pause.setChecked(is_paused)
        pause.setIconText(self.tr("Go on") if is_paused else self.tr("Pause"))

    def greet(self) -> Message | None:
        """What to say of a study that is opened, if there is anything."""
        session = self._session
        states = [summary.state for summary in session.summaries]
        left = sum(state in UNFINISHED for state in states)
        if session.study is not None and session.study.held_by:
            return Message(session.study.held_by, offers=("take_over",))
        if session.protocol is None or session.batch is not None or not left:
            return None
        sentence = self.tr("{n} of {all} scans of this study are not counted yet.")
        return Message(sentence.format(n=left, all=len(states)), offers=("count_all",))

    def leave(self) -> None:
        """Close the plan, with what is being typed there taken over."""
        dialog = self._window.findChild(PlanDialog)
        if dialog is not None:
            dialog.reject()

    @Slot()
    def show_plan(self) -> None:
        """Show the plan beside the window; the one that is open comes to the front."""
        dialog = self._window.findChild(PlanDialog)
        if dialog is None:
            dialog = PlanDialog(self._window, self._session)
        dialog.show()
        dialog.activateWindow()

    @Slot()
    def ask_take_over(self) -> None:
        """Ask whether the study is to be taken from the window that has it."""
        study = self._session.study
        if study is not None:
            dialog = TakeOverDialog(self._window, study)
            dialog.accepted.connect(self._take_over)
            dialog.open()

    @Slot()
    def _take_over(self) -> None:
        if self._session.study is not None:
            self.study_taken.emit(self._session.study.path)

    @Slot()
    def count_all(self) -> None:
        """Count the scans without a count that applies; ask first where the results go."""
        self._count(Which.UNFINISHED)

    @Slot()
    def count_failed(self) -> None:
        """Count the scans that failed."""
        self._count(Which.FAILED)

    def _count(self, which: Which) -> None:
        known = self._session.results_folder
        if known is not None:
            self._session.count_all(known, which)
        else:
            summaries = self._session.summaries
            dialog = BatchDialog(self._window, summaries, self.usual_folder())
            dialog.chosen.connect(lambda folder: self._session.count_all(folder, which))
            dialog.open()

    @Slot(bool)
    def _pause(self, is_paused: bool) -> None:
        self._session.pause_batch(is_paused=is_paused)

    @Slot()
    def ask_reports(self) -> None:
        """Ask where the reports go, and write them."""
        folder = self._session.results_folder or self.usual_folder()
        dialog = ReportsDialog(self._window, folder)
        dialog.chosen.connect(self._session.write_reports)
        dialog.open()

    def usual_folder(self) -> Path:
        """Where results go unless the user says otherwise."""
        study = self._session.study
        if study is not None and not study.path.stem.startswith("Untitled"):
            return study.path.with_name(self.tr("{name} results").format(name=study.path.stem))
        root = common_folder(summary.path for summary in self._session.summaries)
        return root.with_name(self.tr("{name} results").format(name=root.name))

    @Slot()
    def show_protocol(self) -> None:
        """Show what the scans are counted with."""
        states = {summary.state for summary in self._session.summaries}
        dialog = ProtocolDialog(self._window, self._session, is_locked=bool(states & LOCKING))
        dialog.to_be_saved.connect(self._files.save_protocol)
        dialog.to_be_taken.connect(self._files.take_protocol)
        dialog.open()
