"""The scans among files and folders, and what is left out as none, whatever else lies there."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from melcount_app.core.errors import ScanError
from melcount_app.core.plan.copies import copies_among
from melcount_app.core.plan.derived import why_derived
from melcount_app.core.plan.left_out import (
    LeftOutFile,
    is_of_mirax,
    stem_of,
    why_no_scan,
    why_not_searched,
)
from melcount_app.core.plan.twins import lesser_twins
from melcount_app.core.plan.wanted import NOTHING_WANTED, Wanted
from melcount_app.core.scan import SCAN_SUFFIXES, FileSet, file_sets
from melcount_app.core.scan.companion import file_described_by
from melcount_app.core.scan.dicom_files import coarser_elsewhere
from melcount_app.core.scan.ndpis import MEMBER_SUFFIX, lists_in

HIDDEN_STARTS = (".", "$")
"""Of names of files and folders that are nobody's scans."""


@dataclass(frozen=True, slots=True)
class FoundScan:
    """A file, and how it was come by.

    Attributes:
        path: of the file, absolute.
        folders: names of the folders between the one that was searched and the file.
        parts: all files that hold its pixels, where these are several.
    """

    path: Path
    folders: tuple[str, ...] = ()
    parts: tuple[Path, ...] = ()

    @property
    def condition(self) -> str:
        """Name of the outermost of its folders; empty where it lies in none."""
        return self.folders[0] if self.folders else ""

    @property
    def place(self) -> str:
        """Its name with its folders before it, as in "control/1.ndpi"."""
        return "/".join((*self.folders, self.path.name))


@dataclass(frozen=True, slots=True)
class FoundScans:
    """What was found.

    Attributes:
        scans: in natural order ("2" before "10").
        left_out: what is no scan of its own, and why.
        put_back: what would be left out, but for the user's word; it is among the scans.
        searched: the folders, absolute.
        joined: scans of the study that are parts of another one, and that one.
    """

    scans: tuple[FoundScan, ...]
    left_out: tuple[LeftOutFile, ...] = ()
    put_back: tuple[LeftOutFile, ...] = ()
    searched: tuple[Path, ...] = ()
    joined: Mapping[Path, Path] = field(default_factory=dict)

    def left_out_with(self, earlier: Iterable[LeftOutFile]) -> tuple[LeftOutFile, ...]:
        """What is left out now, and what was earlier in folders that were not searched now."""
        searched = set(self.searched)
        elsewhere = (file for file in earlier if not searched.intersection(file.path.parents))
        return (*elsewhere, *self.left_out)


def find_scans(paths: Iterable[Path], wanted: Wanted = NOTHING_WANTED) -> FoundScans:
    """The files among `paths`, and the scans in the folders among them and all folders in these.

    Files are taken as the user names them; several files of one set are one scan. What is left
    out is only so in folders.

    Raises:
        ScanError: a folder cannot be read, or holds no scan.
    """
    sets = _Sets()
    scans: dict[Path, FoundScan] = {}
    others: list[FoundScans] = []
    for path in paths:
        if path.is_dir():
            others.append(scans_in(path, wanted))
        found = others[-1].scans if path.is_dir() else (sets.scan_with(path.resolve()),)
        for scan in found:
            scans.setdefault(scan.path, scan)
    return FoundScans(
        tuple(scans.values()),
        tuple(file for other in others for file in other.left_out if file.path not in scans),
        tuple(file for other in others for file in other.put_back),
        tuple(folder for other in others for folder in other.searched),
        {part: scan for other in others for part, scan in other.joined.items()},
    )


def scans_with(files: Iterable[Path]) -> tuple[FoundScan, ...]:
    """The scan that each of some files is, or is a part of, in the same order."""
    sets = _Sets()
    return tuple(sets.scan_with(file.resolve()) for file in files)


def scans_in(folder: Path, wanted: Wanted = NOTHING_WANTED) -> FoundScans:
    """The scans in a folder and all folders in it, as `find_scans` has them.

    Raises:
        ScanError: there is no such folder, it cannot be read, it holds no scan, or nothing in it
            is called as the user says.
    """
    folder = folder.resolve()
    try:
        found = _Search(folder, wanted).found()
    except FileNotFoundError as error:
        raise ScanError(
            f"There is no folder {error.filename}. Check its name and its drive."
        ) from error
    except OSError as error:
        raise ScanError(
            f"The folder {error.filename or folder} cannot be read ({error.strerror}). Check its "
            "permissions."
        ) from error
    if missed := wanted.missed(found.put_back, folder):
        raise ScanError(
            f"Nothing that was left out in the folder {folder} is called “{missed}”. Check "
            "the name in the list of what was left out."
        )
    if not found.scans:
        why = next((f" {file.path.name}: {file.reason}" for file in found.left_out), "")
        raise ScanError(f"There are no scans in the folder {folder}. Choose another folder.{why}")
    return found


def natural_order(text: str) -> tuple[tuple[int, int, str], ...]:
    """A key to sort by that takes numbers for numbers, and capitals for small letters."""
    return tuple(
        (0, int(part), "") if part.isdecimal() else (1, 0, part.casefold())
        for part in re.split(r"(\d+)", text)
        if part
    )


def _in_order(paths: Iterable[Path]) -> list[Path]:
    return sorted(paths, key=lambda path: natural_order(str(path)))


def plain_name(text: str) -> str:
    """A name or place of a file as it is compared: composed, in small letters, with slashes."""
    return unicodedata.normalize("NFC", text).replace("\\", "/").strip().casefold()


class _Sets:
    """Which files make one scan, folder by folder; each folder is looked at once."""

    def __init__(self) -> None:
        self._known: dict[Path, dict[Path, FileSet]] = {}

    def scan_with(self, path: Path) -> FoundScan:
        """The scan that a file is, or is a part of, or describes."""
        path = file_described_by(path) or path
        if path.parent not in self._known:
            self._known[path.parent] = _by_file(_files_in(path.parent))
        found = self._known[path.parent].get(path) or self._listed_above(path)
        return FoundScan(path) if found is None else FoundScan(found.head, (), found.parts)

    def _listed_above(self, path: Path) -> FileSet | None:
        """The set that a list in the folder above names a file in."""
        above = lists_in(path.parent.parent) if path.suffix.lower() == MEMBER_SUFFIX else []
        return _by_file(above).get(path)


def _files_in(folder: Path) -> list[Path]:
    try:
        return _in_order(path for path in folder.iterdir() if _is_called_a_scan(path.name))
    except OSError:
        return []  # who opens the file says why


def _by_file(files: Sequence[Path]) -> dict[Path, FileSet]:
    """The sets among the files of one folder, by each of their files."""
    return {
        file: each
        for each in file_sets(files)
        for file in (each.head, *each.parts)
        if len(each.parts) > 1 or each.head not in each.parts
    }


@dataclass(slots=True)
class _Search:
    """A search of one folder."""

    root: Path
    wanted: Wanted
    files: list[Path] = field(default_factory=list)
    reasons: dict[Path, str] = field(default_factory=dict)
    closed: dict[Path, str] = field(default_factory=dict)
    sets: Mapping[Path, FileSet] = field(default_factory=dict)

    def found(self) -> FoundScans:
        """What there is."""
        self._walk()
        sets = self.sets = self._sets()
        heads = {each: self._head(each) for each in set(sets.values())}
        head_of = {file: heads[each] for file, each in sets.items()}
        candidates = [file for file in self.files if head_of.get(file, file) == file]
        self._judge([file for file in candidates if file not in self.reasons])
        left_out = [self._told(file, self.reasons[file]) for file in self.reasons]
        put_back = [file for file in left_out if self.wanted.holds(file)]
        back = {file.path for file in put_back}
        scans = [file for file in candidates if file not in self.reasons or file in back]
        listed = {file.path: file for file in left_out if file.path not in back}
        for file in [file for file in listed if any(top in file.parents for top in self.closed)]:
            del listed[file]
        listed |= {
            top: self._told(top, why)
            for top, why in self.closed.items()
            if not back.issuperset(self._below(top)) or not self._below(top)
        }
        return FoundScans(
            tuple(
                FoundScan(file, self._folders(file), sets[file].parts if file in sets else ())
                for file in _in_order(scans)
            ),
            tuple(listed[path] for path in _in_order(listed)),
            tuple(put_back),
            (self.root,),
            {
                file: head
                for file, head in head_of.items()
                if file != head and file in self.wanted.paths
            },
        )

    def _walk(self) -> None:
        """Find the files, and the folders that hold no scans."""
        for parent, folders, names in os.walk(self.root, onerror=_refuse):
            here = Path(parent)
            closed = next((top for top in self.closed if top == here or top in here.parents), None)
            for name in list(folders):
                if _is_hidden(here / name) or is_of_mirax(here / name, names):
                    folders.remove(name)
                elif closed is None and (why := why_not_searched(here / name, names)):
                    self.closed[here / name] = why
                    if not self.wanted.may_hold_some_of(here / name):
                        folders.remove(name)
            for file in (here / name for name in names if _is_called_a_scan(name)):
                if not _is_hidden(file):
                    self.files.append(file)
                    if closed is not None:
                        self.reasons[file] = self.closed[closed]

    def _head(self, found: FileSet) -> Path:
        """The file that stands for a set; the study may have it by another one than its head."""
        known = [part for part in (found.head, *found.parts) if part in self.wanted.paths]
        if found.head in known or not known:
            return found.head
        whole = [part for part in known if part in self.wanted.whole]
        if whole or len(known) == 1:
            return (*whole, *known)[0]
        return found.head  # each was read by itself, and none of them stands for all

    def _sets(self) -> dict[Path, FileSet]:
        by_folder: dict[Path, list[Path]] = defaultdict(list)
        for file in _in_order(self.files):
            by_folder[file.parent].append(file)
        sets: dict[Path, FileSet] = {}
        for files in by_folder.values():
            sets |= _by_file(files)
        listed: dict[tuple[Path, ...], Path] = {}
        for head in sorted({each.head for each in sets.values()}, key=lambda p: len(p.name)):
            first = listed.setdefault(sets[head].parts, head)
            if first != head:  # a copy of the list
                self.reasons[head] = f"It names the same files as “{first.name}”."
        return {
            file: sets[listed[each.parts]]
            for file, each in sets.items()
            if file not in self.reasons or file in each.parts
        }

    def _judge(self, candidates: Sequence[Path]) -> None:
        """Find out which of the files are no scans of their own."""
        named: dict[str, list[Path]] = defaultdict(list)
        for file in candidates:
            named[stem_of(file.name)].append(file)
        self.reasons |= {
            file: why
            for file in _in_order(candidates)
            if not self._is_named(file)
            and (why := why_no_scan(file, named) or why_derived(file, self.root, named))
        }
        left = [file for file in candidates if file not in self.reasons]
        self.reasons |= {
            file: f"It is a coarser picture of the slide “{finest.name}” in another folder."
            for file, finest in coarser_elsewhere(left)
            if not self._is_named(file)
        }
        left = [file for file in left if file not in self.reasons]
        self.reasons |= dict(lesser_twins(left, self._is_named))
        left = [file for file in left if file not in self.reasons]
        self.reasons |= dict(copies_among(left, self._is_named))

    def _is_named(self, path: Path) -> bool:
        """Whether the plan names a file, or one of those that make one scan with it."""
        parts = self.sets[path].parts if path in self.sets else ()
        return bool(self.wanted.names) and any(
            plain_name(name) in self.wanted.names
            for file in (path, *parts)
            for name in (self._told(file, "").place, file.name)
        )

    def _below(self, folder: Path) -> list[Path]:
        """The files in a closed folder, of those that were searched for all the same."""
        return [file for file in self.reasons if folder in file.parents]

    def _told(self, path: Path, reason: str) -> LeftOutFile:
        return LeftOutFile(path, reason, self._folders(path))

    def _folders(self, path: Path) -> tuple[str, ...]:
        return path.relative_to(self.root).parts[:-1]


def _refuse(error: OSError) -> None:
    raise error


def _is_called_a_scan(name: str) -> bool:
    return Path(name.lower()).suffix in SCAN_SUFFIXES


def _is_hidden(path: Path) -> bool:
    if path.name.startswith(HIDDEN_STARTS):
        return True
    attributes: int = getattr(path.lstat(), "st_file_attributes", 0)  # of Windows only
    return bool(attributes & (stat.FILE_ATTRIBUTE_HIDDEN | stat.FILE_ATTRIBUTE_SYSTEM))
