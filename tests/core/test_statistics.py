"""Statistics against published, certified and hand-worked numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pytest
import scipy.stats

from melcount_app.core.plan import Role
from melcount_app.core.statistics import (
    HIGH_CV,
    Planned,
    Statistics,
    compare,
    compare_as,
    in_order,
    planned_by,
    summarise,
)
from melcount_app.core.statistics.declared import dose_of
from melcount_app.core.statistics.earlier import holm, ratio_interval
from melcount_app.core.statistics.fit import fit
from melcount_app.core.statistics.multiple import beyond, critical_t
from melcount_app.core.statistics.power import detectable_effect

# Blood counts of rats: control, drug A, drug B. Dunnett, J. Am. Stat. Assoc. 50 (1955), p. 1096
CONTROL = [7.40, 8.50, 7.20, 8.24, 9.84, 8.32]
DRUG_A = [9.76, 8.80, 7.68, 9.36]
DRUG_B = [12.80, 9.68, 12.16, 9.20, 10.55]


def compared(
    samples: Mapping[str, Sequence[float]],
    control: str,
    donors: Sequence[str] = (),
    checks: tuple[str, ...] = (),
) -> Statistics:
    """All conditions with one; with donors each condition has a sample of each."""
    planned = Planned({name: control for name in samples if name != control}, checks)
    return compare(samples, planned, dict.fromkeys(samples, donors) if donors else None)


def test_that_mean_spread_and_interval_are_those_of_a_worked_example() -> None:
    """Three samples worked out by hand: t(2) = 4.302653."""
    found = summarise([100.0, 110.0, 120.0])
    assert (found.n, found.mean, found.sd) == (3, 110.0, 10.0)
    half = 4.302652729911275 * 10 / math.sqrt(3)
    assert found.low == pytest.approx(110 - half)
    assert found.high == pytest.approx(110 + half)
    assert found.cv == pytest.approx(1 / 11)


def test_that_nothing_is_said_of_spread_with_one_sample_or_none() -> None:
    one, none = summarise([5.0]), summarise([])
    assert (one.mean, one.sd, one.low, one.high, one.cv) == (5.0, None, None, None, None)
    assert (none.n, none.mean, none.sd) == (0, None, None)


@pytest.mark.parametrize(("values", "is_wide"), [([100, 100, 150], True), ([100, 110, 105], False)])
def test_that_a_wide_spread_is_pointed_out(values: list[float], *, is_wide: bool) -> None:
    found = summarise(values)
    assert found.is_spread_wide is is_wide
    assert found.cv is not None
    assert (found.cv > HIGH_CV) is is_wide


def one_shared(size: int, correlation: float = 0.5) -> np.ndarray:
    return np.full((size, size), correlation) + (1 - correlation) * np.eye(size)


@pytest.mark.parametrize(
    ("treatments", "freedom", "tabulated"), [(2, 6, 2.86), (3, 8, 2.88), (4, 10, 2.89)]
)
def test_that_critical_values_are_those_of_dunnetts_table(
    treatments: int, freedom: int, tabulated: float
) -> None:
    """Dunnett, Biometrics 20 (1964), two-sided 5 %."""
    assert critical_t(freedom, one_shared(treatments)) == pytest.approx(tabulated, abs=0.005)


def test_that_p_is_that_of_scipys_dunnett_test() -> None:
    logs = [np.log(each) for each in (CONTROL, DRUG_A, DRUG_B)]
    n = [len(each) for each in logs]
    within = sum(((each - each.mean()) ** 2).sum() for each in logs) / (sum(n) - 3)
    shares = [math.sqrt(each / (each + n[0])) for each in n[1:]]
    correlation = np.array([[1, shares[0] * shares[1]], [shares[0] * shares[1], 1]])
    expected = scipy.stats.dunnett(*logs[1:], control=logs[0], rng=np.random.default_rng(1)).pvalue
    for each, size, p in zip(logs[1:], n[1:], expected, strict=True):
        t = abs(each.mean() - logs[0].mean()) / math.sqrt(within * (1 / size + 1 / n[0]))
        assert beyond(t, sum(n) - 3, correlation) == pytest.approx(p, abs=3e-4)


def test_that_comparisons_without_a_common_control_are_those_of_scipys_multivariate_t() -> None:
    correlation = np.array([[1, 0.5, 0], [0.5, 1, 0], [0, 0, 1.0]])
    two = 1 - beyond(2.5, 1e6, one_shared(2))
    one = 1 - beyond(2.5, 1e6, np.eye(1))
    assert 1 - beyond(2.5, 1e6, correlation) == pytest.approx(two * one, abs=1e-3)


def test_that_one_condition_is_compared_by_welchs_test_of_logarithms() -> None:
    narrow, wide = [100.0, 101, 99, 100.5], [50.0, 220, 20, 180, 240, 90]
    found = compared({"c": narrow, "x": wide}, "c")
    test = scipy.stats.ttest_ind(np.log(wide), np.log(narrow), equal_var=False)
    ends = test.confidence_interval(0.95)
    x = found.comparisons["x"]
    assert x.p == pytest.approx(test.pvalue)
    assert (x.ratio_low, x.ratio_high) == pytest.approx((math.exp(ends.low), math.exp(ends.high)))
    assert x.ratio == pytest.approx(scipy.stats.gmean(wide) / scipy.stats.gmean(narrow))
    assert found.has_blocks is False


def test_that_a_block_design_is_that_worked_by_hand() -> None:
    """Two-way analysis of logarithms: donors 1, 2, 3; residual from double centring."""
    logs = np.array([[4.0, 5.0, 6.0], [4.5, 5.4, 6.6], [3.9, 5.1, 6.3]])
    samples = {n: np.exp(row).tolist() for n, row in zip("cab", logs, strict=True)}
    found = compared(samples, "c", donors=("1", "2", "3"))
    rest = logs - logs.mean(0) - logs.mean(1)[:, None] + logs.mean()
    spread = math.sqrt((rest**2).sum() / 4)
    reach = critical_t(4, one_shared(2)) * spread * math.sqrt(2 / 3)
    a = found.comparisons["a"]
    assert found.has_blocks
    assert found.spread == pytest.approx(spread)
    assert math.log(a.ratio or 0) == pytest.approx(0.5)
    assert math.log(a.ratio_low or 0) == pytest.approx(0.5 - reach)
    assert math.log(a.ratio_high or 0) == pytest.approx(0.5 + reach)


def test_that_a_donor_who_is_missing_in_a_condition_does_not_shift_its_ratio() -> None:
    donors = {"c": ("1", "2", "3", "4"), "x": ("1", "2", "3")}
    values = {"c": [10.0, 20, 40, 160], "x": [21.0, 39, 80]}
    found = compare(values, Planned({"x": "c"}), donors)
    paired = math.exp(np.mean(np.log(np.array(values["x"]) / values["c"][:3])))
    assert found.has_blocks
    assert found.comparisons["x"].ratio == pytest.approx(paired)


def test_that_donors_that_conditions_do_not_share_are_no_blocks() -> None:
    donors = {"c": ("1", "2", "3"), "x": ("1", "5", "6")}
    found = compare({"c": [1.0, 2, 3], "x": [2.0, 3, 5]}, Planned({"x": "c"}), donors)
    assert found.has_blocks is False


def test_that_verdict_interval_and_p_are_one_statement() -> None:
    rng = np.random.default_rng(3)
    for spread in (0.02, 0.1, 0.3):
        for place in range(4):
            samples = {n: np.exp(rng.normal(5, spread, 3)).tolist() for n in "cxyz"}
            donors = ("1", "2", "3") if place % 2 else ()
            for each in compared(samples, "c", donors).comparisons.values():
                assert each.p is not None
                assert (each.is_higher or each.is_lower) is (each.p < 0.05)
                assert each.difference_low is not None
                assert each.is_higher is (each.difference_low > 0)


def test_that_a_condition_near_zero_has_no_lower_and_a_control_near_zero_no_upper_limit() -> None:
    samples = {"c": [100.0, 120, 90], "none": [0.0, 0.2, 0.0], "x": [95.0, 110, 105]}
    for donors in ((), ("1", "2", "3")):
        none = compared(samples, "c", donors).comparisons["none"]
        assert (none.is_near_zero, none.ratio_low, none.is_lower) == (True, None, True)
        found = compared(samples, "none", donors)
        c = found.comparisons["c"]
        assert (c.has_control_near_zero, c.ratio_high, c.is_higher) == (True, None, True)
        assert found.least == pytest.approx(0.01 * 310 / 3)


def test_that_nothing_counted_anywhere_is_not_compared() -> None:
    found = compared({"c": [0.0, 0.0], "x": [0.0, 0.0]}, "c")
    assert (found.comparisons, found.levels, found.has_blocks) == ({}, {}, None)


def test_that_a_condition_with_one_sample_has_a_ratio_but_no_p() -> None:
    found = compared({"c": [1.0, 2.0, 4.0], "one": [8.0], "x": [4.0, 5.0, 7.0]}, "c")
    one = found.comparisons["one"]
    assert one.ratio == pytest.approx(4.0)
    assert (one.p, one.ratio_low, one.is_tested) == (None, None, False)
    assert found.levels["one"].low is not None
    assert found.comparisons["x"].p is not None


def test_that_samples_without_any_spread_are_not_tested() -> None:
    found = compared({"c": [1.0, 1.0, 1.0], "x": [2.0, 2.0, 2.0]}, "c")
    assert (found.comparisons["x"].p, found.detectable, found.method) == (None, None, "")
    assert found.comparisons["x"].ratio == pytest.approx(2.0)


def test_that_nothing_is_compared_without_a_control_or_samples() -> None:
    assert compare({"a": [1.0, 2.0], "b": [2.0, 3.0]}, Planned()).comparisons == {}
    assert compared({"c": [1.0, 2.0, 3.0], "none": []}, "c").comparisons == {}


def test_that_a_check_is_outside_the_adjustment() -> None:
    samples = {"c": [100.0, 110, 95], "x": [120.0, 125, 118], "positive": [210.0, 200, 230]}
    alone = compared({n: samples[n] for n in ("c", "x")}, "c").comparisons["x"]
    found = compared(samples, "c", checks=("positive",)).comparisons
    assert found["x"].p == alone.p
    assert found["positive"].is_check


def test_that_drugs_are_compared_with_their_vehicle() -> None:
    roles = {
        "untreated": Role.CONTROL, "DMSO": Role.VEHICLE, "ethanol for retinol": Role.VEHICLE,
        "retinol 1 µM": Role.TEST, "drug 1 µM": None, "MSH": Role.POSITIVE,
    }  # fmt: skip
    found = planned_by(roles)
    assert found.against == {
        "DMSO": "untreated",
        "ethanol for retinol": "untreated",
        "retinol 1 µM": "ethanol for retinol",
        "drug 1 µM": "DMSO",
        "MSH": "DMSO",
    }
    assert set(found.checks) == {"DMSO", "ethanol for retinol", "MSH"}
    assert planned_by({"a": Role.TEST}).against == {}


def test_that_conditions_are_listed_controls_first_and_doses_rising() -> None:
    roles = {"b 10 µM": None, "b 0,5 µM": None, "": None, "a": Role.TEST, "c": Role.CONTROL}
    assert in_order(roles) == ["c", "b 0,5 µM", "b 10 µM", "a", ""]
    dose = dose_of("vitamin C 2.5 nM")
    assert dose is not None
    assert (dose.substance, dose.unit) == ("vitamin C", "M")
    assert dose.amount == pytest.approx(2.5e-9)
    assert dose_of("day 3") is None


def curve(dose: float) -> float:
    return math.exp(6 - 2 / (1 + 3e-6 / dose if dose else math.inf))


def test_that_trend_and_dose_of_half_the_effect_are_found() -> None:
    rng = np.random.default_rng(5)
    doses = {"c": 0.0, **{f"drug {d:g} µM": d * 1e-6 for d in (0.1, 1, 3, 10, 100)}}
    samples = {n: (curve(d) * np.exp(rng.normal(0, 0.03, 4))).tolist() for n, d in doses.items()}
    (found,) = compared(samples, "c").responses
    assert (found.substance, found.unit, found.doses) == ("drug", "M", 5)
    assert found.ratio_high < 1
    assert found.half_low is not None
    assert found.half_high is not None
    assert found.half_low < 3e-6 < found.half_high < 2 * found.half_low
    (flat,) = compared(
        {n: (100 * np.exp(rng.normal(0, 0.1, 3))).tolist() for n in doses}, "c"
    ).responses
    assert flat.half is None


def test_that_the_trend_is_the_slope_of_a_regression_where_doses_are_as_well_known() -> None:
    samples = {f"x {d} µM": [d**0.5, 2 * d**0.5] for d in (1, 10, 100)}
    (found,) = compared({"c": [1.0, 2.0], **samples}, "c").responses
    assert found.ratio == pytest.approx(10**0.5)


def finds_x(logs: Mapping[str, Mapping[str, float]]) -> bool:
    """Whether a study of three comparisons finds that x is higher."""
    fitted = fit(logs, Planned(dict.fromkeys("xyz", "c")))
    assert fitted is not None
    contrasts = [{name: 1.0, "c": -1.0} for name in "xyz"]
    estimate = fitted.estimate(contrasts[0])
    assert estimate is not None
    p = beyond(estimate.t, estimate.freedom, fitted.correlation(contrasts))
    return estimate.value > 0 and p < 0.05


@pytest.mark.parametrize(("sizes", "comparisons", "freedom"), [((3, 3), 3, None), ((3, 3), 3, 6)])
def test_that_the_detectable_ratio_is_detected_in_four_of_five_studies(
    sizes: tuple[int, int], comparisons: int, freedom: int | None
) -> None:
    """Studies of their own, tested by the same functions that test reports."""
    effect, rng, hits = detectable_effect(sizes, comparisons, freedom), np.random.default_rng(2), 0
    for _ in range(400):
        donor = rng.normal(0, 3 if freedom else 0, 3)
        logs = {n: rng.normal(0, 1, 3) + donor for n in "cxyz"}
        logs["x"] += effect
        known = {n: "123" if freedom else (f"{n}1", f"{n}2", f"{n}3") for n in logs}
        by_donor = {n: dict(zip(known[n], y, strict=True)) for n, y in logs.items()}
        hits += finds_x(by_donor)
    assert hits / 400 == pytest.approx(0.8, abs=0.06)


# Methods of earlier reports


def test_that_early_reports_can_be_compared_as_they_were_made() -> None:
    samples = {"control": CONTROL, "A": DRUG_A, "B": DRUG_B}
    found = compare_as(2, samples, "control")
    assert found["A"].p == pytest.approx(0.62004941, abs=3e-4)  # as in the documentation of scipy
    assert found["B"].p == pytest.approx(0.0059035, abs=3e-4)
    assert found["A"].difference_low == pytest.approx(-1.25, abs=0.02)  # Dunnett: 0.65 ± 1.90
    pairs = {"control": [263.7, 92.2], "treated": [274.6, 131.4]}
    welch = scipy.stats.ttest_ind(pairs["treated"], pairs["control"], equal_var=False).pvalue
    dunnett = scipy.stats.ttest_ind(pairs["treated"], pairs["control"]).pvalue
    assert compare_as(1, pairs, "control")["treated"].p == pytest.approx(welch)
    assert compare_as(2, pairs, "control")["treated"].p == pytest.approx(dunnett, abs=1e-3)


def test_that_holm_multiplies_by_what_is_left_and_never_falls() -> None:
    assert holm([0.01, 0.04, 0.03, None]) == [
        pytest.approx(0.03),
        pytest.approx(0.06),
        pytest.approx(0.06),
        None,
    ]
    assert holm([0.9, 0.8]) == [1.0, 1.0]


def test_that_fieller_ends_where_the_ratio_would_just_be_rejected() -> None:
    """At both ends |a - ratio x b| is t standard errors of that difference."""
    a, b = summarise([150.0, 162.0, 171.0]), summarise([98.0, 110.0, 103.0])
    ends = ratio_interval(a, b)
    assert a.mean is not None
    assert b.mean is not None
    va, vb = (a.sd or 0) ** 2 / 3, (b.sd or 0) ** 2 / 3
    freedom = (va + vb) ** 2 / (va**2 / 2 + vb**2 / 2)
    t = scipy.stats.t.ppf(0.975, freedom)
    for end in ends:
        assert end is not None
        assert abs(a.mean - end * b.mean) == pytest.approx(t * math.sqrt(va + end**2 * vb))
    assert ends[0] < a.mean / b.mean < ends[1]  # type: ignore[operator]


# Resistivity of silicon wafers by five instruments: NIST Statistical Reference Datasets, SiRstv
WAFERS = {
    "1": [196.3052, 196.1240, 196.1890, 196.2569, 196.3403],
    "2": [196.3042, 196.3825, 196.1669, 196.3257, 196.0422],
    "3": [196.1303, 196.2005, 196.2889, 196.0343, 196.1811],
    "4": [196.2795, 196.1748, 196.1494, 196.1485, 195.9885],
    "5": [196.2119, 196.1051, 196.1850, 196.0052, 196.2090],
}


def test_that_pooled_spread_is_that_of_the_certified_residual_of_nist() -> None:
    """Of SiRstv: residual standard deviation 0.104076068334656; near 196, logarithms are linear."""
    found = compared(WAFERS, "1")
    assert found.spread is not None
    assert found.spread * 196.2 == pytest.approx(0.104076068334656, rel=1e-3)
