"""The window: PySide6 and pyqtgraph over the core."""
