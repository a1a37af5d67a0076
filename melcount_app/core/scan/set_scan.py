"""A scan whose channels lie in several files of the same size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from typing_extensions import override

from melcount_app.core.geometry import PixelSize, Rect
from melcount_app.core.scan.base import Level, Pixels, RefusedFileError, Scan

ALIKE = 0.01
"""Pixel sizes that differ by less are the same."""


@dataclass(frozen=True, slots=True)
class Band:
    """One channel of a set.

    Attributes:
        name: of the channel.
        scan: of the file that holds it.
        channel: its index in that scan.
    """

    name: str
    scan: Scan
    channel: int


class SetScan(Scan):
    """Several scans of one place as one: each gives some of the channels.

    It closes the scans it is made of.
    """

    def __init__(self, path: Path, bands: Sequence[Band], *, notes: tuple[str, ...] = ()) -> None:
        """A scan of channels that fit each other.

        Args:
            path: stands for the set.
            bands: its channels in order.
            notes: what is to be told of the set, besides what its files tell.

        Raises:
            RefusedFileError: sizes, kinds of pixels or pixel sizes of the files contradict.
        """
        self.path = path
        self.channels = unique(tuple(band.name for band in bands))
        self._bands = tuple(bands)
        self._scans = tuple({id(band.scan): band.scan for band in bands}.values())
        self.dtype = self._scans[0].dtype
        self.has_seams = any(scan.has_seams for scan in self._scans)
        self._check_fit()
        self._places = _common_levels(self._scans)
        first = self._scans[0]
        self.levels = tuple(first.levels[places[0]] for places in self._places)
        self.pixel_size = self._told_pixel_size()
        told = dict.fromkeys(note for scan in self._scans for note in scan.notes)
        self.notes = (*notes, *told)

    @override
    def read(self, level: int, rect: Rect, channel: int | None = None) -> Pixels:
        if channel is not None:
            return self._plane(level, rect, channel)
        return self._stack(lambda scan, place: scan.read(place, rect), level)

    @override
    def close(self) -> None:
        with ExitStack() as stack:
            for scan in self._scans:
                stack.callback(scan.close)

    @override
    def band_rows(self, level: int) -> int:
        places = zip(self._scans, self._places[level], strict=True)
        return min(scan.band_rows(place) for scan, place in places)

    @override
    def glimpse(self, level: int, step: int) -> Pixels:
        return self._stack(lambda scan, place: scan.glimpse(place, step), level)

    @override
    def not_scanned(self, level: int) -> tuple[Rect, ...]:
        return self._of_all(level, lambda scan, place: scan.not_scanned(place))

    @override
    def blocks(self, level: int, rect: Rect) -> tuple[Rect, ...]:
        return self._of_all(level, lambda scan, place: scan.blocks(place, rect))

    def _of_all(
        self, level: int, tell: Callable[[Scan, int], tuple[Rect, ...]]
    ) -> tuple[Rect, ...]:
        """What the files tell of a level, each rectangle once."""
        places = zip(self._scans, self._places[level], strict=True)
        return tuple(dict.fromkeys(rect for scan, place in places for rect in tell(scan, place)))

    def _plane(self, level: int, rect: Rect, channel: int) -> Pixels:
        band = self._bands[channel]
        place = self._places[level][self._scans.index(band.scan)]
        return band.scan.read(place, rect, band.channel)

    def _stack(self, read: Callable[[Scan, int], Pixels], level: int) -> Pixels:
        """All channels of what is read of each file."""
        parts = {
            id(scan): read(scan, place)
            for scan, place in zip(self._scans, self._places[level], strict=True)
        }
        return np.stack([parts[id(band.scan)][..., band.channel] for band in self._bands], -1)

    def _check_fit(self) -> None:
        first = self._scans[0]
        for other in self._scans[1:]:
            if other.size != first.size or other.dtype != first.dtype:
                raise RefusedFileError(
                    f"is of a set whose files do not fit each other: “{first.path.name}” has "
                    f"{first.size.width} × {first.size.height} pixels of {first.dtype}, "
                    f"“{other.path.name}” has {other.size.width} × {other.size.height} of "
                    f"{other.dtype}; copy the whole set again from the scanner"
                )

    def _told_pixel_size(self) -> PixelSize | None:
        told = [scan for scan in self._scans if scan.pixel_size is not None]
        sizes = [scan.pixel_size.um_per_px for scan in told if scan.pixel_size is not None]
        if sizes and max(sizes) > min(sizes) * (1 + ALIKE):
            raise RefusedFileError(
                f"is of a set of different pixel sizes, from {min(sizes):g} to {max(sizes):g} µm; "
                "copy the whole set again from the scanner"
            )
        return told[0].pixel_size if told else None


def unique(names: Sequence[str]) -> tuple[str, ...]:
    """Names of channels, numbered where several are the same."""
    counted = [names[:place].count(name) for place, name in enumerate(names)]
    return tuple(
        f"{name} {before + 1}" if before else name
        for name, before in zip(names, counted, strict=True)
    )


def _common_levels(scans: Sequence[Scan]) -> tuple[tuple[int, ...], ...]:
    """The levels that all scans have, each as its index in every scan."""

    def place_in(scan: Scan, wanted: Level) -> int | None:
        places = (place for place, level in enumerate(scan.levels) if level.size == wanted.size)
        return next(places, None)

    found = (tuple(place_in(scan, level) for scan in scans) for level in scans[0].levels)
    return tuple(
        known
        for places in found
        if len(known := tuple(place for place in places if place is not None)) == len(scans)
    )
