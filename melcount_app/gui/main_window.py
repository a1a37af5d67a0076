"""The main window: puts view, panels and commands together and connects them to the session."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow, QSizePolicy, QSplitter
from typing_extensions import override

from melcount_app.core.fluorescence import NoFluorescenceError
from melcount_app.core.study import RenamedCondition
from melcount_app.gui.beginning import Notice
from melcount_app.gui.commands import COMMANDS, FILE, MENUS
from melcount_app.gui.commands.actions import make_actions
from melcount_app.gui.commands.availability import Availability
from melcount_app.gui.commands.bars import ToolBar, fill_menus
from melcount_app.gui.commands.command import Context
from melcount_app.gui.dialogs.files import FileCommands, dropped_files
from melcount_app.gui.dialogs.insist import InsistDialog
from melcount_app.gui.dialogs.leaving import Leaving
from melcount_app.gui.dialogs.regions import RegionCommands
from melcount_app.gui.dialogs.renamed import RenamedDialog
from melcount_app.gui.dialogs.study import StudyCommands
from melcount_app.gui.garbage import GarbageCollector
from melcount_app.gui.messages import Messages
from melcount_app.gui.panels.batch import BatchPanel
from melcount_app.gui.panels.density import DensityLook
from melcount_app.gui.panels.display import DisplayPanel
from melcount_app.gui.panels.notices import NoticeBar, Telling
from melcount_app.gui.panels.recent import RecentMenu
from melcount_app.gui.panels.regions import RegionsPanel
from melcount_app.gui.panels.result import ResultPanel
from melcount_app.gui.panels.sample import SamplePanel
from melcount_app.gui.panels.scan import ScanPanel
from melcount_app.gui.panels.scans import ScansPanel
from melcount_app.gui.panels.side import Pages, SideColumn, below_each_other, column_of, stacked
from melcount_app.gui.panels.status import StatusPanel
from melcount_app.gui.panels.welcome import Welcome
from melcount_app.gui.preferences import Preferences
from melcount_app.gui.session import Session
from melcount_app.gui.viewer import ScanView

LIST_WIDTH_PX = 250
SIDE_WIDTH_PX = 506


class MainWindow(QMainWindow):
    """The scans of a study, one of them in the middle, from opening to export.

    Attributes:
        study_chosen: a `Path`: the user wants another study; it need not exist yet.
        study_taken: a `Path`: the user wants to write the study that another window has.
        study_dropped: a `Path`: as `study_chosen`; and paths of files to be taken into it.
    """

    study_chosen = Signal(Path)
    study_taken = Signal(Path)
    study_dropped = Signal(Path, object)

    def __init__(self, session: Session, preferences: Preferences | None = None) -> None:
        """A window over a session that may have worked before.

        Args:
            session: what is shown.
            preferences: the user's settings; None for the usual ones.
        """
        super().__init__()
        self.setObjectName("main_window")
        self.setAcceptDrops(True)
        self.session = session
        session.setParent(self)
        self.preferences = preferences or Preferences(parent=self)
        self._has_session = True
        self._garbage = GarbageCollector(self)
        self.files = FileCommands(self, session)
        self.actions_by_name = make_actions(self, self.palette(), COMMANDS)
        self.view = ScanView(session)
        self._make_panels()
        self.region_commands = RegionCommands(
            self, session.regions, session.scans, session.shown, self.regions_panel
        )
        self.study_commands = StudyCommands(self, session, self.files)
        self.leaving = Leaving(self, session, self.study_commands)
        self._fill_bars()
        self._lay_out()
        self.availability = self._serve_commands()
        self._connect_session()
        self._connect_parts()
        self.view.show_session()
        self._on_scan_changed()
        session.arrivals.read.connect(self._greet)
        if session.arrivals.is_read or (session.study and session.study.held_by):
            self._greet()

    def _make_panels(self) -> None:
        session, actions = self.session, self.actions_by_name
        self.welcome = Welcome(actions)
        self.messages = Messages(actions)
        self.notices = NoticeBar(actions)
        self.scans_panel = ScansPanel(session.scans, session.shown, actions)
        self.sample_panel = SamplePanel(session.sample, actions)
        self.scan_panel = ScanPanel(session.shown, session.sample)
        self.display_panel = DisplayPanel(self.view.display)
        self.result_panel = ResultPanel(session.numbers, session.shown, session.course)
        self.regions_panel = RegionsPanel(session.regions, session.numbers, actions)
        self.status_panel = StatusPanel(session.course, session.shown, actions)
        self.density_look = DensityLook()
        self.batch_panel = BatchPanel(session.batch, actions)

    def _fill_bars(self) -> None:
        self.recent = RecentMenu(self.preferences)
        self.recent.setParent(self, self.recent.windowFlags())
        recent = {FILE.heading: (self.recent.menuAction(),)}
        fill_menus(self.menuBar(), MENUS, self.actions_by_name, recent)
        bar = ToolBar(MENUS, self.actions_by_name, {"show_density": self.density_look.slider})
        bar.name_extension(self.menuBar(), "qt_menubar_ext_button")
        self.addToolBar(bar)

    def _lay_out(self) -> None:
        self._pages = Pages()
        self._pages.addWidget(self.welcome)
        self._pages.addWidget(self.view)
        middle = stacked(self._pages, self.messages)
        self.side = SideColumn(
            self.result_panel,
            self.regions_panel,
            tabs={
                self.tr("Outline"): self.sample_panel,
                self.tr("Display"): below_each_other(self.density_look, self.display_panel),
                self.tr("Scan"): self.scan_panel,
            },
        )
        self.columns = QSplitter(childrenCollapsible=False)
        expanding = QSizePolicy.Policy.Expanding
        self.columns.setSizePolicy(expanding, expanding)  # what stands above is as low as it can
        for part in (self.scans_panel, middle, self.side):
            self.columns.addWidget(part)
        self.columns.setStretchFactor(1, 1)
        self.columns.setSizes([LIST_WIDTH_PX, 1000, SIDE_WIDTH_PX])
        self.setCentralWidget(
            column_of(self.notices, self.columns, self.batch_panel, self.status_panel)
        )
        self.resize(1280, 720)

    def _serve_commands(self) -> Availability:
        """Let the commands run on the parts of this window."""
        context = Context(
            window=self,
            session=self.session,
            preferences=self.preferences,
            view=self.view,
            files=self.files,
            regions=self.region_commands,
            study=self.study_commands,
            scans=self.scans_panel,
            menus=MENUS,
        )
        for action in self.actions_by_name.values():
            action.serve(context)
        return Availability(context, self.actions_by_name.values())

    def _connect_session(self) -> None:
        session = self.session
        session.told.connect(self.messages.show_message)
        session.desk.settled.connect(self.messages.leave_attempt)
        session.shown.changed.connect(self._on_scan_changed)
        session.shown.read.connect(self._turn_to_what_lacks)
        self.preferences.failed.connect(self.messages.note)
        self.recent.scan_chosen.connect(session.shown.open)
        self.recent.study_chosen.connect(self.study_commands.choose_study)
        self.study_commands.study_chosen.connect(self.study_chosen)
        self.study_commands.study_taken.connect(self.study_taken)
        session.keeping.changed.connect(self._tell_unsaved)
        session.copies.made.connect(self._remember_copy)
        session.dropped.withdrawn.connect(self.messages.withdraw)
        session.dropped.plan_dropped.connect(self.study_commands.look_at_plan)
        session.dropped.study_dropped.connect(self.study_dropped)
        session.counting.doubted.connect(self._ask_to_insist)
        self.scans_panel.condition_entered.connect(session.plan.set_condition)
        self.scans_panel.left_out.connect(session.plan.leave_out)
        self.scans_panel.taken_in.connect(session.plan.take_in)
        session.plan.folders_renamed.connect(self._ask_about_renamed)

    @Slot(object)
    def _ask_to_insist(self, found: NoFluorescenceError) -> None:
        InsistDialog(self, found, self.session).open()

    @Slot(list)
    def _ask_about_renamed(self, renamed: list[RenamedCondition]) -> None:
        RenamedDialog(self, renamed, self.session).open()

    def _connect_parts(self) -> None:
        view = self.view
        view.pointed.connect(self.status_panel.show_place)
        view.pointer_left.connect(self.status_panel.clear_place)
        view.in_hand.put_down.connect(self._put_tool_down)
        view.in_hand.sample_left.connect(self.actions_by_name["target_sample"].setChecked)
        view.in_hand.told.connect(self.status_panel.show_drawing)
        self.density_look.strength_changed.connect(view.density.set_strength)
        self.density_look.colours_changed.connect(view.density.set_colours)
        self.density_look.scale_changed.connect(view.density.set_scale)
        self.density_look.threshold_changed.connect(view.density.set_threshold)
        self.regions_panel.regions_selected.connect(view.shapes.select)
        self.regions_panel.regions_selected.connect(self.availability.ask)
        view.shapes.clicked.connect(self.regions_panel.select_one)
        self.actions_by_name["without_damaged"].triggered.connect(self.messages.latest.clear)

    # What the session says

    def show_notices(self, notices: Sequence[Notice]) -> None:
        """Show what went wrong when a study was opened; it stays until the user closes it."""
        if notices:
            self.study_commands.damaged = self.notices.show_notices(notices)

    @property
    def telling(self) -> Telling:
        """What the window tells now."""
        return Telling(self.notices.notices, self.messages.shown)

    def tell_again(self, before: Telling) -> None:
        """Tell what another window over the same session told."""
        self.show_notices(before.notices)
        for message in before.messages:
            self.messages.show_message(message)

    @Slot()
    def _greet(self) -> None:
        greeting = self.study_commands.greet()
        if greeting is not None:
            self.messages.show_message(greeting)

    @Slot()
    def _tell_unsaved(self) -> None:
        self.messages.show_message(self.study_commands.told_of_keeping())

    @Slot(Path)
    def _remember_copy(self, copy: Path) -> None:
        """Begin with a copy next time where it holds what the study itself lacks."""
        if self.session.keeping.problem:
            self.preferences.remember_study(copy, is_named=True)

    @Slot()
    def _on_scan_changed(self) -> None:
        path = self.session.shown.path
        self.messages.leave_scan()
        if path is not None:
            self.preferences.remember_scan(path)
        names = (path.name, self._study_name()) if path else (self._study_name(),)
        self.setWindowTitle(" – ".join(names))
        self._pages.setCurrentWidget(self.view if path else self.welcome)
        self.side.setVisible(path is not None)

    @Slot()
    def _turn_to_what_lacks(self) -> None:
        """Have the field for the pixel size in sight where the file tells none."""
        if self.session.shown.pixel_size is None:
            self.side.tabs.setCurrentWidget(self.scan_panel)

    def _study_name(self) -> str:
        """The study, where it has a name that the user gave it."""
        study = self.session.study
        is_named = study is not None and not study.path.stem.startswith("Untitled")
        return f"{study.path.name} – melcount" if study is not None and is_named else "melcount"

    # What the user does

    @Slot()
    def _put_tool_down(self) -> None:
        self.actions_by_name["move"].setChecked(True)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_files(event):
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        paths = dropped_files(event)
        if paths:
            event.acceptProposedAction()
            self.session.arrivals.add(paths)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if self._has_session:
            self.hide()  # at once; a tile that is being counted may take a second to end
            if not self.leaving.has_ended():
                event.ignore()
                self.show()
                self.leaving.ask(self.close)
                return
        self.view.close_reader()
        if self._has_session:
            self._garbage.stop()
        super().closeEvent(event)

    def give_up_session(self) -> Session:
        """Leave the session to another window; this one is of no use but to be closed."""
        self.session.setParent(None)
        self._garbage.stop()
        self._has_session = False
        return self.session
