"""Whether the window opens, shows the sample scan, counts it and speaks French."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
from PySide6.QtCore import (
    QEventLoop,
    QLibraryInfo,
    QMessageLogContext,
    QTimer,
    QtMsgType,
    QTranslator,
    qInstallMessageHandler,
)
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication

from melcount_app.core.paths import default_model, sample_scan
from melcount_app.core.study import Study
from melcount_app.gui.app import make_window
from melcount_app.gui.language import translations_folder
from melcount_app.gui.main_window import MainWindow
from melcount_app.gui.session import Stage
from melcount_app.self_test.counting import check_same

PATIENCE_MS = 120_000
LEAST_COLOURS = 50
"""In a picture of the window; a window that paints nothing has one or two."""


def check_window(folder: Path, out: Path) -> dict[str, Any]:
    """Open the window, count the sample scan in it, and keep a picture beside `out`.

    Raises:
        AssertionError: the count differs from the stored one, or nothing is painted.
        TimeoutError: the window does not come to an end.
    """
    application = QApplication.instance() or QApplication(sys.argv[:1])
    application.setApplicationName("melcount")
    picture = out.with_suffix(".png")
    with _warnings() as warnings:
        window = make_window(default_model(), Study.open(folder / "fenêtre.melcount"))
        window.showMaximized()
        wait_until(lambda: bool(window.windowHandle().isExposed()))
        seconds = time.time() - psutil.Process().create_time()
        try:
            cells = _counted(window)
            image = window.grab().toImage()
            pixels_per_point = window.devicePixelRatio()
        finally:
            window.close()
            window.deleteLater()
    check_same("sample", cells)
    _check_picture(image, picture)
    _check_french()
    return {
        "seconds_to_window": round(seconds, 2),
        "cells": cells,
        "picture": str(picture),
        "platform": QGuiApplication.platformName(),
        "pixels_per_point": pixels_per_point,
        "warnings": warnings,
    }


def _counted(window: MainWindow) -> float | None:
    session = window.session
    session.shown.open(sample_scan())
    wait_until(lambda: session.course.stage is Stage.OUTLINED and session.numbers.is_measured)
    session.counting.count()
    wait_until(lambda: session.course.stage is Stage.COUNTED and session.numbers.is_measured)
    return session.numbers.present.measurement.sample.cells if session.numbers.present else None


def wait_until(claim: Callable[[], bool]) -> None:
    """Let windows work until a claim holds.

    Raises:
        TimeoutError: it did not come to hold.
    """
    loop, ticks, patience = QEventLoop(), QTimer(), QTimer()
    ticks.timeout.connect(lambda: loop.quit() if claim() else None)
    patience.setSingleShot(True)
    patience.timeout.connect(lambda: loop.exit(1))
    ticks.start(10)
    patience.start(PATIENCE_MS)
    if loop.exec():
        raise TimeoutError("the window did not come to its next stage")


def _check_picture(image: QImage, path: Path) -> None:
    if not image.save(str(path)):
        raise AssertionError(f"{path} cannot be written")
    small = image.scaled(160, 120)
    colours = {small.pixel(x, y) for x in range(160) for y in range(120)}
    if len(colours) < LEAST_COLOURS:
        raise AssertionError(f"the window shows {len(colours)} colours only")


def _check_french() -> None:
    qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for name, folder in (("qtbase_fr", qt), ("melcount_fr", translations_folder())):
        if not QTranslator().load(name, folder):
            raise AssertionError(f"{name} is missing in {folder}")


@contextmanager
def _warnings() -> Iterator[list[str]]:
    """Collect what Qt complains about."""
    found: list[str] = []

    def keep(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:  # noqa: ARG001
        found.append(text)

    before = qInstallMessageHandler(keep)
    try:
        yield found
    finally:
        qInstallMessageHandler(before)
