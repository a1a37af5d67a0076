"""Taking a tool into the hand; putting it down is one of them."""

from __future__ import annotations

from melcount_app.gui.commands.command import Switch
from melcount_app.gui.viewer.drawing import DRAWING_KINDS


def tool(name: str) -> Switch:
    """The switch that takes one of `DRAWING_KINDS` into the hand; another name puts it down."""
    return Switch(
        lambda context, is_on: context.view.in_hand.draw(name) if is_on else None,
        starts_on=name not in DRAWING_KINDS,
        group="tool",
    )
