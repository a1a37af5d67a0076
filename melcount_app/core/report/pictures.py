"""The picture of a scan with its density map over it, a colour bar and a scale bar."""

from __future__ import annotations

import functools
import math
import textwrap
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageColor, ImageDraw, ImageFont
from shapely.geometry import MultiPolygon

from melcount_app.core.brightness import picture_of
from melcount_app.core.colour_scale import end_of_scale, ticks
from melcount_app.core.geometry import PixelSize, Size
from melcount_app.core.holes import Holes
from melcount_app.core.measure import LOCAL_WINDOW_MM2, LocalDensity
from melcount_app.core.paths import resources_folder
from melcount_app.core.region import Outline, Region, colour_of
from melcount_app.core.report.colours import CIVIDIS, coloured
from melcount_app.core.report.density_picture import (
    UNITS,
    SmoothDensity,
    share_of_sample,
    smooth_density,
)
from melcount_app.core.report.report import Report
from melcount_app.core.wording import Wording, phrase

SIDE_PX = 1400
"""Longer side of the scan in the picture."""

OPACITY = 0.6
GAMMA = 0.6
SMALL_SIDE_PX = 900
"""The same of pictures that stand beside each other."""

LEGEND_PX = Size(700, 34)
SMALL_FOOT_PX = 44
MARGIN_PX = 24
BAR_PANEL_PX = 210
FOOT_PX = 48
FONT_PX, SMALL_FONT_PX = 24, 20
FONT = "DejaVuSans.ttf"
INK = (32, 32, 32)
ROUNDING = 1e-9
"""By so much may a length that is meant to be round be off."""

OUTLINE = (255, 255, 255)

MOST_SAMPLED = 500
"""Rows and columns by which black and white of a picture are chosen."""

NOT_SCANNED, DAMAGED = (140, 150, 190), (255, 200, 40)
HATCH_PX = 12
"""Between stripes over what was not scanned or cannot be read."""

Rgb = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Frame:
    """The scan in the picture: its size there, and level-0 pixels per picture pixel."""

    size: Size
    level0_per_px: float

    @classmethod
    def of(cls, scan: Size, side_px: int = SIDE_PX) -> Frame:
        """The frame whose longer side is `side_px`."""
        level0_per_px = max(scan.width, scan.height) / side_px
        width, height = (max(round(s / level0_per_px), 1) for s in (scan.width, scan.height))
        return cls(Size(width, height), level0_per_px)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A level-0 position in picture pixels."""
        return x / self.level0_per_px, y / self.level0_per_px


@dataclass(frozen=True, slots=True)
class Painting:
    """All that the picture of a sample is painted from, but the end of the scale.

    Attributes:
        frame: of the scan.
        grey: (height, width) of the frame, the counted channel.
        smooth: the density.
        outline: of the sample.
        holes: in it, that are not counted.
        regions: the user's.
        pixel_size: of level 0, or None.
    """

    frame: Frame
    grey: Rgb
    smooth: SmoothDensity
    outline: Outline
    holes: Holes
    regions: tuple[Region, ...]
    pixel_size: PixelSize | None

    @classmethod
    def of(cls, report: Report, side_px: int = SMALL_SIDE_PX) -> Painting:
        """Of one scan, its longer side so many pixels long."""
        frame, request = Frame.of(report.size, side_px), report.request
        return cls(
            frame=frame,
            grey=_grey(report, frame),
            smooth=smooth_density(report),
            outline=request.mask.outline,
            holes=request.mask.holes,
            regions=report.regions,
            pixel_size=request.pixel_size,
        )


def density_picture(report: Report, say: Wording, *, highest: float | None = None) -> Image.Image:
    """The scan in grey, its density in colour where it is sample, and how to read it.

    Args:
        report: of one scan.
        say: the language.
        highest: density at the end of the scale, where pictures share one; by default the
            next round number above nearly all densities of this scan.
    """
    painting = Painting.of(report, SIDE_PX)
    frame, smooth = painting.frame, painting.smooth
    end = highest or end_of_scale(smooth.highest)
    picture = _framed(_painted(painting, end))
    draw = ImageDraw.Draw(picture)
    _draw_names(draw, painting, FONT_PX, MARGIN_PX)
    _draw_windows(draw, report, frame, say)
    _draw_colour_bar(picture, draw, end, frame, say)
    _draw_unit(draw, (frame.size.width + 3 * MARGIN_PX, MARGIN_PX), say(UNITS[smooth.unit]))
    _draw_scale_bar(draw, painting, (MARGIN_PX, frame.size.height + 2 * MARGIN_PX + 5))
    return picture


def sample_picture(painting: Painting, highest: float) -> Image.Image:
    """A small picture to stand beside others: `legend_picture` tells what its colours mean.

    Args:
        painting: of one scan.
        highest: density at the end of the scale that the pictures share.
    """
    pixels = _painted(painting, highest)
    height, width = pixels.shape[:2]
    sheet = Image.new("RGB", (width, height + SMALL_FOOT_PX), "white")
    sheet.paste(Image.fromarray(pixels), (0, 0))
    draw, corner = ImageDraw.Draw(sheet), (0, height + SMALL_FOOT_PX // 2)
    _draw_names(draw, painting, SMALL_FONT_PX)
    _draw_scale_bar(draw, painting, corner)
    return sheet


def legend_picture(end: float, say: Wording) -> Image.Image:
    """The colours from 0 to `end`, lying, with their numbers; the unit is told beside it."""
    width, height = LEGEND_PX.width, LEGEND_PX.height
    sheet = Image.new("RGB", (width + 4 * FONT_PX, height + 2 * FONT_PX), "white")
    left = 2 * FONT_PX
    bar = Image.fromarray(CIVIDIS[np.newaxis]).resize((width, height), Image.Resampling.BILINEAR)
    sheet.paste(bar, (left, 0))
    draw = ImageDraw.Draw(sheet)
    draw.rectangle((left, 0, left + width, height), outline=INK)
    for value in ticks(end):
        x = left + width * value / end
        draw.line((x, height, x, height + 8), fill=INK, width=2)
        draw.text((x, height + 12), _tick(value, say), fill=INK, font=_font(), anchor="ma")
    return sheet


def scale_bar(length: float) -> float:
    """The longest of 1, 2, 5, 10, ... that is not above `length`, but for how it is rounded."""
    length *= 1 + ROUNDING
    decade = 10.0 ** math.floor(math.log10(length))
    return max(step * decade for step in (1.0, 2.0, 5.0) if step * decade <= length)


def _painted(painting: Painting, end: float) -> Rgb:
    """Scan, density and outlines: (height, width, 3)."""
    frame = painting.frame
    colours = coloured(painting.smooth.over(frame.size, frame.level0_per_px), end)
    counted = painting.holes.rest_of(painting.outline)
    opacity = OPACITY * share_of_sample(counted, frame.size, frame.level0_per_px)
    grey = np.repeat(painting.grey[..., np.newaxis], 3, axis=2)
    pixels: Rgb = np.asarray(cv2.blendLinear(colours, grey, opacity, 1 - opacity), np.uint8)
    for hole, colour in (
        (painting.holes.not_scanned, NOT_SCANNED),
        (painting.holes.damaged, DAMAGED),
    ):
        _hatch(pixels, hole, frame, colour)
    _draw_outline(pixels, painting.outline, frame, OUTLINE)
    for place, region in enumerate(painting.regions):
        _draw_outline(pixels, region.outline, frame, _rgb(region, place))
    return pixels


def _rgb(region: Region, place: int) -> tuple[int, int, int]:
    red, green, blue = ImageColor.getrgb(colour_of(region, place))[:3]
    return red, green, blue


def _grey(report: Report, frame: Frame) -> Rgb:
    """The counted channel, stretched so that dim parts can be seen: (height, width)."""
    plane = report.overview.pixels[..., report.request.channel.index]
    channel = picture_of(np.ascontiguousarray(plane))
    step = max(max(channel.shape) // MOST_SAMPLED, 1)
    low, high = np.percentile(channel[::step, ::step], (20, 99.7))
    smaller = frame.size.width < channel.shape[1]
    resized = cv2.resize(
        channel,
        (frame.size.width, frame.size.height),
        interpolation=cv2.INTER_AREA if smaller else cv2.INTER_LINEAR,
    )
    values = np.arange(np.iinfo(channel.dtype).max + 1, dtype=np.float32)
    reach = np.clip((values - low) / max(float(high - low), 1.0), 0, 1)
    shown = np.rint(reach**GAMMA * 255).astype(np.uint8)
    return np.asarray(shown[np.asarray(resized)], np.uint8)


def _hatch(pixels: Rgb, hole: Outline, frame: Frame, colour: tuple[int, int, int]) -> None:
    """Stripes where a scan has no pixels, and a line around them, so that small ones are seen."""
    if hole.is_empty:
        return
    share = share_of_sample(hole, frame.size, frame.level0_per_px)
    y, x = np.ogrid[: share.shape[0], : share.shape[1]]
    pixels[(share > 0) & ((x + y) % HATCH_PX < HATCH_PX // 3)] = colour
    _draw_outline(pixels, hole, frame, colour)


def _draw_outline(
    pixels: Rgb, outline: Outline, frame: Frame, colour: tuple[int, int, int]
) -> None:
    polygons = outline.geoms if isinstance(outline, MultiPolygon) else [outline]
    rings = [
        np.round(np.asarray(ring.coords) / frame.level0_per_px * 16).astype(np.int32)
        for polygon in polygons
        for ring in (polygon.exterior, *polygon.interiors)
    ]
    cv2.polylines(
        pixels, rings, isClosed=True, color=colour, thickness=2, lineType=cv2.LINE_AA, shift=4
    )


def _framed(pixels: Rgb) -> Image.Image:
    """A white sheet with the scan in its upper left and room for colour bar and foot."""
    height, width = pixels.shape[:2]
    sheet = Image.new(
        "RGB", (width + BAR_PANEL_PX + 2 * MARGIN_PX, height + FOOT_PX + 2 * MARGIN_PX), "white"
    )
    sheet.paste(Image.fromarray(pixels), (MARGIN_PX, MARGIN_PX))
    return sheet


@functools.cache
def _font(px: int = FONT_PX) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(resources_folder() / "fonts" / FONT, px)


def _draw_names(draw: ImageDraw.ImageDraw, painting: Painting, px: int, margin: int = 0) -> None:
    """The names of the regions inside them, in their colours."""
    for place, region in enumerate(painting.regions):
        if not region.outline.is_empty:
            inside = region.outline.representative_point()
            x, y = painting.frame.point(inside.x, inside.y)
            _draw_label(draw, (margin + x, margin + y), region.name, _rgb(region, place), px)


def _draw_label(
    draw: ImageDraw.ImageDraw,
    at: tuple[float, float],
    text: str,
    colour: tuple[int, int, int],
    px: int,
) -> None:
    """A text in its middle, of one line, with a dark edge."""
    line = " ".join(text.split())
    draw.text(
        at, line, fill=colour, font=_font(px), anchor="mm", stroke_width=2, stroke_fill="black"
    )


EXTREMES = (phrase("lowest {density}"), phrase("highest {density}"))


def _draw_windows(draw: ImageDraw.ImageDraw, report: Report, frame: Frame, say: Wording) -> None:
    """The windows of lowest and highest local density."""
    pixel_size = report.request.pixel_size
    if pixel_size is None:
        return
    side = math.sqrt(pixel_size.area_px(LOCAL_WINDOW_MM2)) / frame.level0_per_px
    found = report.measurement
    for text, local in zip(EXTREMES, (found.lowest, found.highest), strict=True):
        if local is not None:
            told = say(text, density=say.number(local.cells_per_mm2))
            _draw_window(draw, told, local, side, frame)


def _draw_window(
    draw: ImageDraw.ImageDraw, told: str, local: LocalDensity, side: float, frame: Frame
) -> None:
    x, y = frame.point(local.x, local.y)
    left = MARGIN_PX + min(max(x - side / 2, 0), frame.size.width - 1)
    top = MARGIN_PX + min(max(y - side / 2, 0), frame.size.height - 1)
    right = MARGIN_PX + min(max(x + side / 2, 0), frame.size.width - 1)
    bottom = MARGIN_PX + min(max(y + side / 2, 0), frame.size.height - 1)
    draw.rectangle((left, top, right, bottom), outline="black", width=5)
    draw.rectangle((left + 1, top + 1, right - 1, bottom - 1), outline="white", width=3)
    draw.text(
        (left + 10, top + 8),
        told,
        fill="white",
        font=_font(),
        stroke_width=3,
        stroke_fill="black",
    )


def _draw_colour_bar(
    picture: Image.Image, draw: ImageDraw.ImageDraw, end: float, frame: Frame, say: Wording
) -> None:
    left = frame.size.width + 3 * MARGIN_PX
    top, bottom = MARGIN_PX + 3 * FONT_PX, MARGIN_PX + frame.size.height
    bar = Image.fromarray(CIVIDIS[::-1, np.newaxis]).resize(
        (40, max(bottom - top, 1)), Image.Resampling.BILINEAR
    )
    picture.paste(bar, (left, top))
    draw.rectangle((left, top, left + 40, bottom), outline=INK)
    for value in ticks(end):
        y = bottom - (bottom - top) * value / end
        draw.line((left + 40, y, left + 50, y), fill=INK, width=2)
        draw.text((left + 58, y), _tick(value, say), fill=INK, font=_font(), anchor="lm")


def _tick(value: float, say: Wording) -> str:
    """A number of a scale, with as many decimals as it has, up to four digits in all."""
    return say.number(value, len(f"{value:.4g}".partition(".")[2]) if value < 1e4 else 0)


def _draw_unit(draw: ImageDraw.ImageDraw, at: tuple[int, int], unit: str) -> None:
    """A unit, in lines that fit beside the scan."""
    lines = textwrap.wrap(unit, 14)
    draw.multiline_text(at, "\n".join(lines), fill=INK, font=_font())


def _draw_scale_bar(draw: ImageDraw.ImageDraw, painting: Painting, at: tuple[int, int]) -> None:
    """From the middle of its left end on; in whole mm or µm, or in pixels without a pixel size."""
    frame, pixel_size = painting.frame, painting.pixel_size
    per_px = frame.level0_per_px * (pixel_size.um_per_px / 1000 if pixel_size else 1)
    length = scale_bar(frame.size.width * per_px / 4)
    left, middle = at
    right = left + length / per_px
    told = f"{length:g} px"
    if pixel_size:
        told = f"{length:g} mm" if length >= 1 else f"{1000 * length:g} µm"
    draw.rectangle((left, middle - 5, right, middle + 5), fill=INK)
    draw.text((right + 14, middle), told, fill=INK, font=_font(), anchor="lm")
