"""Asking for files and folders without holding up the window."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from melcount_app.core.outline_files import OUTLINE_ENDINGS, TooManyOutlinesError
from melcount_app.core.scan import SCAN_SUFFIXES
from melcount_app.core.study import SUFFIX
from melcount_app.gui.dialogs.outlines import ManyOutlinesDialog
from melcount_app.gui.session import Session

SCAN_ENDINGS = " ".join(f"*{suffix}" for suffix in sorted(SCAN_SUFFIXES))


class FileQuestion(QObject):
    """One open file dialog; hands the chosen path on and goes away with it.

    Args:
        dialog: that asks.
        take: called with the path.
        otherwise: called where none is chosen.
    """

    def __init__(
        self,
        dialog: QFileDialog,
        take: Callable[[Path], None],
        otherwise: Callable[[], object] = lambda: None,
    ) -> None:
        super().__init__(dialog)
        self._take, self._otherwise = take, otherwise
        self._is_answered = False
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._on_selected)
        dialog.finished.connect(self._on_finished)
        dialog.open()

    @Slot(str)
    def _on_selected(self, path: str) -> None:
        self._is_answered = True
        self._take(Path(path))

    @Slot()
    def _on_finished(self) -> None:
        if not self._is_answered:
            self._otherwise()


class FileCommands(QObject):
    """The commands of the window that need a file or a folder first."""

    def __init__(self, window: QWidget, session: Session) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        session.sample.many_found.connect(self._ask_about_sample)
        session.files.many_found.connect(self._ask_about_regions)

    def open_scan(self) -> None:
        """Ask for a scan and open it."""
        dialog = self._dialog("ask_scan", self.tr("Open a scan"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(
            [f"{self.tr('Scans')} ({SCAN_ENDINGS})", f"{self.tr('All files')} (*)"]
        )
        FileQuestion(dialog, self._session.arrivals.open)

    def add_folder(self) -> None:
        """Ask for a folder and add its scans to the list."""
        dialog = self._dialog("ask_folder", self.tr("Add the scans of a folder"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        FileQuestion(dialog, self._add)

    def _add(self, path: Path) -> None:
        self._session.arrivals.add([path])

    def ask_study(self, take: Callable[[Path], None]) -> None:
        """Ask for a study that exists."""
        dialog = self._dialog("ask_study", self.tr("Open a study"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([f"{self.tr('Studies')} (*{SUFFIX})"])
        FileQuestion(dialog, take)

    def ask_new_study(self, take: Callable[[Path], None]) -> None:
        """Ask where a new study is to lie; one that exists there is opened."""
        dialog = self._dialog("ask_study", self.tr("New study"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        dialog.setDefaultSuffix(SUFFIX.removeprefix("."))
        dialog.setNameFilters([f"{self.tr('Studies')} (*{SUFFIX})"])
        FileQuestion(dialog, take)

    def ask_study_copy(self, take: Callable[[Path], None], otherwise: Callable[[], object]) -> None:
        """Ask where a copy of the study is to lie; one that exists there is replaced.

        Args:
            take: called with the path.
            otherwise: called where none is chosen.
        """
        dialog = self._dialog("ask_study_copy", self.tr("Save a copy of the study"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(SUFFIX.removeprefix("."))
        dialog.setNameFilters([f"{self.tr('Studies')} (*{SUFFIX})"])
        FileQuestion(dialog, take, otherwise)

    def ask_repair(self, damaged: Path | None, take: Callable[[Path, Path], None]) -> None:
        """Ask for a damaged study, then where a new one is to lie with what is whole in it.

        Args:
            damaged: the one that is meant unless another is chosen; None where none is known.
            take: called with both paths.
        """
        dialog = self._dialog("ask_damaged", self.tr("Repair a study: choose the damaged one"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([f"{self.tr('Studies')} (*{SUFFIX})", f"{self.tr('All files')} (*)"])
        if damaged is not None:
            dialog.setDirectory(str(damaged.parent))
            dialog.selectFile(damaged.name)
        FileQuestion(dialog, lambda chosen: self._ask_repaired(chosen, partial(take, chosen)))

    def _ask_repaired(self, damaged: Path, take: Callable[[Path], None]) -> None:
        dialog = self._dialog("ask_repaired", self.tr("Save what is whole as a new study"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        dialog.setDefaultSuffix(SUFFIX.removeprefix("."))
        dialog.setNameFilters([f"{self.tr('Studies')} (*{SUFFIX})"])
        dialog.setDirectory(str(damaged.parent))
        dialog.selectFile(self.tr("{name} repaired").format(name=damaged.stem) + SUFFIX)
        FileQuestion(dialog, take)

    def export(self) -> None:
        """Ask for a folder and write the results into it."""
        dialog = self._dialog("ask_folder", self.tr("Export the results into a folder"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setLabelText(QFileDialog.DialogLabel.Accept, self.tr("Export here"))
        FileQuestion(dialog, self._session.files.export)

    @Slot()
    def save_protocol(self) -> None:
        """Ask where to write the protocol of the study."""
        dialog = self._protocol_dialog(self.tr("Save the protocol"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("json")
        FileQuestion(dialog, self._session.files.save_protocol)

    def save_plan(self) -> None:
        """Ask where to write the plan as a table."""
        dialog = self._dialog("ask_plan_table", self.tr("Save the plan as a table"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("xlsx")
        dialog.setNameFilters([f"{self.tr('Tables')} (*.xlsx *.csv)"])
        FileQuestion(dialog, self._session.files.save_plan)

    @Slot()
    def take_protocol(self) -> None:
        """Ask for the file of a protocol and take it for the study."""
        dialog = self._protocol_dialog(self.tr("Take a protocol"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        FileQuestion(dialog, self._session.batch.take_protocol)

    def _protocol_dialog(self, title: str) -> QFileDialog:
        dialog = self._dialog("ask_protocol", title)
        dialog.setNameFilters([f"{self.tr('Protocols')} (*.json)"])
        return dialog

    def load_mask(self) -> None:
        """Ask for a file with the outline of the sample."""
        self._read_outlines(self.tr("Load the outline"), self._session.sample.load)

    def save_mask(self) -> None:
        """Ask where to write the outline of the sample."""
        title = self.tr("Save the outline")
        self._write_geojson(title, ".mask.geojson", self._session.files.save_mask)

    def load_regions(self) -> None:
        """Ask for a file with regions."""
        self._read_outlines(self.tr("Load regions"), self._session.files.load_regions)

    def save_regions(self) -> None:
        """Ask where to write the regions."""
        title = self.tr("Save the regions")
        self._write_geojson(title, ".regions.geojson", self._session.files.save_regions)

    @Slot(object)
    def _ask_about_sample(self, found: TooManyOutlinesError) -> None:
        load = partial(self._session.sample.load, all_are_meant=True)
        ManyOutlinesDialog(self._window, found, load).open()

    @Slot(object)
    def _ask_about_regions(self, found: TooManyOutlinesError) -> None:
        load = partial(self._session.files.load_regions, all_are_meant=True)
        ManyOutlinesDialog(self._window, found, load).open()

    def _read_outlines(self, title: str, take: Callable[[Path], None]) -> None:
        endings = " ".join(f"*{ending}" for ending in OUTLINE_ENDINGS)
        kind = self.tr("Outlines of QuPath, ImageJ and melcount")
        dialog = self._outline_dialog(title, f"{kind} ({endings})")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        FileQuestion(dialog, take)

    def _write_geojson(self, title: str, ending: str, take: Callable[[Path], None]) -> None:
        dialog = self._outline_dialog(title, f"{self.tr('GeoJSON')} (*.geojson *.json)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("geojson")
        if self._session.shown.path is not None:
            dialog.selectFile(self._session.shown.path.stem + ending)
        FileQuestion(dialog, take)

    def _outline_dialog(self, title: str, kind: str) -> QFileDialog:
        dialog = self._dialog("ask_geojson", title)
        dialog.setNameFilters([kind, f"{self.tr('All files')} (*)"])
        return dialog

    def _dialog(self, name: str, title: str) -> QFileDialog:
        """A dialog that begins in the folder of the scan."""
        dialog = QFileDialog(self._window, title)
        dialog.setObjectName(name)
        if self._session.shown.path is not None:
            dialog.setDirectory(str(self._session.shown.path.parent))
        return dialog


def dropped_files(event: QDropEvent) -> list[Path]:
    """The files and folders that are dropped."""
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
