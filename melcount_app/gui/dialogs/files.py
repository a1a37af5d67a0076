"""Asking for files and folders without holding up the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from melcount_app.core.plan import SCAN_SUFFIXES
from melcount_app.core.study import SUFFIX
from melcount_app.gui.session import Session

SCAN_ENDINGS = " ".join(f"*{suffix}" for suffix in sorted(SCAN_SUFFIXES))


class FileQuestion(QObject):
    """One open file dialog; hands the chosen path on and goes away with it."""

    def __init__(self, dialog: QFileDialog, take: Callable[[Path], None]) -> None:
        super().__init__(dialog)
        self._take = take
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._on_selected)
        dialog.open()

    @Slot(str)
    def _on_selected(self, path: str) -> None:
        self._take(Path(path))


class FileCommands(QObject):
    """The commands of the window that need a file or a folder first."""

    def __init__(self, window: QWidget, session: Session) -> None:
        super().__init__(window)
        self._window = window
        self._session = session

    @Slot()
    def open_scan(self) -> None:
        """Ask for a scan and open it."""
        dialog = self._dialog("ask_scan", self.tr("Open a scan"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(
            [f"{self.tr('Scans')} ({SCAN_ENDINGS})", f"{self.tr('All files')} (*)"]
        )
        FileQuestion(dialog, self._session.open)

    @Slot()
    def add_folder(self) -> None:
        """Ask for a folder and add its scans to the list."""
        dialog = self._dialog("ask_folder", self.tr("Add the scans of a folder"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        FileQuestion(dialog, self._add)

    def _add(self, path: Path) -> None:
        self._session.add([path])

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

    @Slot()
    def export(self) -> None:
        """Ask for a folder and write the results into it."""
        dialog = self._dialog("ask_folder", self.tr("Export the results into a folder"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setLabelText(QFileDialog.DialogLabel.Accept, self.tr("Export here"))
        FileQuestion(dialog, self._session.export)

    @Slot()
    def save_protocol(self) -> None:
        """Ask where to write the protocol of the study."""
        dialog = self._protocol_dialog(self.tr("Save the protocol"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("json")
        FileQuestion(dialog, self._session.save_protocol)

    @Slot()
    def take_protocol(self) -> None:
        """Ask for the file of a protocol and take it for the study."""
        dialog = self._protocol_dialog(self.tr("Take a protocol"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        FileQuestion(dialog, self._session.take_protocol)

    def _protocol_dialog(self, title: str) -> QFileDialog:
        dialog = self._dialog("ask_protocol", title)
        dialog.setNameFilters([f"{self.tr('Protocols')} (*.json)"])
        return dialog

    @Slot()
    def load_mask(self) -> None:
        """Ask for a GeoJSON file with the outline of the sample."""
        self._read_geojson(self.tr("Load the outline"), self._session.load_mask)

    @Slot()
    def save_mask(self) -> None:
        """Ask where to write the outline of the sample."""
        title = self.tr("Save the outline")
        self._write_geojson(title, ".mask.geojson", self._session.save_mask)

    @Slot()
    def load_regions(self) -> None:
        """Ask for a GeoJSON file with regions."""
        self._read_geojson(self.tr("Load regions"), self._session.load_regions)

    @Slot()
    def save_regions(self) -> None:
        """Ask where to write the regions."""
        title = self.tr("Save the regions")
        self._write_geojson(title, ".regions.geojson", self._session.save_regions)

    def _read_geojson(self, title: str, take: Callable[[Path], None]) -> None:
        dialog = self._geojson_dialog(title)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        FileQuestion(dialog, take)

    def _write_geojson(self, title: str, ending: str, take: Callable[[Path], None]) -> None:
        dialog = self._geojson_dialog(title)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("geojson")
        if self._session.path is not None:
            dialog.selectFile(self._session.path.stem + ending)
        FileQuestion(dialog, take)

    def _geojson_dialog(self, title: str) -> QFileDialog:
        dialog = self._dialog("ask_geojson", title)
        dialog.setNameFilters(
            [f"{self.tr('GeoJSON')} (*.geojson *.json)", f"{self.tr('All files')} (*)"]
        )
        return dialog

    def _dialog(self, name: str, title: str) -> QFileDialog:
        """A dialog that begins in the folder of the scan."""
        dialog = QFileDialog(self._window, title)
        dialog.setObjectName(name)
        if self._session.path is not None:
            dialog.setDirectory(str(self._session.path.parent))
        return dialog
