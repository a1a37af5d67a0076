"""Augmentation: the same cells seen by another scanner, from another side, at another size.

Pixels are moved and points are moved with them; the target is drawn afterwards from the moved
points, so its integral stays the number of cells whatever the zoom.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from melcount_app.core.model import to_network_range
from melcount_app.training.dataset import WHITE, Crop

HAZE_SIGMA_PX = (4.0, 12.0)
"""Standard deviation of the blur of what lies far out of focus; a body is 5 to 10 px wide."""

HAZE_GAIN = (0.3, 1.2)
"""How bright a field far out of focus is beside the crop that it was made from."""

VEIL_GAIN = (0.1, 0.5)
"""How bright what shines through a picture is beside the crop that it was made from."""


@dataclass(frozen=True, slots=True)
class Augmentation:
    """How far training pictures may differ from the crops; pairs are lowest and highest.

    Attributes:
        zoom: factor by which cells grow, drawn evenly on a logarithmic scale.
        shift_px: largest shift of the picture along each axis.
        gamma: exponent of the brightness, drawn evenly on a logarithmic scale.
        gain: factor of the brightness, drawn evenly on a logarithmic scale.
        offset: what is added to the brightness, as a part of white.
        blur_probability: how often a picture is blurred.
        blur_sigma_px: standard deviation of the blur.
        noise: largest standard deviation of the noise, as a part of white.
        empty_probability: how often a dark field without cells takes the crop's place.
        haze_probability: how often the crop itself, far out of focus, takes its place: a field
            of dim blobs in which annotators mark no cell.
        veil_probability: how often another crop, far out of focus, shines through the picture.
        symmetries_only: whether a crop is only turned by right angles and flipped, exactly,
            in place of `zoom`, `shift_px` and any angle.
    """

    zoom: tuple[float, float] = (0.78, 1.28)
    shift_px: float = 24.0
    gamma: tuple[float, float] = (0.75, 1.35)
    gain: tuple[float, float] = (0.55, 1.8)
    offset: tuple[float, float] = (-0.03, 0.05)
    blur_probability: float = 0.4
    blur_sigma_px: tuple[float, float] = (0.4, 1.5)
    noise: float = 0.02
    empty_probability: float = 0.05
    haze_probability: float = 0.0
    veil_probability: float = 0.0
    symmetries_only: bool = False


SYMMETRIES_AND_BLUR = Augmentation(
    gamma=(1.0, 1.0),
    gain=(1.0, 1.0),
    offset=(0.0, 0.0),
    blur_probability=0.5,
    blur_sigma_px=(0.5, 2.5),
    noise=0.0,
    empty_probability=0.0,
    symmetries_only=True,
)
"""What Lazard et al. 2022 did; they do not say how often they blurred, we do every other time."""


@dataclass(frozen=True, slots=True)
class Example:
    """What the network sees in one step, and where the cells are.

    Attributes:
        pixels: (height, width) float32 in the network's range.
        points_xy: (n, 2) cells in its pixels, those beyond its border included whose pixels
            or mirror images it shows.
    """

    pixels: npt.NDArray[np.float32]
    points_xy: npt.NDArray[np.float64]


def plain_example(crop: Crop) -> Example:
    """A crop as it is."""
    return Example(to_network_range(crop.pixels, WHITE), crop.points_xy)


def mirrored_example(crop: Crop) -> Example:
    """A crop as it is, with the mirror images of its cells beyond its border.

    What falls off the crop of a cell's Gaussian comes back from the mirror image, so that the
    target has the integral that annotators counted, and on a scan the rim is like the rest.
    """
    shape = (crop.pixels.shape[0], crop.pixels.shape[1])
    return Example(plain_example(crop).pixels, with_mirror_images(crop.points_xy, shape))


def augmented_example(
    crop: Crop,
    augmentation: Augmentation,
    random: np.random.Generator,
    *,
    beneath: Crop | None = None,
) -> Example:
    """A crop turned, flipped, zoomed and seen by another scanner; sometimes a field without cells.

    Args:
        crop: what is seen.
        augmentation: how.
        random: where from.
        beneath: the crop that shines through it, far out of focus; itself if none is named.
    """
    points_xy: npt.NDArray[np.float64] = np.empty((0, 2))
    if random.random() < augmentation.empty_probability:
        pixels = empty_field(_sides(crop), random)
    elif augmentation.symmetries_only:
        pixels, points_xy = turn_or_flip(plain_example(crop), int(random.integers(8)))
    elif _happens(augmentation.haze_probability, random):
        pixels = out_of_focus(_placed(crop, augmentation, random)[0], HAZE_GAIN, random)
    else:
        pixels, points_xy = _placed(crop, augmentation, random)
        if _happens(augmentation.veil_probability, random):
            veil, _ = _placed(beneath or crop, augmentation, random)
            pixels = pixels + out_of_focus(veil, VEIL_GAIN, random)
    return Example(_other_scanner(pixels, augmentation, random), points_xy)


def out_of_focus(
    pixels: npt.NDArray[np.float32], gain: tuple[float, float], random: np.random.Generator
) -> npt.NDArray[np.float32]:
    """What a picture looks like far out of focus: blurred by `HAZE_SIGMA_PX`, and dimmed."""
    blurred = cv2.GaussianBlur(
        pixels, (0, 0), _between(HAZE_SIGMA_PX, random), borderType=cv2.BORDER_REFLECT
    )
    hazy: npt.NDArray[np.float32] = np.float32(_between(gain, random)) * blurred.astype(np.float32)
    return hazy


def turn_or_flip(
    example: Example, symmetry: int
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float64]]:
    """Pixels and points under one of the eight symmetries of the square, 0 to 7.

    Symmetries from 4 on flip left and right first; then come `symmetry % 4` quarter turns
    towards the left.
    """
    pixels, points_xy = example.pixels, example.points_xy
    if symmetry >= 4:
        pixels = pixels[:, ::-1]
        points_xy = np.column_stack((pixels.shape[1] - 1 - points_xy[:, 0], points_xy[:, 1]))
    for _ in range(symmetry % 4):
        points_xy = np.column_stack((points_xy[:, 1], pixels.shape[1] - 1 - points_xy[:, 0]))
        pixels = np.rot90(pixels)
    return np.ascontiguousarray(pixels), points_xy


def _placed(
    crop: Crop, augmentation: Augmentation, random: np.random.Generator
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float64]]:
    """Pixels and points of a crop, moved at random."""
    return move(plain_example(crop), random_placement(_sides(crop), augmentation, random))


def _sides(crop: Crop) -> tuple[int, int]:
    return crop.pixels.shape[0], crop.pixels.shape[1]


def _happens(probability: float, random: np.random.Generator) -> bool:
    """Whether something happens now; what never does takes no random number."""
    return probability > 0 and bool(random.random() < probability)


def random_placement(
    shape: tuple[int, int], augmentation: Augmentation, random: np.random.Generator
) -> npt.NDArray[np.float64]:
    """A 2x3 matrix from places in the crop to places in the picture.

    It turns about the centre by any angle, flips or not, zooms and shifts.
    """
    angle = random.uniform(0.0, 2.0 * np.pi)
    zoom = _between(augmentation.zoom, random)
    turn = zoom * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    if random.random() < 0.5:
        turn[:, 0] *= -1.0
    centre = (np.array([shape[1], shape[0]]) - 1.0) / 2.0
    shift = random.uniform(-augmentation.shift_px, augmentation.shift_px, 2)
    return np.column_stack((turn, centre + shift - turn @ centre))


def move(
    example: Example, matrix: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float64]]:
    """Pixels and points moved by a 2x3 matrix.

    What lies beyond the crop is filled with its mirror image, and the cells are mirrored
    with it, so that no cell of the picture lacks its point. Points beyond the picture are
    kept: their Gaussians reach into it.
    """
    height, width = example.pixels.shape
    pixels: npt.NDArray[np.float32] = cv2.warpAffine(
        example.pixels,
        matrix,
        (width, height),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REFLECT,
    ).astype(np.float32)
    mirrored = with_mirror_images(example.points_xy, (height, width))
    return pixels, mirrored @ matrix[:, :2].T + matrix[:, 2]


def empty_field(shape: tuple[int, int], random: np.random.Generator) -> npt.NDArray[np.float32]:
    """A dark field without cells: a level of 0 to 25 of 255, smooth haze, and noise."""
    coarse = random.random((5, 5)).astype(np.float32)
    haze = cv2.resize(coarse, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)
    level = random.uniform(0.0, 25.0 / WHITE)
    field = level * random.uniform(0.3, 1.0) + haze * random.uniform(0.0, 1.0) * level
    field += random.normal(0.0, random.uniform(0.0, 0.03), shape)
    clipped: npt.NDArray[np.float32] = np.clip(field, 0.0, 1.0).astype(np.float32)
    return clipped


def with_mirror_images(
    points_xy: npt.NDArray[np.float64], shape: tuple[int, int]
) -> npt.NDArray[np.float64]:
    """The points and those of the eight mirror images around a crop of height and width."""
    x, y = points_xy[:, 0], points_xy[:, 1]
    height, width = shape
    images = [
        np.stack((image_x, image_y), axis=1)
        for image_x in (x, -1 - x, 2 * width - 1 - x)
        for image_y in (y, -1 - y, 2 * height - 1 - y)
    ]
    return np.concatenate(images)


def _other_scanner(
    pixels: npt.NDArray[np.float32], augmentation: Augmentation, random: np.random.Generator
) -> npt.NDArray[np.float32]:
    if random.random() < augmentation.blur_probability:
        sigma = random.uniform(*augmentation.blur_sigma_px)
        pixels = cv2.GaussianBlur(pixels, (0, 0), sigma).astype(np.float32)
    seen = _between(augmentation.gain, random) * pixels ** _between(augmentation.gamma, random)
    seen += random.uniform(*augmentation.offset)
    noise = random.standard_normal(pixels.shape, np.float32)
    seen += noise * np.float32(random.uniform(0.0, augmentation.noise))
    clipped: npt.NDArray[np.float32] = np.clip(seen, 0.0, 1.0).astype(np.float32)
    return clipped


def _between(limits: tuple[float, float], random: np.random.Generator) -> float:
    """A number between two limits, drawn evenly on a logarithmic scale."""
    return float(np.exp(random.uniform(np.log(limits[0]), np.log(limits[1]))))
