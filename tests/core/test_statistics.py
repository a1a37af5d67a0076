from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.stats

from melcount_app.core.statistics import (
    HIGH_CV,
    compare,
    holm,
    ratio_interval,
    summarise,
)

# Blood counts of rats: control, drug A, drug B. Dunnett, J. Am. Stat. Assoc. 50 (1955), p. 1096
CONTROL = [7.40, 8.50, 7.20, 8.24, 9.84, 8.32]
DRUG_A = [9.76, 8.80, 7.68, 9.36]
DRUG_B = [12.80, 9.68, 12.16, 9.20, 10.55]


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


def test_that_dunnett_gives_the_published_result() -> None:
    """Dunnett (1955): drug B differs from the control at 1 %, drug A does not at 5 %."""
    found = compare({"control": CONTROL, "A": DRUG_A, "B": DRUG_B}, "control")
    a, b = found.comparisons["A"], found.comparisons["B"]
    assert found.method == "Dunnett"
    assert a.p == pytest.approx(0.62004941, abs=3e-4)  # as in the documentation of scipy
    assert b.p == pytest.approx(0.0059035, abs=3e-4)
    assert a.difference == pytest.approx(8.90 - 8.25, abs=0.001)
    assert a.difference_low == pytest.approx(-1.25, abs=0.02)  # Dunnett: 0.65 ± 1.90
    assert a.difference_high == pytest.approx(2.55, abs=0.02)
    assert b.difference_low == pytest.approx(0.85, abs=0.03)
    assert b.difference_high == pytest.approx(4.41, abs=0.03)


def test_that_the_same_data_give_the_same_digits() -> None:
    data = {"control": CONTROL, "A": DRUG_A, "B": DRUG_B}
    assert compare(data, "control") == compare(data, "control")


def test_that_anova_is_that_of_the_sums_of_squares() -> None:
    groups = {"control": CONTROL, "A": DRUG_A, "B": DRUG_B}
    everything = np.concatenate(list(groups.values()))
    between = sum(len(g) * (np.mean(g) - everything.mean()) ** 2 for g in groups.values())
    within = sum(((np.array(g) - np.mean(g)) ** 2).sum() for g in groups.values())
    f = (between / 2) / (within / (len(everything) - 3))
    expected = scipy.stats.f.sf(f, 2, len(everything) - 3)
    assert compare(groups, "control").anova_p == pytest.approx(expected)


def test_that_conditions_of_different_spread_are_compared_by_welch() -> None:
    narrow, wide = [100, 101, 99, 100.5, 99.5, 100.2], [50, 220, 20, 180, 240, 90]
    found = compare({"c": narrow, "x": wide}, "c")
    assert found.brown_forsythe_p is not None
    assert found.brown_forsythe_p < 0.05
    assert found.method == "Welch, Holm"
    va, vb = np.var(wide, ddof=1) / 6, np.var(narrow, ddof=1) / 6
    t = (np.mean(wide) - np.mean(narrow)) / math.sqrt(va + vb)
    freedom = (va + vb) ** 2 / (va**2 / 5 + vb**2 / 5)
    assert found.comparisons["x"].p == pytest.approx(2 * scipy.stats.t.sf(abs(t), freedom))


def test_that_holm_multiplies_by_what_is_left_and_never_falls() -> None:
    assert holm([0.01, 0.04, 0.03, None]) == [
        pytest.approx(0.03),
        pytest.approx(0.06),
        pytest.approx(0.06),
        None,
    ]
    assert holm([0.9, 0.8]) == [1.0, 1.0]


def test_that_fieller_holds_the_ratio_as_often_as_it_says() -> None:
    """Of 4000 simulated pairs of three samples about 95 % hold the true ratio of 1.5."""
    rng = np.random.default_rng(1)
    held = 0
    for _ in range(4000):
        low, high = ratio_interval(
            summarise(rng.normal(150, 15, 3).tolist()), summarise(rng.normal(100, 10, 3).tolist())
        )
        held += low is None or high is None or low <= 1.5 <= high
    assert held / 4000 == pytest.approx(0.95, abs=0.02)


def test_that_a_ratio_to_a_control_near_zero_has_no_interval() -> None:
    assert ratio_interval(summarise([5, 6, 7]), summarise([-1, 0.5, 1])) == (None, None)


def test_that_a_condition_with_one_sample_has_a_difference_but_no_p() -> None:
    found = compare({"c": [1.0, 2.0, 3.0], "one": [9.0], "x": [4.0, 5.0, 7.0]}, "c")
    assert found.comparisons["one"].difference == 7.0
    assert found.comparisons["one"].p is None
    assert found.comparisons["one"].difference_low is None
    assert found.comparisons["x"].p is not None


def test_that_a_condition_without_samples_is_not_compared() -> None:
    found = compare({"c": [1.0, 2.0, 3.0], "none": []}, "c")
    assert found.comparisons == {}
    assert found.anova_p is None


def test_that_nothing_is_compared_without_a_control() -> None:
    found = compare({"a": [1.0, 2.0], "b": [2.0, 3.0]}, "")
    assert (found.control, found.comparisons) == ("", {})
    assert found.anova_p is not None


def test_that_samples_without_any_spread_are_not_tested() -> None:
    found = compare({"c": [1.0, 1.0, 1.0], "x": [2.0, 2.0, 2.0]}, "c")
    assert (found.anova_p, found.comparisons["x"].p, found.detectable) == (None, None, None)
    assert found.comparisons["x"].ratio == 2.0


def test_that_the_detectable_difference_is_detected_in_four_of_five_studies() -> None:
    rng = np.random.default_rng(2)
    known = compare({"a": [90.0, 100.0, 110.0], "b": [190.0, 200.0, 210.0]}, "a").detectable
    assert known is not None
    trials = [
        scipy.stats.ttest_ind(rng.normal(0, 10, 3), rng.normal(known, 10, 3)).pvalue < 0.05
        for _ in range(3000)
    ]
    assert np.mean(trials) == pytest.approx(0.8, abs=0.06)


# Resistivity of silicon wafers by five instruments: NIST Statistical Reference Datasets, SiRstv
WAFERS = {
    "1": [196.3052, 196.1240, 196.1890, 196.2569, 196.3403],
    "2": [196.3042, 196.3825, 196.1669, 196.3257, 196.0422],
    "3": [196.1303, 196.2005, 196.2889, 196.0343, 196.1811],
    "4": [196.2795, 196.1748, 196.1494, 196.1485, 195.9885],
    "5": [196.2119, 196.1051, 196.1850, 196.0052, 196.2090],
}


def test_that_anova_gives_the_certified_value_of_nist() -> None:
    certified_f = 1.18046237440255
    found = compare(WAFERS, "1")
    assert found.equal_variances
    assert found.anova_p == pytest.approx(scipy.stats.f.sf(certified_f, 4, 20), rel=1e-9)


@pytest.mark.parametrize(("treatments", "tabulated"), [(2, 2.86), (3, 2.88), (4, 2.89)])
def test_that_intervals_of_triplicates_reach_as_far_as_dunnetts_table_says(
    treatments: int, tabulated: float
) -> None:
    """Dunnett, Biometrics 20 (1964), two-sided 5 %, freedom 2 x (treatments + 1)."""
    spread = [-1.0, 0.0, 1.0]
    groups = {
        f"group {place}": [100 + 10 * place + each for each in spread]
        for place in range(treatments + 1)
    }
    found = compare(groups, "group 0").comparisons["group 1"]
    assert found.difference_low is not None
    reach = (found.difference - found.difference_low) / math.sqrt(2 / 3)
    assert reach == pytest.approx(tabulated, abs=0.015)


def test_that_brown_forsythe_is_an_anova_of_distances_from_the_median() -> None:
    distances = [[abs(x - np.median(values)) for x in values] for values in WAFERS.values()]
    grand = np.mean(distances)
    between = sum(5 * (np.mean(each) - grand) ** 2 for each in distances)
    within = sum(sum((x - np.mean(each)) ** 2 for x in each) for each in distances)
    f = (between / 4) / (within / 20)
    expected = scipy.stats.f.sf(f, 4, 20)
    assert compare(WAFERS, "1").brown_forsythe_p == pytest.approx(expected)


def test_that_pairs_of_samples_are_not_said_to_differ_in_their_spread() -> None:
    found = compare({"control": [263.7, 92.2], "treated": [274.6, 131.4]}, "control")
    assert found.brown_forsythe_p is None
    assert found.method == "Dunnett"


def test_that_early_reports_can_be_compared_as_they_were_made() -> None:
    pairs = {"control": [263.7, 92.2], "treated": [274.6, 131.4]}
    assert compare(pairs, "control", version=1).method == "Welch, Holm"
    assert compare(WAFERS, "1", version=1) == compare(WAFERS, "1")


def test_that_welchs_anova_is_that_of_his_formula() -> None:
    """Welch, Biometrika 38 (1951)."""
    groups: dict[str, list[float]] = {
        "a": [100, 101, 99, 100.5, 99.5, 100.2],
        "b": [50, 220, 20, 180, 240, 90],
        "c": [101, 103, 99, 104, 98.5],
    }
    found = compare(groups, "a")
    assert found.equal_variances is False
    n = [len(values) for values in groups.values()]
    mean = [np.mean(values) for values in groups.values()]
    weight = [len(values) / np.var(values, ddof=1) for values in groups.values()]
    total = sum(weight)
    grand = sum(w * m for w, m in zip(weight, mean, strict=True)) / total
    between = sum(w * (m - grand) ** 2 for w, m in zip(weight, mean, strict=True)) / 2
    rest = sum((1 - w / total) ** 2 / (k - 1) for w, k in zip(weight, n, strict=True))
    f = between / (1 + 2 * 1 / (3**2 - 1) * rest)
    assert found.anova_p == pytest.approx(scipy.stats.f.sf(f, 2, (3**2 - 1) / (3 * rest)))


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


def test_that_triplicates_of_a_known_spread_detect_what_tables_of_power_say() -> None:
    """Two groups of three: 80 % power at 5 % takes 3.07 standard deviations (noncentral t)."""
    found = compare({"a": [90.0, 100.0, 110.0], "b": [190.0, 200.0, 210.0]}, "a").detectable
    noncentrality = 3.07 / math.sqrt(2 / 3)
    power = scipy.stats.nct.sf(scipy.stats.t.ppf(0.975, 4), 4, noncentrality)
    assert power == pytest.approx(0.8, abs=0.01)
    assert found == pytest.approx(3.07 * 10, rel=0.05)
