"""What the training commands say while they run and of what they found."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from melcount_app.training.accuracy import CropCount
    from melcount_app.training.config import TrainConfig
    from melcount_app.training.robustness import Effect
    from melcount_app.training.run_folder import EpochTrained

SAY_EVERY_S = 1.0


def say_effect(effect: Effect) -> None:
    """Say what a disturbance does to counts."""
    typer.echo(
        f"{effect.name}: moves {100 * effect.moved:+.1f} %, per crop "
        f"{100 * effect.moved_per_crop:.1f} %, T_err {100 * effect.T_err:.1f} %, "
        f"{100 * effect.crops_flagged:.0f} % of the crops flagged: {effect.verdict}"
    )


def beside_the_first(difference: dict[str, Any] | None) -> str:
    """How a recipe differs from the first, as the end of a line."""
    if difference is None:
        return ""
    low, high = (100 * end for end in difference["interval"])
    told = "outside" if difference["is_outside_noise"] else "within"
    return (
        f"; beside the first {100 * difference['T_err']:+.2f} points ({low:+.2f} to {high:+.2f}), "
        f"{told} noise"
    )


def follow(run: str, events: Iterable[EpochTrained], config: TrainConfig) -> None:
    """Train, and say how it goes: the first epoch, the last, and some between."""
    said, event, last_said = 0.0, None, None
    for event in events:
        if time.perf_counter() - said > SAY_EVERY_S:
            _say_epoch(run, event, config)
            said, last_said = time.perf_counter(), event
    if event is not last_said and event is not None:
        _say_epoch(run, event, config)


def _say_epoch(run: str, event: EpochTrained, config: TrainConfig) -> None:
    validation = ""
    if not math.isnan(event.validation_loss):
        validation = (
            f", validation loss {event.validation_loss:.4f}"
            f" and T_err {100 * event.validation_T_err:.1f} %"
        )
    typer.echo(
        f"{run}: epoch {event.epoch} of {config.epochs}, loss {event.loss:.4f}{validation}, "
        f"{event.seconds:.1f} s"
    )


def say_errors(crops: str, counts: tuple[CropCount, ...]) -> None:
    """Say the errors over some crops."""
    from melcount_app.training.accuracy import count_errors

    errors = count_errors(counts)
    typer.echo(
        f"{crops}: {errors.n} crops, {errors.cells} cells, T_err {100 * errors.T_err:.2f} %, "
        f"A_err {100 * errors.A_err:.2f} %, bias {100 * errors.bias:+.2f} %, "
        f"inner bias {100 * errors.inner_bias:+.2f} %, MAE {errors.mae:.2f} cells"
    )


def say_details(counts: tuple[CropCount, ...]) -> None:
    """Say how counts grow with cells, where maxima lie, and what is counted in nothing."""
    from melcount_app.training.accuracy import calibration, empty_crops, localisation

    line, found, empty = calibration(counts), localisation(counts), empty_crops(counts)
    typer.echo(
        f"calibration: slope {line.slope_through_origin:.3f} through the origin; "
        f"{line.slope_with_intercept:.3f} with an intercept of {line.intercept:+.2f} cells"
    )
    typer.echo(
        f"localisation within {found.within_um:g} µm: precision {100 * found.precision:.1f} %, "
        f"recall {100 * found.recall:.1f} %, F1 {100 * found.F1:.1f} %"
    )
    if empty.n:
        typer.echo(
            f"{empty.n} crops without cells: {empty.mean_count:.2f} cells on average, "
            f"{empty.most:.2f} at most"
        )
