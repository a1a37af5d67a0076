"""Fixtures of the tests of batches: a folder of small scans and a study of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest

from melcount_app.core.batch import BatchRequest, ScanDone, ScanFailed
from melcount_app.core.protocol import Protocol
from melcount_app.core.study import Study

WriteScan = Callable[..., Path]
AddScan = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the scans lie."""
    place = tmp_path / "scans"
    place.mkdir()
    return place


@pytest.fixture
def add_scan(write_scan: WriteScan, folder: Path) -> AddScan:
    """Writes a scan into the folder; its content depends on the seed alone."""

    def add(name: str, seed: int = 0) -> Path:
        green = np.random.default_rng(seed).integers(30, 60, (240, 320)).astype(np.uint8)
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        written = write_scan(green, name=f"new-{seed}.tif")
        return Path(written.replace(path))

    return add


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    """An empty study."""
    with Study.open(tmp_path / "s.melcount") as opened:
        yield opened


@pytest.fixture
def request_(folder: Path, tmp_path: Path, linear_model: Path) -> BatchRequest:
    """To count the folder with the linear model."""
    return BatchRequest(folder, tmp_path / "out", Protocol.of(linear_model), linear_model)


def done(events: Iterable[object]) -> list[int]:
    """Keys of the scans that were counted."""
    return [event.key for event in events if isinstance(event, ScanDone)]


def failed(events: Iterable[object]) -> dict[int, str]:
    """Why scans failed, by key."""
    return {event.key: event.sentence for event in events if isinstance(event, ScanFailed)}


def child() -> psutil.Process:
    """The process that counts."""
    (found,) = (
        process
        for process in psutil.Process().children()
        if any("spawn_main" in word for word in process.cmdline())
    )
    return found


def add(study: Study, *paths: Path) -> list[int]:
    """Puts scans into a study; returns their keys."""
    return [scan.key for scan in study.scans.add_all(paths)]
