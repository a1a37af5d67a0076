"""A plan and its concerns as a table."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from melcount_app.core.plan import (
    Concern,
    ConcernKind,
    FoundScans,
    LeftOutFile,
    Plan,
    PlannedScan,
    ScanFacts,
)
from melcount_app.study_commands.progress import place_of, say

_QUOTED = re.compile("“[^”]*”")

LEFT_OUT_TOLD = 40
"""Files that are listed one by one; of more of them in one folder the number."""

HEADINGS = ("condition", "role", "replicate", "donor", "scan", "size", "µm/px", "channels")


def show_plan(console: Console, plan: Plan, facts: Mapping[Path, ScanFacts], root: Path) -> None:
    """Print a row for each scan, condition by condition, and why some are in none."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in HEADINGS:
        table.add_column(heading, overflow="fold")
    for condition in (*plan.conditions, ""):
        for number, scan in enumerate(plan.of_condition(condition)):
            heads = (
                (condition or "–", str(plan.roles.get(condition, ""))) if not number else ("",) * 2
            )
            table.add_row(*map(Text, (*heads, *_cells(scan, facts.get(scan.path), root))))
    console.print(table)
    for scan in plan.scans:
        if scan.reason:
            say(console, scan.reason)


def _cells(scan: PlannedScan, facts: ScanFacts | None, root: Path) -> tuple[str, ...]:
    given = scan.assignment
    known = facts or ScanFacts(scan.path)
    size = f"{known.size.width} × {known.size.height}" if known.size else ""
    um_per_px = f"{known.pixel_size.um_per_px:g}" if known.pixel_size else ""
    place = place_of(scan.path, root)
    return given.replicate, given.donor, place, size, um_per_px, ", ".join(known.channels)


def show_concerns(console: Console, concerns: Iterable[Concern], root: Path) -> None:
    """Print a line for each; what cannot be read is told with its folder."""
    has_alikes = False
    for concern in concerns:
        has_alikes |= concern.kind is ConcernKind.LOOK_ALIKES
        is_file = concern.kind is ConcernKind.UNREADABLE
        where = f"{place_of(concern.scans[0], root)}: " if is_file else ""
        say(console, f"look: {where}{concern.sentence}", "yellow")
    if has_alikes:
        say(console, "note: --join-alike makes conditions that look alike one, and donors")


def show_found(console: Console, found: FoundScans, root: Path) -> None:
    """Print which scans are made of several files, and what was left out and why."""
    for scan in found.scans:
        if scan.parts:
            names = ", ".join(part.name for part in scan.parts)
            say(console, f"one scan: {scan.place} is made of {len(scan.parts)} files: {names}")
    for part, whole in found.joined.items():
        a_part, of_it = place_of(part, root), place_of(whole, root)
        say(console, f"joined: {a_part} is a part of {of_it}, and no longer a sample", "yellow")
    for file in found.put_back:
        say(console, f"put back: {file.place}, although: {file.reason}", "yellow")
    for line in _left_out(found.left_out, root):
        say(console, line, "yellow")
    if found.left_out:
        place = found.left_out[0].place
        say(console, f'to count what was left out: --include NAME, as in --include "{place}"')


def _left_out(files: Iterable[LeftOutFile], root: Path) -> Iterator[str]:
    """A line for each file, or for each folder and reason where they are many."""
    listed = list(files)
    if len(listed) <= LEFT_OUT_TOLD:
        yield from (f"left out: {file.place}: {file.reason}" for file in listed)
        return
    families: dict[tuple[Path, str], list[LeftOutFile]] = defaultdict(list)
    for file in listed:
        families[file.path.parent, _QUOTED.sub("…", file.reason)].append(file)
    for (folder, reason), family in families.items():
        if len(family) == 1:
            yield f"left out: {family[0].place}: {family[0].reason}"
        else:
            where = place_of(folder, root)
            yield f"left out: {len(family)} files in {where}, as {family[0].path.name}: {reason}"
