"""Dropped files that are no scans: what each may be used for is offered, or it is named."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from melcount_app.core.paths import models_folder
from melcount_app.core.protocol import Protocol
from melcount_app.gui.language import told
from melcount_app.gui.messages import Message
from melcount_app.gui.session.batch import BatchDesk
from melcount_app.gui.session.files import FileDesk
from melcount_app.gui.session.ground import Ground
from melcount_app.gui.session.rows import LOCKING
from melcount_app.gui.session.sample import SampleDesk
from melcount_app.gui.session.shown import ShownScan
from melcount_app.gui.session.sorting import Delivery

MOST_NAMED = 3


class Dropped(QObject):
    """Offers what was dropped; nothing is used before the user says for what.

    Outlines are offered for the scan that is shown, or for the next one once it is read.

    Attributes:
        changed: something else is offered, or nothing.
        plan_dropped: a `Path`: a table that may be the plan, to be looked at.
        study_dropped: a `Path`: a study to be opened; and the paths that go into it then.
        withdrawn: a `Message` that offered something holds no longer.
        protocol: the file of the one that is offered, or None.
        outlines: the files that are offered for the scan that is shown.
    """

    changed = Signal()
    plan_dropped = Signal(Path)
    study_dropped = Signal(Path, object)
    withdrawn = Signal(object)

    def __init__(
        self,
        ground: Ground,
        shown: ShownScan,
        files: FileDesk,
        sample: SampleDesk,
        batch: BatchDesk,
    ) -> None:
        super().__init__(ground.hall)
        self._ground, self._shown = ground, shown
        self._files, self._sample, self._batch = files, sample, batch
        self.outlines: tuple[Path, ...] = ()
        self.protocol: Path | None = None
        self._waiting: tuple[Path, ...] = ()
        self._besides: list[Message] = []
        self._offer: Message | None = None
        shown.changed.connect(self._leave_scan)
        for came_to_rest in (shown.read, shown.job_changed):
            came_to_rest.connect(self._offer_waiting)

    @Slot(object, object)
    def take(self, delivery: Delivery, added: Sequence[Message]) -> None:
        """Offer what was dropped, and name what cannot be used.

        Args:
            delivery: the files.
            added: what is to be told of the scans that came with them.
        """
        if delivery.study is not None:
            self.study_dropped.emit(delivery.study, delivery.rest)
            return
        self._waiting = delivery.outlines
        self._besides = [
            *added,
            *self._told_of_plans(delivery.plans),
            *self._told_of_protocols(delivery.protocols),
            *(Message(sentence) for sentence in self._sentences(delivery)),
        ]
        self._tell(is_read=not self._shown.is_opening)
        if len(delivery.plans) == 1 and len(self._ground.scans):
            self.plan_dropped.emit(delivery.plans[0])

    # What the user says

    def take_outline(self) -> None:
        """Use the file that is offered as the outline of the sample."""
        outlines = self._taken()
        if len(outlines) == 1:
            self._sample.load(outlines[0])

    def take_regions(self) -> None:
        """Add what the offered files hold to the regions."""
        for path in self._taken():
            self._files.load_regions(path)

    def take_protocol(self) -> None:
        """Count the study with the protocol that is offered from now on."""
        path, self.protocol = self.protocol, None
        if path is not None:
            self._withdraw()
            self._batch.take_protocol(path)

    def _taken(self) -> tuple[Path, ...]:
        outlines, self.outlines = self.outlines, ()
        if outlines:
            self._withdraw()
        return outlines

    # What is said

    @Slot()
    def _leave_scan(self) -> None:
        """Outlines were offered for another scan."""
        if self.outlines:
            self.outlines = ()
            self._withdraw()

    @Slot()
    def _offer_waiting(self) -> None:
        if self._waiting and not self._shown.is_opening:
            self._tell(is_read=True)

    def _withdraw(self) -> None:
        if self._offer is not None:
            self.withdrawn.emit(self._offer)
        self._offer = None
        self.changed.emit()

    def _tell(self, *, is_read: bool) -> None:
        """Say all of what was dropped in one message; again when a scan was read for outlines.

        Args:
            is_read: whether the scan that is shown is the one that outlines are for.
        """
        messages = [*self._besides, *(self._told_of_outlines() if is_read else [])]
        if is_read:
            self._besides = []
        if messages:
            sentence = " ".join(told(message.sentence) for message in messages)
            offers = tuple(offer for message in messages for offer in message.offers)
            self._offer = Message(sentence, offers=offers)
            self._ground.tell(self._offer)
            self.changed.emit()

    def _told_of_outlines(self) -> list[Message]:
        """Offer outlines for the scan that is shown, if there is one."""
        waiting, scan = self._waiting, self._shown.path
        if not waiting:
            return []
        if scan is None or self._shown.edits is None:
            sentence = self.tr("{names}: outlines. Open the scan that they were drawn on.")
            return [Message(sentence.format(names=self._names(waiting)))]
        fitting = [path for path in waiting if len(waiting) == 1 or _is_named_after(path, scan)]
        self._waiting, self.outlines = (), tuple(fitting)
        others = [path for path in waiting if path not in fitting]
        said = []
        if fitting:
            sentence = self.tr("{names}: outlines. Use them for “{scan}” as …")
            text = sentence.format(names=self._names(fitting), scan=scan.name)
            outline = ("use_as_outline",) if len(fitting) == 1 else ()
            said.append(Message(text, offers=(*outline, "use_as_regions")))
        if others:
            sentence = self.tr(
                "{names}: outlines of other scans, it seems. Show the scan of each, then drop it."
            )
            said.append(Message(sentence.format(names=self._names(others))))
        return said

    def _told_of_plans(self, plans: Sequence[Path]) -> list[Message]:
        if len(plans) > 1:
            sentence = self.tr("{names}: several plans. Drop the one that is to be used.")
        elif plans and not len(self._ground.scans):
            sentence = self.tr("{names}: a plan. Add the scans that it names, then drop it again.")
        else:
            return []
        return [Message(sentence.format(names=self._names(plans)))]

    def _told_of_protocols(self, protocols: Sequence[tuple[Path, Protocol]]) -> list[Message]:
        self.protocol = None
        if not protocols:
            return []
        names, offers = self._names([path for path, _ in protocols]), tuple[str, ...]()
        if len(protocols) > 1:
            sentence = self.tr("{names}: several protocols. Drop the one that is to be used.")
        elif not self._ground.keeping.is_writable or self._ground.scans.number_of(*LOCKING):
            sentence = self.tr(
                "{names}: a protocol. Scans of this study have been counted, or it cannot be "
                "written; begin a new study for it."
            )
            offers = ("new_study",)
        else:
            self.protocol = protocols[0][0]
            sentence = self.tr(
                "{names}: the protocol “{protocol}”. All scans of this study can be counted by it."
            )
            offers = ("use_protocol",)
        text = sentence.format(names=names, protocol=protocols[0][1].name)
        return [Message(text, offers=offers)]

    def _sentences(self, delivery: Delivery) -> list[str]:
        """What is said of files that nothing can be done with."""
        said = list(map(told, delivery.refusals))
        if delivery.studies:
            sentence = self.tr("{names}: several studies. Drop the one that is to be opened.")
            said.append(sentence.format(names=self._names(delivery.studies)))
        if delivery.models:
            sentence = self.tr(
                "{names}: a model, no scan. Copy its folder into {folder}, where protocols that "
                "count with it find it."
            )
            names = self._names(delivery.models)
            said.append(sentence.format(names=names, folder=models_folder()))
        if delivery.others:
            sentence = self.tr(
                "{names}: melcount can use nothing of it as scan, outline, plan, protocol or study "
                "and left it aside. Export scans as TIFF."
            )
            said.append(sentence.format(names=self._names(delivery.others)))
        return said

    def _names(self, paths: Sequence[Path]) -> str:
        """Names of files, as many as one takes in."""
        named = [self.tr("“{name}”").format(name=path.name) for path in paths[:MOST_NAMED]]
        if len(paths) > MOST_NAMED:
            more = self.tr("{n} more").format(n=len(paths) - MOST_NAMED)
            named.append(more)
        return ", ".join(named)


def _is_named_after(file: Path, scan: Path) -> bool:
    """Whether the name of a file begins with that of a scan."""
    stem, name = scan.name.partition(".")[0].casefold(), file.name.casefold()
    return name.startswith(stem) and not name[len(stem) : len(stem) + 1].isalnum()
