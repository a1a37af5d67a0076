"""A batch from the first look at the folder to the last scan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from rich.console import Console

from melcount_app.core.apart import glance_apart
from melcount_app.core.batch import BatchRequest, Control, Which, run_batch
from melcount_app.core.errors import StudyError
from melcount_app.core.plan import (
    FoundScans,
    Plan,
    ScanFacts,
    about_exposure,
    concerns_of,
    scans_in,
    settle,
)
from melcount_app.core.report.files import check_writable, write_bytes
from melcount_app.core.report.plan_table import plan_table
from melcount_app.core.study import (
    SUFFIX,
    RenamedCondition,
    Study,
    apply_plan,
    follow_folders,
    in_renamed,
    join_parts,
    keep_names,
    renamed_conditions,
    set_papers,
    sum_of_table,
    told_of_empty,
    wanted_by,
)
from melcount_app.core.wording import ENGLISH, Wording
from melcount_app.study_commands.progress import (
    Tally,
    cancelled_by_interrupt,
    follow,
    place_of,
    say,
    say_settled,
    waiting_for,
    watched,
)
from melcount_app.study_commands.sources import Means, PlanOptions, ProtocolSource
from melcount_app.study_commands.tables import show_concerns, show_found, show_plan


class Renamed(StrEnum):
    """What becomes of conditions whose folders are called otherwise now."""

    ASK = "ask"
    FOLLOW = "follow"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class BatchOrder:
    """What the user wants counted, and how.

    Attributes:
        root: folder of the scans, absolute.
        out: folder for results.
        study: file of the study; None for one among the results.
        plan: where the plan comes from.
        protocol: where the protocol comes from.
        which: scans are counted.
        accepts_changed: whether files that changed since they were planned are counted.
        accepts_damage: whether damaged files are counted without what cannot be read.
        takes_over: whether the study is written although another window says that it does.
        scheduler: address of a cluster; empty to count here.
        include: names, places or folders of files that are scans although they do not look so.
        insists: whether scans are counted that do not look like fluorescence.
        language: of the workbooks.
        renamed: what becomes of conditions whose folders are called otherwise now.
    """

    root: Path
    out: Path
    study: Path | None
    plan: PlanOptions
    protocol: ProtocolSource
    which: Which = Which.UNFINISHED
    accepts_changed: bool = False
    accepts_damage: bool = False
    takes_over: bool = False
    scheduler: str = ""
    include: tuple[str, ...] = ()
    insists: bool = False
    language: str = ENGLISH
    renamed: Renamed = Renamed.ASK

    @property
    def file(self) -> Path:
        """Of the study."""
        return self.study or self.out / f"{self.root.name or 'study'}{SUFFIX}"


def look(order: BatchOrder, console: Console) -> None:
    """Show what a batch would count, and what looks like a mistake; nothing is written.

    Raises:
        MelcountError: there is nothing to count, or an option cannot be used.
    """
    with ExitStack() as stack:
        wait = waiting_for(console, order.file, Control())
        known = Study.open(order.file, wait=wait) if order.file.exists() else None
        study = stack.enter_context(known) if known is not None else None
        found = _found(order, study)
        means = order.protocol.means(study)
        plan, _ = _planned(order, found, study, console)
    facts = _looked_at([scan.path for scan in plan.scans], means, console)
    show_plan(console, plan, facts, order.root)
    show_found(console, found, order.root)
    _show_concerns(order, plan, facts, means, console)
    settled = settle(facts.values(), means.protocol.channel, means.stains)
    say_settled(console, settled.under(means.protocol.white, means.protocol.black))


def write_plan(order: BatchOrder, file: Path, console: Console) -> Path:
    """Write the plan as a table to be filled in; nothing else is written.

    Raises:
        MelcountError: there is no scan, an option cannot be used, or it cannot be written.
    """
    _, plan = _of_study_or_new(order, console)
    content = plan_table(plan, order.root, file.suffix, Wording(order.language))
    return write_bytes(file, content)


def _of_study_or_new(order: BatchOrder, console: Console) -> tuple[FoundScans, Plan]:
    """What is in the folder, and its plan, which is that of the study where there is one."""
    with ExitStack() as stack:
        wait = waiting_for(console, order.file, Control())
        known = Study.open(order.file, wait=wait) if order.file.exists() else None
        study = stack.enter_context(known) if known is not None else None
        found = _found(order, study)
        plan, _ = _planned(order, found, study, console)
        return found, plan


def count(order: BatchOrder, console: Console) -> Tally:
    """Count what is left to count.

    Raises:
        MelcountError: there is nothing to count, an option cannot be used, or results cannot be
            written.
    """
    new = None if order.file.exists() else _found(order, None)  # without scans no study is made
    check_writable(order.out)
    control = Control()
    wait = waiting_for(console, order.file, control)
    if empty := told_of_empty(order.file):
        say(console, empty, "yellow")
    with (
        Study.open(order.file, takes_over=order.takes_over, wait=wait) as study,
        study.waiting(wait),
    ):
        if study.is_read_only:
            raise StudyError(study.held_by)
        found = new or _found(order, study)
        means = order.protocol.means(study)
        study.scans.take_moved(scan.path for scan in found.scans)
        renamed = _settle_renamed(order, found, study, console)
        planned, origin = _planned(order, found, study, console)
        plan = in_renamed(planned, renamed)
        known = {scan.path for scan in study.scans.all() if scan.fingerprint}
        unknown = [path for scan in plan.scans if (path := scan.path).resolve() not in known]
        facts = _looked_at(unknown, means, console)
        show_found(console, found, order.root)
        _show_concerns(order, plan, facts, means, console)
        if order.plan.is_given or not study.scans.all():
            study.plan.set_notes(plan.notes)
            table = order.plan.table
            set_papers(study, plan=origin, plan_sha256=sum_of_table(table) if table else "")
        _keep(study, found, plan, facts)
        places = {scan.key: place_of(scan.path, order.root) for scan in study.scans.all()}
        with cancelled_by_interrupt(control):
            events = run_batch(study, _request(order, means, facts), control)
            return follow(console, events, places)


def _settle_renamed(
    order: BatchOrder, found: FoundScans, study: Study, console: Console
) -> tuple[RenamedCondition, ...]:
    """Follow, keep or ask about conditions whose folders are called otherwise now.

    Returns:
        Those that keep their name.
    """
    renamed = renamed_conditions(study, order.plan.by_folders(found.scans))
    if order.renamed is Renamed.FOLLOW:
        follow_folders(study, renamed)
        return ()
    if order.renamed is Renamed.KEEP:
        keep_names(study, (each for each in renamed if each.is_open))
    elif asked := [each for each in renamed if each.is_open]:
        for each in asked:
            moved = f"the folder of the condition “{each.name}” is called “{each.folder}” now"
            say(console, f"look: {moved}; its scans stay in “{each.name}”", "yellow")
        told = "--renamed follow calls the conditions so, too, --renamed keep leaves their names"
        say(console, f"note: {told}")
    return renamed


def _request(order: BatchOrder, means: Means, facts: Mapping[Path, ScanFacts]) -> BatchRequest:
    return BatchRequest(
        root=order.root,
        out=order.out,
        protocol=means.protocol,
        model=means.model.folder,
        which=order.which,
        accepts_changed=order.accepts_changed,
        accepts_damage=order.accepts_damage,
        scheduler=order.scheduler,
        insists=order.insists,
        language=order.language,
        facts=facts,
    )


def _keep(
    study: Study,
    found: FoundScans,
    plan: Plan,
    facts: Mapping[Path, ScanFacts],
) -> None:
    """Put plan, and what was found, into the study."""
    study.plan.set_left_out(found.left_out_with(study.plan.left_out()))
    apply_plan(study, plan, facts)
    join_parts(study, found.joined)


def _found(order: BatchOrder, study: Study | None) -> FoundScans:
    """What is in the folder; scans of the study stay scans."""
    return scans_in(order.root, wanted_by(study, order.include, order.plan.file_names()))


def _planned(
    order: BatchOrder, found: FoundScans, study: Study | None, console: Console
) -> tuple[Plan, str]:
    """The plan, and in a few words where it comes from."""
    plan, origin = order.plan.plan(found.scans, study)
    say(console, f"{len(found.scans)} scans in {order.root}; conditions by {origin}")
    return plan, origin


def _looked_at(paths: Sequence[Path], means: Means, console: Console) -> dict[Path, ScanFacts]:
    """What is to be known of scans."""
    glances = glance_apart(paths, stains=means.stains, pick=means.protocol.pick)
    looked_at = watched(console, "looking at scans", glances, len(paths))
    return {facts.path: facts for facts in looked_at}


def _show_concerns(
    order: BatchOrder,
    plan: Plan,
    facts: Mapping[Path, ScanFacts],
    means: Means,
    console: Console,
) -> None:
    found = concerns_of(
        plan,
        facts,
        um_per_px=means.protocol.um_per_px,
        channel=means.protocol.channel,
        stains=means.stains,
    )
    exposure = about_exposure(
        facts, means.protocol.channel, means.protocol.white, means.protocol.black
    )
    show_concerns(console, (*found, *exposure), order.root)
