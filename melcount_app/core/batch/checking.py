"""What became of the files of a study: its numbers are about those that are there now."""

from __future__ import annotations

import os
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from pathlib import Path

from melcount_app.core.batch.control import Control
from melcount_app.core.errors import ScanError
from melcount_app.core.order import REPLACED
from melcount_app.core.scan import NO_FILE, fingerprint
from melcount_app.core.scan.file_set import is_of_set
from melcount_app.core.scan.fingerprint import file_fingerprint
from melcount_app.core.study import DamagedPartError, Study, StudyScan

NO_FOLDER = (
    "The folder {folder} is gone. Check its drive, then count again: what was finished is kept."
)


@dataclass(frozen=True, slots=True)
class BatchChecking:
    """How many of the files were looked at of which the study knows the content."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class FilesChecked:
    """What became of files; each is named once.

    Attributes:
        gone: keys of scans whose files are not there: they are not in the numbers any more.
        replaced: of those whose files hold something else than was planned or counted, likewise.
        accepted: of those among such that are counted anew, as the user says.
        redrawn: of those among the accepted whose outline was drawn on the file before.
        back: of those that are as they were again.
        same: keys of scans by that of another one whose file holds the same, and is counted.
    """

    gone: tuple[int, ...] = ()
    replaced: tuple[int, ...] = ()
    accepted: tuple[int, ...] = ()
    redrawn: tuple[int, ...] = ()
    back: tuple[int, ...] = ()
    same: Mapping[int, int] | None = None

    @property
    def changed(self) -> tuple[int, ...]:
        """Keys of the scans of which the study tells something else now."""
        return (*self.gone, *self.replaced, *self.accepted, *self.back)


ALL_THERE = FilesChecked()
"""All files are as they were."""


def checking(
    study: Study, root: Path, control: Control, *, accepts_changed: bool
) -> Generator[BatchChecking | FilesChecked, None, FilesChecked | None]:
    """Compare the files of a study with what it knows of them; what is not as it was is told.

    A scan that was counted and whose file is gone, or another one now, fails until that is put
    right. Those that were not counted are looked at when they are.

    Args:
        study: whose scans are about to be counted.
        root: the folder that is counted.
        control: to cancel.
        accepts_changed: whether files that changed are counted anew.

    Yields:
        `BatchChecking` before each file that is read, then one `FilesChecked`.

    Returns:
        What was found; None where it was cancelled.

    Raises:
        ScanError: the folder is gone.
    """
    if not root.is_dir():
        raise ScanError(NO_FOLDER.format(folder=root))
    scans = _to_look_at(study)
    is_changed: dict[int, bool] = {}
    for done, scan in enumerate(scans):
        yield BatchChecking(done, len(scans))
        if control.is_cancelled:
            return None
        if os.access(scan.path, os.F_OK):
            is_changed[scan.key] = _is_another(scan)
    with study.together():
        found = _settled(study, scans, is_changed, accepts_changed=accepts_changed)
    yield found
    return found


def _to_look_at(study: Study) -> list[StudyScan]:
    """Scans that were counted, and those that failed for their files before."""
    return [
        entry.scan
        for entry in study.entries()
        if not entry.scan.damage and (entry.count is not None or _has_failed_so(entry.scan))
    ]


def _settled(
    study: Study, scans: list[StudyScan], is_changed: Mapping[int, bool], *, accepts_changed: bool
) -> FilesChecked:
    """Keep what was found."""
    gone = [scan for scan in scans if scan.key not in is_changed]
    changed = [scan for scan in scans if is_changed.get(scan.key)]
    back = [scan for scan in scans if is_changed.get(scan.key) is False and _has_failed_so(scan)]
    for scan in back:
        study.scans.set_failure(scan.key, "")
    for told, those in ((NO_FILE, gone), (REPLACED, [] if accepts_changed else changed)):
        for scan in those:
            if not scan.failure or _has_failed_so(scan):
                study.scans.set_failure(scan.key, told.format(name=scan.path.name))
    redrawn = [scan for scan in changed if accepts_changed and _accept(study, scan)]
    lost = {scan.key for scan in (*gone, *([] if accepts_changed else changed))}
    return FilesChecked(
        gone=_keys(gone),
        replaced=() if accepts_changed else _keys(changed),
        accepted=_keys(changed) if accepts_changed else (),
        redrawn=_keys(redrawn),
        back=_keys(back),
        same=_same(study, lost),
    )


def _is_another(scan: StudyScan) -> bool:
    """Whether a file holds something else than the study knows of it."""
    if not scan.fingerprint:
        return False
    try:
        found = fingerprint(scan.path)
        if is_of_set(found) and not is_of_set(scan.fingerprint):
            found = file_fingerprint(scan.path)  # what belongs to it was not known then
    except ScanError:
        return False  # who counts it says why
    return found != scan.fingerprint


def _has_failed_so(scan: StudyScan) -> bool:
    """Whether a scan failed because its file was gone or another one."""
    return scan.failure in {told.format(name=scan.path.name) for told in (NO_FILE, REPLACED)}


def _accept(study: Study, scan: StudyScan) -> bool:
    """Take a file for the scan that it replaced; whether the user's outline is of the one before.

    An outline that was found in the file before is found anew.
    """
    study.scans.set_fingerprint(scan.key, fingerprint(scan.path))
    study.scans.set_failure(scan.key, "")
    try:
        edits = study.edits.of(scan.key)
    except DamagedPartError:
        return False  # it waits for the user anyhow
    if edits is None or edits.are_the_users:
        return edits is not None
    study.drop_edits(scan.key, "outline of the file before")
    return False


def _same(study: Study, lost: set[int]) -> dict[int, int]:
    """Scans that hold what one before them in the list does."""
    first: dict[str, int] = {}
    same: dict[int, int] = {}
    for entry in study.entries():
        scan = entry.scan
        if scan.fingerprint and scan.key not in lost and entry.exclusion is None:
            other = first.setdefault(scan.fingerprint, scan.key)
            if other != scan.key:
                same[scan.key] = other
    return same


def _keys(scans: list[StudyScan]) -> tuple[int, ...]:
    return tuple(scan.key for scan in scans)
