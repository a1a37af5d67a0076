"""Which image and plane of the files the study counts: shown in pictures, chosen once for all."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage

from melcount_app.core.protocol import Protocol
from melcount_app.core.scan import open_scan
from melcount_app.core.scan.pick import NO_PICK, ImageFacts, Pick
from melcount_app.core.study import Study
from melcount_app.core.terms import pick_of
from melcount_app.core.thumbnail import thumbnail_of
from melcount_app.gui.session.desk import EditDesk
from melcount_app.gui.session.ground import Ground
from melcount_app.gui.session.pools import Pool
from melcount_app.gui.session.shown import ShownScan

LOOKING, PICKING = "look at images", "pick"
MOST_PICTURES = 24
"""Of images in a file, of how many a picture is made; of others there are words only."""


@dataclass(frozen=True, slots=True)
class ImagesRead:
    """What a file holds.

    Attributes:
        path: the file.
        images: the facts and a picture of each, in order; one where it holds but one. A picture
            is null where there are many.
        planes: of the image that is read now, in focus and time.
        pick: what is read now.
    """

    path: Path
    images: tuple[tuple[ImageFacts, QImage], ...]
    planes: int
    pick: Pick


@dataclass(frozen=True, slots=True)
class Picked:
    """The study has a protocol that names image and plane."""

    protocol: Protocol


class PickDesk(QObject):
    """Lets the user see what a file holds, and choose.

    Attributes:
        read: an `ImagesRead`.
    """

    read = Signal(object)

    def __init__(self, ground: Ground, shown: ShownScan, desk: EditDesk) -> None:
        super().__init__(ground.hall)
        self._ground, self._shown, self._desk = ground, shown, desk
        self._pick = pick_of(None, ground.scans.protocol)
        self._looker = ground.pools.runner(Pool.LISTING)
        self._looker.happened.connect(self.read)
        self._looker.failed.connect(ground.tell_error)
        self._picker = ground.pools.runner(Pool.KEEPING)
        self._picker.happened.connect(self._take)
        self._picker.failed.connect(ground.tell_error)
        ground.scans.protocol_changed.connect(self._follow)

    @property
    def has_choice(self) -> bool:
        """Whether the file that is shown holds several images or planes."""
        prepared = self._shown.prepared
        return prepared is not None and prepared.pick != NO_PICK

    def look(self) -> None:
        """Read what the file that is shown holds; `read` follows."""
        prepared = self._shown.prepared
        if prepared is not None:
            self._looker.run(LOOKING, looking(prepared.path, prepared.pick))

    def pick(self, pick: Pick) -> None:
        """Count this image and plane of all files of the study from now on."""
        keeping = self._ground.keeping
        if keeping.study is not None and keeping.is_writable:
            events = _picking(keeping.study, self._ground.model, pick)
            self._picker.enqueue(PICKING, events)

    @Slot(object)
    def _take(self, picked: Picked) -> None:
        self._ground.scans.follow(picked.protocol)

    @Slot()
    def _follow(self) -> None:
        """Where the protocol picks something else, files are read anew."""
        before, self._pick = self._pick, pick_of(None, self._ground.scans.protocol)
        if before == self._pick:
            return
        self._desk.undo_stack.clear()  # steps back would lead to outlines of another image
        for work in self._ground.scans:
            work.forget()
        if self._shown.work is not None:
            self._shown.open(self._shown.work.path)


def looking(path: Path, pick: Pick) -> Generator[ImagesRead, None, None]:
    """Make a picture of each image of a file.

    Args:
        path: of the file.
        pick: what is read of it now.
    """
    with open_scan(path, pick) as scan:
        facts, planes = scan.images, scan.planes
        facts = facts or (ImageFacts("", scan.size, None, planes),)
    picks = [Pick(str(n)) if len(facts) > 1 else NO_PICK for n in range(1, len(facts) + 1)]
    pictures = (
        QImage.fromData(thumbnail_of(path, dataclasses.replace(each, plane=1)))
        for each in picks[:MOST_PICTURES]
    )
    images = zip(facts, itertools.chain(pictures, itertools.repeat(QImage())), strict=False)
    yield ImagesRead(path, tuple(images), planes, pick)


def _picking(study: Study, model: Path, pick: Pick) -> Generator[Picked, None, None]:
    """Fix image and plane for all scans of a study.

    Raises:
        StudyError: scans have been counted with another protocol.
        ModelError: the model cannot be used.
    """
    protocol = study.terms.protocol() or Protocol.of(model)
    protocol = dataclasses.replace(protocol, image=pick.image, plane=pick.plane)
    study.terms.set_protocol(protocol)
    yield Picked(protocol)
