"""Conditions whose folders are called otherwise now: whether to follow is for the user to say."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from melcount_app.core.plan import Plan
from melcount_app.core.study.journal import Change, StepKind
from melcount_app.core.study.study import Study

KEPT = "name of the condition kept"
MOVED = "moved"


@dataclass(frozen=True, slots=True)
class RenamedCondition:
    """A condition whose folder got another name.

    Attributes:
        name: of the condition, after its folder as it was.
        folder: what its folder is called now.
        keys: of its scans.
        is_open: whether the user has not said yet what it is to be called.
    """

    name: str
    folder: str
    keys: tuple[int, ...]
    is_open: bool = True


def renamed_conditions(study: Study, proposed: Mapping[Path, str]) -> tuple[RenamedCondition, ...]:
    """Conditions of a study all of whose scans were moved into a folder of another name.

    Args:
        study: after moved files were taken for what they are.
        proposed: what conditions would be called by the folders, by path.
    """
    names: dict[str, set[str]] = defaultdict(set)
    keys: dict[str, list[int]] = defaultdict(list)
    for scan in study.scans.all():
        if scan.condition and scan.path in proposed:
            names[scan.condition].add(proposed[scan.path])
            keys[scan.condition].append(scan.key)
    found = []
    for name, folders in names.items():
        (folder, *others) = folders
        if others or not folder or folder in names:
            continue
        if last := _last_steps(study, keys[name]):
            is_open = KEPT not in last
            found.append(RenamedCondition(name, folder, tuple(keys[name]), is_open))
    return tuple(found)


def in_renamed(plan: Plan, renamed: Iterable[RenamedCondition]) -> Plan:
    """A plan in which scans of renamed folders are in the condition that kept its name."""
    names = {each.folder: each.name for each in renamed}
    given = {scan.path: scan.assignment for scan in plan.scans}
    return plan.with_assignments(
        {
            path: dataclasses.replace(assignment, condition=names[assignment.condition])
            for path, assignment in given.items()
            if assignment.condition in names
        }
    )


def follow_folders(study: Study, renamed: Iterable[RenamedCondition]) -> None:
    """Call conditions as their folders are called now, in one transaction."""
    names = {each.name: each.folder for each in renamed}
    with study.together():
        scans = [scan for scan in study.scans.all() if scan.condition in names]
        study.plan.assign(
            {
                scan.key: dataclasses.replace(scan.assignment, condition=names[scan.condition])
                for scan in scans
            }
        )
        roles = study.plan.roles()
        study.plan.set_roles({names.get(name, name): role for name, role in roles.items()})


def keep_names(study: Study, renamed: Iterable[RenamedCondition]) -> None:
    """Let conditions be called as they are, and the journal say so."""
    with study.together():
        for each in renamed:
            for key in each.keys:
                after = {"condition": each.name, "folder": each.folder}
                study.journal.tell(Change(StepKind.PLAN, KEPT, key, after=after))


def _last_steps(study: Study, keys: Iterable[int]) -> set[str]:
    """What was done last about where scans lie and what they are; nothing if none was moved."""
    last = set[str]()
    for key in keys:
        for entry in reversed(study.journal.of(key)):
            is_of_folder = entry.text == MOVED and _is_other_folder(entry.before, entry.after)
            if is_of_folder or entry.text == KEPT or entry.kind is StepKind.PLAN:
                last.add(entry.text)
                break
    return last if {MOVED, KEPT} & last else set()


def _is_other_folder(before: object, after: object) -> bool:
    """Whether a file was moved into a folder of another name."""
    told = (before, after)
    paths = [each.get("absolute_path") for each in told if isinstance(each, dict)]
    folders = {Path(path).parent.name for path in paths if isinstance(path, str)}
    return len(folders) > 1
