"""What can be drawn, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt

from melcount_app.core.region import Outline, Point, Region
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
        how: to draw it, in English, to be translated in the context "next".
        goes_on: how once it is begun by clicks; empty where it is drawn by one drag.
        stays: whether the tool stays in hand after an outline.
        grows: whether an outline that touches the selected region extends it without Shift.
    """

    make_tool: Callable[[Session], DrawingTool]
    how: str
    goes_on: str = ""
    stays: bool = False
    grows: bool = False


CORNERS = QT_TRANSLATE_NOOP(
    "next", "click the corners or drag by hand, double-click or press Enter to close"
)
MORE_CORNERS = QT_TRANSLATE_NOOP(
    "next",
    "click the next corner, double-click or press Enter to close, Backspace to go one back, "
    "drag to move the view",
)
DRAG = QT_TRANSLATE_NOOP("next", "drag from corner to corner")
PAINT = QT_TRANSLATE_NOOP("next", "paint, [ and ] change the size")
TOUCH = QT_TRANSLATE_NOOP("next", "drag over what is alike")

OUTLINES = QT_TRANSLATE_NOOP("next", "a new outline of the sample")
ADDS = QT_TRANSLATE_NOOP("next", "adds to the sample; Alt takes away")
DRAWS = QT_TRANSLATE_NOOP("next", "a new region")
CHANGES = QT_TRANSLATE_NOOP("next", "a new region; Shift adds to “{region}”, Alt takes away")
CUTS = QT_TRANSLATE_NOOP("next", "a new region; Alt takes away from “{region}”")
GROWS = QT_TRANSLATE_NOOP(
    "next",
    "extends “{region}” where it touches it, else a new region; Shift adds, Alt takes away",
)
ONCE = QT_TRANSLATE_NOOP("next", "{how}: {what}. Esc to give up.")
ON_AND_ON = QT_TRANSLATE_NOOP("next", "{how}: {what}. Esc ends.")

RESHAPES = QT_TRANSLATE_NOOP(
    "next",
    "drag the corners of the outline, double-click its line to add one, right-click one to remove "
    "it; a tool adds to the sample, with Alt takes away. Esc ends.",
)
TAKES_TOOL = QT_TRANSLATE_NOOP(
    "next",
    "take a tool: it adds to the sample, with Alt takes away; without one a drag moves the view. "
    "Esc ends.",
)


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
    REDRAW: DrawingKind(lambda _: PolygonTool(), CORNERS, MORE_CORNERS),
    "draw_rectangle": DrawingKind(lambda _: RectangleTool(), DRAG),
    "draw_ellipse": DrawingKind(lambda _: EllipseTool(), DRAG),
    "draw_polygon": DrawingKind(lambda _: PolygonTool(), CORNERS, MORE_CORNERS),
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


def next_step(
    name: str, target: Target, regions: Sequence[Region], *, has_corners: bool, is_begun: bool
) -> str:
    """What the next drag does, in the language of the window; empty where it moves the view only.

    Args:
        name: of the kind, in `DRAWING_KINDS`; empty for no tool.
        target: what it changes.
        regions: of the scan.
        has_corners: whether an outline has corners that can be dragged.
        is_begun: whether clicks have begun what is drawn.
    """
    kind = DRAWING_KINDS.get(name)
    if kind is None:
        return _tr(RESHAPES if has_corners else TAKES_TOOL) if target.is_sample else ""
    selected = [regions[place].name for place in target.selected if place < len(regions)]
    what = _tr(_what(name, target, len(selected))).format(region=selected[0] if selected else "")
    how = kind.goes_on if is_begun and kind.goes_on else kind.how
    return _tr(ON_AND_ON if kind.stays else ONCE).format(how=_tr(how), what=what)


def _what(name: str, target: Target, selected: int) -> str:
    """What becomes of what is drawn, in English; told as `take_outline` does it."""
    if name == REDRAW:
        return OUTLINES
    if target.is_sample:
        return ADDS
    if selected == 1:
        return GROWS if DRAWING_KINDS[name].grows else CHANGES
    return CUTS if selected else DRAWS


def _tr(text: str) -> str:
    return QCoreApplication.translate("next", text)
