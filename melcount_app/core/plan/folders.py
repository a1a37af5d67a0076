"""A plan from sub-folders: those of one level are conditions, those of another may be donors."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from melcount_app.core.plan.alike import tidy
from melcount_app.core.plan.assignment import Assignment, Role
from melcount_app.core.plan.dates import holds_date
from melcount_app.core.plan.found import FoundScan
from melcount_app.core.plan.making import made_plan
from melcount_app.core.plan.plan import Plan, PlannedScan
from melcount_app.core.plan.roles import plain, propose_roles

DONOR = re.compile(
    r"(?:donor|donneur|donneuse|patiente?|subject|sujet|volunteer|volontaire|participante?|lot|batch"
    r"|skin|peau|don)[ _.#-]*[a-z0-9]{1,6}|[dpb][ _]?\d{1,4}"
    r"|(?:m\.|mr\.?|mrs\.?|ms\.?|mme\.?|mlle\.?|madame|monsieur)[ _]+[a-z][a-z.' _-]{0,30}"
)
"""What donors and batches are called, in small letters without accents."""

NUMBERED = re.compile(
    r"(?:rep|replicate|replicat|r|n|s|slide|lame|scan|section|sec|coupe|image|img|sample|roi|fov|pos"
    r"|echantillon|day|jour|j|well|puits|t)?[ -]?\d{1,4}"
)
"""What replicates, slides and days are called, likewise."""


BY_DONOR = "{condition}/{donor}/{*}"


@dataclass(frozen=True, slots=True)
class Levels:
    """Which folders tell what, the outermost 0.

    Attributes:
        condition: of the folder that is the condition.
        donor: of the folder that is the donor; None for none.
    """

    condition: int = 0
    donor: int | None = None


def plan_by_folders(found: Iterable[FoundScan]) -> Plan:
    """A folder above a scan is its condition, the number in its name the replicate.

    The outermost folder is the condition, unless those of the next level are by what they are
    called: with donor/condition/scan and condition/donor/scan both are told. Folders that are all
    called by dates are no conditions.
    """
    scans = tuple(found)
    levels = levels_of(scans)
    names = {name for scan in scans if (name := _name(scan, levels.condition))}
    are_dates = all(map(holds_date, names))
    planned = [_planned(scan, levels, are_dates=are_dates) for scan in scans]
    return made_plan(planned, notes=() if are_dates else _passed_over(scans, levels))


def _passed_over(scans: Sequence[FoundScan], levels: Levels) -> Iterator[str]:
    """That folders within the conditions hold several scans, in a sentence, where none is a donor.

    Such scans may be of one sample, and would each count in n.
    """
    level = levels.condition + 1
    if levels.donor is not None or not scans:
        return
    sizes = Counter(scan.folders[: level + 1] for scan in scans if len(scan.folders) > level)
    several = [folders for folders, size in sizes.items() if size > 1]
    if several:
        first = "/".join(several[0])
        yield (
            f"Folders within the conditions hold several scans, as “{first}”, and each scan is a "
            "sample. If the scans of a folder are of one sample or donor, use the pattern "
            f"{BY_DONOR}."
        )


def levels_of(scans: Sequence[FoundScan]) -> Levels:
    """Which folders are conditions, and which are donors."""
    depth = min((len(scan.folders) for scan in scans), default=0)
    outer = 0
    while outer + 1 < depth and _is_only_a_box(scans, outer):
        outer += 1
    if outer + 1 >= depth:
        return Levels(outer)
    above, below = _names(scans, outer), _names(scans, outer + 1)
    is_dated = all(map(holds_date, above))
    is_told = is_dated or _are(DONOR, above) or _crosses(scans, outer)
    if is_told and _are_conditions(below, above):
        return Levels(outer + 1, None if is_dated else outer)
    return Levels(outer, outer + 1 if _are(DONOR, below) and not _are(DONOR, above) else None)


def _is_only_a_box(scans: Sequence[FoundScan], level: int) -> bool:
    """Whether one folder that is no condition holds all others."""
    here, below = _names(scans, level), _names(scans, level + 1)
    return (
        len(here) == 1
        and len(below) > 1
        and not _has_roles(here)
        and not (_are(NUMBERED, below) or all(map(holds_date, below)))
        and (not _are(DONOR, below) or _has_deeper(scans, level + 1))
    )


def _has_deeper(scans: Sequence[FoundScan], level: int) -> bool:
    return all(len(scan.folders) > level + 1 for scan in scans)


def _are_conditions(names: set[str], others: set[str]) -> bool:
    """Whether folders are conditions rather than those that they lie in."""
    if _are(DONOR, names) or _are(NUMBERED, names) or all(map(holds_date, names)):
        return False
    is_told_by_others = _are(DONOR, others) or all(map(holds_date, others))
    return is_told_by_others or (_has_roles(names) and not _has_roles(others))


def _crosses(scans: Sequence[FoundScan], outer: int) -> bool:
    """Whether most folders of the inner level lie in several of the outer one."""
    within: dict[str, set[str]] = defaultdict(set)
    for scan in scans:
        within[_name(scan, outer + 1)].add(_name(scan, outer))
    several = sum(len(outers) > 1 for outers in within.values())
    return 2 * several > len(within) or len(_names(scans, outer)) == 1


def _names(scans: Sequence[FoundScan], level: int) -> set[str]:
    return {_name(scan, level) for scan in scans}


def _name(scan: FoundScan, level: int) -> str:
    return tidy(scan.folders[level]) if level < len(scan.folders) else ""


def _are(shape: re.Pattern[str], names: Iterable[str]) -> bool:
    return all(shape.fullmatch(plain(name)) for name in names)


def _has_roles(names: Iterable[str]) -> bool:
    """Whether one of the folders is called like a control or a vehicle."""
    return any(role is not Role.TEST for role in propose_roles(names).values())


def _planned(scan: FoundScan, levels: Levels, *, are_dates: bool) -> PlannedScan:
    condition = _name(scan, levels.condition)
    if not condition:
        return PlannedScan(scan.path, Assignment(), f"“{scan.path.name}” lies in no sub-folder.")
    if are_dates:
        sentence = f"The folder of “{scan.path.name}” is called by a date, which is no condition."
        return PlannedScan(scan.path, Assignment(), sentence)
    donor = _name(scan, levels.donor) if levels.donor is not None else ""
    return PlannedScan(scan.path, Assignment(condition, donor=donor))
