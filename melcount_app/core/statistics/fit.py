"""Densities on the logarithmic scale: what conditions are estimated to be, and how well.

Two declared models; the plan of the study decides which, never its densities:

- *Donors as blocks*, where conditions share donors: log density = condition + donor + residual,
  by least squares, with one residual spread (a randomised block design).
- *Independent samples* otherwise: each condition has a mean and a spread of its own, and degrees
  of freedom by Welch (Biometrika 34, 1947) and Satterthwaite (Biometrics Bull. 2, 1946).

`tests/benchmarks/comparisons.py` says why these.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from melcount_app.core.statistics.multiple import Estimate
from melcount_app.core.statistics.results import Planned

FEWEST = 2
"""Samples of a condition that is tested, and donors that it shares with its control."""

LEAST_SHARE = 0.01
"""Of the densest condition: samples below are set to it. A count does not tell them from 0."""

Array = npt.NDArray[np.float64]
Logs = Mapping[str, Mapping[str, float]]
"""Logarithms of densities by condition, then by donor (or whatever names the sample)."""


@dataclass(frozen=True, slots=True)
class CovariancePart:
    """What one estimated variance adds to the covariance of the conditions."""

    covariance: Array
    freedom: float


@dataclass(frozen=True, slots=True)
class ModelFit:
    """Conditions on the logarithmic scale.

    Attributes:
        names: of the conditions that are tested.
        means: of each.
        parts: independent of each other; their sum is the covariance of `means`.
        has_blocks: whether donors are blocks.
        spread: standard deviation pooled over the conditions; within donors where these are blocks.
        freedom: degrees of freedom of `spread`.
        adjusted: logarithms of the samples, by condition, without what their donors add.
    """

    names: tuple[str, ...]
    means: Array
    parts: tuple[CovariancePart, ...]
    has_blocks: bool
    spread: float
    freedom: int
    adjusted: Mapping[str, tuple[float, ...]]

    def estimate(self, weights: Mapping[str, float]) -> Estimate | None:
        """A weighted sum of conditions; None where nothing tells its error."""
        w = np.array([weights.get(name, 0.0) for name in self.names])
        variances = [float(w @ part.covariance @ w) for part in self.parts]
        total = sum(variances)
        if total <= 0:
            return None
        below = sum(v**2 / p.freedom for v, p in zip(variances, self.parts, strict=True))
        return Estimate(float(w @ self.means), math.sqrt(total), total**2 / below)

    def correlation(self, contrasts: Sequence[Mapping[str, float]]) -> Array:
        """Of weighted sums with each other."""
        w = np.array([[each.get(name, 0.0) for name in self.names] for each in contrasts])
        covariance = w @ sum(part.covariance for part in self.parts) @ w.T
        scale = np.sqrt(np.diag(covariance))
        found: Array = covariance / np.outer(scale, scale)
        np.fill_diagonal(found, 1.0)
        return found


def least_density(samples: Mapping[str, Sequence[float]]) -> float:
    """What is taken for near 0, in cells/mm²; 0 where nothing was counted at all."""
    means = [math.fsum(values) / len(values) for values in samples.values() if len(values)]
    return LEAST_SHARE * max(means, default=0.0)


def fit(logs: Logs, planned: Planned) -> ModelFit | None:
    """Fit the declared model; None where no two conditions have two samples, or nothing varies."""
    tested = {name: found for name, found in logs.items() if len(found) >= FEWEST}
    if len(tested) < 2:
        return None
    found = _in_blocks(tested) if are_blocks(tested, planned) else _independent(tested)
    return found if found.spread > 0 else None


def are_blocks(tested: Logs, planned: Planned) -> bool:
    """Whether donors are blocks: each condition shares two with its control, and half of its own.

    Args:
        tested: conditions of several samples.
        planned: what is compared with what.
    """
    pairs = [
        (set(tested[name]), set(tested[control]))
        for name, control in planned.against.items()
        if name in tested and control in tested
    ]
    shared = [(len(of & other), len(of)) for of, other in pairs]
    return bool(shared) and all(both >= FEWEST and 2 * both >= own for both, own in shared)


def _independent(logs: Logs) -> ModelFit:
    values = [np.array([*found.values()]) for found in logs.values()]
    parts = []
    for place, each in enumerate(values):
        covariance = np.zeros((len(values), len(values)))
        covariance[place, place] = _variance(each) / len(each)
        parts.append(CovariancePart(covariance, len(each) - 1))
    freedom = sum(len(each) - 1 for each in values)
    within = math.fsum((len(each) - 1) * _variance(each) for each in values)
    return ModelFit(
        names=tuple(logs),
        means=np.array([each.mean() for each in values]),
        parts=tuple(parts),
        has_blocks=False,
        spread=math.sqrt(within / freedom),
        freedom=freedom,
        adjusted={name: tuple(found.values()) for name, found in logs.items()},
    )


def _variance(values: Array) -> float:
    """Of samples; equal ones have none, whatever rounding makes of their mean."""
    return 0.0 if np.ptp(values) == 0 else float(values.var(ddof=1))


def _in_blocks(logs: Logs) -> ModelFit:
    """By least squares: a column per condition, and per donor, whose effects sum to 0."""
    names, donors = [*logs], [*dict.fromkeys(donor for found in logs.values() for donor in found)]
    rows = [(n, d, y) for n, found in logs.items() for d, y in found.items()]
    condition = np.array([[float(name == n) for name in names] for n, _, _ in rows])
    donor = np.array([[float(each == d) for each in donors[:-1]] for _, d, _ in rows])
    donor -= np.array([[float(d == donors[-1])] for _, d, _ in rows])
    design = np.hstack([condition, donor])
    y = np.array([each for _, _, each in rows])
    effects, _, rank, _ = np.linalg.lstsq(design, y)
    freedom = len(y) - int(rank)
    rest = y - design @ effects
    rest[np.abs(rest) < 1e-12 * (1 + np.abs(y))] = 0.0
    variance = float(rest @ rest) / freedom
    k = len(names)
    unscaled = np.linalg.pinv(design.T @ design)[:k, :k]
    within = condition @ effects[:k] + rest
    adjusted = {n: tuple(within[[row[0] == n for row in rows]]) for n in names}
    part = CovariancePart(variance * unscaled, freedom)
    return ModelFit(
        names=tuple(names),
        means=effects[:k],
        parts=(part,),
        has_blocks=True,
        spread=math.sqrt(variance),
        freedom=freedom,
        adjusted=adjusted,
    )
