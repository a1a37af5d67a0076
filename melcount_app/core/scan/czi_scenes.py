"""The scenes of a CZI file, which were scanned apart, and the planes of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from melcount_app.core.geometry import PixelSize, PixelSizeSource, Size
from melcount_app.core.scan.base import RefusedFileError
from melcount_app.core.scan.calibration import believable_pixel_size
from melcount_app.core.scan.czi_file import Block, CziFile, box_of
from melcount_app.core.scan.pick import ImageFacts, Pick, not_picked, other_images
from melcount_app.core.scan.planes import (
    Depth,
    about_planes,
    pick_of,
    place_of_image,
    place_of_plane,
)


@dataclass(frozen=True, slots=True)
class Scene:
    """One place of the slide.

    Attributes:
        facts: what the user is told of it.
        blocks: all of it.
        focuses, times: numbers of its focal planes and time points, in their order.
        pixel_size: None where the file tells none that can be believed.
    """

    facts: ImageFacts
    blocks: tuple[Block, ...]
    focuses: tuple[int, ...]
    times: tuple[int, ...]
    pixel_size: PixelSize | None

    @property
    def depth(self) -> Depth:
        """What its planes are; the file does not tell which of them is sharp."""
        return Depth(len(self.focuses), len(self.times))


@dataclass(frozen=True, slots=True)
class ChosenScene:
    """The plane that is the scan, and what is said of it, as the attributes of `Scan` say it."""

    blocks: tuple[Block, ...]
    notes: tuple[str, ...]
    images: tuple[ImageFacts, ...]
    planes: int
    pick: Pick
    pixel_size: PixelSize | None


def scenes_of(found: CziFile) -> tuple[Scene, ...]:
    """The scenes of a file, by their number.

    Raises:
        RefusedFileError: none of them has its finest pixels.
    """
    by_number: dict[int, list[Block]] = {}
    for block in found.blocks:
        by_number.setdefault(block.scene, []).append(block)
    scenes = [_scene(found, number, by_number[number]) for number in sorted(by_number)]
    whole = tuple(scene for scene in scenes if scene is not None)
    if not whole:
        raise RefusedFileError(
            "lacks its finest pixels; copy the whole file again, or export the scan as OME-TIFF"
        )
    return whole


def _scene(found: CziFile, number: int, blocks: Sequence[Block]) -> Scene | None:
    """A scene; None for coarse levels that the file keeps beside all scenes."""
    finest = [block for block in blocks if block.downsample == 1]
    if not finest:
        return None
    box = box_of(finest)
    size = Size(box.width, box.height)
    focuses = tuple(sorted({block.focus for block in finest}))
    times = tuple(sorted({block.time for block in finest}))
    pixel = _pixel_size(found)
    um_per_px = pixel.um_per_px if pixel else None
    name = found.scenes.get(number, "")
    facts = ImageFacts(name, size, um_per_px, len(focuses) * len(times))
    return Scene(facts, tuple(blocks), focuses, times, pixel)


def _pixel_size(found: CziFile) -> PixelSize | None:
    """The one size of all scenes."""
    if found.um_per_px is None:
        return None
    return believable_pixel_size(*found.um_per_px, PixelSizeSource.CZI)


def choose_scene(scenes: Sequence[Scene], pick: Pick) -> ChosenScene:
    """The scene and the plane that are the scan.

    Raises:
        RefusedFileError: there is not what was picked.
    """
    facts = tuple(scene.facts for scene in scenes)
    index = place_of_image(facts, pick.image)
    scene = scenes[index]
    plane = place_of_plane(scene.depth, pick.plane)
    time, focus = divmod(plane, len(scene.focuses))
    place = scene.focuses[focus], scene.times[time]
    others = (other_images(facts, index),) if len(facts) > 1 else ()
    told = (*others, *not_picked(pick, len(facts), scene.depth.planes))
    return ChosenScene(
        blocks=tuple(block for block in scene.blocks if (block.focus, block.time) == place),
        notes=(*told, *about_planes(scene.depth, plane)),
        images=facts if len(facts) > 1 else (),
        planes=scene.depth.planes,
        pick=pick_of(index, len(facts), plane, scene.depth),
        pixel_size=scene.pixel_size,
    )
