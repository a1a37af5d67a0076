"""What is asked before the whole study is planned, counted, reported on, or another one opened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from melcount_app.core.batch import Which, results_beside
from melcount_app.core.paths import documents_folder, resources_folder
from melcount_app.core.study import StudyRepaired
from melcount_app.gui.dialogs.batch import BatchDialog
from melcount_app.gui.dialogs.files import FileCommands
from melcount_app.gui.dialogs.images import ImagesDialog
from melcount_app.gui.dialogs.left_out import LeftOutList
from melcount_app.gui.dialogs.plan import PlanDialog
from melcount_app.gui.dialogs.protocol import ProtocolDialog
from melcount_app.gui.dialogs.repaired import RepairedDialog
from melcount_app.gui.dialogs.reports import ReportsDialog
from melcount_app.gui.dialogs.take_over import TakeOverDialog
from melcount_app.gui.language import told
from melcount_app.gui.messages import Message, Tone
from melcount_app.gui.session import Session
from melcount_app.gui.session.picking import ImagesRead
from melcount_app.gui.session.rows import LOCKING, UNFINISHED, ScanState

AfterCopy: TypeAlias = tuple[Callable[[Path], object], Callable[[], object]]
"""What is called with the path of a copy of the study, and what where there is none."""


class StudyCommands(QObject):
    """Plans, counts and reports the study, and asks for another one.

    Args:
        window: what dialogs belong to.
        session: that has the study.
        files: asks for files.

    Attributes:
        study_chosen: a `Path`: the user wants another study; it need not exist yet.
        study_taken: the path of the study that another window has, which is to be written here.
        damaged: a study that could not be read, which is the one to repair; None for none.
    """

    study_chosen = Signal(Path)
    study_taken = Signal(Path)

    def __init__(self, window: QWidget, session: Session, files: FileCommands) -> None:
        super().__init__(window)
        self._window, self._session, self._files = window, session, files
        self._after_copy: AfterCopy = (self._tell_copied, lambda: None)
        self.damaged: Path | None = None
        session.copies.made.connect(self._on_copied)
        session.copies.repaired.connect(self._show_repaired)
        session.copies.failed.connect(self._on_not_copied)
        session.picking.read.connect(self._show_images)

    def ask_study(self) -> None:
        """Ask for a study to go on with."""
        self._files.ask_study(self.choose_study)

    def ask_new_study(self) -> None:
        """Ask where a new study is to lie."""
        self._files.ask_new_study(self.choose_study)

    @Slot(Path)
    def choose_study(self, path: Path) -> None:
        """Let another study take the place of the one that is open."""
        study = self._session.study
        if study is None or path.resolve() != study.path:
            self.study_chosen.emit(path)

    def ask_copy(
        self,
        then: Callable[[], object] | None = None,
        otherwise: Callable[[], object] = lambda: None,
    ) -> None:
        """Ask where a copy of the study is to lie, and write it.

        Args:
            then: called when it is written; None to say so, and where the study cannot be saved
                to go on with the copy.
            otherwise: called where there is none: no place was chosen, or it failed.
        """
        self._ask_copy(self._tell_copied if then is None else lambda _: then(), otherwise)

    def ask_name(self) -> None:
        """Ask where the study is to lie from now on, and go on there; this file stays."""
        self._ask_copy(self.choose_study, lambda: None)

    def _ask_copy(self, then: Callable[[Path], object], otherwise: Callable[[], object]) -> None:
        def make(path: Path) -> None:
            self._after_copy = (then, otherwise)
            self._session.copies.make(path)

        self._files.ask_study_copy(make, otherwise)

    @Slot(Path)
    def _on_copied(self, copy: Path) -> None:
        then, _ = self._after_copy
        then(copy)

    @Slot()
    def _on_not_copied(self) -> None:
        _, otherwise = self._after_copy
        otherwise()

    def ask_repair(self) -> None:
        """Ask for a damaged study and for a place, and save there what is whole in it."""
        self._files.ask_repair(self.damaged, self._repair)

    def _repair(self, damaged: Path, path: Path) -> None:
        told = self.tr("Repairing “{name}” …").format(name=damaged.name)
        self._session.told.emit(Message(told))
        self._after_copy = (lambda _: None, lambda: None)
        self._session.copies.repair(damaged, path)

    @Slot(object)
    def _show_repaired(self, repaired: StudyRepaired) -> None:
        """Say what came of it, and open it where that is wanted."""
        sentence = self.tr("{name} was saved.").format(name=repaired.path.name)
        self._session.told.emit(Message(sentence, Tone.DONE, repaired.path.parent))
        dialog = RepairedDialog(self._window, repaired)
        dialog.accepted.connect(lambda: self.choose_study(repaired.path))
        dialog.open()

    def _tell_copied(self, copy: Path) -> None:
        if self._session.keeping.problem:
            self.study_chosen.emit(copy)
            return
        sentence = self.tr("{name} was saved.").format(name=copy.name)
        self._session.told.emit(Message(sentence, Tone.DONE, copy.parent))

    def told_of_keeping(self) -> Message:
        """What is not saved and why, or that all is again."""
        keeping = self._session.keeping
        if not keeping.problem:
            return Message(self.tr("All changes are saved again."), Tone.DONE)
        unsaved = self.tr("Changes that are not saved: {n}. This is tried again by itself.")
        sentence = f"{told(keeping.problem)} {unsaved.format(n=keeping.unsaved)}"
        return Message(sentence, offers=("save_again", "save_copy"))

    def greet(self) -> Message | None:
        """What to say of a study that is opened, if there is anything."""
        session = self._session
        if session.study is not None and session.study.held_by:
            return Message(session.study.held_by, offers=("take_over",))
        left = session.scans.number_of(*UNFINISHED)
        if session.scans.protocol is None or session.batch.state is not None or not left:
            return None
        sentence = self.tr("{n} of {all} scans of this study are not counted yet.")
        return Message(sentence.format(n=left, all=len(session.scans)), offers=("count_all",))

    def leave(self) -> None:
        """Close the plan, with what is being typed there taken over."""
        dialog = self._window.findChild(PlanDialog)
        if dialog is not None:
            dialog.reject()

    def show_plan(self) -> None:
        """Show the plan beside the window; the one that is open comes to the front."""
        dialog = self._window.findChild(PlanDialog)
        if dialog is None:
            session = self._session
            left_out = LeftOutList(session.left_out, session.arrivals.put_back)
            dialog = PlanDialog(self._window, session.plan, session.scans, session.desk, left_out)
            session.told.connect(dialog.show_message)
        dialog.show()
        dialog.activateWindow()

    @Slot(Path)
    def look_at_plan(self, table: Path) -> None:
        """Show the plan with what a table would make of it."""
        self.show_plan()
        dialog = self._window.findChild(PlanDialog)
        if dialog is not None:
            dialog.sources.look_at(table)

    def show_left_out(self) -> None:
        """Show the plan, with the keyboard in the list of what was left out."""
        self.show_plan()
        dialog = self._window.findChild(PlanDialog)
        if dialog is not None:
            dialog.left_out.files.setFocus()

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

    def count_all(self) -> None:
        """Count the scans without a count that applies; ask first where the results go."""
        self._count(Which.UNFINISHED)

    def count_failed(self) -> None:
        """Count the scans that failed."""
        self._count(Which.FAILED)

    def _count(self, which: Which) -> None:
        known = self._session.batch.results_folder
        if known is not None:
            self._session.batch.count_all(known, which)
        else:
            wanted = (ScanState.FAILED,) if which is Which.FAILED else UNFINISHED
            rows = [row for row in self._session.scans.rows if row.state in wanted]
            dialog = BatchDialog(self._window, rows, self.usual_folder())
            dialog.chosen.connect(lambda folder: self._session.batch.count_all(folder, which))
            dialog.open()

    def ask_reports(self) -> None:
        """Ask where the reports go, and write them."""
        folder = self._session.batch.results_folder or self.usual_folder()
        dialog = ReportsDialog(self._window, folder)
        dialog.chosen.connect(self._session.batch.write_reports)
        dialog.open()

    def usual_folder(self) -> Path:
        """Where results go unless the user says otherwise."""
        study = self._session.study
        if study is not None and not study.path.stem.startswith("Untitled"):
            return study.path.with_name(self.tr("{name} results").format(name=study.path.stem))
        scans = (row.path for row in self._session.scans.rows)
        folder, name = results_beside(scans, resources_folder(), documents_folder())
        return folder / self.tr("{name} results").format(name=name or "melcount")

    @Slot(object)
    def _show_images(self, read: ImagesRead) -> None:
        """Ask which image and plane of the files is counted."""
        dialog = ImagesDialog(self._window, read)
        dialog.chosen.connect(self._session.picking.pick)
        dialog.open()

    def show_protocol(self) -> None:
        """Show what the scans are counted with."""
        scans = self._session.scans
        may_be_taken = self._session.keeping.is_writable and not scans.number_of(*LOCKING)
        dialog = ProtocolDialog(self._window, scans.protocol, may_be_taken=may_be_taken)
        dialog.to_be_saved.connect(self._files.save_protocol)
        dialog.to_be_taken.connect(self._files.take_protocol)
        dialog.open()
