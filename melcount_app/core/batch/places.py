"""Where the results of each scan of a batch go."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from melcount_app.core.report import result_name


@dataclass(frozen=True, slots=True)
class Place:
    """Where the results of one scan go.

    Attributes:
        folder: of the files.
        name: what they are called, without their endings.
    """

    folder: Path
    name: str


def result_places(scans: Iterable[Path], root: Path, out: Path) -> Mapping[Path, Place]:
    """A place for each scan, no two the same: sub-folders of `root` are repeated under `out`.

    Scans of one folder that differ in their last extension only keep it. Those from elsewhere
    lie in sub-folders that are named after their folder.

    Args:
        scans: absolute paths.
        root: the folder that was counted.
        out: the folder for results.
    """
    paths = tuple(scans)
    alike = Counter((scan.parent, result_name(scan).casefold()) for scan in paths)
    return {
        scan: Place(
            out / _below(scan.parent, root),
            result_name(scan)
            if alike[scan.parent, result_name(scan).casefold()] == 1
            else scan.name,
        )
        for scan in paths
    }


def common_folder(scans: Iterable[Path]) -> Path:
    """The folder that all scans lie in or below; that of the first where there is no such one.

    Args:
        scans: absolute paths; at least one.
    """
    folders = [scan.parent for scan in scans]
    try:
        return Path(os.path.commonpath(folders))
    except ValueError:  # on several Windows drives
        return folders[0]


def _below(folder: Path, root: Path) -> Path:
    if folder.is_relative_to(root):
        return folder.relative_to(root)
    tag = hashlib.sha256(str(folder).encode("utf-8", "surrogateescape")).hexdigest()[:6]
    return Path(f"{folder.name}-{tag}")
