"""Runs first in the frozen program: decides which libraries are loaded before the others."""

import ctypes
import sys
from pathlib import Path

if sys.platform == "win32":
    # the newest C++ runtime: Windows gives a library that is loaded to all who ask for its name
    for library in sorted(Path(sys._MEIPASS).glob("*140*.dll")):
        ctypes.WinDLL(str(library))

import melcount_app.core.runtime  # noqa: F401 - onnxruntime, before PyInstaller's own start loads Qt
