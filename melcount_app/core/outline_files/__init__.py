"""Outlines from files: GeoJSON as QuPath and melcount write it, and ROIs of ImageJ."""

from melcount_app.core.outline_files.content import OUTLINE_ENDINGS
from melcount_app.core.outline_files.reading import (
    MANY,
    Outlines,
    TooManyOutlinesError,
    listed,
    load_regions,
    only_ignored,
    read_outlines,
)

__all__ = [
    "MANY",
    "OUTLINE_ENDINGS",
    "Outlines",
    "TooManyOutlinesError",
    "listed",
    "load_regions",
    "only_ignored",
    "read_outlines",
]
