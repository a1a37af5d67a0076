"""Whether all that belongs to the program is there, and nothing else."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import openpyxl
import openslide
import PIL
import pyqtgraph
import PySide6
import scipy
import shapely
import simplejpeg
import tifffile

from melcount_app.core.model import CountingModel, model_folders
from melcount_app.core.paths import data_folder, log_folder, models_folder, settings_file
from melcount_app.core.runtime import onnxruntime

NEVER_LOADED = ("torch", "matplotlib", "pytest", "melcount_app.training")
"""Not part of the installed program."""

VERSIONS = {
    "numpy": np.__version__,
    "onnxruntime": onnxruntime.__version__,
    "opencv": cv2.__version__,
    "openpyxl": openpyxl.__version__,
    "OpenSlide": openslide.__library_version__,
    "pillow": PIL.__version__,
    "pyqtgraph": pyqtgraph.__version__,
    "scipy": scipy.__version__,
    "shapely": shapely.__version__,
    "simplejpeg": simplejpeg.__version__,
    "sqlite": sqlite3.sqlite_version,
    "Qt": PySide6.__version__,
    "tifffile": tifffile.__version__,
}


def check_libraries(folder: Path, out: Path) -> dict[str, Any]:  # noqa: ARG001 - see `Check.run`
    """Load all shipped models; tell versions, folders, and what was loaded first.

    Raises:
        AssertionError: something is loaded that the installed program does not have.
        ModelError: a model cannot be used.
    """
    loaded = list(sys.modules)
    strangers = [name for name in NEVER_LOADED if name in loaded]
    if strangers and hasattr(sys, "_MEIPASS"):
        raise AssertionError(f"{', '.join(strangers)} must not be in the program")
    if loaded.index("onnxruntime") > loaded.index("PySide6.QtCore"):
        raise AssertionError("Qt was loaded before onnxruntime")
    return {
        "versions": VERSIONS,
        "models": [CountingModel.load(model).card.name for model in model_folders(models_folder())],
        "data": str(data_folder()),
        "settings": str(settings_file()),
        "log": str(log_folder()),
    }
