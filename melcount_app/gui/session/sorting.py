"""Dropped files by what they are: scans into the list, the rest for the user to decide on."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from melcount_app.core.errors import MelcountError, PlanError, ScanError
from melcount_app.core.kind import FileKind, kind_of_file
from melcount_app.core.plan import find_scans, load_table
from melcount_app.core.protocol import Protocol, load_protocol
from melcount_app.core.scan import open_scan
from melcount_app.core.study import Study
from melcount_app.gui.session.listing import ScansFound, looking_for_scans


@dataclass(frozen=True, slots=True)
class Delivery:
    """Dropped files that are no scans.

    Attributes:
        study: to be opened; None where there is none or several.
        rest: what was dropped with it, to be taken into it.
        studies: of which one has to be chosen.
        outlines: files that hold outlines.
        plans: tables with the columns of a plan.
        protocols: by their files.
        models: folders, or files of them.
        others: of which the program can make nothing.
        refusals: sentences of the core: why files that look like something cannot be used.
    """

    study: Path | None = None
    rest: tuple[Path, ...] = ()
    studies: tuple[Path, ...] = ()
    outlines: tuple[Path, ...] = ()
    plans: tuple[Path, ...] = ()
    protocols: tuple[tuple[Path, Protocol], ...] = ()
    models: tuple[Path, ...] = ()
    others: tuple[Path, ...] = ()
    refusals: tuple[str, ...] = ()


def sorting_out(
    paths: Iterable[Path], study: Study | None, flush: Callable[[], None]
) -> Generator[ScansFound | Delivery, None, None]:
    """Find the scans among files and in folders, and sort the other files by what they are.

    Yields:
        `ScansFound` where there are scans, then a `Delivery`. A study among the files is
        delivered alone, with all others as its rest.

    Raises:
        ScanError: there is nothing but folders without a scan, or that cannot be read.
    """
    kinds = {path: kind_of_file(path) for path in paths}
    studies = _of(kinds, FileKind.STUDY)
    if len(studies) == 1:
        yield Delivery(study=studies[0], rest=tuple(p for p in kinds if p not in studies))
        return
    places, refusals = _of(kinds, FileKind.SCAN, FileKind.FOLDER), list[str]()
    if places:
        try:
            yield from looking_for_scans(places, study, flush)
        except ScanError as error:
            places, refusals = _usable(places)
            if not places and len(refusals) == len(kinds) == 1:
                raise ScanError(refusals[0]) from error
            if places:
                yield from looking_for_scans(places, study, flush)
    yield _delivery(kinds, refusals)


def _of(kinds: Mapping[Path, FileKind], *wanted: FileKind) -> tuple[Path, ...]:
    """The files of some kinds, in the order in which they were dropped."""
    return tuple(path for path, kind in kinds.items() if kind in wanted)


def _delivery(kinds: Mapping[Path, FileKind], refusals: Sequence[str]) -> Delivery:
    """All that are no scans; plans and protocols are read, to see whether they can be used."""
    plans, no_plans, told = _plans(_of(kinds, FileKind.PLAN))
    protocols, unfit = _protocols(_of(kinds, FileKind.PROTOCOL))
    others = (*no_plans, *_of(kinds, FileKind.OTHER))
    reason = _why_no_scan(others[0]) if len(others) == 1 else ""
    return Delivery(
        studies=_of(kinds, FileKind.STUDY),
        outlines=_of(kinds, FileKind.OUTLINES),
        plans=plans,
        protocols=protocols,
        models=_of(kinds, FileKind.MODEL),
        others=() if reason else others,
        refusals=(*refusals, *told, *unfit, *([reason] if reason else [])),
    )


def _why_no_scan(path: Path) -> str:
    """What the readers say of a file, as a sentence; empty where one of them would open it."""
    try:
        open_scan(path).close()
    except ScanError as error:
        return str(error)
    return ""


def _usable(places: Sequence[Path]) -> tuple[tuple[Path, ...], list[str]]:
    """The places in which scans are found, and why not in the others, as sentences."""
    usable, refusals = [], []
    for place in places:
        try:
            find_scans([place])
            usable.append(place)
        except ScanError as error:
            refusals.append(str(error))
    return tuple(usable), refusals


def _plans(tables: Sequence[Path]) -> tuple[tuple[Path, ...], tuple[Path, ...], tuple[str, ...]]:
    """The tables that are plans, those that are none, and why, where it is a single one."""
    plans, others, refusals = [], [], []
    for table in tables:
        try:
            load_table(table)
            plans.append(table)
        except PlanError as error:
            others.append(table)
            refusals.append(str(error))
    if len(refusals) == 1:
        return tuple(plans), (), tuple(refusals)
    return tuple(plans), tuple(others), ()


def _protocols(
    files: Sequence[Path],
) -> tuple[tuple[tuple[Path, Protocol], ...], tuple[str, ...]]:
    """Protocols by their files, and why others cannot be used."""
    protocols, refusals = [], []
    for file in files:
        try:
            protocols.append((file, load_protocol(file)))
        except MelcountError as error:
            refusals.append(str(error))
    return tuple(protocols), tuple(refusals)
