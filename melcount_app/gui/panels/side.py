"""The panels beside the scan, one below the other, and labels that are never cut."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLayoutItem,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
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
        self.setMinimumHeight(0)  # else the height of the text before is the least that is told
        self.setMinimumHeight(self.heightForWidth(self.width()) if self.text() else 0)


class Pages(QStackedWidget):
    """Pages of which one is seen, and takes no more room than it needs itself."""

    @override
    def minimumSizeHint(self) -> QSize:
        page = self.currentWidget()
        if page is None:
            return super().minimumSizeHint()
        return page.minimumSizeHint().expandedTo(page.minimumSize())


def button_row(actions: Iterable[QAction], *, wraps: bool = False) -> QLayout:
    """A row of buttons for some actions, at the foot of a panel.

    Args:
        actions: one for each button.
        wraps: whether they may stand in more than one row; not where panels scroll, since a
            scroll area would then give all of them their largest height.
    """
    row: QLayout = FlowLayout() if wraps else QHBoxLayout()
    row.setSpacing(MARGIN_PX // 2)
    for action in actions:
        button = QToolButton(toolButtonStyle=Qt.ToolButtonStyle.ToolButtonTextOnly)
        button.setDefaultAction(action)
        row.addWidget(button)
    if isinstance(row, QHBoxLayout):
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


class FlowLayout(QLayout):
    """Widgets in a row, and in more rows where one has not room for all."""

    def __init__(self) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []

    @override
    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    @override
    def count(self) -> int:
        return len(self._items)

    @override
    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    @override
    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), moves=False)

    @override
    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, moves=True)

    @override
    def sizeHint(self) -> QSize:
        sizes = [item.sizeHint() for item in self._items]
        width = sum(size.width() + self.spacing() for size in sizes)
        return QSize(width, max((size.height() for size in sizes), default=0))

    @override
    def minimumSize(self) -> QSize:
        sizes = [item.minimumSize() for item in self._items]
        return QSize(
            max((size.width() for size in sizes), default=0),
            max((size.height() for size in sizes), default=0),
        )

    def _arrange(self, rect: QRect, *, moves: bool) -> int:
        """Put the widgets into rows; the height of all rows."""
        x, y, row_height = rect.x(), rect.y(), 0
        for item in self._items:
            size = item.sizeHint()
            if x > rect.x() and x + size.width() > rect.right() + 1:
                x, y, row_height = rect.x(), y + row_height + self.spacing(), 0
            if moves:
                item.setGeometry(QRect(QPoint(x, y), size))
            x += size.width() + self.spacing()
            row_height = max(row_height, size.height())
        return y + row_height - rect.y()


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
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("side_tabs")
        for heading, page in tabs.items():
            self.tabs.addTab(page, heading)
        self._column = below_each_other(*panels, self.tabs)
        for panel in (*panels[:-1], self.tabs):
            panel.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setWidget(self._column)

    @override
    def minimumSizeHint(self) -> QSize:
        panels, bar = self._column.minimumSizeHint(), self.verticalScrollBar().sizeHint()
        return QSize(panels.width() + bar.width(), super().minimumSizeHint().height())


def stacked(page: QWidget, on_top: QWidget) -> QWidget:
    """A widget over the upper edge of another, which keeps its size."""
    both = QWidget()
    grid = QGridLayout(both)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.addWidget(page, 0, 0)
    grid.addWidget(on_top, 0, 0, alignment=Qt.AlignmentFlag.AlignTop)
    return both


def column_of(*widgets: QWidget) -> QWidget:
    """Widgets one below the other."""
    column = QWidget()
    layout = QVBoxLayout(column)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for widget in widgets:
        layout.addWidget(widget)
    return column
