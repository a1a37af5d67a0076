"""The panels beside the scan, one below the other, and labels that are never cut."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QTabWidget,
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
    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.minimumHeight())

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


class Section(QWidget):
    """What belongs together, below a heading.

    Attributes:
        column: takes what stands below the heading.
    """

    def __init__(self, name: str, heading: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(heading)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(MARGIN_PX // 2)
        title = QLabel(heading)
        title.setStyleSheet("font-weight: 600;")
        self.column.addWidget(title)


def below_each_other(*panels: QWidget, margin_px: int = MARGIN_PX) -> QWidget:
    """Panels one below the other."""
    column = QWidget()
    layout = QVBoxLayout(column)
    layout.setContentsMargins(*[margin_px] * 4)
    layout.setSpacing(MARGIN_PX)
    for panel in panels:
        layout.addWidget(panel)
    return column


class SideColumn(QScrollArea):
    """Numbers always in sight, what is set now and then in tabs below them.

    It scrolls where the window is too low for all.

    Attributes:
        tabs: one page for each of the lower panels.
    """

    def __init__(self, *panels: QWidget, tabs: Mapping[str, QWidget]) -> None:
        """Panels one below the other, of which the last grows; `tabs` are pages by headings."""
        super().__init__(widgetResizable=True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setObjectName("side_column")
        self.tabs = QTabWidget()
        self.tabs.setObjectName("side_tabs")
        for heading, page in tabs.items():
            self.tabs.addTab(page, heading)
        self._column = below_each_other(*panels, self.tabs)
        for panel in (*panels[:-1], self.tabs):
            panel.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setWidget(self._column)

    def turn_to(self, page: QWidget) -> None:
        """Show one of the tabs."""
        self.tabs.setCurrentWidget(page)

    @override
    def minimumSizeHint(self) -> QSize:
        panels, bar = self._column.minimumSizeHint(), self.verticalScrollBar().sizeHint()
        return QSize(panels.width() + bar.width(), super().minimumSizeHint().height())
