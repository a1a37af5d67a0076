"""Taking a tool into the hand; putting it down is one of them."""

from __future__ import annotations

from melcount_app.gui.commands.command import Context, Switch
from melcount_app.gui.viewer.drawing import DRAWING_KINDS


def tool(name: str) -> Switch:
    """The switch that takes one of `DRAWING_KINDS` into the hand; another name puts it down."""
    return Switch(
        lambda context, is_on: _take(context, name) if is_on else None,
        starts_on=name not in DRAWING_KINDS,
        group="tool",
    )


def _take(context: Context, name: str) -> None:
    kind = DRAWING_KINDS.get(name)
    context.view.draw(name)
    context.status.show_drawing(kind.next_step if kind else "")
