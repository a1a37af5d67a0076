"""What can be drawn, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt

from melcount_app.core.region import Outline, Point
from melcount_app.core.wand import wand
from melcount_app.gui.language import QT_TRANSLATE_NOOP
from melcount_app.gui.session import Session
from melcount_app.gui.tools import (
    BrushTool,
    DrawingTool,
    EllipseTool,
    PolygonTool,
    RectangleTool,
    WandTool,
)

REDRAW = "draw_mask"
"""Draws the outline of the sample anew, whatever the tools change otherwise."""


@dataclass(frozen=True, slots=True)
class DrawingKind:
    """Something that can be drawn.

    Attributes:
        make_tool: what it is drawn with.
        next_step: how to draw it, in English, to be translated in the context "next".
        stays: whether the tool stays in hand after an outline.
        grows: whether an outline that touches the selected region extends it without Shift.
    """

    make_tool: Callable[[Session], DrawingTool]
    next_step: str
    stays: bool = False
    grows: bool = False


CORNERS = QT_TRANSLATE_NOOP(
    "next",
    "click the corners or drag by hand; double-click or press Enter to close, Esc to give up.",
)
DRAG = QT_TRANSLATE_NOOP("next", "drag from corner to corner; Esc to give up.")
PAINT = QT_TRANSLATE_NOOP(
    "next", "paint with the brush; Alt takes away, [ and ] change its size, Esc ends."
)
TOUCH = QT_TRANSLATE_NOOP("next", "drag over what is alike; Alt takes away, Shift adds, Esc ends.")


def _wand(session: Session) -> WandTool:
    def find(at: Point, reach_px: float) -> Outline:
        prepared, terms = session.shown.prepared, session.shown.terms
        assert prepared is not None  # noqa: S101 - nothing is drawn without a scan
        assert terms is not None  # noqa: S101
        overview = prepared.overview
        pixels = overview.pixels[..., terms.channel.value.index]
        return wand(pixels, overview.downsample, at, reach_px)

    return WandTool(find)


DRAWING_KINDS: dict[str, DrawingKind] = {
    REDRAW: DrawingKind(lambda _: PolygonTool(), CORNERS),
    "draw_rectangle": DrawingKind(lambda _: RectangleTool(), DRAG),
    "draw_ellipse": DrawingKind(lambda _: EllipseTool(), DRAG),
    "draw_polygon": DrawingKind(lambda _: PolygonTool(), CORNERS),
    "draw_brush": DrawingKind(lambda _: BrushTool(), PAINT, stays=True, grows=True),
    "draw_wand": DrawingKind(_wand, TOUCH, stays=True),
}


@dataclass(frozen=True, slots=True)
class Target:
    """What the tools change.

    Attributes:
        is_sample: whether it is the outline of the sample instead of the regions.
        selected: places of the selected regions.
    """

    is_sample: bool
    selected: Sequence[int]


def take_outline(
    session: Session,
    name: str,
    outline: Outline,
    held: Qt.KeyboardModifier,
    target: Target,
) -> None:
    """Let what was drawn change the sample or the regions.

    Args:
        session: to be changed.
        name: of the kind, in `DRAWING_KINDS`.
        outline: in level-0 pixels.
        held: Shift adds to the selected region, Alt takes away from it.
        target: what it changes.
    """
    selected = target.selected
    takes_away = bool(held & Qt.KeyboardModifier.AltModifier)
    adds = bool(held & Qt.KeyboardModifier.ShiftModifier) or (
        DRAWING_KINDS[name].grows and _touches(session, selected, outline)
    )
    if name == REDRAW:
        session.sample.draw(outline)
    elif target.is_sample:
        (session.sample.cut if takes_away else session.sample.extend)(outline)
    elif takes_away and selected:
        session.regions.cut(selected[0], outline)
    elif adds and len(selected) == 1 and not takes_away:
        session.regions.extend(selected[0], outline)
    elif not takes_away:
        session.regions.draw(outline)


def _touches(session: Session, selected: Sequence[int], outline: Outline) -> bool:
    """Whether an outline touches the one selected region."""
    held = session.desk.held
    if held is None or len(selected) != 1:
        return False
    return bool(held.regions[selected[0]].outline.intersects(outline))
