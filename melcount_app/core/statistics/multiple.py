"""Several comparisons at once: adjusted p, and intervals that hold together, by one distribution.

Estimates that share a control vary together, by the multivariate t distribution (Dunnett, J. Am.
Stat. Assoc. 50, 1955; with unequal spreads Hasler and Hothorn, Biom. J. 50, 2008, 793-800, each
comparison with degrees of freedom of its own). p and interval come from the same distribution:
an interval leaves 0 out where p is below 5 %, and only there.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import scipy  # `stats` is slow to import, and loaded where it is first used

from melcount_app.core.statistics.summary import LEVEL, t_quantile

if TYPE_CHECKING:
    import scipy.optimize
    import scipy.special
    import scipy.stats

SEED = 20220901
"""Of the quasi-random integration: the same data give the same digits."""

NODES = 64
"""Of Gauss and Legendre in each of the two directions of Dunnett's integral."""

FARTHEST = 7.0
"""Standard deviations of the control's mean over which he integrates."""

HIGHEST = 0.99
"""Share of the control in a comparison at most, so that the integrand is smooth; a lower share
never makes p smaller."""

SAME = 1e-9
"""Of correlations."""

TOLERANCE = 1e-6
"""Of quantiles."""

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A difference of logarithms.

    Attributes:
        value: of it.
        error: its standard error, above 0.
        freedom: degrees of freedom of that.
    """

    value: float
    error: float
    freedom: float

    @property
    def t(self) -> float:
        """How many standard errors it is from 0, without its sign."""
        return abs(self.value) / self.error


@dataclass(frozen=True, slots=True)
class Tested:
    """What a test of one difference comes to: p, and the ends of its 95 % interval."""

    p: float
    low: float
    high: float


def tested_together(estimates: Sequence[Estimate], correlation: Array) -> list[Tested]:
    """Test differences so that all intervals hold in 95 % of studies.

    Args:
        estimates: any number of them.
        correlation: of each with each, and with others of their family.
    """
    return [_tested(each, correlation) for each in estimates]


def _tested(estimate: Estimate, correlation: Array) -> Tested:
    p = beyond(estimate.t, estimate.freedom, correlation)
    reach = critical_t(estimate.freedom, correlation) * estimate.error
    return Tested(p, estimate.value - reach, estimate.value + reach)


def beyond(t: float, freedom: float, correlation: Array) -> float:
    """The probability that any of several t is farther from 0."""
    alone = float(2 * scipy.stats.t.sf(t, freedom))
    if len(correlation) == 1:
        return alone
    shares = _shares(correlation)
    inside = (
        _inside_by_library(t, freedom, correlation)
        if shares is None
        else _inside(t, freedom, shares)
    )
    return float(np.clip(1 - inside, alone, min(len(correlation) * alone, 1.0)))  # as it must be


def critical_t(freedom: float, correlation: Array) -> float:
    """What any of several t is beyond in 5 % of studies where nothing differs."""
    alone = t_quantile(freedom)
    if len(correlation) == 1:
        return alone
    apart = t_quantile(freedom, 1 - (1 - LEVEL) / len(correlation))

    def excess(t: float) -> float:
        return beyond(t, freedom, correlation) - (1 - LEVEL)

    if excess(alone) <= SAME:  # all are one, but for rounding
        return alone
    return float(scipy.optimize.brentq(excess, alone, apart * 1.001, xtol=TOLERANCE))


def _shares(correlation: Array) -> Array | None:
    """The square root of each one's share of a common control; None where there is none.

    With one control any correlation is the product of two shares, which makes Dunnett's integral
    one over two variables whatever the number of comparisons.
    """
    size = len(correlation)
    if np.all(np.abs(correlation - np.eye(size)) < SAME):
        return np.zeros(size)
    if np.any(correlation < SAME):
        return None
    lead = correlation[0, 1]
    if size > 2:
        lead *= correlation[0, 2] / correlation[1, 2]
    shares = np.concatenate([[lead], correlation[0, 1:] ** 2 / lead]) if lead > 0 else None
    if shares is None or np.any(shares > 1 + SAME):
        return None
    shares = np.sqrt(shares)
    product = np.outer(shares, shares)
    np.fill_diagonal(product, 1.0)
    found: Array = np.minimum(shares, HIGHEST)
    return found if np.allclose(product, correlation, atol=1e-7) else None


def _inside(t: float, freedom: float, shares: Array) -> float:
    """The probability that all are nearer to 0, by Dunnett's integral."""
    z, weight_z = _nodes(FARTHEST)
    u, weight_u = _nodes(1.0)
    scale = np.sqrt(scipy.special.chdtri(freedom, 1 - u) / freedom)
    own = np.sqrt(1 - shares**2)[:, None, None]
    centre = shares[:, None, None] * z[None, :, None] / own
    reach = t * scale[None, None, :] / own
    each = scipy.special.ndtr(centre + reach) - scipy.special.ndtr(centre - reach)
    density = 2 * weight_z * np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    return float(density @ each.prod(axis=0) @ weight_u)


@functools.cache
def _nodes(end: float) -> tuple[Array, Array]:
    """From 0 to an end, and their weights."""
    nodes, weights = scipy.special.roots_legendre(NODES)
    return (nodes + 1) * end / 2, weights * end / 2


def _inside_by_library(t: float, freedom: float, correlation: Array) -> float:
    """The same of comparisons without a common control, by quasi-random integration."""
    limits = np.full(len(correlation), t)
    inside = scipy.stats.multivariate_t.cdf(
        limits,
        shape=correlation,
        df=freedom,  # type: ignore[arg-type] # scipy takes any number
        allow_singular=True,
        lower_limit=-limits,
        random_state=np.random.default_rng(SEED),
    )
    return float(inside)
