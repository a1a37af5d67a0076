"""The commands about what people answer for: `audit`, `exclude`, `papers` and `sign`."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from melcount_app.core.errors import StudyDamagedError, StudyError
from melcount_app.core.report.files import write_text
from melcount_app.core.study import (
    Audit,
    JournalEntry,
    Part,
    Study,
    StudyScan,
    audit,
    set_papers,
    sign,
)
from melcount_app.terminal import Operator, refusing

app = typer.Typer()

EXIT_BROKEN = 1
LONGEST = 120
"""Signs of what was before, and after, that are printed; all of it is in the JSON."""

StudyFile = Annotated[Path, typer.Argument(help="Study file.", metavar="STUDY")]
ScanName = Annotated[str, typer.Argument(help="Name or path of a scan.", metavar="SCAN")]
Reason = Annotated[str, typer.Option(help="Why; the reports tell it.")]


@app.command("audit")
@refusing()
def audit_study(
    study: StudyFile,
    out: Annotated[
        Path | None, typer.Option("--json", help="Write the journal as JSON.", metavar="OUT")
    ] = None,
    seal: Annotated[
        str,
        typer.Option("--has", help="Find the step of a SHA-256 that a report tells.", metavar="S"),
    ] = "",
) -> None:
    """Verify the journal of a study and print it: 0 it is whole, 1 something was changed."""
    with opened(study) as it:
        found = audit(it)
        entries = _entries(it, found)
        names = {scan.key: scan.path.name for scan in it.scans.all()}
    for entry in entries:
        typer.echo(_line(entry, names))
    if out is not None:
        typer.echo(f"written: {write_text(out, _as_json(found, entries))}")
    _say_found(study, found)
    if seal and not any(entry.seal == seal.lower() for entry in entries):
        raise StudyError(f"No step of “{study.name}” has the SHA-256 {seal}: it is of another one.")
    if not found.is_whole:
        raise typer.Exit(EXIT_BROKEN)


def _entries(study: Study, found: Audit) -> tuple[JournalEntry, ...]:
    """All steps; none where the journal was changed so that they cannot be read any more."""
    try:
        return study.journal.all()
    except StudyDamagedError:
        if not found.broken:
            raise
        return ()


def _line(entry: JournalEntry, names: Mapping[int, str]) -> str:
    """One step as one line."""
    who = entry.operator if entry.operator == entry.login else f"{entry.operator} ({entry.login})"
    scan = "" if entry.scan is None else f" {names.get(entry.scan, f'scan {entry.scan}')}:"
    told = [f"{entry.number} {entry.time:%Y-%m-%d %H:%M:%S} UTC {who}:{scan}", entry.text]
    if entry.before is not None or entry.after is not None:
        told.append(f"({_short(entry.before)} → {_short(entry.after)})")
    if entry.reason:
        told.append(f"reason: {entry.reason}")
    return " ".join(told)


def _short(value: object) -> str:
    text = "nothing" if value in (None, {}) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _as_json(found: Audit, entries: Sequence[JournalEntry]) -> str:
    told: dict[str, Any] = dataclasses.asdict(found)
    told["journal"] = [
        dataclasses.asdict(entry) | {"time": entry.time.isoformat(), "kind": entry.kind.value}
        for entry in entries
    ]
    return json.dumps(told, indent=1) + "\n"


def _say_found(study: Path, found: Audit) -> None:
    if found.broken:
        typer.echo(f"melcount: {found.broken}", err=True)
    for stray in found.strays:
        typer.echo(f"melcount: “{study.name}”: {stray}", err=True)
    if found.taken_over:
        typer.echo(
            f"note: {found.taken_over} steps of an earlier version, or saved by a repair, are only "
            "known to be as they were when they were taken over"
        )
    if found.is_whole:
        typer.echo(f"whole: {found.steps} steps, SHA-256 {found.head}")


@app.command()
@refusing()
def exclude(study: StudyFile, scan: ScanName, reason: Reason, operator: Operator = "") -> None:  # noqa: ARG001
    """Leave a scan out of all numbers; its count stays, and is told beside the reason."""
    with opened(study, writes=True) as it:
        found = _scan_named(it, scan)
        it.exclusions.leave_out(found.key, reason, found.path.name)
    typer.echo(f"left out: {found.path}")


@app.command("take-in")
@refusing()
def take_in(study: StudyFile, scan: ScanName, reason: Reason, operator: Operator = "") -> None:  # noqa: ARG001
    """Take a scan in again that was left out."""
    with opened(study, writes=True) as it:
        found = _scan_named(it, scan)
        it.exclusions.take_in(found.key, reason, found.path.name)
    typer.echo(f"taken in again: {found.path}")


@app.command("papers")
@refusing()
def file_under(
    study: StudyFile,
    number: Annotated[str | None, typer.Option(help="Number of the study.")] = None,
    sop: Annotated[str | None, typer.Option(help="The procedure that it follows.")] = None,
    operator: Operator = "",  # noqa: ARG001 - acted on by its callback
) -> None:
    """Say under which number a study is filed, and which procedure it follows."""
    given = {name: each for name, each in (("number", number), ("sop", sop)) if each is not None}
    with opened(study, writes=True) as it:
        papers = set_papers(it, **given)
    typer.echo(f"study number: {papers.number or 'none'}, SOP: {papers.sop or 'none'}")


@app.command("sign")
@refusing()
def sign_study(
    study: StudyFile,
    part: Annotated[Part, typer.Option("--as", help="What is signed for.")],
    note: Annotated[str, typer.Option(help="A remark for the journal.")] = "",
    operator: Operator = "",
) -> None:
    """Sign that a study was performed, reviewed or approved, as it is now."""
    with opened(study, writes=True) as it:
        sign(it, part, note)
        seal = it.journal.head()
    typer.echo(f"{part.value}: {operator or 'by the login'}, SHA-256 {seal}")


def check_there(path: Path) -> None:
    """Refuse a study that is not there, or empty, where one would be begun.

    Raises:
        StudyError: it is so.
    """
    if not path.is_file():
        raise StudyError(f"There is no study {path}. Check its name and folder.")
    if path.stat().st_size == 0:
        raise StudyError(
            f"“{path.name}” is empty, so nothing of a study is left in it. Open a copy of it "
            "from a backup."
        )


@contextmanager
def opened(path: Path, *, writes: bool = False) -> Iterator[Study]:
    """A study that is there.

    Raises:
        StudyError: it is not, or cannot be written though it is to be.
    """
    check_there(path)
    with Study.open(path) as study:
        if writes and study.is_read_only:
            raise StudyError(study.held_by)
        yield study


def _scan_named(study: Study, name: str) -> StudyScan:
    """The scan of a name, or of the end of a path."""
    wanted = Path(name.replace("\\", "/")).parts
    scans = [scan for scan in study.scans.all() if scan.path.parts[-len(wanted) :] == wanted]
    if not scans:
        raise StudyError(f"No scan of “{study.path.name}” is called “{name}”. Check its name.")
    if len(scans) > 1:
        places = ", ".join(str(scan.path) for scan in scans)
        raise StudyError(
            f"{len(scans)} scans of “{study.path.name}” are called “{name}”: {places}. Say the "
            "folder, too."
        )
    return scans[0]
