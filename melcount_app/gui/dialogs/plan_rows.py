"""Rows of the grid of the plan, as Qt's views want them."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QFont, QImage, QPixmap
from PySide6.QtWidgets import QComboBox, QStyledItemDelegate, QStyleOptionViewItem, QWidget
from typing_extensions import override

from melcount_app.core.plan import Plan, PlannedScan, Role
from melcount_app.gui.language import QT_TRANSLATE_NOOP
from melcount_app.gui.session.plan import PlanDesk
from melcount_app.gui.session.plan_cells import PlanCell, PlanField
from melcount_app.gui.session.rows import ScanRow
from melcount_app.gui.session.scans import ScanList
from melcount_app.gui.table import Table

Index = QModelIndex | QPersistentModelIndex
PICTURE_PX = 28


class PlanColumn(enum.IntEnum):
    """Columns of the grid."""

    SCAN = 0
    CONDITION = 1
    ROLE = 2
    REPLICATE = 3
    DONOR = 4


FIELDS = {
    PlanColumn.CONDITION: PlanField.CONDITION,
    PlanColumn.ROLE: PlanField.ROLE,
    PlanColumn.REPLICATE: PlanField.REPLICATE,
    PlanColumn.DONOR: PlanField.DONOR,
}
HEADINGS = {
    PlanColumn.SCAN: QT_TRANSLATE_NOOP("plan", "Scan"),
    PlanColumn.CONDITION: QT_TRANSLATE_NOOP("plan", "Condition"),
    PlanColumn.ROLE: QT_TRANSLATE_NOOP("plan", "Role of the condition"),
    PlanColumn.REPLICATE: QT_TRANSLATE_NOOP("plan", "Replicate"),
    PlanColumn.DONOR: QT_TRANSLATE_NOOP("plan", "Donor or batch"),
}
ROLES = {
    Role.CONTROL: QT_TRANSLATE_NOOP("plan", "control"),
    Role.VEHICLE: QT_TRANSLATE_NOOP("plan", "vehicle"),
    Role.POSITIVE: QT_TRANSLATE_NOOP("plan", "positive control"),
    Role.TEST: QT_TRANSLATE_NOOP("plan", "test"),
}


def role_told(role: Role) -> str:
    """A role as people read it."""
    return QCoreApplication.translate("plan", ROLES[role])


class PlanRows(Table):
    """One scan per row: the plan of the session, or one to look at, which cannot be edited."""

    def __init__(self, plan: PlanDesk, scans: ScanList) -> None:
        super().__init__()
        self._plan, self._list = plan, scans
        self._scans: tuple[ScanRow, ...] = ()
        self._planned: Mapping[Path, PlannedScan] = {}
        self._present: Mapping[Path, PlannedScan] = {}
        self._roles: Mapping[str, Role] = {}
        self._is_proposal = False
        self._pictures: dict[int, QPixmap] = {}

    @property
    def is_proposal(self) -> bool:
        """Whether what is shown is not the plan yet."""
        return self._is_proposal

    def show_plan(self, shown: Plan, present: Plan) -> None:
        """Show a plan of the scans of the session.

        Args:
            shown: to be shown.
            present: the plan of the session; what differs from it is bold.
        """
        scans = self._list.rows
        is_same = [scan.key for scan in scans] == [scan.key for scan in self._scans]
        if not is_same:
            self.beginResetModel()
        before = self._shown_rows()
        self._scans, self._roles = scans, shown.roles
        self._is_proposal = shown != present
        self._planned = {scan.path: scan for scan in shown.scans}
        self._present = {scan.path: scan for scan in present.scans}
        if not is_same:
            self.endResetModel()
            return
        for row, (was, now) in enumerate(zip(before, self._shown_rows(), strict=True)):
            if was != now:  # telling of others would take what is being typed there away
                self.dataChanged.emit(self.index(row, 0), self.index(row, len(PlanColumn) - 1))

    def _shown_rows(self) -> list[tuple[object, ...]]:
        """All that the rows show."""
        return [
            (
                *(self._planned[scan.path], self._present[scan.path], self._is_proposal),
                *(self._roles.get(self._planned[scan.path].assignment.condition), scan.thumbnail),
            )
            for scan in self._scans
        ]

    def key(self, row: int) -> int:
        """Of the scan of a row."""
        return self._scans[row].key

    def rows_of(self, paths: Sequence[Path]) -> list[int]:
        """The rows of some scans."""
        wanted = set(paths)
        return [row for row, scan in enumerate(self._scans) if scan.path in wanted]

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._scans)

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(PlanColumn)

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation is Qt.Orientation.Vertical:
            return section + 1
        return QCoreApplication.translate("plan", HEADINGS[PlanColumn(section)])

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        column = PlanColumn(index.column())
        needs_condition = column is PlanColumn.ROLE and not self._scan(index).assignment.condition
        if column is PlanColumn.SCAN or self._is_proposal or needs_condition:
            return flags
        return flags | Qt.ItemFlag.ItemIsEditable

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        column = PlanColumn(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return self._text(index.row(), column)
            case Qt.ItemDataRole.DecorationRole if column is PlanColumn.SCAN:
                return self._picture(self._scans[index.row()].thumbnail)
            case Qt.ItemDataRole.ToolTipRole:
                return self._tool_tip(index)
            case Qt.ItemDataRole.FontRole if self._differs(index, column):
                font = QFont()
                font.setBold(True)
                return font
        return None

    @override
    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole:
            return False
        cell = PlanCell(self.key(index.row()), FIELDS[PlanColumn(index.column())], str(value))
        self._plan.set_cells(self.tr("plan"), [cell])
        return True

    def _picture(self, thumbnail: QImage | None) -> QPixmap | None:
        """A thumbnail at the size of a row."""
        if thumbnail is None:
            return None
        known = self._pictures.get(thumbnail.cacheKey())
        if known is None:
            smooth = Qt.TransformationMode.SmoothTransformation
            known = QPixmap.fromImage(thumbnail.scaledToHeight(PICTURE_PX, smooth))
            self._pictures[thumbnail.cacheKey()] = known
        return known

    def _scan(self, index: Index) -> PlannedScan:
        return self._planned[self._scans[index.row()].path]

    def _text(self, row: int, column: PlanColumn) -> str:
        path = self._scans[row].path
        if column is PlanColumn.SCAN:
            return path.name
        return self._cell(self._planned[path], self._roles, column)

    @staticmethod
    def _cell(scan: PlannedScan, roles: Mapping[str, Role], column: PlanColumn) -> str:
        match column:
            case PlanColumn.CONDITION:
                return scan.assignment.condition
            case PlanColumn.REPLICATE:
                return scan.assignment.replicate
            case PlanColumn.DONOR:
                return scan.assignment.donor
            case _:
                role = roles.get(scan.assignment.condition)
                return role_told(role) if role else ""

    def _differs(self, index: Index, column: PlanColumn) -> bool:
        """Whether a cell of a proposal is another than in the plan."""
        if not self._is_proposal or column is PlanColumn.SCAN:
            return False
        before = self._present.get(self._scans[index.row()].path)
        roles = self._plan.present.roles if column is PlanColumn.ROLE else self._roles
        return before is None or self._cell(before, roles, column) != self.data(index)

    def _tool_tip(self, index: Index) -> str:
        scan = self._scan(index)
        return "\n".join(filter(None, (str(scan.path), scan.reason)))


class RoleDelegate(QStyledItemDelegate):
    """Lets the user choose one of the roles."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)

    @override
    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> QComboBox:
        box = QComboBox(parent)
        box.setObjectName("role")
        box.setAccessibleName(QCoreApplication.translate("plan", HEADINGS[PlanColumn.ROLE]))
        for role in Role:
            box.addItem(role_told(role), str(role))
        box.activated.connect(lambda: self._done(box))
        return box

    def _done(self, box: QComboBox) -> None:
        self.commitData.emit(box)
        self.closeEditor.emit(box)

    @override
    def setEditorData(self, editor: QWidget, index: Index) -> None:
        assert isinstance(editor, QComboBox)  # noqa: S101 - made above
        editor.setCurrentText(index.data())

    @override
    def setModelData(self, editor: QWidget, model: Any, index: Index) -> None:
        assert isinstance(editor, QComboBox)  # noqa: S101 - made above
        model.setData(index, editor.currentData())
