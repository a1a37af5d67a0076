"""The study that a window begins with: whatever is wrong with the last one, there is one.

What could not be opened is told, stays as it is, and is never written over: a study without a
name of its own gives way to a new one, under another name beside it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from melcount_app.core.aside import set_aside
from melcount_app.core.errors import StudyDamagedError, StudyError
from melcount_app.core.plan import natural_order
from melcount_app.core.study import SUFFIX, Study, told_of_empty
from melcount_app.gui.language import told

UNTITLED = "Untitled"
MOST_UNTITLED = 99
"""How many of them are looked at; each may have a window."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What went wrong when a study was opened.

    Attributes:
        sentence: what, and what to do; of the core as it is, to be told in the user's language.
        folder: to look at, or None.
        damaged: a study that may be repaired, or None.
    """

    sentence: str
    folder: Path | None = None
    damaged: Path | None = None


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a window begins with.

    Attributes:
        study: that is shown; None where none can be kept anywhere.
        notices: what is to be told of it.
    """

    study: Study | None
    notices: tuple[Notice, ...] = ()


def _translated(text: str) -> str:
    return QCoreApplication.translate("Beginning", text)


def is_untitled(study: Path) -> bool:
    """Whether a study is one that the user gave no name."""
    return study.stem.startswith(UNTITLED)


def untitled_studies(folder: Path) -> tuple[Path, ...]:
    """The studies without a name of the user's in a folder, those with a later number last."""
    found = folder.glob(f"{UNTITLED}*{SUFFIX}")
    return tuple(sorted(found, key=lambda path: natural_order(path.stem)))


def begin_with(named: Path | None, last: str, folder: Path) -> Beginning:
    """The study to begin with: the one that is named, else the last one, else the untitled one.

    One that another window writes is opened to be looked at.

    Args:
        named: by the user; None for none.
        last: the study that was open last; empty for none.
        folder: of the user's data, where studies without a name are kept.
    """
    path = named or (Path(last) if last else None)
    if path is None:
        return untitled(folder)
    if named is None and not path.is_file():
        gone = _translated(
            "The study that was open last is not at {path}. Check its drive, or open it from where "
            "it lies now."
        )
        return _with(Notice(gone.format(path=last)), untitled(folder))
    try:
        return go_on_with(path)
    except StudyError as error:
        is_damaged = isinstance(error, StudyDamagedError)
        notice = Notice(str(error), path.parent, path if is_damaged else None)
        return _with(notice, untitled(folder))


def go_on_with(path: Path, *, takes_over: bool = False) -> Beginning:
    """A study that is named, and what is to be told of it; see `open_whole`.

    Raises:
        StudyError: it cannot be opened, or read.
    """
    empty = told_of_empty(path)
    notices = (Notice(empty, path.parent),) if empty else ()
    return Beginning(open_whole(path, takes_over=takes_over), notices)


def open_whole(path: Path, *, takes_over: bool = False) -> Study:
    """Open a study of which all can be read that a window needs at once.

    Args:
        path: of the file.
        takes_over: as `Study.open` has it.

    Raises:
        StudyError: it cannot be opened, or read.
    """
    study = Study.open(path, takes_over=takes_over)
    try:
        study.terms.protocol()
        study.terms.results_folder()
        study.plan.roles()
        study.plan.left_out()
        study.entries()
    except BaseException:
        with suppress(StudyError):
            study.close()
        raise
    return study


def untitled(folder: Path) -> Beginning:
    """The study without a name, with all that was in it when its window was closed.

    Another window that is open at the same time has one of its own. A damaged one is set aside;
    where none can be kept in the folder, there is one that lasts until the window is closed.

    Args:
        folder: of the user's data; made where it is missing.
    """
    notices: list[Notice] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        nowhere = _translated("No study can be kept in {folder} ({reason}).")
        return for_now(nowhere.format(folder=folder, reason=error.strerror or error), notices)
    reason = ""
    for number in range(1, MOST_UNTITLED):
        path = folder / f"{UNTITLED}{f' {number}' if number > 1 else ''}{SUFFIX}"
        is_new = not path.exists()
        try:
            study = _untitled(path, notices)
        except StudyError as error:
            reason = told(str(error))
            if is_new:
                break  # nor could another one be made
            notices.append(Notice(str(error), folder))
            continue
        if not study.is_read_only:
            return Beginning(study, tuple(notices))
        reason = told(study.held_by)
        held = _translated(
            "“{name}” is open in another window, or write-protected, and another study is shown. "
            "File > Open study shows it."
        )
        notices.append(Notice(held.format(name=path.name), folder))
        study.close()
    return for_now(reason, notices)


def _untitled(path: Path, notices: list[Notice]) -> Study:
    """Open one study without a name; where it is damaged, a new one in its place.

    Raises:
        StudyError: it cannot be opened, nor be set aside.
    """
    try:
        return open_whole(path)
    except StudyDamagedError as error:
        try:
            aside = set_aside(path)
        except OSError:
            raise error from None
        sentence = _translated(
            "“{name}” was damaged and is set aside as “{aside}” in {folder}. Study > Repair study "
            "saves what is whole in it."
        ).format(name=path.name, aside=aside.name, folder=path.parent)
        notices.append(Notice(sentence, path.parent, aside))
        return Study.open(path)


def for_now(reason: str, notices: Sequence[Notice] = ()) -> Beginning:
    """A study among the temporary files, where none can be kept in the folder of the user's data.

    Args:
        reason: why none can be kept there, as a sentence.
        notices: what else is to be told.
    """
    try:
        place = Path(tempfile.mkdtemp(prefix="melcount-"))
        study = Study.open(place / f"{UNTITLED}{SUFFIX}")
    except (OSError, StudyError):
        lost = _translated(
            "What you do now is lost when the window is closed; File > New study keeps it."
        )
        return Beginning(None, (*notices, Notice(f"{reason} {lost}")))
    kept = _translated(
        "What you do now is kept in {place} only; File > Save a copy of the study puts it where it "
        "stays."
    ).format(place=place)
    return Beginning(study, (*notices, Notice(f"{reason} {kept}", place)))


def _with(notice: Notice, beginning: Beginning) -> Beginning:
    return Beginning(beginning.study, (notice, *beginning.notices))
