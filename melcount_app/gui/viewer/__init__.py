"""The scan on the screen: tiles on demand, outlines, density, drawing."""

from melcount_app.gui.viewer.view import ScanView

__all__ = ["ScanView"]
