"""The batch: scans of a study counted unattended, each in a process that may fail alone."""

from melcount_app.core.batch.batch import (
    BatchEnded,
    BatchEvent,
    BatchRequest,
    BatchStarted,
    ScanDone,
    ScanFailed,
    ScanProgress,
    ScanStarted,
    Which,
    is_finished,
    run_batch,
)
from melcount_app.core.batch.control import Control, Limits
from melcount_app.core.batch.glance import glance_apart
from melcount_app.core.batch.places import common_folder

__all__ = [
    "BatchEnded",
    "BatchEvent",
    "BatchRequest",
    "BatchStarted",
    "Control",
    "Limits",
    "ScanDone",
    "ScanFailed",
    "ScanProgress",
    "ScanStarted",
    "Which",
    "common_folder",
    "glance_apart",
    "is_finished",
    "run_batch",
]
