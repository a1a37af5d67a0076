"""The window: PySide6 and pyqtgraph over the core."""

# onnxruntime loads before Qt, so that on Windows the newer of their C++ runtimes wins.
import melcount_app.core.model  # noqa: F401
