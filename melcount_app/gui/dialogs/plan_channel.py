"""By which channel all scans of the study are counted, why, and a box to choose another."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QWidget

from melcount_app.core.plan import settle
from melcount_app.gui.language import told
from melcount_app.gui.session.plan import PlanDesk


class PlanChannel(QWidget):
    """Hidden while the scans have but one channel, or were not looked at yet.

    Attributes:
        text: which it is, and why.
        box: names of all channels, the first entry to have it found.
    """

    def __init__(self, plan: PlanDesk) -> None:
        super().__init__()
        self._plan = plan
        self.text = QLabel(wordWrap=True)
        self.text.setObjectName("plan_channel")
        self.box = QComboBox()
        self.box.setObjectName("plan_channel_box")
        self.box.setAccessibleName(self.tr("Channel to be counted in all scans"))
        self.box.setToolTip(
            self.tr("The channel that is counted in all scans; it can be changed before the first")
        )
        self.box.activated.connect(self._choose)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.text, 1)
        row.addWidget(self.box)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def show_plan(self) -> None:
        """Show by what all scans are counted, once all were looked at."""
        plan = self._plan
        paths = [scan.path for scan in plan.present.scans]
        known = [plan.facts[path] for path in paths if path in plan.facts]
        settled = settle(known, plan.channel, plan.stains)
        text = ""
        if settled.channel and len(known) == len(paths):
            text = self.tr("Counted in all scans: channel “{channel}”").format(
                channel=_shown(settled.channel)
            )
            text += f" ({told(settled.reason)})." if settled.reason else "."
        self.text.setText(text)
        self._fill(plan.channels)
        has_choice = self.box.count() > 2 or bool(plan.channel)
        self.box.setVisible(has_choice and len(known) == len(paths))
        self.setVisible(bool(text) or (has_choice and len(known) == len(paths)))

    def _fill(self, channels: tuple[str, ...]) -> None:
        chosen = self._plan.channel
        names = {name.casefold(): name for name in (chosen, *channels) if name}
        entries = ["", *names.values()]
        if [self.box.itemData(place) for place in range(self.box.count())] != entries:
            self.box.clear()
            self.box.addItem(self.tr("Find the channel of the label"), "")
            for name in entries[1:]:
                self.box.addItem(_shown(name), name)
        self.box.setCurrentIndex(entries.index(names.get(chosen.casefold(), "")))

    @Slot(int)
    def _choose(self, place: int) -> None:
        self._plan.name_channel(self.box.itemData(place))
        self._fill(self._plan.channels)  # what is refused is not shown as chosen


def _shown(channel: str) -> str:
    return QCoreApplication.translate("channels", channel)
