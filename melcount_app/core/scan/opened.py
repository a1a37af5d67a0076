"""Opening a scan to be counted or shown: its levels compared, its damage refused or remembered."""

from __future__ import annotations

from pathlib import Path

from melcount_app.core.scan import open_scan
from melcount_app.core.scan.base import Scan
from melcount_app.core.scan.damage import TolerantScan
from melcount_app.core.scan.pick import NO_PICK, Pick
from melcount_app.core.scan.trust import believed


def open_believed(path: Path, pick: Pick = NO_PICK, *, without_damaged: bool = False) -> Scan:
    """Open a scan without the levels that contradict it, see `believed`.

    Args:
        path: of the file.
        pick: which image and plane of it.
        without_damaged: whether damaged blocks are read as 0 and told by `Scan.damaged`.

    Raises:
        ScanError: the file cannot be read as a scan.
        DamagedError: it is damaged where it was looked at, and that is not accepted.
    """
    scan = open_scan(path, pick)
    return believed(TolerantScan(scan) if without_damaged else scan)
