"""A batch that is killed or cancelled goes on where it was; what was finished is not done again."""

from __future__ import annotations

import contextlib
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest

from melcount_app.core.study import Study

WriteScan = Callable[..., Path]

CONDITIONS = ("untreated", "DMSO", "msh 5 nM", "msh 50 nM")
SAMPLES = 2
BEFORE_THE_END = 3
"""Scans that are counted when the batch is ended."""

DEADLINE_S = 60.0
COUNTED = re.compile(r"\[\d+/\d+\] (.*): \d.* cells/mm²")

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals are of POSIX")


@pytest.fixture
def folder(tmp_path: Path, write_scan: WriteScan) -> Path:
    """Four conditions of two samples."""
    root = tmp_path / "skin"
    for condition in CONDITIONS:
        (root / condition).mkdir(parents=True)
        for sample in range(1, SAMPLES + 1):
            seed = SAMPLES * CONDITIONS.index(condition) + sample
            green = np.random.default_rng(seed).integers(30, 60, (480, 640)).astype(np.uint8)
            write_scan(green).rename(root / condition / f"{sample}.tif")
    return root


@pytest.fixture
def command(folder: Path, tmp_path: Path, linear_model: Path) -> list[str]:
    """A real command."""
    program = [sys.executable, "-m", "melcount_app"]
    words = ["batch", str(folder), "--out", str(tmp_path / "out"), "--model", str(linear_model)]
    return [*program, *words]


@contextlib.contextmanager
def running(command: list[str]) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """A batch that has counted some scans and goes on, with their names."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as batch:
        assert batch.stdout is not None
        names: list[str] = []
        for line in batch.stdout:
            names += COUNTED.findall(line)
            if len(names) == BEFORE_THE_END:
                break
        try:
            yield batch, names
        finally:
            batch.kill()


def written(folder: Path) -> dict[Path, int]:
    """When files were written, in ns."""
    return {
        path: path.stat().st_mtime_ns for path in folder.rglob("*.*") if path.suffix != ".melcount"
    }


def counted_by(command: list[str]) -> list[str]:
    said = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8")
    return COUNTED.findall(said.stdout)


def check_that_the_rest_is_counted(
    command: list[str], folder: Path, names: list[str], out: Path
) -> None:
    """Counts again; what was finished stays as it is, and in the end all are counted once."""
    before = {path: when for path, when in written(out).items() if place(path, out) in names}
    assert len(before) == 4 * len(names)
    again = counted_by(command)
    every = sorted(f"{path.parent.name}/{path.name}" for path in folder.rglob("*.tif"))
    assert sorted(names + again) == every
    assert before == {path: when for path, when in written(out).items() if path in before}
    with Study.open(out / "skin.melcount") as study:
        assert all(study.counts.of(scan.key) is not None for scan in study.scans.all())
        assert not any(scan.failure for scan in study.scans.all())
        assert len(study.scans.all()) == len(every)


def place(path: Path, out: Path) -> str:
    """The scan that a result belongs to."""
    return f"{path.parent.relative_to(out)}/{path.name.partition('.')[0]}.tif"


def test_that_a_killed_batch_counts_no_finished_scan_again(
    command: list[str], folder: Path, tmp_path: Path
) -> None:
    with running(command) as (batch, names):
        children = psutil.Process(batch.pid).children(recursive=True)
        batch.kill()
        batch.wait(DEADLINE_S)
        assert batch.stdout is not None
        names.extend(COUNTED.findall(batch.stdout.read()))
    _, alive = psutil.wait_procs(children, DEADLINE_S)
    assert not alive
    assert len(names) < len(CONDITIONS) * SAMPLES
    check_that_the_rest_is_counted(command, folder, names, tmp_path / "out")


@posix
def test_that_a_batch_cancelled_by_the_keyboard_says_how_to_go_on(
    command: list[str], folder: Path, tmp_path: Path
) -> None:
    with running(command) as (batch, names):
        children = psutil.Process(batch.pid).children(recursive=True)
        batch.send_signal(signal.SIGINT)
        assert batch.wait(DEADLINE_S) == 130
        assert batch.stdout is not None
        rest = batch.stdout.read()
        names.extend(COUNTED.findall(rest))
    assert f"cancelled: {len(names)} of 8 scans are counted; the same command goes on" in rest
    _, alive = psutil.wait_procs(children, DEADLINE_S)
    assert not alive
    check_that_the_rest_is_counted(command, folder, names, tmp_path / "out")
