"""Counts against annotators: the figures by which a network is judged.

A figure that some crops do not define is NaN, and null in JSON: relative errors without any
cell, spreads of a single number.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from melcount_app.training.localisation import MATCH_UM


@dataclass(frozen=True, slots=True)
class CropCount:
    """What a network counted on a crop, and what the annotators did.

    Attributes:
        name: the crop's.
        cells: annotated cells.
        count: the integral of the network's map.
        inner_cells: the integral of the target over the inner part of the crop.
        inner_count: the integral of the network's map over the inner part.
        peaks: local maxima of the network's map.
        matched: how many of them have an annotated cell of their own nearby.
        quarters: annotated cells and count of each quarter of the crop.
    """

    name: str
    cells: int
    count: float
    inner_cells: float
    inner_count: float
    peaks: int
    matched: int
    quarters: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class CountErrors:
    """Counting errors over some crops; fractions, not percent.

    Attributes:
        n: crops.
        cells: annotated cells in all of them.
        T_err: sum of |count - cells| over the sum of cells (Lazard et al. 2022, eq. 3).
        A_err: mean of |count - cells| / cells over the crops with cells (eq. 2).
        bias: sum of (count - cells) over the sum of cells.
        mae: mean of |count - cells|, in cells.
        inner_bias: as `bias`, over the inner parts of the crops.
    """

    n: int
    cells: int
    T_err: float
    A_err: float
    bias: float
    mae: float
    inner_bias: float


@dataclass(frozen=True, slots=True)
class EmptyCrops:
    """Counts on the crops without cells, where 0 is right.

    Attributes:
        n: such crops.
        mean_count: mean count of theirs.
        most: highest count of theirs.
    """

    n: int
    mean_count: float
    most: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Straight lines by least squares through (cells, count) of the crops.

    Attributes:
        slope_through_origin: of count = slope * cells.
        slope_with_intercept: of count = slope * cells + intercept.
        intercept: of the same line, in cells.
    """

    slope_through_origin: float
    slope_with_intercept: float
    intercept: float


@dataclass(frozen=True, slots=True)
class LimitsOfAgreement:
    """What differences count - cells to expect on a crop (Bland and Altman 1986), in cells.

    Attributes:
        mean: mean difference.
        low: mean less 1.96 standard deviations.
        high: mean plus 1.96 standard deviations.
    """

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Localisation:
    """Local maxima of the map against annotated positions, one to one.

    Attributes:
        within_um: largest distance of a pair.
        peaks: local maxima.
        cells: annotated cells.
        precision: share of the maxima that have a cell.
        recall: share of the cells that have a maximum.
        F1: harmonic mean of both.
    """

    within_um: float
    peaks: int
    cells: int
    precision: float
    recall: float
    F1: float


def count_errors(counts: Sequence[CropCount]) -> CountErrors:
    """The errors of some counts; crops without cells have no relative error to average."""
    cells, counted = columns(counts)
    signed = counted - cells
    has_cells = cells > 0
    return CountErrors(
        n=len(counts),
        cells=int(cells.sum()),
        T_err=_ratio(np.abs(signed).sum(), cells.sum()),
        A_err=mean_of(np.abs(signed[has_cells]) / cells[has_cells]),
        bias=_ratio(signed.sum(), cells.sum()),
        mae=mean_of(np.abs(signed)),
        inner_bias=_ratio(
            sum(count.inner_count - count.inner_cells for count in counts),
            sum(count.inner_cells for count in counts),
        ),
    )


def empty_crops(counts: Sequence[CropCount]) -> EmptyCrops:
    """Counts on the crops without cells."""
    empty = [count.count for count in counts if count.cells == 0]
    return EmptyCrops(len(empty), mean_of(np.array(empty)), max(empty, default=math.nan))


def calibration(counts: Sequence[CropCount]) -> Calibration:
    """How counts grow with cells; NaN where all crops hold the same number of cells."""
    cells, counted = columns(counts)
    spread = cells - cells.mean()
    slope = _ratio((spread * counted).sum(), (spread**2).sum())
    return Calibration(
        slope_through_origin=_ratio((cells * counted).sum(), (cells**2).sum()),
        slope_with_intercept=slope,
        intercept=float(counted.mean() - slope * cells.mean()),
    )


def limits_of_agreement(counts: Sequence[CropCount]) -> LimitsOfAgreement:
    """Mean and spread of count - cells over the crops."""
    cells, counted = columns(counts)
    mean, reach = float((counted - cells).mean()), 1.96 * spread_of(counted - cells)
    return LimitsOfAgreement(mean, mean - reach, mean + reach)


def localisation(counts: Sequence[CropCount]) -> Localisation:
    """Maxima and cells over all crops."""
    matched = sum(count.matched for count in counts)
    peaks, cells = sum(count.peaks for count in counts), sum(count.cells for count in counts)
    return Localisation(
        within_um=MATCH_UM,
        peaks=peaks,
        cells=cells,
        precision=_ratio(matched, peaks),
        recall=_ratio(matched, cells),
        F1=_ratio(2 * matched, peaks + cells),
    )


def spread_of(values: Sequence[float] | npt.NDArray[np.float64]) -> float:
    """Sample standard deviation; NaN of fewer than two values."""
    return float(np.std(values, ddof=1)) if len(values) > 1 else math.nan


def evaluation_facts(counts: Sequence[CropCount]) -> dict[str, Any]:
    """All figures of some counts for JSON; errors are fractions, not percent."""
    errors = count_errors(counts)
    with_cells = [count for count in counts if count.cells]
    per_crop = [{"name": c.name, "cells": c.cells, "count": c.count} for c in counts]
    facts: dict[str, Any] = for_json(
        {
            "n": errors.n,
            "cells": errors.cells,
            "T_err": errors.T_err,
            "A_err": errors.A_err,
            "bias": errors.bias,
            "mae": errors.mae,
            "per_crop": per_crop,
            "inner_bias": errors.inner_bias,
            "crops_with_cells": {"n": len(with_cells), "A_err": errors.A_err},
            "empty_crops": dataclasses.asdict(empty_crops(counts)),
            "calibration": dataclasses.asdict(calibration(counts)),
            "limits_of_agreement": dataclasses.asdict(limits_of_agreement(counts)),
            "localisation": dataclasses.asdict(localisation(counts)),
        }
    )
    return facts


def for_json(facts: Any) -> Any:
    """The same facts with None in place of every NaN."""
    if isinstance(facts, dict):
        return {name: for_json(fact) for name, fact in facts.items()}
    if isinstance(facts, list):
        return [for_json(fact) for fact in facts]
    return None if isinstance(facts, float) and math.isnan(facts) else facts


def columns(
    counts: Sequence[CropCount],
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """(n,) annotated cells and (n,) counts."""
    cells = np.array([count.cells for count in counts], np.float64)
    return cells, np.array([count.count for count in counts], np.float64)


def mean_of(values: npt.NDArray[np.float64 | np.bool_]) -> float:
    """Mean; NaN of no values."""
    return float(values.mean()) if len(values) else math.nan


def _ratio(above: float, below: float) -> float:
    return float(above / below) if below else math.nan
