"""Which image and which plane of a file are the scan, where it holds several.

The scan is the image with the finest pixels: an overview may have more of them. Of images that
are equally fine the largest is taken, of equally large ones the first; the user is told of the
others, and may choose.

Of focal planes the one is taken where the scanner says that it focused, else the middle one; of
time points the first. A stack is laid so that the
tissue lies inside it: its ends are out of focus first. The sharpest plane would be another one
from scan to scan, and the brightest points of all planes together are a picture that no model has
learned from; either would make treated and control samples differ by more than their cells. Which
one was taken is said, and the user may choose another, for all scans of a study at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from melcount_app.core.geometry import Size

ALIKE = 0.01
"""Sides of pixels that differ by a smaller share are equally fine."""

NAMES_TOLD = 6
"""Of images in one sentence."""


class NoSuchImageError(Exception):
    """A file does not hold what was picked; the text completes "FILE …"."""


@dataclass(frozen=True, slots=True)
class Pick:
    """A choice among the images and planes of a file; both are counted from 1.

    Attributes:
        image: its number as text, or its name; empty for the one with the finest pixels.
        plane: the focal plane, those of later time points after those of earlier ones; None for
            the middle one of the first time point.
    """

    image: str = ""
    plane: int | None = None

    def over(self, other: Pick) -> Pick:
        """This pick, and where it says nothing the other one."""
        return Pick(self.image or other.image, self.plane or other.plane)


NO_PICK = Pick()
"""Everything left open, as in files that hold one image of one plane."""


@dataclass(frozen=True, slots=True)
class ImageFacts:
    """What a file tells of one of its images, before its pixels are read.

    Attributes:
        name: as the file gives it; may be empty.
        size: of its finest level.
        um_per_px: of its finest level; None where the file does not tell a believable one.
        planes: focal planes times time points.
        is_aside: whether it is called an overview, a label or the like.
    """

    name: str
    size: Size
    um_per_px: float | None
    planes: int = 1
    is_aside: bool = False


def choose_image(images: Sequence[ImageFacts], wanted: str) -> int:
    """Place of the image that is the scan.

    Args:
        images: at least one.
        wanted: number from 1, or name; empty for the one with the finest pixels.

    Raises:
        NoSuchImageError: there is none of that number or name, or several.
    """
    if wanted.strip():
        return _named(images, wanted.strip())
    scans = [index for index, image in enumerate(images) if not image.is_aside]
    scans = scans or list(range(len(images)))
    sides = {index: um for index in scans if (um := images[index].um_per_px) is not None}
    if sides:
        scans = [index for index, um in sides.items() if um <= min(sides.values()) * (1 + ALIKE)]
    return max(scans, key=lambda index: (_area(images[index]), -index))


def _named(images: Sequence[ImageFacts], wanted: str) -> int:
    if wanted.isdecimal() and 1 <= int(wanted) <= len(images):
        return int(wanted) - 1
    same = [i for i, image in enumerate(images) if image.name.casefold() == wanted.casefold()]
    if len(same) == 1:
        return same[0]
    if same:
        raise NoSuchImageError(
            f"holds several images called “{wanted}”; choose by number: {list_of(images)}"
        )
    raise NoSuchImageError(f"holds no image “{wanted}”; choose one of: {list_of(images)}")


def _area(image: ImageFacts) -> int:
    return image.size.width * image.size.height


def told(number: int, image: ImageFacts) -> str:
    """An image in a few words, with its number from 1."""
    name = f" “{image.name}”" if image.name else ""
    um = f", {image.um_per_px:g} µm/px" if image.um_per_px is not None else ""
    return f"{number}{name} ({image.size.width} × {image.size.height} px{um})"


def list_of(images: Sequence[ImageFacts], *, but: int = -1) -> str:
    """Images in a few words each, except one place."""
    every = [told(i + 1, image) for i, image in enumerate(images) if i != but]
    shown = ", ".join(every[:NAMES_TOLD])
    return shown if len(every) <= NAMES_TOLD else f"{shown}, … ({len(every)})"


def other_images(images: Sequence[ImageFacts], chosen: int) -> str:
    """The sentence that tells which image is counted and which are not."""
    counted, others = told(chosen + 1, images[chosen]), list_of(images, but=chosen)
    number = len(images)
    return f"The file holds {number} images. Counted is image {counted}; not counted: {others}."


def not_picked(pick: Pick, images: int, planes: int) -> tuple[str, ...]:
    """What is said of a file with nothing to choose from in a study that chose: it is counted.

    Args:
        pick: that was made for all files of the study.
        images: of this file.
        planes: of its image that is counted.
    """
    told = []
    if images == 1 and pick.image.strip() not in ("", "1"):
        told.append(f"The file holds one image, which is counted; “{pick.image}” was asked for.")
    if planes == 1 and pick.plane not in (None, 1):
        told.append(f"The image has one plane, which is counted; plane {pick.plane} was asked for.")
    return tuple(told)
