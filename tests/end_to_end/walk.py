"""Walks the whole job in a real window by mouse and keyboard, and keeps a picture of every step.

    xvfb-run -a -s "-screen 0 1366x768x24" python -m tests.end_to_end.walk PICTURES
    xvfb-run -a -s "-screen 0 2560x1440x24" env QT_SCALE_FACTOR=1.5 \\
        python -m tests.end_to_end.walk PICTURES --width 2560 --height 1440

Look at every picture: nothing cut, nothing unreadable, the next thing to do always in sight.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import pyqtgraph as pg
from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from melcount_app.core.paths import default_model, sample_scan
from melcount_app.core.settings import Language, Theme
from melcount_app.core.study import Study
from melcount_app.gui.app import make_window
from melcount_app.gui.language import install_language
from melcount_app.gui.main_window import MainWindow
from melcount_app.gui.session import Stage
from melcount_app.gui.theme import apply_theme
from melcount_app.self_test.window import wait_until
from tests.gui.conftest import drag

PATIENCE_MS = 180_000
NO_KEY = Qt.KeyboardModifier.NoModifier


class Walk:
    """A user in front of a window, who photographs it.

    Attributes:
        window: the one.
        pictures: the files written so far.
    """

    def __init__(self, window: MainWindow, folder: Path) -> None:
        self.window = window
        self.pictures: list[Path] = []
        self._folder = folder

    def until(self, claim: Callable[[], bool]) -> None:
        """Let the window work until a claim holds.

        Raises:
            TimeoutError: it did not come to hold.
        """
        try:
            wait_until(claim)
        except TimeoutError as error:
            pictures = len(self.pictures)
            raise TimeoutError(f"after {pictures} pictures the window did not go on") from error

    def has_come_to(self, stage: Stage) -> bool:
        """Whether the scan that is shown has come to a stage, and is measured."""
        session = self.window.session
        return session.course.stage is stage and session.numbers.is_measured

    def photograph(self, name: str, widget: QWidget | None = None) -> None:
        """Keep a picture of the window, or of a dialog over it, when all tiles are there."""
        settled = QTimer()
        settled.setSingleShot(True)
        settled.start(400)
        self.until(lambda: not settled.isActive())
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{len(self.pictures) + 1:02}_{name}.png"
        (widget or self.window).grab().save(str(path))
        self.pictures.append(path)

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = NO_KEY) -> None:
        """Press a key in the window."""
        QTest.keyClick(self.window.view, key, held)

    def dialog(self) -> QDialog:
        """The dialog that is open."""
        return next(d for d in self.window.findChildren(QDialog) if d.isVisible())

    def see(self, action: str, name: str) -> None:
        """Open a dialog by its action, photograph it and close it."""
        self.window.actions_by_name[action].trigger()
        dialog = self.dialog()
        self.photograph(name, dialog)
        dialog.reject()


def walk(window: MainWindow, folder: Path, results: Path) -> list[Path]:
    """The job of a day, from the first start to the reports."""
    user, session = Walk(window, folder), window.session
    count_sample_scan(user)
    look_closely(user)
    user.see("add_rings", "ask_rings")
    session.regions.add_rings(3)
    user.until(lambda: session.numbers.is_measured)
    user.photograph("rings")
    session.files.export(results)
    user.until(lambda: session.course.stage is Stage.EXPORTED)
    user.photograph("exported")
    session.sample.set_um_per_px(0.5)
    user.until(lambda: user.has_come_to(Stage.STALE))
    user.photograph("stale")
    session.desk.undo_stack.undo()
    user.until(lambda: user.has_come_to(Stage.EXPORTED))
    fill_list(user, results.parent / "scans")
    user.photograph("list")
    window.actions_by_name["next_scan"].trigger()
    user.until(lambda: user.has_come_to(Stage.OUTLINED))
    user.photograph("next_scan")
    for place in range(window.side.tabs.count()):
        window.side.tabs.setCurrentIndex(place)
        user.photograph("tab", window.side)
    for action in ("settings", "keys", "help", "about"):
        user.see(action, action)
    return user.pictures


def count_sample_scan(user: Walk) -> None:
    """From the empty window to the density map."""
    session = user.window.session
    user.photograph("first_start")
    user.window.actions_by_name["open_sample"].trigger()
    user.until(lambda: user.has_come_to(Stage.OUTLINED))
    user.photograph("outlined")
    user.press(Qt.Key.Key_C)
    user.until(lambda: session.counting.picture is not None and session.counting.is_counting)
    user.photograph("counting")
    user.until(lambda: user.has_come_to(Stage.COUNTED))
    user.photograph("counted")


def look_closely(user: Walk) -> None:
    """Regions, one of them from near, and what can be shown over the scan."""
    window, session = user.window, user.window.session
    draw_regions(user)
    user.until(lambda: session.numbers.is_measured)
    window.regions_panel.select([1])
    user.photograph("regions")
    window.view.zoom_to_regions()
    user.photograph("zoomed")
    user.press(Qt.Key.Key_L)
    user.press(Qt.Key.Key_K)
    user.press(Qt.Key.Key_D, Qt.KeyboardModifier.ShiftModifier)
    user.until(lambda: session.peaks.places is not None)
    user.photograph("split_view_lines_and_peaks")
    user.press(Qt.Key.Key_D, Qt.KeyboardModifier.ShiftModifier)
    user.press(Qt.Key.Key_K)
    user.press(Qt.Key.Key_L)
    window.view.fit()


def draw_regions(user: Walk) -> None:
    """A rectangle, an ellipse and a brush stroke, the last corrected with Alt."""
    user.press(Qt.Key.Key_R)
    drag(user.window, [(600, 2600), (900, 2900), (1500, 3400)])
    user.press(Qt.Key.Key_O)
    drag(user.window, [(600, 3700), (900, 3900), (1700, 4700)])
    user.window.regions_panel.select([])
    user.press(Qt.Key.Key_B)
    drag(user.window, [(2200, 3200), (2900, 3600), (3300, 4300)])
    user.press(Qt.Key.Key_Escape)


def fill_list(user: Walk, folder: Path) -> None:
    """Scans of two conditions."""
    for condition in ("control", "vitamin C 10 µM"):
        (folder / condition).mkdir(parents=True)
        for replicate in (1, 2):
            shutil.copy(sample_scan(), folder / condition / f"{condition}_{replicate}.tif")
    session = user.window.session
    session.arrivals.add([folder])
    user.until(lambda: len(session.scans.rows) == 5 and session.shown.edits is not None)
    user.until(lambda: all(scan.thumbnail is not None for scan in session.scans.rows))


def parser_of(script: str | None) -> argparse.ArgumentParser:
    """What every walk can be told, and what its docstring says of it."""
    parser = argparse.ArgumentParser(description=script.splitlines()[0] if script else "")
    parser.add_argument("pictures", type=Path)
    parser.add_argument("--width", type=int, default=1366)
    parser.add_argument("--height", type=int, default=768)
    parser.add_argument("--language", type=Language, default=Language.ENGLISH)
    parser.add_argument("--theme", type=Theme, default=Theme.LIGHT)
    return parser


def stroll(
    asked: argparse.Namespace, study: Path, walk: Callable[[MainWindow], Iterable[Path]]
) -> None:
    """Walk in a real window of the size, language and colours asked for, and name the pictures.

    Raises:
        TimeoutError: the window never got the keyboard.
    """
    application = QApplication(sys.argv[:1])
    install_language(asked.language)
    apply_theme(asked.theme)
    pg.setConfigOption("mouseRateLimit", 0)  # a walk drags faster than a hand
    window = make_window(default_model(), Study.open(study))
    window.resize(QSize(asked.width, asked.height) / application.devicePixelRatio())
    window.show()
    window.activateWindow()
    try:
        if not QTest.qWaitForWindowActive(window):
            raise TimeoutError("the window was never given the keyboard")
        for path in walk(window):
            print(path)  # noqa: T201 - what the script is for
    finally:
        window.close()


def main() -> None:
    """Walk through the job of a day."""
    asked = parser_of(__doc__).parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        results = Path(scratch) / "results"
        study = Path(scratch) / "walk.melcount"
        stroll(asked, study, lambda window: walk(window, asked.pictures, results))


if __name__ == "__main__":
    main()
