"""What the window knows: a hall with a room for each job."""

from melcount_app.gui.session.session import Session
from melcount_app.gui.session.stage import Progress, Stage

__all__ = ["Progress", "Session", "Stage"]
