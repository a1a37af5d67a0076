"""A row of pictures: which of the images and planes of its files a study counts."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListView,
    QListWidget,
    QListWidgetItem,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from melcount_app.core.scan.pick import Pick, told
from melcount_app.gui.dialogs.folder_line import begin_or_cancel
from melcount_app.gui.session.picking import ImagesRead

PICTURE_PX = 140
WIDTH_PX = 620


class ImagesDialog(QDialog):
    """Shows what a file holds, and asks what is counted.

    Attributes:
        chosen: a `Pick`.
    """

    chosen = Signal(object)

    def __init__(self, window: QWidget, read: ImagesRead) -> None:
        super().__init__(window)
        self.setObjectName("images_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Images and planes"))
        self._read = read
        self.pictures = self._row_of_pictures(read)
        self.plane = QSpinBox()
        self.plane.setObjectName("pick_plane")
        self.plane.setRange(1, max(image.planes for image, _ in read.images))
        self.plane.setValue(read.pick.plane or 1)
        buttons = begin_or_cancel(self, "pick_image", self.tr("Count this one"))
        self.accepted.connect(self._choose)
        column = QVBoxLayout(self)
        column.addWidget(
            QLabel(
                self.tr(
                    "“{name}” holds more than one image or plane. What you choose here is counted "
                    "of all files of the study, which are read and outlined anew."
                ).format(name=read.path.name),
                wordWrap=True,
            )
        )
        column.addWidget(self.pictures)
        if self.plane.maximum() > 1:
            line = QHBoxLayout()
            label = QLabel(self.tr("&Plane"))
            label.setBuddy(self.plane)
            line.addWidget(label)
            line.addWidget(self.plane)
            line.addStretch()
            column.addLayout(line)
        column.addWidget(buttons)
        self.setMinimumWidth(WIDTH_PX)

    def _row_of_pictures(self, read: ImagesRead) -> QListWidget:
        row = QListWidget()
        row.setObjectName("pictures_of_images")
        row.setViewMode(QListView.ViewMode.IconMode)
        row.setMovement(QListView.Movement.Static)
        row.setResizeMode(QListView.ResizeMode.Adjust)
        row.setWordWrap(True)
        row.setIconSize(QSize(PICTURE_PX, PICTURE_PX))
        row.setAccessibleName(self.tr("Images of the file"))
        for number, (image, picture) in enumerate(read.images, 1):
            row.addItem(QListWidgetItem(QIcon(QPixmap.fromImage(picture)), told(number, image)))
        row.setCurrentRow(int(read.pick.image or "1") - 1)
        return row

    @Slot()
    def _choose(self) -> None:
        """Tell the choice; what the files do not leave open is not fixed."""
        place = self.pictures.currentRow()
        image, _ = self._read.images[place]
        self.chosen.emit(
            Pick(
                str(place + 1) if len(self._read.images) > 1 else "",
                min(self.plane.value(), image.planes) if image.planes > 1 else None,
            )
        )
