"""A batch from the first look at the folder to the last scan."""

from __future__ import annotations

from collections.abc import Container, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from melcount_app.core.batch import BatchRequest, Control, Which, glance_apart, run_batch
from melcount_app.core.errors import StudyError
from melcount_app.core.plan import FoundScan, Plan, ScanFacts, concerns_of, scans_in
from melcount_app.core.report.files import check_writable
from melcount_app.core.study import SUFFIX, Study, apply_plan
from melcount_app.study_commands.progress import (
    Tally,
    cancelled_by_interrupt,
    follow,
    place_of,
    say,
    watched,
)
from melcount_app.study_commands.sources import PlanSource, ProtocolSource
from melcount_app.study_commands.tables import show_concerns, show_plan


@dataclass(frozen=True, slots=True)
class BatchOrder:
    """What the user wants counted, and how.

    Attributes:
        root: folder of the scans, absolute.
        out: folder for results.
        file: of the study.
        plan: where the plan comes from.
        protocol: where the protocol comes from.
        which: scans are counted.
        accepts_changed: whether files that changed since they were planned are counted.
        takes_over: whether the study is written although another window says that it does.
        scheduler: address of a cluster; empty to count here.
    """

    root: Path
    out: Path
    file: Path
    plan: PlanSource
    protocol: ProtocolSource
    which: Which
    accepts_changed: bool
    takes_over: bool
    scheduler: str

    @classmethod
    def of(
        cls,
        folder: Path,
        out: Path,
        file: Path | None,
        plan: PlanSource,
        protocol: ProtocolSource,
        *,
        retries_failed: bool,
        accepts_changed: bool,
        takes_over: bool,
        scheduler: str,
    ) -> BatchOrder:
        """An order by the options of the command."""
        root = folder.resolve()
        which = Which.FAILED if retries_failed else Which.UNFINISHED
        beside = out / f"{root.name or 'study'}{SUFFIX}"
        return cls(
            root=root,
            out=out,
            file=file or beside,
            plan=plan,
            protocol=protocol,
            which=which,
            accepts_changed=accepts_changed,
            takes_over=takes_over,
            scheduler=scheduler,
        )


def look(order: BatchOrder, console: Console) -> None:
    """Show what a batch would count, and what looks like a mistake; nothing is written.

    Raises:
        MelcountError: there is nothing to count, or an option cannot be used.
    """
    found = scans_in(order.root)
    with ExitStack() as stack:
        study = stack.enter_context(Study.open(order.file)) if order.file.exists() else None
        plan, facts = _planned(order, found, study, console)
        protocol = order.protocol.protocol(study)
    show_plan(console, plan, facts, order.root)
    show_concerns(console, concerns_of(plan, facts, um_per_px=protocol.um_per_px), order.root)


def count(order: BatchOrder, console: Console) -> Tally:
    """Count what is left to count.

    Raises:
        MelcountError: there is nothing to count, an option cannot be used, or results cannot be
            written.
    """
    found = scans_in(order.root)
    check_writable(order.out)
    with Study.open(order.file, takes_over=order.takes_over) as study:
        if study.is_read_only:
            raise StudyError(study.held_by)
        protocol = order.protocol.protocol(study)
        request = BatchRequest(
            root=order.root,
            out=order.out,
            protocol=protocol,
            model=order.protocol.model_folder(protocol),
            which=order.which,
            accepts_changed=order.accepts_changed,
            scheduler=order.scheduler,
        )
        study.take_moved(scan.path for scan in found)
        known = {scan.path for scan in study.scans() if scan.fingerprint}
        plan, facts = _planned(order, found, study, console, known)
        show_concerns(console, concerns_of(plan, facts, um_per_px=protocol.um_per_px), order.root)
        apply_plan(study, plan, facts)
        places = {scan.key: place_of(scan.path, order.root) for scan in study.scans()}
        control = Control()
        with cancelled_by_interrupt(control):
            return follow(console, run_batch(study, request, control), places)


def _planned(
    order: BatchOrder,
    found: Sequence[FoundScan],
    study: Study | None,
    console: Console,
    known: Container[Path] = (),
) -> tuple[Plan, dict[Path, ScanFacts]]:
    """The plan, and what is to be known of its scans besides those that are known."""
    plan, origin = order.plan.plan(found, study)
    say(console, f"{len(found)} scans in {order.root}; conditions by {origin}")
    new = [scan.path for scan in plan.scans if scan.path.resolve() not in known]
    looked_at = watched(console, "looking at scans", glance_apart(new), len(new))
    return plan, {facts.path: facts for facts in looked_at}
