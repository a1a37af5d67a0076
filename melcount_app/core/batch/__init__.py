"""The batch: scans of a study counted unattended, each in a process that may fail alone."""

from melcount_app.core.batch.batch import (
    BatchEnded,
    BatchEvent,
    BatchRequest,
    ScanDone,
    ScanFailed,
    ScanProgress,
    ScanStarted,
    run_batch,
)
from melcount_app.core.batch.checking import BatchChecking, FilesChecked
from melcount_app.core.batch.control import Control, Limits
from melcount_app.core.batch.places import common_folder, results_beside
from melcount_app.core.batch.settling import BatchLooking, BatchSettled
from melcount_app.core.batch.sorting import BatchSorting, BatchStarted, Which

__all__ = [
    "BatchChecking",
    "BatchEnded",
    "BatchEvent",
    "BatchLooking",
    "BatchRequest",
    "BatchSettled",
    "BatchSorting",
    "BatchStarted",
    "Control",
    "FilesChecked",
    "Limits",
    "ScanDone",
    "ScanFailed",
    "ScanProgress",
    "ScanStarted",
    "Which",
    "common_folder",
    "results_beside",
    "run_batch",
]
