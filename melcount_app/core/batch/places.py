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


def results_beside(scans: Iterable[Path], program: Path, documents: Path) -> tuple[Path, str]:
    """Where results of scans go unless the user says otherwise.

    Args:
        scans: absolute paths.
        program: a folder that nothing is to be put into or beside, though scans may lie in it.
        documents: the folder for what belongs to nothing else.

    Returns:
        The folder that the folder of results is to lie in, and what that is called after; empty
        where it is not called after the folder of the scans.
    """
    own = [scan for scan in scans if not scan.is_relative_to(program)]
    if not own:
        return documents, ""
    root = common_folder(own)
    if root.name:
        return root.parent, root.name
    # the root of a drive, or of a share, has no name and lies in nothing
    return root if root in {scan.parent for scan in own} else documents, ""


def _below(folder: Path, root: Path) -> Path:
    if folder.is_relative_to(root):
        return folder.relative_to(root)
    tag = hashlib.sha256(str(folder).encode("utf-8", "surrogateescape")).hexdigest()[:6]
    return Path(f"{folder.name}-{tag}")
