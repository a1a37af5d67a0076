"""What is not counted of a scan, hatched over it: never scanned, or damaged in the file."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath
from PySide6.QtWidgets import QGraphicsObject, QStyleOptionGraphicsItem, QWidget
from typing_extensions import override

from melcount_app.core.holes import NO_HOLES, Holes
from melcount_app.gui.viewer.outlines import cosmetic, painter_path, screen_scale

NOT_SCANNED, DAMAGED = QColor("#8c96be"), QColor("#ffc828")


class HoleItem(QGraphicsObject):
    """Stripes of the same width at every zoom, with a line around.

    Attributes:
        holes: that are shown.
    """

    def __init__(self) -> None:
        super().__init__()
        self.holes = NO_HOLES
        self._paths: tuple[tuple[QColor, QPainterPath], ...] = ()

    def show_holes(self, holes: Holes) -> None:
        """Show other holes."""
        if holes == self.holes:
            return
        self.prepareGeometryChange()
        self.holes = holes
        self._paths = tuple(
            (colour, painter_path(outline, 0))
            for colour, outline in ((NOT_SCANNED, holes.not_scanned), (DAMAGED, holes.damaged))
            if not outline.is_empty
        )
        self.update()

    @override
    def boundingRect(self) -> QRectF:
        bounds = QRectF()
        for _, path in self._paths:
            bounds = bounds.united(path.boundingRect())
        return bounds

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        to_scan, _ = painter.worldTransform().inverted()
        for colour, path in self._paths:
            stripes = QBrush(colour, Qt.BrushStyle.BDiagPattern)
            stripes.setTransform(to_scan)
            painter.setPen(cosmetic(colour, 1.5 * screen_scale(painter)))
            painter.setBrush(stripes)
            painter.drawPath(path)
