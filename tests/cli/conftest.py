"""Fixtures of the commands: a folder of scans, and the batch that counts it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from melcount_app import terminal
from melcount_app.cli import app

NO_SETTINGS = Path("/nowhere/settings.json")

WriteScan = Callable[..., Path]


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody's settings say who works."""
    monkeypatch.setattr(terminal, "settings_file", lambda: NO_SETTINGS)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "results"


@pytest.fixture
def add(write_scan: WriteScan, tmp_path: Path) -> Callable[..., Path]:
    """Writes a scan into the folder `skin`; its content depends on the seed alone."""

    def write(place: str, seed: int = 0, um_per_px: float | None = 1.8092) -> Path:
        path = tmp_path / "skin" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        green = np.random.default_rng(seed).integers(30, 60, (60, 80)).astype(np.uint8)
        return Path(write_scan(green, um_per_px, name=f"new-{seed}.tif").replace(path))

    return write


@pytest.fixture
def folder(add: Callable[..., Path], tmp_path: Path) -> Path:
    """Two conditions of two samples."""
    for seed, place in enumerate(("untreated/a 1", "untreated/a 2", "msh/b 1", "msh/b 2")):
        add(f"{place}.tif", seed)
    return tmp_path / "skin"


@pytest.fixture
def melcount(folder: Path, out: Path, linear_model: Path) -> Callable[..., Result]:
    """Runs the batch on the folder, with the linear model."""

    def run(*options: object) -> Result:
        words = ["batch", folder, "--out", out, "--model", linear_model, *options]
        return CliRunner().invoke(app, [str(word) for word in words])

    return run
