"""What the process that looks at files is asked to do in tests; it is loaded there, too."""

from __future__ import annotations

import os
from pathlib import Path

from melcount_app.core.scan.pick import NO_PICK, Pick
from melcount_app.core.thumbnail import thumbnail_of


def thumbnail_or_crash(path: Path, pick: Pick = NO_PICK, *, without_damaged: bool = False) -> bytes:
    """The small picture of a scan, unless it is called so."""
    if path.stem == "crash":
        os._exit(7)
    return thumbnail_of(path, pick, without_damaged=without_damaged)
