"""What the window shows before a scan is open."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout


class Welcome(QFrame):
    """A drop target with two buttons."""

    def __init__(self, open_scan: QAction, open_sample: QAction) -> None:
        super().__init__()
        self.setObjectName("welcome")
        title = QLabel(self.tr("Drop a scan here"), alignment=Qt.AlignmentFlag.AlignHCenter)
        title.setObjectName("welcome_title")
        steps = QLabel(
            self.tr("1  Open a scan.    2  Check the outline and count.    3  Export to Excel."),
            alignment=Qt.AlignmentFlag.AlignHCenter,
        )
        formats = QLabel(
            self.tr("TIFF, OME-TIFF, NDPI, SVS and other scanner formats, PNG, JPEG"),
            alignment=Qt.AlignmentFlag.AlignHCenter,
        )
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        for action, text in (
            (open_scan, self.tr("Open a scan…")),
            (open_sample, self.tr("Try the sample scan")),
        ):
            button = QPushButton(text)
            button.setObjectName(f"welcome_{action.objectName()}")
            button.clicked.connect(action.trigger)
            action.enabledChanged.connect(button.setEnabled)
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setSpacing(14)
        column.addStretch(2)
        for widget in (title, steps):
            column.addWidget(widget)
        column.addLayout(buttons)
        column.addWidget(formats)
        column.addStretch(3)
        self.setStyleSheet(
            "#welcome { background: #202124; border: none; }"
            "#welcome QLabel { color: #b9bdc4; }"
            "#welcome QLabel#welcome_title { color: #f2f2f2; font-size: 22pt; }"
            "#welcome QPushButton { padding: 7px 18px; }"
        )
