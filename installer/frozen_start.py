"""Runs first in the frozen program, before anything else is imported."""

import ctypes
import sys
from pathlib import Path

if sys.platform == "win32":
    # the newest C++ runtime: Windows gives a library that is loaded to all who ask for its name
    for library in sorted(Path(sys._MEIPASS).glob("*140*.dll")):  # type: ignore[attr-defined]
        ctypes.WinDLL(str(library))
