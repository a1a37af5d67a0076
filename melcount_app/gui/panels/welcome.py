"""What the window shows before a scan is open."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout


class Welcome(QFrame):
    """A drop target, the three steps of the work, and two ways to begin."""

    def __init__(self, actions: Mapping[str, QAction]) -> None:
        super().__init__()
        self.setObjectName("welcome")
        centred = Qt.AlignmentFlag.AlignHCenter
        title = QLabel(self.tr("Drop scans or a folder here"), alignment=centred)
        title.setObjectName("welcome_title")
        formats = QLabel(
            self.tr("TIFF, OME-TIFF, NDPI, SVS and other scanner formats, PNG, JPEG"),
            alignment=centred,
        )
        column = QVBoxLayout(self)
        column.setSpacing(18)
        column.addStretch(2)
        column.addWidget(title)
        column.addWidget(formats)
        column.addLayout(self._buttons(actions))
        column.addSpacing(22)
        column.addLayout(self._steps())
        column.addStretch(3)
        self.setStyleSheet(
            "#welcome { background: #202124; border: none; }"
            "#welcome QLabel { color: #b9bdc4; }"
            "#welcome QLabel#welcome_title { color: #f2f2f2; font-size: 22pt; }"
            "#welcome QLabel#step_number { color: #202124; background: #e0c95a;"
            " border-radius: 14px; font-weight: 700; }"
            "#welcome QLabel#step_heading { color: #f2f2f2; font-weight: 600; }"
            "#welcome QPushButton { padding: 7px 18px; }"
        )

    def _buttons(self, actions: Mapping[str, QAction]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addStretch(1)
        for name, text in (
            ("open", self.tr("Open a scan…")),
            ("open_sample", self.tr("Try the sample scan")),
        ):
            action, button = actions[name], QPushButton(text)
            button.setObjectName(f"welcome_{action.objectName()}")
            button.clicked.connect(action.trigger)
            action.enabledChanged.connect(button.setEnabled)
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _steps(self) -> QGridLayout:
        """A number, what to do, and how, for each of the three steps."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(12)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(3, 1)
        for row, (heading, how) in enumerate(
            (
                (self.tr("Open a scan"), self.tr("your own, or the sample scan to try it out")),
                (
                    self.tr("Check the outline and count"),
                    self.tr("the white line is the sample that is found; then press C"),
                ),
                (
                    self.tr("Read and export"),
                    self.tr("cells/mm² of sample and regions; Ctrl+E writes the Excel workbook"),
                ),
            )
        ):
            number = QLabel(str(row + 1), alignment=Qt.AlignmentFlag.AlignCenter)
            number.setObjectName("step_number")
            number.setFixedSize(28, 28)
            step = QVBoxLayout()
            step.setSpacing(2)
            for text, name in ((heading, "step_heading"), (how, "step_how")):
                label = QLabel(text)
                label.setObjectName(name)
                step.addWidget(label)
            grid.addWidget(number, row, 1)
            grid.addLayout(step, row, 2)
        return grid
