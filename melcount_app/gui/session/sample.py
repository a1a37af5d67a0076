"""The sample of the scan that is shown, and what it is counted by: outline, channel, pixel size."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from melcount_app.core.channel import ChannelChoice, named_channel
from melcount_app.core.edits import Edits
from melcount_app.core.mask import (
    Mask,
    MaskSettings,
    MaskSource,
    added_to,
    drawn_mask,
    load_mask,
    make_mask,
    taken_from,
)
from melcount_app.core.outline_files import TooManyOutlinesError
from melcount_app.core.prepare import PreparedScan
from melcount_app.core.region import Outline
from melcount_app.gui.messages import Message
from melcount_app.gui.session.desk import Drawn, EditDesk, area_of
from melcount_app.gui.session.ground import Ground
from melcount_app.gui.session.pools import Pool
from melcount_app.gui.session.shown import ShownScan

FOUND = (MaskSource.AUTOMATIC, MaskSource.WHOLE_SCAN)
"""Masks that melcount found itself and finds anew on another channel."""

OUTLINE = "outline"


@dataclass(frozen=True, slots=True)
class MaskFound:
    """A mask to show, and the channel that it was found on.

    Attributes:
        mask: of the sample.
        channel: to be counted from now on.
        is_final: whether the step is finished; else more masks follow soon.
    """

    mask: Mask
    channel: ChannelChoice
    is_final: bool = True


class SampleDesk(QObject):
    """What is sample, and by what it is counted; every change is a step on the edit desk.

    Attributes:
        changed: outline, channel or pixel size may be another.
        many_found: a `TooManyOutlinesError`: no outline was taken, since it may be one of cells.
    """

    changed = Signal()
    many_found = Signal(object)

    def __init__(self, ground: Ground, shown: ShownScan, desk: EditDesk) -> None:
        super().__init__(ground.hall)
        self._ground, self._shown, self._desk = ground, shown, desk
        self._runner = ground.pools.runner(Pool.MEASURING)
        self._runner.happened.connect(self._take)
        self._runner.failed.connect(self._on_failed)
        shown.changed.connect(self._runner.cancel)
        for changed in (
            *(shown.changed, shown.read, desk.changed),
            ground.scans.protocol_changed,
        ):
            changed.connect(self.changed)

    @property
    def mask(self) -> Mask | None:
        """What is sample; None until the file was read."""
        edits = self._shown.edits
        return edits.mask if edits is not None else None

    # The outline

    def draw(self, drawn: Drawn) -> None:
        """Take a drawn outline, in level-0 pixels, for the sample."""
        text = self.tr("draw outline")
        self._try_mask(text, lambda e: drawn_mask(area_of(drawn), e.mask.scan_size))

    def extend(self, drawn: Outline) -> None:
        """Add an area to the sample."""
        self._try_mask(self.tr("add to the sample"), lambda e: added_to(e.mask, drawn))

    def cut(self, drawn: Outline) -> None:
        """Take an area off the sample."""
        self._try_mask(self.tr("take from the sample"), lambda e: taken_from(e.mask, drawn))

    def _try_mask(self, text: str, make: Callable[[Edits], Mask]) -> None:
        self._desk.attempt(text, lambda e: dataclasses.replace(e, mask=make(e)))

    def find(self) -> None:
        """Go back to the automatic outline."""
        self.find_with(MaskSettings(), is_final=True)

    def find_with(self, settings: MaskSettings, *, is_final: bool) -> None:
        """Find the outline anew.

        Args:
            settings: where the sample begins, and how smooth its outline is.
            is_final: whether the step is finished; else more settings follow soon.
        """
        prepared, channel = self._shown.prepared, self._channel
        if prepared is not None and channel is not None:
            events = _finding(prepared, channel, settings, is_final=is_final)
            self._runner.follow(OUTLINE, events)

    def load(self, path: Path, *, all_are_meant: bool = False) -> None:
        """Take the outline from a file of outlines.

        Args:
            path: of the file.
            all_are_meant: whether detections, and any number of outlines, are sample, too.
        """
        prepared, channel = self._shown.prepared, self._channel
        if prepared is not None and channel is not None:
            events = _loading(path, prepared, channel, all_are_meant=all_are_meant)
            self._runner.run(OUTLINE, events)

    # Channel and pixel size

    @property
    def _channel(self) -> ChannelChoice | None:
        """The one that is shown and counted."""
        terms = self._shown.terms
        return terms.channel.value if terms else None

    def choose_channel(self, name: str) -> None:
        """Show and count another channel; an outline that was found is found anew on it."""
        prepared, edits, terms = self._shown.prepared, self._shown.edits, self._shown.terms
        if prepared is None or edits is None or terms is None or terms.channel.is_locked:
            return
        if name == terms.channel.value.name:
            return
        choice = prepared.channel
        if name != choice.name:
            choice = named_channel(prepared.channels, name)
        if edits.mask.source in FOUND:
            self._runner.run(OUTLINE, _finding(prepared, choice, edits.mask.found_with))
        else:
            text = self.tr("channel")
            self._desk.attempt(text, lambda e: dataclasses.replace(e, channel=choice))

    def set_um_per_px(self, um_per_px: float | None) -> None:
        """Go by the user's pixel size; None for that of the file."""
        terms = self._shown.terms
        if terms is not None and not terms.pixel_size.is_locked:
            text = self.tr("pixel size")
            self._desk.attempt(text, lambda e: dataclasses.replace(e, um_per_px=um_per_px))

    # What comes back

    @Slot(object)
    def _take(self, found: MaskFound) -> None:
        edits = self._shown.edits
        if edits is None:
            return
        channel = edits.channel if self._is_channel_locked else found.channel
        self._desk.propose(dataclasses.replace(edits, mask=found.mask, channel=channel))
        if found.is_final:
            self._desk.settle(self.tr("outline"))
        if found.mask.source is MaskSource.FILE and found.mask.note:
            self._ground.tell(Message(found.mask.note))

    @Slot(str, object)
    def _on_failed(self, job: str, error: Exception) -> None:
        """No outline follows that would settle what is in hand."""
        self._desk.withdraw()
        if isinstance(error, TooManyOutlinesError):
            self.many_found.emit(error)
        else:
            self._ground.tell_error(job, error)

    @property
    def _is_channel_locked(self) -> bool:
        terms = self._shown.terms
        return terms is not None and terms.channel.is_locked


def _finding(
    prepared: PreparedScan,
    channel: ChannelChoice,
    settings: MaskSettings,
    *,
    is_final: bool = True,
) -> Generator[MaskFound, None, None]:
    """Find the sample on a channel."""
    pixels, downsample = prepared.picture(channel.index), prepared.overview.downsample
    mask = make_mask(pixels, downsample, prepared.size, settings)
    yield MaskFound(mask, channel, is_final)


def _loading(
    path: Path, prepared: PreparedScan, channel: ChannelChoice, *, all_are_meant: bool
) -> Generator[MaskFound, None, None]:
    """Read a mask from a file."""
    yield MaskFound(load_mask(path, prepared.size, all_are_meant=all_are_meant), channel)
