"""What the user, the study and its plan say of files that would be left out."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from melcount_app.core.plan.left_out import LeftOutFile, is_called


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the user said of files that would be left out.

    Attributes:
        patterns: of their names, places or folders.
        paths: of files that are scans in the study.
        whole: of these, those that were read together with the other files of their set.
        names: of files in the table of the plan, by `plain_name`; they need not be there.
        chosen: the files and folders themselves, whatever else is called alike.
    """

    patterns: tuple[str, ...] = ()
    paths: Collection[Path] = frozenset()
    whole: Collection[Path] = frozenset()
    names: Collection[str] = frozenset()
    chosen: Collection[Path] = frozenset()

    def holds(self, file: LeftOutFile) -> bool:
        """Whether a file is to be a scan all the same."""
        return (
            file.path in self.paths
            or is_called(file.place, self.patterns)
            or bool(self.chosen and not self._and_above(file).isdisjoint(self.chosen))
        )

    def may_hold_some_of(self, folder: Path) -> bool:
        """Whether a folder has to be searched although nothing in it is a scan."""
        exact = (*self.paths, *self.chosen)
        return bool(self.patterns) or any(
            folder == path or folder in path.parents for path in exact
        )

    def missed(self, put_back: Iterable[LeftOutFile], root: Path) -> str:
        """A pattern, or the place of a file, by which nothing was found; empty if each was met."""
        found = tuple(put_back)
        above = set().union(*map(self._and_above, found)) if self.chosen else set()
        unmet = (
            pattern
            for pattern in self.patterns
            if not any(is_called(file.place, [pattern]) for file in found)
        )
        gone = (
            (path.relative_to(root) if path.is_relative_to(root) else path).as_posix()
            for path in self.chosen
            if path not in above
        )
        return next(unmet, "") or next(gone, "")

    @staticmethod
    def _and_above(file: LeftOutFile) -> set[Path]:
        """A file and the folders that it was found in."""
        return {file.path, *file.path.parents[: len(file.folders)]}


NOTHING_WANTED = Wanted()
