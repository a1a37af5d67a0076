"""Pictures of a training run and of an evaluation, as PNG files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from melcount_app.core.errors import OutputError
from melcount_app.training.accuracy import CropCount, calibration, limits_of_agreement

if TYPE_CHECKING:
    from melcount_app.training.run_folder import EpochTrained

DOTS_PER_INCH = 110
SCATTER_FILE = "scatter.png"
BLAND_ALTMAN_FILE = "bland_altman.png"


def draw_curves(history: Sequence[EpochTrained], path: Path) -> None:
    """Loss and T_err over the epochs, of training and validation, on logarithmic scales."""
    figure = Figure(figsize=(7.0, 6.0), layout="constrained")
    above, below = figure.subplots(2, 1, sharex=True)
    epochs = [event.epoch for event in history]
    columns = (
        (above, "loss", "training, augmented", [event.loss for event in history]),
        (above, "loss", "validation", [event.validation_loss for event in history]),
        (below, "T_err", "training, augmented", [event.T_err for event in history]),
        (below, "T_err", "validation", [event.validation_T_err for event in history]),
    )
    for axes, quantity, crops, values in columns:
        if not np.isnan(values).all():
            axes.plot(epochs, values, label=crops)
            axes.set_yscale("log")
            axes.set_ylabel(quantity)
            axes.grid(alpha=0.3)
            axes.legend()
    below.set_xlabel("epoch")
    _save(figure, path)


def draw_evaluation(counts: Sequence[CropCount], folder: Path, title: str) -> None:
    """Write `scatter.png` and `bland_altman.png` into `folder`.

    Raises:
        OutputError: the folder cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"The folder {folder} cannot be made ({error}). Choose another place."
        ) from error
    cells = np.array([count.cells for count in counts], np.float64)
    counted = np.array([count.count for count in counts], np.float64)
    for name, draw in ((SCATTER_FILE, _scatter), (BLAND_ALTMAN_FILE, _bland_altman)):
        figure = Figure(figsize=(6.0, 5.5), layout="constrained")
        axes = figure.subplots()
        draw(axes, cells, counted, counts)
        axes.set_title(title)
        axes.grid(alpha=0.3)
        axes.legend()
        _save(figure, folder / name)


def _scatter(
    axes: Axes,
    cells: npt.NDArray[np.float64],
    counted: npt.NDArray[np.float64],
    counts: Sequence[CropCount],
) -> None:
    slope = calibration(counts).slope_through_origin
    end = 1.05 * max(cells.max(), counted.max(), 1.0)
    axes.plot((0, end), (0, end), color="grey", linewidth=1, label="count = annotators'")
    axes.plot((0, end), (0, slope * end), "--", label=f"slope through the origin {slope:.3f}")
    axes.plot(cells, counted, ".")
    axes.set_xlim(0, end)
    axes.set_ylim(0, end)
    axes.set_xlabel("annotators' cells per crop")
    axes.set_ylabel("count per crop")


def _bland_altman(
    axes: Axes,
    cells: npt.NDArray[np.float64],
    counted: npt.NDArray[np.float64],
    counts: Sequence[CropCount],
) -> None:
    limits = limits_of_agreement(counts)
    axes.plot((cells + counted) / 2, counted - cells, ".")
    axes.axhline(0.0, color="grey", linewidth=1)
    axes.axhline(limits.mean, linestyle="--", label=f"mean {limits.mean:+.1f} cells")
    for name, value in (("mean - 1.96 SD", limits.low), ("mean + 1.96 SD", limits.high)):
        axes.axhline(value, linestyle=":", label=f"{name}: {value:+.1f} cells")
    axes.set_xlabel("mean of count and annotators' cells")
    axes.set_ylabel("count - annotators' cells")


def _save(figure: Figure, path: Path) -> None:
    beside = path.with_name(path.name + ".new")
    figure.savefig(beside, format="png", dpi=DOTS_PER_INCH)
    beside.replace(path)
