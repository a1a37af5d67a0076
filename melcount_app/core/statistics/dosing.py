"""How densities follow the dose: trend, and the dose of half the effect."""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import scipy  # `stats` is slow to import, and loaded where it is first used

from melcount_app.core.statistics.declared import dose_of
from melcount_app.core.statistics.fit import ModelFit
from melcount_app.core.statistics.results import Response
from melcount_app.core.statistics.summary import t_quantile

if TYPE_CHECKING:
    import scipy.optimize
    import scipy.stats

FEWEST_FOR_TREND, FEWEST_FOR_CURVE = 3, 4
"""Doses."""

NO_DOSE = 8.0
"""Powers of ten below the lowest dose, at which the control stands on the curve."""

STEEPEST, FLATTEST = 10.0, 0.1
"""Slopes of the curve at most and at least."""

MARGIN = 0.5
"""Powers of ten beyond the doses within which the interval of the dose of half the effect lies."""

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Points:
    """What the curve goes through: logarithms of doses and densities."""

    doses: Array
    densities: Array
    lowest: float
    highest: float


def response(
    substance: str, amounts: Mapping[str, float], control: str, fitted: ModelFit
) -> Response | None:
    """How the density follows the doses of a substance; None of fewer than three tested doses.

    The trend is a linear contrast: the slope of the logarithm of density over that of the dose,
    among the doses, in the model that all conditions are compared by. From four doses on a
    logistic curve of four parameters through these and the control gives the dose of half the
    effect, with the interval of its logarithm; it is withheld where the doses do not enclose it.

    Args:
        substance: its name.
        amounts: of its conditions.
        control: that these are compared with.
        fitted: all conditions.
    """
    known = {name: math.log10(a) for name, a in amounts.items() if name in fitted.names}
    if len(set(known.values())) < FEWEST_FOR_TREND:
        return None
    middle = math.fsum(known.values()) / len(known)
    square = math.fsum((x - middle) ** 2 for x in known.values())
    slope = fitted.estimate({name: (x - middle) / square for name, x in known.items()})
    if slope is None:
        return None
    reach = t_quantile(slope.freedom) * slope.error
    half = _half(known, control, fitted) if len(set(known.values())) >= FEWEST_FOR_CURVE else None
    of_first = dose_of(next(iter(known)))
    return Response(
        substance=substance,
        unit=of_first.unit if of_first else "",
        doses=len(set(known.values())),
        ratio=math.exp(slope.value),
        ratio_low=math.exp(slope.value - reach),
        ratio_high=math.exp(slope.value + reach),
        p=float(2 * scipy.stats.t.sf(slope.t, slope.freedom)),
        half=half[0] if half else None,
        half_low=half[1] if half else None,
        half_high=half[2] if half else None,
    )


def _half(
    known: Mapping[str, float], control: str, fitted: ModelFit
) -> tuple[float, float, float] | None:
    """The dose of half the effect with its interval; None where the doses do not tell it."""
    if control not in fitted.names:
        return None
    lowest, highest = min(known.values()), max(known.values())
    places = {control: lowest - NO_DOSE, **known}
    points = [(x, y) for name, x in places.items() for y in fitted.adjusted[name]]
    doses, densities = np.array(points, np.float64).T
    found = _Points(doses, densities, lowest, highest)
    curve = _fitted_curve(found)
    if curve is None:
        return None
    (bottom, top, middle, slope), errors = curve
    freedom = fitted.freedom if fitted.has_blocks else len(points) - 4
    freedom = min(freedom, len(points) - 4)
    if (
        freedom < 1
        or not np.all(np.isfinite(errors))
        or not FLATTEST * 1.01 < slope < STEEPEST * 0.99
    ):
        return None
    t = t_quantile(freedom) * math.sqrt((len(points) - 4) / freedom)
    reach = t * errors[2]
    is_enclosed = lowest - MARGIN <= middle - reach and middle + reach <= highest + MARGIN
    if not is_enclosed or abs(top - bottom) <= t * math.hypot(errors[0], errors[1]):
        return None
    return 10**middle, 10 ** (middle - reach), 10 ** (middle + reach)


def _fitted_curve(points: _Points) -> tuple[Array, Array] | None:
    """Bottom, top, middle and slope of the curve, with their standard errors."""
    x, y = points.doses, points.densities
    start = (
        y[x == x.min()].mean(),
        y[x == x.max()].mean(),
        (points.lowest + points.highest) / 2,
        1,
    )
    bounds = (
        (-np.inf, -np.inf, points.lowest - 2, FLATTEST),
        (np.inf, np.inf, points.highest + 2, STEEPEST),
    )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", scipy.optimize.OptimizeWarning)  # then errors are inf
            values, covariance = scipy.optimize.curve_fit(_logistic, x, y, start, bounds=bounds)
    except RuntimeError:  # no curve was found
        return None
    return values, np.sqrt(np.diag(covariance))


def _logistic(x: Array, bottom: float, top: float, middle: float, slope: float) -> Array:
    found: Array = bottom + (top - bottom) / (1 + 10 ** (slope * (middle - x)))
    return found
