"""What a study knows of files that a folder is searched for again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from melcount_app.core.plan import Assignment, Wanted
from melcount_app.core.scan.file_set import is_of_set
from melcount_app.core.study.study import Study


def wanted_by(
    study: Study | None, patterns: Collection[str] = (), names: Collection[str] = ()
) -> Wanted:
    """What a folder is searched with, so that scans of the study stay scans.

    Args:
        study: that has scans already; None for none.
        patterns: of files that the user takes for scans.
        names: of files in the table of the plan.
    """
    scans = study.scans.all() if study is not None else ()
    return Wanted(
        patterns=tuple(patterns),
        paths=frozenset(scan.path for scan in scans),
        whole=frozenset(scan.path for scan in scans if is_of_set(scan.fingerprint)),
        names=names,
    )


@dataclass(frozen=True, slots=True)
class Joined:
    """What became of scans of a study that are parts of another one.

    Attributes:
        removed: keys of those that left it.
        kept: keys of those that stay, in no condition.
    """

    removed: tuple[int, ...] = ()
    kept: tuple[int, ...] = ()


def join_parts(study: Study, joined: Mapping[Path, Path]) -> Joined:
    """Let files that became parts of another scan be none of their own, so that n counts it once.

    Those that were counted, or edited by the user, keep all they have, and are in no condition any
    more; others leave the study.

    Args:
        study: only this process writes it.
        joined: paths of scans of the study, and of the scan that each is a part of.

    Raises:
        StudyError: the study cannot be written.
    """
    scans = [scan for path in joined if (scan := study.scans.at(path)) is not None]
    kept = {scan.key: scan for scan in scans if _holds_work(study, scan.key)}
    removed = tuple(scan.key for scan in scans if scan.key not in kept)
    for key in removed:
        study.scans.remove(key)
    study.plan.assign({key: Assignment() for key, scan in kept.items() if scan.condition})
    return Joined(removed, tuple(kept))


def _holds_work(study: Study, key: int) -> bool:
    """Whether a scan was counted, or its outline or regions are the user's."""
    if study.entry(key).count is not None:
        return True
    edits = study.edits.of(key)
    return edits is not None and edits.are_the_users
