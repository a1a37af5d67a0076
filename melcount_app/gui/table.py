"""The table under all models of the window: it is asked once for all that is drawn of a cell."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QModelRoleData,
    QModelRoleDataSpan,
    QPersistentModelIndex,
)
from typing_extensions import override


class Table(QAbstractTableModel):
    """Answers for all roles of a cell together, from its `data`.

    A view asks for eight roles of each cell, when it paints and when it measures a column, and
    each question that comes from Qt waits for Python while a pool thread computes.
    """

    @override
    def multiData(
        self,
        index: QModelIndex | QPersistentModelIndex,
        roleDataSpan: QModelRoleDataSpan | QModelRoleData,
    ) -> None:
        for asked in cast("Iterable[QModelRoleData]", roleDataSpan):
            asked.setData(self.data(index, asked.role()))
