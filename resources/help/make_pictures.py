"""Makes the pictures of the manual from the sample scan, in both languages.

QT_QPA_PLATFORM=offscreen python resources/help/make_pictures.py
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from melcount_app.core.paths import default_model, sample_scan
from melcount_app.core.settings import Language
from melcount_app.core.study import Study
from melcount_app.gui.app import make_window
from melcount_app.gui.language import install_language
from melcount_app.gui.session import Stage

HERE = Path(__file__).parent
COLOURS = 256
"""Of a picture; the files stay small."""

WIDTH_PX = 920
"""Of a picture, as the manual shows it, which does not scale well."""


def wait_until(claim: Callable[[], bool], milliseconds: int = 0) -> None:
    """Let the window work until a claim holds, and some time longer."""
    loop, timer = QEventLoop(), QTimer()
    timer.timeout.connect(lambda: loop.quit() if claim() else None)
    timer.start(20)
    loop.exec()
    timer.stop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def keep(widget: QWidget, name: str, language: Language) -> None:
    """Keep a picture of a widget."""
    from PIL import Image

    path = HERE / f"{name}_{language}.png"
    widget.grab().save(str(path))
    with Image.open(path) as picture:
        height = round(picture.height * WIDTH_PX / picture.width)
        shown = picture.convert("RGB").resize((WIDTH_PX, height), Image.Resampling.LANCZOS)
    small = shown.quantize(COLOURS)
    small.save(path, optimize=True)


def make(language: Language) -> None:
    """The pictures of one language."""
    install_language(language)
    with tempfile.TemporaryDirectory() as scratch:
        window = make_window(default_model(), Study.open(Path(scratch) / "help.melcount"))
        session = window.session
        window.resize(1280, 720)
        window.show()
        session.shown.open(sample_scan())
        wait_until(
            lambda: session.course.stage is Stage.OUTLINED and session.numbers.is_measured, 600
        )
        keep(window, "outlined", language)
        session.counting.count()
        wait_until(
            lambda: session.course.stage is Stage.COUNTED and session.numbers.is_measured, 600
        )
        keep(window, "counted", language)
        session.regions.add_rings(3)
        wait_until(lambda: session.numbers.is_measured, 600)
        keep(window, "regions", language)
        window.close()


def main() -> None:
    """All pictures."""
    application = QApplication(sys.argv[:1])
    application.setStyle("Fusion")
    for language in (Language.ENGLISH, Language.FRENCH):
        make(language)


if __name__ == "__main__":
    main()
