"""A plan and its concerns as a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from melcount_app.core.plan import Concern, ConcernKind, Plan, PlannedScan, ScanFacts
from melcount_app.study_commands.progress import place_of, say

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
    for concern in concerns:
        is_file = concern.kind is ConcernKind.UNREADABLE
        where = f"{place_of(concern.scans[0], root)}: " if is_file else ""
        say(console, f"look: {where}{concern.sentence}", "yellow")
