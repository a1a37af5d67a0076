"""One sample in two files: the scanner's own, and what was exported of it under the same name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from melcount_app.core.errors import ScanError
from melcount_app.core.plan.left_out import sample_of, stem_of
from melcount_app.core.scan import open_scan

EXPORT_SUFFIXES = frozenset(
    {".tif", ".tiff", ".btf", ".tf2", ".tf8", ".png", ".jpg", ".jpeg", ".bmp", ".webp", ".jp2"}
)
"""Of files that any program writes; scanners have endings of their own."""

PICTURE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".bmp", ".webp"})

_STAIN = re.compile(
    r"(?<![^\W_])(?:dapi|hoechst(?:[ -]?\d+)?|fitc|e?gfp|trp-?1|tritc|texas ?red|txred|rhodamine|"
    r"mcherry|cy[ -]?[2357](?:\.5)?|(?:alexa|af)[ -]?(?:fluor[ -]?)?\d{3}|"
    r"(?:ch|channel)[ _-]?\d{1,2})(?![^\W_])|^c[1-6](?=-)|(?<=[ _.-])(?:blue|green|red)$"
)
"""A stain or channel as a word of a name in small letters."""


@dataclass(frozen=True, slots=True, order=True)
class _Worth:
    """How well a file serves to count on, the most important first."""

    is_named: bool
    is_readable: bool
    is_of_scanner: bool
    pixels: int
    has_pixel_size: bool
    is_exact: bool


def same_samples(paths: Iterable[Path]) -> Iterator[tuple[Path, ...]]:
    """Files of one folder and one name but for their endings, where they are several."""
    every = tuple(paths)
    ordered = sorted(every, key=lambda path: path.suffix.lower() not in EXPORT_SUFFIXES)
    named = {(path.parent, stem_of(path.name)): path for path in ordered}
    families: dict[tuple[Path, str], list[Path]] = defaultdict(list)
    for path in every:
        families[_sample_of(path, named)].append(path)
    return (tuple(family) for family in families.values() if len(family) > 1)


def _sample_of(path: Path, named: Mapping[tuple[Path, str], Path]) -> tuple[Path, str]:
    """As `sample_of` has it; a channel that was exported of a scanner's file is the same, too."""
    sample = sample_of(path, named)
    found = _STAIN.search(sample[1])
    if found is None or found.end() < len(sample[1]) or path.suffix.lower() not in EXPORT_SUFFIXES:
        return sample
    base = path.parent, sample[1][: found.start()].rstrip(" ._-")
    scan = named.get(base)
    return base if scan is not None and scan.suffix.lower() not in EXPORT_SUFFIXES else sample


def same_samples_elsewhere(paths: Iterable[Path]) -> Iterator[tuple[Path, ...]]:
    """Files of one name in several folders, of several forms: the scanner's, TIFF, pictures.

    Names without a letter are left aside: samples are numbered anew in each folder.
    """
    families: dict[str, list[Path]] = defaultdict(list)
    for path in paths:
        families[stem_of(path.name)].append(path)
    for stem, family in families.items():
        forms = {path.parent: _form(path) for path in family}
        if any(letter.isalpha() for letter in stem) and len(set(forms.values())) > 1:
            yield tuple(family)


def _form(path: Path) -> int:
    suffix = path.suffix.lower()
    return (suffix in EXPORT_SUFFIXES) + (suffix in PICTURE_SUFFIXES)


def channels_of_samples(paths: Iterable[Path]) -> Iterator[tuple[Path, ...]]:
    """Files of one folder whose names differ in the stain only, where every sample has them."""
    families: dict[tuple[Path, str], dict[str, Path]] = defaultdict(dict)
    for path in paths:
        found = _STAIN.search(stem_of(path.name))
        if found is not None:
            rest = f"{found.string[: found.start()]}…{found.string[found.end() :]}"
            families[path.parent, rest][found[0]] = path
    return (tuple(family.values()) for family in families.values() if len(family) > 1)


def lesser_twins(
    paths: Iterable[Path], is_named: Callable[[Path], bool]
) -> Iterator[tuple[Path, str]]:
    """Files that another one of the same sample is better than, and why, as a sentence.

    What the user names goes first, then the scanner's file before an export, then what has more
    pixels, then what tells its pixel size, then what was not squeezed with loss. Only files of
    one name are opened.

    Args:
        paths: of files that may be scans.
        is_named: whether the user names a file in the plan.
    """
    for family in same_samples(paths):
        worth = {path: _worth(path, is_named=is_named(path)) for path in family}
        ordered = sorted(
            family, key=lambda path: (len(path.name), path)
        )  # copies have longer names
        best = max(ordered, key=lambda path: worth[path])
        for path in family:
            if path != best:
                yield path, _reason(best, worth[best], worth[path])


def _worth(path: Path, *, is_named: bool) -> _Worth:
    suffix = path.suffix.lower()
    pixels, has_pixel_size = 0, False
    with suppress(ScanError), open_scan(path) as scan:
        pixels, has_pixel_size = scan.size.width * scan.size.height, scan.pixel_size is not None
    return _Worth(
        is_named=is_named,
        is_readable=pixels > 0,
        is_of_scanner=suffix not in EXPORT_SUFFIXES,
        pixels=pixels,
        has_pixel_size=has_pixel_size,
        is_exact=suffix not in {".jpg", ".jpeg", ".webp"},
    )


def _reason(best: Path, its: _Worth, lesser: _Worth) -> str:
    name = best.name
    if its.is_named and not lesser.is_named:
        return f"It seems to be the same sample as “{name}”, which the plan names."
    if its.is_readable and not lesser.is_readable:
        return f"It seems to be the same sample as “{name}”, and cannot be read."
    if its.is_of_scanner and not lesser.is_of_scanner:
        return f"It seems to be the same sample as “{name}”, which is the scanner's own file."
    if its.pixels > lesser.pixels:
        return f"It seems to be the same sample as “{name}”, which has more pixels."
    if its.has_pixel_size and not lesser.has_pixel_size:
        return f"It seems to be the same sample as “{name}”, which tells its pixel size."
    return f"It seems to be the same sample as “{name}”."
