"""What the window knows: one scan, what the user changed, what was counted and measured."""

from melcount_app.gui.session.session import Session
from melcount_app.gui.session.state import Numbers, Progress, Stage, next_step

__all__ = ["Numbers", "Progress", "Session", "Stage", "next_step"]
