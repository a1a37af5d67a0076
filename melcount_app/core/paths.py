"""Where resources and models lie: in a checkout, in an installed wheel, in the frozen program."""

from __future__ import annotations

import functools
import sys
import tempfile
from pathlib import Path

import platformdirs


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


def documents_folder() -> Path:
    """Where the user keeps files of their own."""
    return platformdirs.user_documents_path()


def own_folder() -> Path | None:
    """Where a portable copy of the program keeps everything: beside itself; None for others.

    A copy is portable when a file `portable.txt` lies beside the program. One that lies on a
    write-protected stick or share keeps things where an installed program does.
    """
    program = Path(sys.executable).parent
    is_portable = hasattr(sys, "_MEIPASS") and (program / "portable.txt").is_file()
    folder = program / "melcount-data"
    return folder if is_portable and _can_be_written(folder) else None


@functools.cache
def _can_be_written(folder: Path) -> bool:
    try:
        folder.mkdir(exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def data_folder() -> Path:
    """Where studies without a name of their own are kept."""
    return own_folder() or platformdirs.user_data_path("melcount", appauthor=False)


def log_folder() -> Path:
    """Where bugs are written down."""
    return own_folder() or platformdirs.user_log_path("melcount", appauthor=False)


def settings_file() -> Path:
    """Where the user's settings are kept."""
    folder = own_folder() or platformdirs.user_config_path("melcount", appauthor=False)
    return folder / "settings.json"
