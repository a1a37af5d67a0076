"""The main window: puts view, panels and actions together and connects them to the session."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtWidgets import (
    QGridLayout,
    QMainWindow,
    QSplitter,
    QStackedWidget,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from melcount_app.core.errors import MelcountError
from melcount_app.core.paths import sample_scan
from melcount_app.gui.action_table import EDIT, FILE
from melcount_app.gui.actions import emphasise, fill_menus, fill_tool_bar, make_actions
from melcount_app.gui.dialogs.about import show_about
from melcount_app.gui.dialogs.failure import show_failure
from melcount_app.gui.dialogs.files import FileCommands
from melcount_app.gui.dialogs.help import HelpPage
from melcount_app.gui.dialogs.keys import KeySheet
from melcount_app.gui.dialogs.regions import RegionCommands
from melcount_app.gui.dialogs.settings import SettingsDialog
from melcount_app.gui.dialogs.study import StudyCommands
from melcount_app.gui.garbage import GarbageCollector
from melcount_app.gui.messages import Message, MessageBar, Tone
from melcount_app.gui.panels.batch import BatchPanel
from melcount_app.gui.panels.density import DensityLook
from melcount_app.gui.panels.display import DisplayPanel
from melcount_app.gui.panels.recent import RecentMenu
from melcount_app.gui.panels.regions import RegionsPanel
from melcount_app.gui.panels.result import ResultPanel
from melcount_app.gui.panels.sample import SamplePanel
from melcount_app.gui.panels.scan import ScanPanel
from melcount_app.gui.panels.scans import ScansPanel
from melcount_app.gui.panels.side import SideColumn, below_each_other
from melcount_app.gui.panels.status import StatusPanel
from melcount_app.gui.panels.welcome import Welcome
from melcount_app.gui.preferences import Preferences
from melcount_app.gui.session import Session
from melcount_app.gui.viewer import ScanView
from melcount_app.gui.viewer.drawing import DRAWING_KINDS

LIST_WIDTH_PX = 250
SIDE_WIDTH_PX = 506
KEY_ZOOM = 1.5
NORMAL, FULL = Qt.WindowState.WindowNoState, Qt.WindowState.WindowFullScreen

OF_SELECTED_REGIONS = (
    "rename_region",
    "region_colour",
    "raise_region",
    "lower_region",
    "duplicate_region",
    "copy_regions",
    "delete_region",
)
"""Actions on what is selected in the table of regions."""


class MainWindow(QMainWindow):
    """The scans of a study, one of them in the middle, from opening to export.

    Attributes:
        study_chosen: a `Path`: the user wants another study; it need not exist yet.
        study_taken: a `Path`: the user wants to write the study that another window has.
    """

    study_chosen = Signal(Path)
    study_taken = Signal(Path)

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
        self.actions_by_name = make_actions(self, self.palette())
        self.view = ScanView(session)
        self.welcome = Welcome(self._action("open"), self._action("open_sample"))
        self.messages = MessageBar(self.actions_by_name)
        self.scans_panel = ScansPanel(
            session,
            [self._action(name) for name in ("open", "add_folder", "plan", "count_all")],
        )
        self.sample_panel = SamplePanel(
            session,
            [self._action(name) for name in ("automatic_mask", "target_sample", "draw_mask")],
        )
        self.scan_panel = ScanPanel(session)
        self.display_panel = DisplayPanel(self.view.display)
        self.result_panel = ResultPanel(session)
        self.regions_panel = RegionsPanel(
            session,
            [
                self._action(name)
                for name in ("add_quadrants", "add_grid", "add_rings", "delete_region")
            ],
            [self._action(name) for name in ("zoom_to_regions", *OF_SELECTED_REGIONS)],
        )
        self.region_commands = RegionCommands(self, session, self.regions_panel)
        self.status_panel = StatusPanel(session, self._action("cancel"))
        self.density_look = DensityLook()
        self.batch_panel = BatchPanel(
            session, [self._action(name) for name in ("pause_batch", "cancel_batch")]
        )
        self.study_commands = StudyCommands(self, session, self.actions_by_name, self.files)
        self._fill_bars()
        self._lay_out()
        self._connect_actions()
        self._connect_session()
        self._action("open_sample").setEnabled(sample_scan().is_file())
        self._show_stage()
        self.view.show_session()
        self._on_scan_changed()
        self.study_commands.study_taken.connect(self.study_taken)
        greeting = self.study_commands.greet()
        if greeting is not None:
            self._show_message(greeting)

    def _action(self, name: str) -> QAction:
        return self.actions_by_name[name]

    def _fill_bars(self) -> None:
        undo = self.session.undo_stack.createUndoAction(self, self.tr("&Undo"))
        redo = self.session.undo_stack.createRedoAction(self, self.tr("&Redo"))
        undo.setShortcuts(QKeySequence.StandardKey.Undo)
        redo.setShortcuts(QKeySequence.StandardKey.Redo)
        self.recent = RecentMenu(self.preferences)
        self.recent.setParent(self, self.recent.windowFlags())
        extra = {EDIT: (undo, redo), FILE: (self.recent.menuAction(),)}
        fill_menus(self.menuBar(), self.actions_by_name, extra)
        bar = QToolBar(self.tr("Tools"), movable=False)
        bar.setObjectName("tool_bar")
        bar.setIconSize(QSize(22, 22))
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        fill_tool_bar(bar, self.actions_by_name)
        after_density = bar.actions()[bar.actions().index(self._action("show_density")) + 1]
        bar.insertWidget(after_density, self.density_look.slider)
        emphasise(bar, self._action("count"))
        for owner, name in (
            (bar, "qt_toolbar_ext_button"),
            (self.menuBar(), "qt_menubar_ext_button"),
        ):
            more = owner.findChild(QToolButton, name)
            if isinstance(more, QToolButton):
                more.setAccessibleName(self.tr("More tools"))
        self.addToolBar(bar)

    def _lay_out(self) -> None:
        self._pages = QStackedWidget()
        self._pages.addWidget(self.welcome)
        self._pages.addWidget(self.view)
        middle = _stacked(self._pages, self.messages)
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
        for part in (self.scans_panel, middle, self.side):
            self.columns.addWidget(part)
        self.columns.setStretchFactor(1, 1)
        self.columns.setSizes([LIST_WIDTH_PX, 1000, SIDE_WIDTH_PX])
        self.setCentralWidget(_column(self.columns, self.batch_panel, self.status_panel))
        self.resize(1280, 720)

    def _connect_actions(self) -> None:
        session, view, files = self.session, self.view, self.files
        regions = self.region_commands
        slots = {
            "open": files.open_scan,
            "add_folder": files.add_folder,
            "open_sample": self._open_sample,
            "open_study": self._ask_study,
            "new_study": self._ask_new_study,
            "export": files.export,
            "quit": self.close,
            "zoom_fit": view.fit,
            "zoom_1_to_1": view.one_to_one,
            "zoom_to_regions": view.zoom_to_regions,
            "zoom_in": self._zoom_in,
            "zoom_out": self._zoom_out,
            "automatic_mask": session.find_mask,
            "load_mask": files.load_mask,
            "save_mask": files.save_mask,
            "previous_scan": self._show_previous,
            "next_scan": self._show_next,
            "add_quadrants": session.add_quadrants,
            "add_grid": regions.ask_grid,
            "add_rings": regions.ask_rings,
            "rename_region": regions.rename,
            "region_colour": regions.ask_colour,
            "raise_region": regions.raise_region,
            "lower_region": regions.lower_region,
            "duplicate_region": regions.duplicate,
            "copy_regions": regions.ask_scans,
            "delete_region": regions.delete,
            "load_regions": files.load_regions,
            "save_regions": files.save_regions,
            "count": session.count,
            "cancel": session.cancel,
            "settings": self._show_settings,
            "help": self._show_help,
            "keys": self._show_keys,
            "about": self._show_about,
        }
        for name, slot in slots.items():
            self._action(name).triggered.connect(slot)
        for name in ("show_density", "show_outlines"):
            self._action(name).setChecked(True)
        switches: dict[str, Callable[[bool], None]] = {
            "show_density": view.density.set_visible,
            "show_contours": view.density.set_contours_visible,
            "show_peaks": view.density.set_peaks_visible,
            "split_view": view.set_split,
            "show_outlines": view.shapes.set_visible,
        }
        for name, show in switches.items():
            self._action(name).toggled.connect(show)
        self._action("full_screen").toggled.connect(self._fill_screen)
        self._action("target_sample").toggled.connect(view.shapes.set_sample_edited)
        for name in ("move", *DRAWING_KINDS):
            self._action(name).toggled.connect(self._take_tool)
        self._action("move").setChecked(True)

    def _connect_session(self) -> None:
        session, view = self.session, self.view
        session.told.connect(self._show_message)
        self.preferences.failed.connect(self._show_note)
        self.recent.scan_chosen.connect(session.open)
        self.recent.study_chosen.connect(self._choose_study)
        session.scan_changed.connect(self._on_scan_changed)
        session.scan_prepared.connect(self._turn_to_what_lacks)
        session.stage_changed.connect(self._show_stage)
        session.numbers_changed.connect(self._show_stage)
        session.summaries_changed.connect(self._show_stage)
        view.pointed.connect(self.status_panel.show_place)
        view.pointer_left.connect(self.status_panel.clear_place)
        view.drawing_ended.connect(self._put_tool_down)
        self.density_look.strength_changed.connect(view.density.set_strength)
        self.density_look.colours_changed.connect(view.density.set_colours)
        self.density_look.scale_changed.connect(view.density.set_scale)
        self.density_look.threshold_changed.connect(view.density.set_threshold)
        self.regions_panel.regions_selected.connect(view.shapes.select)
        self.regions_panel.regions_selected.connect(self._show_stage)
        view.shapes.clicked.connect(self.regions_panel.select_one)

    # What the session says

    @Slot(object)
    def _show_message(self, message: Message) -> None:
        if message.tone is Tone.FAILURE:
            show_failure(self, message.sentence)
        else:
            self.messages.show_message(message)

    @Slot()
    def _on_scan_changed(self) -> None:
        path = self.session.path
        self.messages.leave_scan()
        if path is not None:
            self.preferences.remember_scan(path)
        names = (path.name, self._study_name()) if path else (self._study_name(),)
        self.setWindowTitle(" – ".join(names))
        self._pages.setCurrentWidget(self.view if path else self.welcome)
        self.side.setVisible(path is not None)
        self._put_tool_down()

    @Slot()
    def _turn_to_what_lacks(self) -> None:
        """Have the field for the pixel size in sight where the file tells none."""
        if self.session.pixel_size is None:
            self.side.tabs.setCurrentWidget(self.scan_panel)

    def _study_name(self) -> str:
        """The study, where it has a name that the user gave it."""
        study = self.session.study
        is_named = study is not None and not study.path.stem.startswith("Untitled")
        return f"{study.path.name} – melcount" if study is not None and is_named else "melcount"

    @Slot()
    def _show_stage(self) -> None:
        """Allow what makes sense now."""
        session = self.session
        is_ready = session.edits is not None
        has_regions = session.edits is not None and bool(session.edits.regions)
        allowed = {
            "export": session.is_complete and not session.job,
            "count": session.may_count,
            "cancel": bool(session.job),
            **dict.fromkeys(("previous_scan", "next_scan"), len(session.summaries) > 1),
            **dict.fromkeys(OF_SELECTED_REGIONS, bool(self.regions_panel.selected)),
            "save_regions": has_regions,
            **dict.fromkeys(("automatic_mask", "load_mask", "save_mask", "load_regions"), is_ready),
            **dict.fromkeys(
                ("add_quadrants", "add_grid", "add_rings", "target_sample", "zoom_to_regions"),
                is_ready,
            ),
            **dict.fromkeys(("move", *DRAWING_KINDS), is_ready),
        }
        for name, is_allowed in allowed.items():
            self._action(name).setEnabled(is_allowed)

    # What the user does

    @Slot(bool)
    def _take_tool(self, is_taken: bool) -> None:
        if is_taken:
            kind = self.sender().objectName()
            self.view.draw(kind)
            drawing = DRAWING_KINDS.get(kind)
            self.status_panel.show_drawing(drawing.next_step if drawing else "")

    @Slot()
    def _put_tool_down(self) -> None:
        self._action("move").setChecked(True)

    @Slot()
    def _open_sample(self) -> None:
        self.session.open(sample_scan())

    @Slot()
    def _zoom_in(self) -> None:
        self.view.canvas.zoom_by(KEY_ZOOM)

    @Slot()
    def _zoom_out(self) -> None:
        self.view.canvas.zoom_by(1 / KEY_ZOOM)

    @Slot()
    def _ask_study(self) -> None:
        self.files.ask_study(self._choose_study)

    @Slot()
    def _ask_new_study(self) -> None:
        self.files.ask_new_study(self._choose_study)

    def _choose_study(self, path: Path) -> None:
        study = self.session.study
        if study is None or path.resolve() != study.path:
            self.study_chosen.emit(path)

    @Slot()
    def _show_previous(self) -> None:
        self.scans_panel.choose_neighbour(-1)

    @Slot()
    def _show_next(self) -> None:
        self.scans_panel.choose_neighbour(1)

    @Slot(bool)
    def _fill_screen(self, fills: bool) -> None:
        self.setWindowState(self.windowState() & ~FULL | (FULL if fills else NORMAL))

    @Slot(str)
    def _show_note(self, sentence: str) -> None:
        self._show_message(Message(sentence))

    @Slot()
    def _show_settings(self) -> None:
        SettingsDialog(self, self.preferences).open()

    @Slot()
    def _show_help(self) -> None:
        HelpPage(self).show()

    @Slot()
    def _show_keys(self) -> None:
        KeySheet(self).show()

    @Slot()
    def _show_about(self) -> None:
        show_about(self, self.session.model)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped_files(event):
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        paths = _dropped_files(event)
        if paths:
            event.acceptProposedAction()
            self.session.add(paths)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        self.study_commands.leave()
        self.hide()  # at once; a tile that is being counted may take a second to end
        try:
            if self._has_session:
                self.session.close()
        except MelcountError as error:
            event.ignore()
            self.show()
            show_failure(self, str(error))
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


def _dropped_files(event: QDropEvent) -> list[Path]:
    """The files and folders that are dropped."""
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]


def _stacked(page: QWidget, on_top: QWidget) -> QWidget:
    """A widget over the upper edge of another, which keeps its size."""
    both = QWidget()
    grid = QGridLayout(both)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.addWidget(page, 0, 0)
    grid.addWidget(on_top, 0, 0, alignment=Qt.AlignmentFlag.AlignTop)
    return both


def _column(*widgets: QWidget) -> QWidget:
    """Widgets one below the other."""
    column = QWidget()
    layout = QVBoxLayout(column)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for widget in widgets:
        layout.addWidget(widget)
    return column
