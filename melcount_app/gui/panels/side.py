"""The panels beside the scan, one below the other, and labels that are never cut."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

MARGIN_PX = 8


class WholeLabel(QLabel):
    """A label of several lines that takes the height of its text, at any width."""

    def __init__(self) -> None:
        super().__init__(wordWrap=True)

    @override
    def hasHeightForWidth(self) -> bool:
        return False  # else the scroll area would give every panel its largest height

    @override
    def setText(self, arg__1: str) -> None:
        super().setText(arg__1)
        self._take_height()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._take_height()

    def _take_height(self) -> None:
        self.setMinimumHeight(self.heightForWidth(self.width()) if self.text() else 0)


def button_row(actions: Iterable[QAction]) -> QHBoxLayout:
    """A row of buttons for some actions, at the foot of a panel."""
    row = QHBoxLayout()
    for action in actions:
        button = QToolButton(toolButtonStyle=Qt.ToolButtonStyle.ToolButtonTextOnly)
        button.setDefaultAction(action)
        row.addWidget(button)
    row.addStretch(1)
    return row


class SideColumn(QScrollArea):
    """Panels one below the other; they scroll where the window is too low for all."""

    def __init__(self, *panels: QWidget) -> None:
        super().__init__(widgetResizable=True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setObjectName("side_column")
        self._column = QWidget()
        layout = QVBoxLayout(self._column)
        layout.setContentsMargins(MARGIN_PX, MARGIN_PX, MARGIN_PX, MARGIN_PX)
        layout.setSpacing(MARGIN_PX)
        for panel in panels:
            layout.addWidget(panel)
        self.setWidget(self._column)

    @override
    def minimumSizeHint(self) -> QSize:
        panels, bar = self._column.minimumSizeHint(), self.verticalScrollBar().sizeHint()
        return QSize(panels.width() + bar.width(), super().minimumSizeHint().height())
