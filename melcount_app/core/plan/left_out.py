"""Files and folders beside scans that are no scans of their own, by what lies around them.

A name alone decides nothing: a mask is one because the scan it is of is there, too.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from melcount_app.core.errors import ScanError
from melcount_app.core.scan import SCAN_SUFFIXES, open_scan
from melcount_app.core.scan.dicom_files import is_beside_a_slide

DENSITY_ENDING = ".density.ome.tif"
"""Of pictures that the program itself has written: density maps."""

NETWORK_FOLDERS = frozenset(
    {
        *("@eadir", "#recycle", "#snapshot", "@recycle", "__macosx"),
        *("system volume information", "lost+found"),
    }
)
"""What network drives and archives keep for themselves, in small letters."""

RESULTS = (
    *("masks?", "cp[_-]?masks?", "cp[_-]?outlines?", "cp[_-]?output", "outlines?", "contours?"),
    *("seg", "segmentations?", "segmented", "simple[ _-]segmentation", "labels", "labell?ed"),
    *("label[_-]?(?:image|map)", "instances?", "binary", "thresh(?:old(?:ed)?)?", "rois?"),
    *("prob(?:abilit(?:y|ies))?", "predictions?", "object[ _-]predictions", "objects?"),
    *("overlays?", "results?", "detections?", "density", "heat[_-]?map", "flows?", "cp[_-]?flows?"),
    *("annotat(?:ed|ions?)", "markup", "count(?:s|ed)?", "points", "skeleton", "analy[sz]ed"),
)
PICTURES = (
    *("thumb(?:nail)?s?", "pre-?view", "overview", "macro", "label", "barcode", "snapshot"),
    *("low[_-]?res", "small", "screen-?shot", "map", "slide-?(?:label|image|overview)"),
)
EXPORTS = (
    *(r"x\d+(?:[._]\d+)?(?:_z-?\d+)?", r"\d+x", "exported", "export", "converted"),
    *("copy", "copie", r"\[\d+\]"),
)
"""How names of files that are made of a scan end, after its own name."""

_JOINT = r"[\s._-]+"


def _ending(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?P<base>.+?){_JOINT}(?:{'|'.join(words)})(?:{_JOINT}\d+)?")


_RESULT, _PICTURE, _EXPORT = map(_ending, (RESULTS, PICTURES, EXPORTS))
_MADE = re.compile(r"(?:c[1-6]-|(?:max|avg|composite)[_ -]|copy of |copie de )(?P<base>.+)")
"""Of pictures that ImageJ makes of one, and of copies."""

_STARTS = re.compile(
    r"(?:count masks|mask|masks|outlines|bare outlines|drawing|overlay|result|label(?:s|led)?|"
    r"thumb(?:nail)?|segmentation|probabilit(?:y|ies))(?:\s+of\s+|_)(?P<base>.+)"
)
_TILE = re.compile(r"(?P<base>.+?)\s*\[(?:[a-z]\w*=[\d.]+,?\s*)*x=\d+,y=\d+,w=\d+,h=\d+.*\]")
"""Of a tile, as QuPath names them."""

_NUMBERS = re.compile(r"\d+")
_TILE_GROUP = re.compile(r"tilegroup\d+", re.IGNORECASE)
_TILE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".webp"})
LARGEST_TILE_PX = 1024
MOST_INFO_BYTES = 2**16
_QUPATH_ENTRY = ("data.qpdata", "server.json")


@dataclass(frozen=True, slots=True)
class LeftOutFile:
    """A file, or a folder with all in it, that is no scan of its own.

    Attributes:
        path: absolute.
        reason: why, as a sentence.
        folders: names of the folders between the one that was searched and it.
    """

    path: Path
    reason: str
    folders: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """Its name with its folders before it, as in "control/1_mask.tif"."""
        return "/".join((*self.folders, self.path.name))


def stem_of(name: str) -> str:
    """What a file is called without its endings, in small letters: "1" for "1.OME.TIF"."""
    stem = PurePosixPath(name.casefold())
    while stem.suffix in SCAN_SUFFIXES or stem.suffix in {".ome", ".qptiff"}:
        stem = stem.with_suffix("")
    return stem.name


def why_not_searched(folder: Path, beside: Iterable[str]) -> str:
    """Why nothing in a folder is a scan, as a sentence; empty where it is to be searched.

    Args:
        folder: the folder.
        beside: names of the files that lie where it does.
    """
    name, names = folder.name.casefold(), {each.casefold() for each in beside}
    if name in NETWORK_FOLDERS:
        return "It holds small pictures and remains that a drive or an archive keeps for itself."
    if _is_of_qupath(folder, names):
        return "It holds the thumbnails of a QuPath project."
    if _TILE_GROUP.fullmatch(name) and "imageproperties.xml" in names:
        return "It holds the tiles of a Zoomify picture."
    if name.endswith("_files") and _holds_deep_zoom(folder, names):
        return "It holds the tiles of a deep-zoom picture."
    if _holds_iiif(folder) or _holds_map_tiles(folder):
        return "It holds the tiles of a picture that is shown on web pages."
    return ""


def is_of_mirax(folder: Path, beside: Iterable[str]) -> bool:
    """Whether a folder holds the data of a MIRAX slide that lies beside it."""
    head = f"{folder.name}.mrxs".casefold()
    return any(name.casefold() == head for name in beside) and (folder / "Slidedat.ini").is_file()


def _is_of_qupath(folder: Path, names: set[str]) -> bool:
    """Whether a folder is the data of a project, or that of one picture of it."""
    has_project = any(name.endswith(".qpproj") for name in names)
    if has_project and folder.name.casefold() == "thumbnails":
        return True
    if not has_project and folder.name.casefold() != "data" and not _is_number(folder.name):
        return False
    if _is_entry(folder, has_project=False):
        return True
    entries = _folders_in(folder)
    return bool(entries) and all(
        _is_number(entry.name) and _is_entry(entry, has_project=has_project) for entry in entries
    )


def _is_entry(folder: Path, *, has_project: bool) -> bool:
    """Whether a folder is what QuPath keeps of one picture: its only picture is a thumbnail."""
    files = list(folder.iterdir())
    pictures = [file for file in files if file.suffix.lower() in SCAN_SUFFIXES]
    is_marked = any(file.name.casefold() in _QUPATH_ENTRY for file in files)
    has_thumbnail = any(file.stem.casefold() == "thumbnail" for file in pictures)
    return (is_marked and len(pictures) == has_thumbnail) or (
        has_project and has_thumbnail and len(pictures) == 1
    )


def _holds_deep_zoom(folder: Path, names: set[str]) -> bool:
    base = folder.name[: -len("_files")].casefold()
    levels = [level.name for level in _folders_in(folder)]
    is_named = any(f"{base}{ending}" in names for ending in (".dzi", ".dzc", ".xml"))
    return all(map(_is_number, levels)) and bool(levels) and (is_named or "0" in levels)


def _holds_iiif(folder: Path) -> bool:
    """Whether a folder is an IIIF picture, written as its addresses are."""
    try:
        with (folder / "info.json").open("rb") as file:
            return b"iiif" in file.read(MOST_INFO_BYTES).lower()
    except OSError:
        return False


def _holds_map_tiles(folder: Path) -> bool:
    """Whether a folder holds tiles as zoom/column/row, numbered from 0, fewest in the coarsest."""
    levels = {level.name: level for level in _folders_in(folder)}
    if not levels or not all(map(_is_number, levels)):
        return False
    coarsest, *finer = (levels[name] for name in sorted(levels, key=int))
    if coarsest.name == "0":
        return [tile.name for tile in coarsest.iterdir()] == ["0"] and _rows(coarsest) == [1]
    rows = _rows(coarsest)
    return bool(finer and rows) and sum(rows) < sum(_rows(finer[0])) and _are_small(coarsest / "0")


def _rows(level: Path) -> list[int]:
    """Number of tiles in each column of a level; none where not all are numbered from 0."""
    rows = []
    for place in range(len(list(level.iterdir()))):
        column = level / str(place)
        tiles = list(column.iterdir()) if column.is_dir() else []
        if {tile.stem for tile in tiles} != set(map(str, range(len(tiles)))) or not all(
            tile.suffix.lower() in _TILE_SUFFIXES for tile in tiles
        ):
            return []
        rows.append(len(tiles))
    return rows


def _are_small(column: Path) -> bool:
    """Whether the pictures in a folder are as small as tiles are."""
    for tile in column.iterdir():
        try:
            with open_scan(tile) as picture:
                if max(picture.size.width, picture.size.height) > LARGEST_TILE_PX:
                    return False
        except ScanError:
            return False
    return True


def _folders_in(folder: Path) -> list[Path]:
    return [entry for entry in folder.iterdir() if entry.is_dir()]


def _is_number(name: str) -> bool:
    return _NUMBERS.fullmatch(name) is not None


def why_no_scan(path: Path, scans: Mapping[str, Sequence[Path]]) -> str:
    """Why a file is no scan of its own, as a sentence; empty where it may be one.

    Args:
        path: of the file.
        scans: all files that may be scans, by `stem_of` their names.
    """
    if path.name.casefold().endswith(DENSITY_ENDING):
        return "It is a density map that melcount has written."
    if is_beside_a_slide(path):
        return "It shows the label or an overview of a slide."
    stem = stem_of(path.name)
    tile = _TILE.fullmatch(stem)
    if tile is not None and (scan := _other(path, tile["base"], scans)):
        return f"It is a tile of “{scan.name}”."
    for pattern in (_STARTS, _RESULT):
        found = pattern.fullmatch(stem)
        if found is not None and (scan := _other(path, found["base"], scans)):
            return f"It is a mask or another result of “{scan.name}”."
    found = _PICTURE.fullmatch(stem)
    if found is not None and (scan := _other(path, found["base"], scans)):
        return f"It is a small picture of “{scan.name}”, of its label or of the slide."
    return ""


def sample_of(path: Path, known: Mapping[tuple[Path, str], object]) -> tuple[Path, str]:
    """By what files of one sample are known: folder and name, without what exports add to it.

    Args:
        path: of a file.
        known: folder and name of all files.
    """
    stem = stem_of(path.name)
    for pattern in (_EXPORT, _MADE):
        found = pattern.fullmatch(stem)
        base = path.parent, stem_of(found["base"]) if found is not None else ""
        if found is not None and base in known:
            return base
    return path.parent, stem


def _other(path: Path, base: str, scans: Mapping[str, Sequence[Path]]) -> Path | None:
    """The scan of a name, the one in the same folder first; None where there is none."""
    known = [scan for scan in scans.get(stem_of(base), ()) if scan != path]
    near = [scan for scan in known if scan.parent == path.parent]
    return next(iter((*near, *known)), None)


def is_called(place: str, patterns: Iterable[str]) -> bool:
    """Whether a file is meant by one of the patterns: by its name, its place, or its folder."""
    lowered = place.casefold()
    name = PurePosixPath(lowered).name
    wanted = [pattern.replace("\\", "/").strip("/").casefold() for pattern in patterns]
    return any(
        pattern in {lowered, name}
        or fnmatch.fnmatchcase(lowered, pattern)
        or fnmatch.fnmatchcase(name, pattern)
        or lowered.startswith(f"{pattern}/")
        for pattern in wanted
    )
