"""Conditions compared: what a few samples each allow to be said, and what they do not.

The sample is the unit of replication: n counts samples, never tiles, cells or regions. All is
estimated on the logarithmic scale (`fit`), where ratios are differences: ratio, difference,
interval, p and verdict are one statement, and cannot contradict each other.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from melcount_app.core.statistics.declared import series_of
from melcount_app.core.statistics.dosing import response
from melcount_app.core.statistics.fit import Logs, ModelFit, fit, least_density
from melcount_app.core.statistics.multiple import Tested, tested_together
from melcount_app.core.statistics.power import detectable_ratio
from melcount_app.core.statistics.results import (
    Comparison,
    ConditionLevel,
    Planned,
    Response,
    Statistics,
)
from melcount_app.core.statistics.summary import mean_of, summarise, t_quantile

VERSION = 3
"""Of the methods, which reports tell. The first two compared means (`earlier`)."""


def compare(
    samples: Mapping[str, Sequence[float]],
    planned: Planned,
    donors: Mapping[str, Sequence[str]] | None = None,
) -> Statistics:
    """Compare conditions with their controls.

    Conditions with one sample, and samples that do not differ at all, have no p and no interval.
    Samples below `fit.LEAST_SHARE` of the densest condition are set to it: of a condition that
    has only such, the ratio is told to be at most so much; of such a control, at least.

    Args:
        samples: cells/mm² of the samples of each condition.
        planned: which is compared with which; pairs with a condition that is not there, or has
            no sample, are passed over.
        donors: of the samples, in their order, no two the same in a condition; None where
            donors are not known, so that no sample belongs to one of another condition.
    """
    least = least_density(samples)
    logs = _logs(samples, donors, least)
    near = {
        name for name, found in logs.items() if all(y <= math.log(least) for y in found.values())
    }
    plan = _present(planned, logs)
    fitted = fit({name: found for name, found in logs.items() if name not in near}, plan)
    tests = _tests(logs, near, plan, fitted)
    levels = {name: _level(name, found, fitted, near) for name, found in logs.items()}
    return Statistics(
        conditions={name: summarise(values) for name, values in samples.items()},
        levels=levels,
        control=_usual(plan),
        comparisons={n: _comparison(n, plan, levels, tests.get(n)) for n in plan.against},
        has_blocks=_has_blocks(fitted, tests),
        spread=fitted.spread if fitted else None,
        least=least,
        detectable=detectable_ratio(fitted, logs, plan) if fitted else None,
        responses=tuple(_responses(samples, plan, fitted)),
    )


def _present(planned: Planned, logs: Logs) -> Planned:
    """What can be compared of what is planned."""
    known = {
        name: control
        for name, control in planned.against.items()
        if name in logs and control in logs and name != control
    }
    return Planned(known, tuple(name for name in planned.checks if name in known))


def _responses(
    samples: Iterable[str], plan: Planned, fitted: ModelFit | None
) -> Iterator[Response]:
    if fitted is None:
        return
    for substance, amounts in series_of(samples).items():
        control = plan.against.get(next(iter(amounts)), "")
        found = response(substance, amounts, control, fitted)
        if found is not None:
            yield found


def _has_blocks(fitted: ModelFit | None, tests: Mapping[str, Tested]) -> bool | None:
    if not tests:
        return None
    return fitted is not None and fitted.has_blocks


def _logs(
    samples: Mapping[str, Sequence[float]],
    donors: Mapping[str, Sequence[str]] | None,
    least: float,
) -> Logs:
    """By condition and donor; samples of which no donor is known are their own."""
    if least <= 0:
        return {}
    return {
        name: {
            donor: math.log(max(value, least))
            for donor, value in zip(_names(name, values, donors), values, strict=True)
        }
        for name, values in samples.items()
        if len(values)
    }


def _names(
    condition: str, values: Sequence[float], donors: Mapping[str, Sequence[str]] | None
) -> list[str]:
    """Of samples: their donors, or what no sample of another condition is called."""
    if donors is None:
        return [f"\0{condition}\0{place}" for place in range(len(values))]
    return [*donors[condition]]


def _usual(plan: Planned) -> str:
    """The control of most conditions, of those that are no checks."""
    counted = [control for name, control in plan.against.items() if name not in plan.checks]
    counted = counted or [*plan.against.values()]
    return max(dict.fromkeys(counted), key=counted.count, default="")


def _tests(logs: Logs, near: set[str], plan: Planned, fitted: ModelFit | None) -> dict[str, Tested]:
    """All comparisons that can be tested: the family together, checks each for itself."""
    family = [name for name in plan.against if name not in plan.checks]
    tests = _by_fit(fitted, [n for n in family if n not in near], plan)
    for check in plan.checks:
        if check not in near:
            tests |= _by_fit(fitted, [check], plan)
    for name, control in plan.against.items():
        if name in near or control in near:
            size = 1 if name in plan.checks else len(family)
            tests |= _near_zero(logs, name, control, size)
    return tests


def _by_fit(fitted: ModelFit | None, names: Sequence[str], plan: Planned) -> dict[str, Tested]:
    if fitted is None:
        return {}
    contrasts, estimates = {}, {}
    for name in names:
        weights = {name: 1.0, plan.against[name]: -1.0}
        if not weights.keys() <= {*fitted.names}:
            continue
        estimate = fitted.estimate(weights)
        if estimate is not None:
            contrasts[name], estimates[name] = weights, estimate
    if not estimates:
        return {}
    found = tested_together([*estimates.values()], fitted.correlation([*contrasts.values()]))
    return dict(zip(estimates, found, strict=True))


def _near_zero(logs: Logs, name: str, control: str, size: int) -> dict[str, Tested]:
    """A comparison of which one side is at the least density, and only the other one varies."""
    pair = {each: logs[each] for each in (name, control)}
    alone = fit(
        {n: {f"{n}{d}": y for d, y in found.items()} for n, found in pair.items()}, Planned()
    )
    estimate = alone.estimate({name: 1.0, control: -1.0}) if alone else None
    if estimate is None:
        return {}
    return {name: tested_together([estimate], np.eye(size))[0]}


def _level(
    name: str, found: Mapping[str, float], fitted: ModelFit | None, near: set[str]
) -> ConditionLevel:
    mean, error, freedom = mean_of([*found.values()]), None, 0
    if fitted is not None and name not in near:
        freedom = fitted.freedom
        if name in fitted.names and fitted.has_blocks:
            mean = float(fitted.means[fitted.names.index(name)])
            estimate = fitted.estimate({name: 1.0})
            error = estimate.error if estimate else None
        elif not fitted.has_blocks:
            error = fitted.spread / math.sqrt(len(found))
    typical = math.exp(mean)
    if error is None:
        return ConditionLevel(typical, None, None, is_near_zero=name in near)
    reach = math.exp(t_quantile(freedom) * error)
    return ConditionLevel(typical, typical / reach, typical * reach)


def _comparison(
    name: str, plan: Planned, levels: Mapping[str, ConditionLevel], tested: Tested | None
) -> Comparison:
    control = plan.against[name]
    of, to = levels[name], levels[control]
    ratio = None if of.is_near_zero and to.is_near_zero else of.typical / to.typical
    low = None if tested is None or of.is_near_zero else math.exp(tested.low)
    high = None if tested is None or to.is_near_zero else math.exp(tested.high)
    difference, *ends = (r if r is None else to.typical * (r - 1) for r in (ratio, low, high))
    return Comparison(
        control=control,
        difference=difference,
        difference_low=ends[0],
        difference_high=ends[1],
        ratio=ratio,
        ratio_low=low,
        ratio_high=high,
        p=tested.p if tested else None,
        is_check=name in plan.checks,
        is_near_zero=of.is_near_zero,
        has_control_near_zero=to.is_near_zero,
    )
