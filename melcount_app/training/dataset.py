"""Annotated crops: reading them, and drawing the density map that a network should answer.

Coordinates are pixel indices: (0, 0) is the centre of the first pixel, so that pixel `i`
covers `i - 0.5` to `i + 0.5`.
"""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from melcount_app.core.errors import MelcountError

CROP_UM_PER_PX = 1.8092
"""Pixel size of the crops in µm: four times the scanner's 0.4523."""

PUBLISHED_SIDE_PX = 1024
PUBLISHED_DOWNSAMPLE = 4
WHITE = 255.0


@dataclass(frozen=True, slots=True)
class Crop:
    """An annotated training image.

    Attributes:
        name: name of its file.
        pixels: (height, width) uint8, one channel at `CROP_UM_PER_PX`.
        points_xy: (n, 2) float, x and y of every cell in pixels.
    """

    name: str
    pixels: npt.NDArray[np.uint8]
    points_xy: npt.NDArray[np.float64]

    @property
    def cells(self) -> int:
        """How many cells the annotators marked."""
        return len(self.points_xy)


def read_crops(folder: Path) -> tuple[Crop, ...]:
    """Read the crops of a folder, in the order of the numbers in their names.

    The pixels lie in `images/*.png`, the cells in `points.csv` (columns `image`, `x_px`,
    `y_px`) or else in `labels/*.png` (255 at one pixel per cell). Images of 1024 px, the
    published size, are brought to a quarter by averaging the green channel. A folder with
    such folders `set1`, `set2`, ... in it gives the crops of all of them, named `set1/...`.

    Raises:
        MelcountError: the folder is not such a data set, or a file of it is damaged.
    """
    sets = sorted(path.parent for path in folder.glob("set*/images"))
    if sets and not (folder / "images").is_dir():
        return tuple(_of_set(crop, part.name) for part in sets for crop in _read_set(part))
    return _read_set(folder)


def fingerprint(crops: Sequence[Crop]) -> str:
    """Hexadecimal SHA-256 of the pixels and points of the crops, in their order."""
    digest = hashlib.sha256()
    for crop in crops:
        digest.update(crop.name.encode())
        digest.update(np.ascontiguousarray(crop.pixels).tobytes())
        digest.update(np.ascontiguousarray(crop.points_xy).tobytes())
    return digest.hexdigest()


def render_target(
    points_xy: npt.NDArray[np.float64],
    shape: tuple[int, int],
    *,
    sigma_px: float,
    output_stride: int,
) -> npt.NDArray[np.float32]:
    """The density map of some cells: one Gaussian of integral exactly 1 for each.

    Every output pixel holds the exact integral of the Gaussians over its footprint. What falls
    off the crop is lost, 4 % of the cells of such a crop; points beyond its border, of
    neighbours or mirror images, add what they have inside.

    Args:
        points_xy: (n, 2), in input pixels, anywhere.
        shape: height and width of the crop in input pixels, multiples of `output_stride`.
        sigma_px: standard deviation of the Gaussian in input pixels.
        output_stride: input pixels per output pixel.

    Returns:
        (height / output_stride, width / output_stride) float32, cells per output pixel.
    """
    rows = _line_integrals(points_xy[:, 1], shape[0], sigma_px, output_stride)
    columns = _line_integrals(points_xy[:, 0], shape[1], sigma_px, output_stride)
    density: npt.NDArray[np.float32] = (rows.T @ columns).astype(np.float32)
    return density


def _line_integrals(
    centres: npt.NDArray[np.float64], side_px: int, sigma_px: float, output_stride: int
) -> npt.NDArray[np.float64]:
    """(n, side / stride) integrals of one-dimensional Gaussians, cut at the border."""
    edges = np.arange(0, side_px + 1, output_stride) - 0.5
    steps = ndtr((edges[np.newaxis] - centres[:, np.newaxis]) / sigma_px)
    integrals: npt.NDArray[np.float64] = np.diff(steps, axis=1)
    return integrals


def _read_set(folder: Path) -> tuple[Crop, ...]:
    paths = sorted((folder / "images").glob("*.png"), key=_by_number)
    if not paths:
        raise MelcountError(
            f"{folder} holds no training crops. Choose a folder with images/*.png and "
            "points.csv or labels/*.png."
        )
    table = folder / "points.csv"
    points = _read_points(table) if table.is_file() else None
    return tuple(_read_crop(path, points) for path in paths)


def _of_set(crop: Crop, name: str) -> Crop:
    return dataclasses.replace(crop, name=f"{name}/{crop.name}")


def _by_number(path: Path) -> tuple[int, str]:
    digits = re.findall(r"\d+", path.stem)
    return (int(digits[-1]) if digits else -1, path.name)


def _read_points(table: Path) -> dict[str, list[tuple[float, float]]]:
    points = defaultdict(list)
    try:
        with table.open(newline="", encoding="utf-8") as lines:
            for row in csv.DictReader(lines):
                points[row["image"]].append((float(row["x_px"]), float(row["y_px"])))
    except (KeyError, TypeError, ValueError) as error:
        raise MelcountError(
            f"{table} is not a table of points. It needs the columns image, x_px and y_px."
        ) from error
    return points


def _read_crop(path: Path, points: dict[str, list[tuple[float, float]]] | None) -> Crop:
    pixels = _read_image(path)
    if points is None:
        points_xy = _points_of_label(path.parents[1] / "labels" / path.name)
    else:
        points_xy = np.array(points.get(path.name, ()), np.float64).reshape(-1, 2)
    if pixels.shape[0] == PUBLISHED_SIDE_PX:
        pixels = _quarter(pixels)
        if points is None:
            points_xy = (points_xy + 0.5) / PUBLISHED_DOWNSAMPLE - 0.5
    return Crop(path.name, pixels, points_xy)


def _read_image(path: Path) -> npt.NDArray[np.uint8]:
    """Grey pixels, or the green channel of a colour image."""
    encoded = np.frombuffer(path.read_bytes(), np.uint8) if path.is_file() else None
    image = None
    if encoded is not None and encoded.size:
        image = cv2.imdecode(encoded, cv2.IMREAD_UNCHANGED)
    if image is None or image.dtype != np.uint8:
        raise MelcountError(f"{path} is not an 8-bit PNG image. Replace it with the original.")
    grey = image if image.ndim == 2 else image[..., 1]
    return grey.astype(np.uint8)


def _points_of_label(path: Path) -> npt.NDArray[np.float64]:
    rows, columns = np.nonzero(_read_image(path) == WHITE)
    return np.stack((columns, rows), axis=1).astype(np.float64)


def _quarter(pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    side = PUBLISHED_SIDE_PX // PUBLISHED_DOWNSAMPLE
    quarter: npt.NDArray[np.uint8] = cv2.resize(
        pixels, (side, side), interpolation=cv2.INTER_AREA
    ).astype(np.uint8)
    return quarter
