"""The study: scans with their conditions, edits and counts, in one SQLite file."""

from melcount_app.core.study.planning import apply_plan
from melcount_app.core.study.schema import SUFFIX
from melcount_app.core.study.study import JournalEntry, Study, StudyScan

__all__ = ["SUFFIX", "JournalEntry", "Study", "StudyScan", "apply_plan"]
