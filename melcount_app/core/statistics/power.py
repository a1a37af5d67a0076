"""What studies like this one find: the power of the test that was used, by simulation of it.

Studies are drawn with normal logarithms of one spread and tested as `comparing` does. So the
degrees of freedom that Welch's test finds anew in each study are taken into account.
"""

from __future__ import annotations

import math

import numpy as np
import scipy  # `stats` is slow to import, and loaded where it is first used

from melcount_app.core.statistics.fit import Logs, ModelFit
from melcount_app.core.statistics.multiple import SEED, critical_t
from melcount_app.core.statistics.results import Planned

POWER = 0.80
STUDIES = 4000
"""That are drawn; the share that finds a difference is known to about 0.006."""

FREEDOMS = 6
"""At which critical values are computed; those between are interpolated."""

SHARED = 0.5
"""Correlation of comparisons with one control, of as many samples as each of the others."""


def detectable_ratio(fitted: ModelFit, logs: Logs, planned: Planned) -> float | None:
    """The ratio above 1 that one comparison finds in 80 % of studies; None without comparisons.

    Args:
        fitted: the spread, and whether donors are blocks.
        logs: of the samples; a condition has the median number of them, as has the control.
        planned: what is compared; checks do not count.
    """
    family = [
        (len(logs[name]), len(logs[control]))
        for name, control in planned.against.items()
        if name not in planned.checks and {name, control} <= {*fitted.names}
    ]
    if not family:
        return None
    sizes = (sorted(n for n, _ in family)[len(family) // 2], family[0][1])
    effect = detectable_effect(sizes, len(family), fitted.freedom if fitted.has_blocks else None)
    return math.exp(effect * fitted.spread)


def detectable_effect(sizes: tuple[int, int], comparisons: int, freedom: int | None) -> float:
    """A difference of logarithms, in standard deviations, that is found in 80 % of studies.

    Args:
        sizes: samples of the condition and of the control, each at least 2.
        comparisons: that are made together.
        freedom: degrees of freedom of the pooled spread; None where each has a spread of its own.
    """
    rng = np.random.default_rng(SEED)
    noise = rng.standard_normal(STUDIES)
    ideal = math.sqrt(1 / sizes[0] + 1 / sizes[1])
    if freedom is None:
        freedoms = np.array(sizes) - 1
        parts = rng.chisquare(freedoms, (STUDIES, 2)) / freedoms / np.array(sizes)
        total = parts.sum(axis=1)
        error, df = np.sqrt(total), total**2 / (parts**2 / freedoms).sum(axis=1)
    else:
        error = ideal * np.sqrt(rng.chisquare(freedom, STUDIES) / freedom)
        df = np.full(STUDIES, float(freedom))
    critical = _critical(df, comparisons)

    def excess(effect: float) -> float:
        return float(np.mean(np.abs(effect + noise * ideal) > critical * error)) - POWER

    return float(scipy.optimize.brentq(excess, 0.0, 1000.0, xtol=1e-3))


def _critical(df: np.ndarray, comparisons: int) -> np.ndarray:
    """The critical values at degrees of freedom, smooth in the logarithm of both."""
    shape = np.full((comparisons, comparisons), SHARED) + (1 - SHARED) * np.eye(comparisons)
    known = np.unique(np.geomspace(df.min(), df.max(), FREEDOMS))
    found = [math.log(critical_t(float(each), shape)) for each in known]
    return np.exp(np.interp(1 / df, 1 / known[::-1], found[::-1]))
