"""The image and the plane that are read of a file that holds several, see `pick`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from melcount_app.core.scan.base import RefusedFileError
from melcount_app.core.scan.pick import ImageFacts, NoSuchImageError, Pick, choose_image


@dataclass(frozen=True, slots=True)
class Depth:
    """What the planes of an image are.

    Attributes:
        focal: number of focal planes.
        times: number of time points.
        other: number of planes that the file does not tell the meaning of.
        focus: place of the plane that the scanner took for the sharpest; None where not told.
    """

    focal: int = 1
    times: int = 1
    other: int = 1
    focus: int | None = None

    @property
    def planes(self) -> int:
        """All of them."""
        return self.focal * self.times * self.other


def place_of_image(facts: Sequence[ImageFacts], wanted: str) -> int:
    """Which image is read, from 0, see `choose_image`; the only one whatever is wanted.

    Raises:
        RefusedFileError: there is none of that number or name, or several.
    """
    if len(facts) == 1:
        return 0
    try:
        return choose_image(facts, wanted)
    except NoSuchImageError as error:
        raise RefusedFileError(str(error)) from error


def place_of_plane(depth: Depth, wanted: int | None) -> int:
    """Which plane is read, from 0: the one that was picked, else the usual one.

    Raises:
        RefusedFileError: there is no such plane, or nothing to choose one by.
    """
    if depth.planes == 1:
        return 0
    if wanted is not None and not 1 <= wanted <= depth.planes:
        raise RefusedFileError(
            f"holds {depth.planes} planes, so that there is no plane {wanted}; choose another"
        )
    if wanted is not None:
        return wanted - 1
    if depth.other > 1:
        raise RefusedFileError(
            f"holds {depth.planes} planes and does not tell what they are; say which of them is "
            "the scan, or export that one as a TIFF and open it"
        )
    return depth.focus if depth.focus is not None else (depth.focal - 1) // 2


def about_planes(depth: Depth, plane: int) -> Iterator[str]:
    """What is to be said of the planes of an image, of which one is counted."""
    if depth.other > 1:
        yield f"The file holds {depth.planes} planes. Counted is plane {plane + 1} alone."
    elif depth.times > 1 and depth.focal > 1:
        yield (
            f"The file holds {depth.focal} focal planes at {depth.times} time points. Counted is "
            f"plane {plane + 1} of all {depth.planes} alone."
        )
    elif depth.times > 1:
        yield f"The file holds {depth.times} time points. Counted is number {plane + 1} alone."
    elif depth.focal > 1:
        yield f"The file holds {depth.focal} focal planes. Counted is number {plane + 1} alone."


def pick_of(image: int, images: int, plane: int, depth: Depth) -> Pick:
    """What is read, as a pick: open where there is nothing to choose from."""
    return Pick(
        str(image + 1) if images > 1 else "",
        plane + 1 if depth.planes > 1 else None,
    )
