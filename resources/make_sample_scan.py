#!/usr/bin/env python3
"""Simulate the small scan that ships with melcount, with a known number of cells.

    python resources/make_sample_scan.py                  # writes sample_scan.tif and .json here
    python resources/make_sample_scan.py OTHER/FOLDER

No pixel comes from a real scan. A quarter disc of skin is centred on the lower left corner:
star-shaped and spindle-shaped melanocytes with bright bodies and curved, beaded, tapering
dendrites lie in faint autofluorescence, dense near that corner and sparse far from it;
the far upper tip is dark and nearly empty; outside there is dust. Cells are drawn at the
pixel size of level 0, reduced four times, blurred, summed, and enlarged four times again,
as blurred as the optics make a real scan. The seed is fixed: the same versions of numpy,
opencv and tifffile write the same pixels.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt
import tifffile

Image: TypeAlias = npt.NDArray[np.float32]
Points: TypeAlias = npt.NDArray[np.float64]

SEED = 20221
UM_PER_PX = 0.4523  # level 0
DOWNSAMPLE = 4  # cells are laid out on level 0 reduced by this
UM = 1 / (UM_PER_PX * DOWNSAMPLE)  # pixels of the layout per µm
WIDTH, HEIGHT = 7680 // DOWNSAMPLE, 6656 // DOWNSAMPLE
RADIUS = 5660 / DOWNSAMPLE
TILE_PX = 512
QUALITY = 72
SURROUNDINGS = 2.0  # pixel value where there is no skin
PATCH_UM = 190.0  # side of the square that one cell is drawn in
FINE = UM * DOWNSAMPLE  # pixels of such a square per µm


@dataclass(frozen=True)
class Skin:
    """What varies slowly over the sample, one value per layout pixel (height, width).

    Attributes:
        inside: how much of the pixel is sample, 0 to 1.
        cells_per_mm2: expected density of cells.
        haze: autofluorescence, in pixel values.
        gain: how brightly cells are stained here.
        direction: direction in radians that elongated cells follow.
        alignment: how strictly they follow it, 0 to 1.
    """

    inside: Image
    cells_per_mm2: Image
    haze: Image
    gain: Image
    direction: Image
    alignment: Image


def blurred(image: Image, sigma_px: float) -> Image:
    """The image as a lens out of focus would show it."""
    return np.asarray(cv2.GaussianBlur(image, (0, 0), sigma_px), np.float32)


def smooth_field(rng: np.random.Generator, scale_um: float) -> Image:
    """A random field without detail finer than `scale_um`, mean 0, deviation 1."""
    step = scale_um * UM
    coarse = rng.normal(size=(int(HEIGHT / step) + 3, int(WIDTH / step) + 3)).astype(np.float32)
    field = cv2.resize(coarse, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    return np.asarray((field - field.mean()) / field.std(), np.float32)


def make_skin(rng: np.random.Generator) -> Skin:
    """The quarter disc and everything that varies slowly over it."""
    y, x = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    away, angle = np.hypot(x, HEIGHT - y), np.arctan2(HEIGHT - y, x)
    edge = RADIUS * (1 + 0.004 * np.sin(9 * angle + 1) + 0.003 * np.sin(23 * angle))
    inside = np.clip((edge - away) / 6 + 0.5, 0, 1)
    tip = np.exp(-((np.hypot(x - 0.12 * WIDTH, y - 0.22 * HEIGHT) / (420 * UM)) ** 2))
    density = 40 + 440 * np.exp(-((away / (1650 * UM)) ** 2))
    density *= np.clip(1 + 0.22 * smooth_field(rng, 420), 0.4, 1.6) * (1 - 0.93 * tip)
    rim = np.exp(-(((edge - away) / (70 * UM)) ** 2))
    haze = 13 + 0.016 * density + 3.2 * smooth_field(rng, 300) + 1.2 * smooth_field(rng, 60)
    haze = np.clip(haze * (1 - 0.5 * tip) + 6 * rim, 8, 40)
    return Skin(
        inside=inside.astype(np.float32),
        cells_per_mm2=(density * (edge - away > 12 * UM)).astype(np.float32),
        haze=haze.astype(np.float32),
        gain=np.clip(0.85 + 0.25 * smooth_field(rng, 500), 0.35, 1.4),
        direction=np.asarray(0.6 + 0.9 * smooth_field(rng, 900), np.float32),
        alignment=np.clip(0.55 + 0.35 * smooth_field(rng, 700), 0.05, 0.95),
    )


def place_cells(rng: np.random.Generator, skin: Skin, apart_um: float = 15.0) -> Points:
    """Centres (n, 2) as (x, y): as dense as the skin says, none closer than `apart_um`."""
    taken = np.zeros((HEIGHT, WIDTH), np.uint8)
    expected = skin.cells_per_mm2.astype(np.float64)
    wanted = int(expected.sum() * (UM_PER_PX * DOWNSAMPLE / 1000) ** 2)
    candidates = rng.choice(expected.size, size=4 * wanted, p=expected.ravel() / expected.sum())
    places: list[tuple[float, float]] = []
    for candidate in candidates:
        y, x = divmod(int(candidate), WIDTH)
        if len(places) < wanted and not taken[y, x]:
            places.append((x + rng.uniform(-0.5, 0.5), y + rng.uniform(-0.5, 0.5)))
            cv2.circle(taken, (x, y), int(apart_um * UM), 1, -1)
    return np.array(places)


def dendrite(
    rng: np.random.Generator, heading: float, length_um: float, base_um: float
) -> tuple[Points, Points]:
    """A curved, beaded path from the cell's centre and its half widths, both in fine pixels."""
    steps = int(length_um * FINE)
    curve = np.cumsum(rng.normal(0, 0.0011, steps).cumsum() + rng.normal(0, 0.0035))
    kinks = np.repeat(rng.normal(0, 0.33, steps // 9 + 1), 9)[:steps]
    turned = heading + np.clip(curve, -1.6, 1.6) + np.convolve(kinks, np.ones(5) / 5, "same")
    path = np.cumsum(np.stack([np.cos(turned), np.sin(turned)], 1), 0)
    along = np.linspace(0, 1, steps)
    beads = 1 + 0.9 * np.maximum(np.sin(np.cumsum(rng.uniform(0.1, 0.7, steps))), -0.5)
    thread = 0.95 * beads * (1 - 0.4 * along)
    foot = base_um * np.exp(-((along * length_um / 8.5) ** 1.4))
    return path, (thread + foot) * FINE / 2


def paint(canvas: Image, path: Points, half_widths: Points, values: Points) -> None:
    """Draw a path as discs, far end first, so that the brighter foot lies on top."""
    for (x, y), radius, value in zip(path[::-1], half_widths[::-1], values[::-1], strict=True):
        centre = (round(x * 16), round(y * 16))
        cv2.circle(canvas, centre, max(8, round(radius * 16)), float(value), -1, cv2.LINE_8, 4)


def headings(rng: np.random.Generator, direction: float, alignment: float) -> Points:
    """Directions in which a cell's dendrites leave it."""
    if rng.random() < alignment:
        both_ways = direction + np.array([0.0, np.pi]) + rng.normal(0, 0.22, 2)
        extra = rng.uniform(0, 2 * np.pi, rng.integers(0, 3))
        return np.concatenate([both_ways[: 1 + (rng.random() < 0.85)], extra])
    number = int(rng.integers(3, 7))
    return (
        rng.uniform(0, 2 * np.pi)
        + np.arange(number) * 2 * np.pi / number
        + rng.normal(0, 0.4, number)
    )


def body(rng: np.random.Generator, centre: float, direction: float) -> npt.NDArray[np.int32]:
    """Outline of a cell body in sixteenths of a fine pixel."""
    angle = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    long_um = rng.uniform(11, 18)
    half = np.array([long_um, np.clip(long_um * rng.uniform(0.36, 0.8), 6.0, 11.0)]) / 2 * FINE
    uneven = (
        1
        + 0.1 * np.sin(2 * angle + rng.uniform(0, 6))
        + 0.08 * np.sin(3 * angle + rng.uniform(0, 6))
    )
    x, y = half[0] * uneven * np.cos(angle), half[1] * uneven * np.sin(angle)
    c, s = np.cos(direction), np.sin(direction)
    outline = np.stack([centre + c * x - s * y, centre + s * x + c * y], 1)
    return np.round(outline * 16).astype(np.int32)


def draw_dendrite(
    rng: np.random.Generator, canvas: Image, heading: float, mean_um: float, foot_um: float
) -> None:
    """One dendrite from the middle of the canvas, forked now and then."""
    middle = canvas.shape[0] / 2
    length = float(np.clip(rng.gamma(3.2, mean_um / 3.2), 11, 80))
    path, half_widths = dendrite(rng, heading, length, foot_um)
    values = rng.uniform(120, 270) * np.linspace(1.15, 0.6, len(path))
    if rng.random() < 0.35:
        fork = int(len(path) * rng.uniform(0.35, 0.7))
        twig, thin = dendrite(rng, heading + rng.choice([-0.8, 0.8]), length / 2.5, 0.0)
        paint(canvas, twig + path[fork] + middle, thin, np.full(len(twig), values[fork]))
    paint(canvas, path + middle, half_widths, values)


def draw_cell(
    rng: np.random.Generator, direction: float, alignment: float, *, with_body: bool = True
) -> Image:
    """One cell in a square of `PATCH_UM`, at the layout's resolution; body about 300."""
    side = int(PATCH_UM * FINE) // DOWNSAMPLE * DOWNSAMPLE
    canvas = np.zeros((side, side), np.float32)
    leaving = headings(rng, direction, alignment)
    for heading in leaving:
        foot_um = rng.uniform(3.5, 7.5) if with_body else 0.0
        draw_dendrite(rng, canvas, float(heading), 30 if len(leaving) > 2 else 50, foot_um)
    if with_body:
        outline = body(rng, side / 2, float(leaving[0]))
        cv2.fillPoly(canvas, [outline], rng.uniform(250, 420), cv2.LINE_8, 4)
    fine = blurred(canvas, 1.6)
    small = (side // DOWNSAMPLE, side // DOWNSAMPLE)
    return np.asarray(cv2.resize(fine, small, interpolation=cv2.INTER_AREA), np.float32)


def add(canvas: Image, patch: Image, x: float, y: float) -> None:
    """Add a square patch centred on (x, y), as far as it lies on the canvas."""
    side = patch.shape[0]
    left, top = round(x - side / 2), round(y - side / 2)
    shift = np.array([[1, 0, x - side / 2 - left], [0, 1, y - side / 2 - top]], np.float32)
    moved = cv2.warpAffine(patch, shift, (side, side))
    x0, y0 = max(left, 0), max(top, 0)
    x1, y1 = min(left + side, WIDTH), min(top + side, HEIGHT)
    canvas[y0:y1, x0:x1] += moved[y0 - top : y1 - top, x0 - left : x1 - left]


def defocus_px(rng: np.random.Generator) -> float:
    """Blur of one cell in layout pixels: most are sharp, some lie out of focus."""
    return float(rng.uniform(1.2, 2.4) if rng.random() < 0.14 else rng.uniform(0.3, 0.75))


def draw_cells(rng: np.random.Generator, skin: Skin, places: Points) -> Image:
    """All melanocytes on black."""
    canvas = np.zeros((HEIGHT, WIDTH), np.float32)
    for x, y in places:
        at = (min(int(y), HEIGHT - 1), min(int(x), WIDTH - 1))
        cell = draw_cell(rng, float(skin.direction[at]), float(skin.alignment[at]))
        add(canvas, blurred(cell, defocus_px(rng)) * skin.gain[at] * rng.lognormal(0, 0.28), x, y)
    return canvas


def draw_deeper_layer(rng: np.random.Generator, skin: Skin, number: int) -> Image:
    """Faint, blurred dendrites without a body, from below the plane of focus."""
    canvas = np.zeros((HEIGHT, WIDTH), np.float32)
    for x, y in place_cells(rng, skin, apart_um=1)[:number]:
        at = (min(int(y), HEIGHT - 1), min(int(x), WIDTH - 1))
        stray = draw_cell(rng, float(skin.direction[at]), 0.8, with_body=False)
        add(canvas, blurred(stray, rng.uniform(1.5, 4.5)) * rng.uniform(0.25, 0.6), x, y)
    return canvas


def draw_grains(rng: np.random.Generator, skin: Skin, clusters: int) -> Image:
    """Fine bright grains in clusters, as shed by dendrites."""
    canvas = np.zeros((HEIGHT, WIDTH), np.float32)
    for centre in place_cells(rng, skin, apart_um=1)[:clusters]:
        number = int(rng.gamma(1.2, 9)) + 1
        spread = rng.normal(0, rng.uniform(6, 26) * UM, (number, 2))
        for x, y in np.clip(centre + spread, 0, (WIDTH - 1, HEIGHT - 1)):
            canvas[int(y), int(x)] += min(rng.lognormal(4.6, 0.8), 900)
    return blurred(canvas, 0.75)


def draw_dust(rng: np.random.Generator, skin: Skin) -> Image:
    """Specks and fibres outside the sample."""
    canvas = np.zeros((HEIGHT, WIDTH), np.float32)
    outside = np.argwhere(cv2.erode((skin.inside == 0).astype(np.uint8), np.ones((61, 61))))
    for y, x in outside[rng.choice(len(outside), 60, replace=False)]:
        corners = np.array([x, y]) + rng.normal(0, rng.lognormal(0.4, 0.6), (6, 2))
        hull = cv2.convexHull(np.round(corners * 16).astype(np.int32))
        cv2.fillPoly(canvas, [hull], rng.uniform(12, 150), cv2.LINE_8, 4)
    for y, x in outside[rng.choice(len(outside), 4, replace=False)]:
        path, widths = dendrite(rng, rng.uniform(0, 6), 75, 0.5)
        smooth = cv2.GaussianBlur(path, (1, 61), 15)
        paint(canvas, smooth * 1.3 + (x, y), widths / 2.4, np.full(len(path), rng.uniform(20, 60)))
    return blurred(canvas, 0.9)


def make_layout(rng: np.random.Generator) -> tuple[npt.NDArray[np.uint8], dict[str, Any]]:
    """The scan's green channel at a quarter of its resolution, and the truth about it."""
    skin = make_skin(rng)
    places = place_cells(rng, skin)
    cells = draw_cells(rng, skin, places)
    deeper = draw_deeper_layer(rng, skin, int(0.8 * len(places)))
    signal = cells + deeper + draw_grains(rng, skin, int(0.7 * len(places)))
    glow = 0.07 * blurred(signal, 9) + 0.05 * blurred(signal, 40)
    skin_value = (skin.haze + signal + glow) * skin.inside
    value = np.maximum(skin_value, SURROUNDINGS) + draw_dust(rng, skin)
    value += rng.normal(0, 1, value.shape) * (0.55 + 0.05 * np.sqrt(value))
    truth = {
        "cells": len(places),
        "area_mm2": round(float(skin.inside.sum()) * (UM_PER_PX * DOWNSAMPLE / 1000) ** 2, 4),
        "um_per_px": UM_PER_PX,
    }
    return np.clip(np.round(value), 0, 254).astype(np.uint8), truth


def rgb(green: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """The three channels of the scanner: the signal is green, with a little leak elsewhere."""
    return np.stack([green // 12, green, green // 20], -1)


def enlarged(layout: npt.NDArray[np.uint8], rng: np.random.Generator) -> npt.NDArray[np.uint8]:
    """Level 0: the layout enlarged, with a little noise of its own."""
    size = (WIDTH * DOWNSAMPLE, HEIGHT * DOWNSAMPLE)
    big = cv2.resize(layout, size, interpolation=cv2.INTER_CUBIC).astype(np.int16)
    big += rng.integers(-1, 2, big.shape, np.int16)
    return np.clip(big, 0, 255).astype(np.uint8)


def tiles(green: npt.NDArray[np.uint8]) -> Iterator[npt.NDArray[np.uint8]]:
    """Tiles (512, 512, 3) of one level, row by row, padded with black."""
    for y in range(0, green.shape[0], TILE_PX):
        for x in range(0, green.shape[1], TILE_PX):
            tile = np.zeros((TILE_PX, TILE_PX), np.uint8)
            part = green[y : y + TILE_PX, x : x + TILE_PX]
            tile[: part.shape[0], : part.shape[1]] = part
            yield rgb(tile)


def write_scan(path: Path, layout: npt.NDArray[np.uint8], rng: np.random.Generator) -> None:
    """A pyramid of levels 1, 4 and 16 with its pixel size."""
    coarsest = (WIDTH // DOWNSAMPLE, HEIGHT // DOWNSAMPLE)
    small = np.asarray(cv2.resize(layout, coarsest, interpolation=cv2.INTER_AREA), np.uint8)
    with tifffile.TiffWriter(path) as writer:
        for downsample, green in ((1, enlarged(layout, rng)), (4, layout), (16, small)):
            per_cm = 1e4 / (UM_PER_PX * downsample)
            writer.write(
                tiles(green),
                shape=(*green.shape, 3),
                dtype=np.uint8,
                photometric="rgb",
                tile=(TILE_PX, TILE_PX),
                compression="jpeg",
                subsampling=(1, 1),
                compressionargs={"level": QUALITY if downsample == 1 else 93},
                resolution=(per_cm, per_cm),
                resolutionunit="CENTIMETER",
                subfiletype=int(downsample > 1),
                software="melcount, simulated scan" if downsample == 1 else None,
                metadata=None,
            )


def main() -> None:
    """Write the scan and its truth."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", default=Path(__file__).resolve().parent)
    folder = parser.parse_args().folder
    rng = np.random.default_rng(SEED)
    layout, truth = make_layout(rng)
    write_scan(folder / "sample_scan.tif", layout, rng)
    text = json.dumps(truth, indent=2) + "\n"
    (folder / "sample_scan.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
