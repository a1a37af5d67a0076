"""Masks and small pictures told by their look, where names alone do not tell them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path

import numpy as np

from melcount_app.core.errors import ScanError
from melcount_app.core.geometry import Rect
from melcount_app.core.plan.left_out import stem_of
from melcount_app.core.scan import open_scan

_FOLDER = re.compile(
    r".*\b(?:masks?|labels?|seg(?:mentations?)?|thumb(?:nail)?s?|pre-?views?|overviews?|overlays?|"
    r"outlines?|contours?|annotations?|results?|outputs?|probabilities|cellpose|ilastik|stardist)"
)
"""How folders of results are called, in small letters and with spaces for their joints."""

_RESULT_WORD = re.compile(
    r"mask|outlin|contour|label|seg|object|overlay|nucle|noyau|cells|cellules|dots|spots|detect|count|"
    r"predict|prob|thresh|binary|binaire|annot|roi|result|stardist|cellpose|ilastik|qupath|masque"
)
"""In what a name has besides that of the scan."""

LOOK_PX = 512
FEW_VALUES = 8
FLAT = 0.97
"""Share of neighbours of the same value, above which pixels were drawn and not scanned."""

SMALL = 0.5


def why_derived(path: Path, root: Path, scans: Mapping[str, Collection[Path]]) -> str:
    """Why a file is a result or a small picture of a scan of its name, as a sentence, or empty.

    Names of folders decide nothing alone, since conditions may be called so, too: the file has to
    look drawn, or to be much smaller than the scan. The same is true of names that hold that of a
    scan beside them and a word for a result. Only files in such folders and of such names are
    opened.

    Args:
        path: of the file.
        root: the folder that is searched.
        scans: all files that may be scans, by `stem_of` their names.
    """
    beside = _scan_in_name(path, scans)
    if beside is not None and _is_drawn(path) and not _is_drawn(beside):
        return f"It is a mask or another result of “{beside.name}”."
    if not _is_of_results(path, root):
        return ""
    of_name = scans.get(stem_of(path.name), ())
    others = [other for other in of_name if not _is_of_results(other, root)]
    if others and _is_drawn(path):
        return f"It is a mask or another result of “{others[0].name}”."
    for scan in others:
        if _is_much_smaller(path, scan):
            return f"It is a small picture of “{scan.name}”, of its label or of the slide."
    return ""


def _scan_in_name(path: Path, scans: Mapping[str, Collection[Path]]) -> Path | None:
    """The file beside it whose name a name has at its start or end, with a word for a result."""
    stem = stem_of(path.name)
    cuts = [(stem[:at], stem[at:]) for at in range(1, len(stem))]
    for base, rest in (*cuts, *((end, start) for start, end in cuts[::-1])):  # the scan's is short
        if _RESULT_WORD.search(rest):
            found = (each for each in scans.get(base, ()) if each.parent == path.parent)
            if scan := next(found, None):
                return scan
    return None


def _is_of_results(path: Path, root: Path) -> bool:
    folders = path.relative_to(root).parts[:-1]
    return any(_FOLDER.fullmatch(re.sub(r"[_.-]", " ", name.casefold())) for name in folders)


def _is_drawn(path: Path) -> bool:
    """Whether the middle of a picture has few values, or hardly any that differ; or none."""
    try:
        with open_scan(path) as scan:
            size = scan.size
            width, height = min(size.width, LOOK_PX), min(size.height, LOOK_PX)
            middle = Rect((size.width - width) // 2, (size.height - height) // 2, width, height)
            pixels = scan.read(0, middle)
    except ScanError:
        return True  # as masks of 32 bits are: nobody can count them
    same = (pixels[:, 1:] == pixels[:, :-1]).all(axis=-1).mean()
    return len(np.unique(pixels)) <= FEW_VALUES or float(same) > FLAT


def _is_much_smaller(path: Path, scan: Path) -> bool:
    try:
        with open_scan(path) as small, open_scan(scan) as whole:
            return (
                small.size.width < SMALL * whole.size.width
                and small.size.height < SMALL * whole.size.height
            )
    except ScanError:
        return False
