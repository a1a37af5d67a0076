"""Where resources and models lie: in a checkout, in an installed wheel, in the frozen program."""

from __future__ import annotations

import sys
from pathlib import Path


def _data_root() -> Path:
    package = Path(__file__).resolve().parents[1]
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen is not None:
        return Path(frozen)
    if (package / "_data").is_dir():
        return package / "_data"
    return package.parent


def models_folder() -> Path:
    """The folder that holds one folder per shipped model."""
    return _data_root() / "models"


def default_model() -> Path:
    """The folder of the model used when the user names none."""
    return models_folder() / "trp1"


def resources_folder() -> Path:
    """The folder of icons, translations and the sample scan."""
    return _data_root() / "resources"


def sample_scan() -> Path:
    """The small simulated scan that ships with the program."""
    return resources_folder() / "sample_scan.tif"
