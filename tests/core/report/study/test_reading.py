"""What is said of statistics: no more than they show."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

import pytest

from melcount_app.core.plan import Role
from melcount_app.core.report.study import ConditionReport, StudyReport
from melcount_app.core.report.study.reading import (
    Reading,
    answer,
    notes,
    p_text,
    reading_of,
    replication,
    verdict,
    wide_spread,
)
from melcount_app.core.statistics import compare, planned_by, summarise
from melcount_app.core.wording import Wording
from tests.core.report.study.conftest import CREATED

ENGLISH, FRENCH = Wording("en"), Wording("fr")
CONTROL = (100.0, 110.0, 95.0)


def report_with(
    samples: Mapping[str, Sequence[float]],
    control: str = "control",
    donors: tuple[str, ...] = (),
    positive: str = "",
) -> StudyReport:
    """A report of densities alone; with donors each condition has a sample of each."""
    special = {control: Role.CONTROL, positive: Role.POSITIVE}
    roles = {name: special.get(name, Role.TEST) for name in samples}
    blocks = dict.fromkeys(samples, donors) if donors else None
    planned = planned_by({name: role for name, role in roles.items() if name})
    found = compare(samples, planned, blocks)
    conditions = tuple(
        ConditionReport(
            name,
            roles[name],
            scans=(),
            left_out=(),
            samples=(),
            summary=summarise(values),
            comparison=found.comparisons.get(name),
            level=found.levels.get(name),
        )
        for name, values in samples.items()
    )
    return StudyReport("study", conditions, donors, found, None, {}, CREATED, {"melcount": "1"})


@pytest.mark.parametrize(
    ("values", "reading"),
    [
        ((200.0, 210.0, 190.0), Reading.HIGHER),
        ((20.0, 30.0, 25.0), Reading.LOWER),
        ((105.0, 98.0, 101.0), Reading.NOT_SHOWN),
        ((200.0,), Reading.UNTESTED),
        ((), Reading.NO_DENSITY),
    ],
)
def test_that_a_condition_is_read_by_its_interval_and_p(
    values: tuple[float, ...], reading: Reading
) -> None:
    report = report_with({"control": CONTROL, "x": values})
    assert reading_of(report, report.conditions[0]) is Reading.CONTROL
    assert reading_of(report, report.conditions[1]) is reading
    assert verdict(report, report.conditions[1], ENGLISH)
    assert verdict(report, report.conditions[1], FRENCH)


def test_that_a_verdict_tells_ratio_and_interval_before_p() -> None:
    report = report_with({"control": CONTROL, "x": (200.0, 210.0, 190.0)})
    found = report.conditions[1].comparison
    assert found is not None
    sentence = verdict(report, report.conditions[1], ENGLISH)
    told = f"{found.ratio:.2f} times as dense (95 % interval {found.ratio_low:.2f} to"
    assert sentence.startswith(f"Higher than “control”: {told}")
    assert sentence.index("interval") < sentence.index("p ")
    assert "plus élevée" in verdict(report, report.conditions[1], FRENCH).lower()


def test_that_no_difference_shown_is_never_called_equal() -> None:
    report = report_with({"control": CONTROL, "x": (105.0, 98.0, 101.0)})
    assert "may be anywhere from 0." in verdict(report, report.conditions[1], ENGLISH)
    assert "no proof" in " ".join(notes(report, ENGLISH))


def test_that_no_upper_limit_is_told_where_the_control_is_near_zero() -> None:
    report = report_with({"control": (0.0, 0.1, 0.0), "x": (105.0, 98.0, 101.0)})
    assert reading_of(report, report.conditions[1]) is Reading.HIGHER
    sentence = verdict(report, report.conditions[1], ENGLISH)
    assert "at least" in sentence
    assert "no upper limit" in sentence
    turned = report_with({"control": (105.0, 98.0, 101.0), "x": (0.0, 0.1, 0.0)})
    assert "no lower limit" in verdict(turned, turned.conditions[1], ENGLISH)
    assert reading_of(turned, turned.conditions[1]) is Reading.LOWER


def test_that_the_positive_control_is_told_as_a_check_of_the_assay() -> None:
    samples = {"control": CONTROL, "MSH": (200.0, 210.0, 190.0), "x": (101.0, 99.0, 108.0)}
    report = report_with(samples, positive="MSH")
    assert answer(report, ENGLISH) == (
        "Compared with “control”: no difference shown: “x”. "
        "Checks of the assay: higher than the control: “MSH”."
    )
    assert "check of the assay" in verdict(report, report.conditions[1], ENGLISH)
    assert answer(report, FRENCH).endswith("».")


def test_that_blocks_and_dose_response_are_told() -> None:
    doses = {
        f"x {dose} µM": tuple(100 / dose * each for each in (1.0, 1.2, 0.9)) for dose in (1, 2, 4)
    }
    report = report_with({"control": CONTROL, **doses}, donors=("1", "2", "3"))
    for say, words in ((ENGLISH, ("are blocks", "“x” (3 doses)")), (FRENCH, ("blocs", "3 doses"))):
        told = " ".join(notes(report, say))
        assert all(each in told for each in words)


def test_that_the_answer_names_every_condition_by_its_result() -> None:
    report = report_with(
        {"control": CONTROL, "up": (200.0, 210.0, 190.0), "like": (101.0, 99.0, 108.0), "lost": ()}
    )
    assert answer(report, ENGLISH) == (
        "Compared with “control”: higher than the control: “up”; no difference shown: “like”; "
        "no sample with a density: “lost”."
    )
    assert answer(report, FRENCH).startswith("Par rapport à «\N{NO-BREAK SPACE}control")


def test_that_samples_without_a_condition_are_said_to_be_compared_with_nothing() -> None:
    report = report_with({"control": CONTROL, "": (1.0, 2.0)})
    nameless = dataclasses.replace(report.conditions[1], comparison=None)
    assert "Nobody said" in verdict(report, nameless, ENGLISH)
    assert "“”" not in answer(report, ENGLISH)


def test_that_without_a_control_it_says_what_to_do() -> None:
    report = report_with({"a": CONTROL, "b": (1.0, 2.0)}, control="")
    assert "role" in answer(report, ENGLISH)
    assert reading_of(report, report.conditions[0]) is Reading.NOT_COMPARED
    assert "no control" in verdict(report, report.conditions[0], ENGLISH)


@pytest.mark.parametrize(
    ("donors", "words"),
    [((), "No donors"), (("A",), "from one donor (or batch), “A”"), (("A", "B"), "counts donors")],
)
def test_that_what_n_counts_is_said(donors: tuple[str, ...], words: str) -> None:
    samples = {"control": CONTROL[: len(donors) or 3]}
    assert words in replication(report_with(samples, donors=donors), ENGLISH)


def test_that_a_wide_spread_is_pointed_out_by_name() -> None:
    report = report_with({"control": CONTROL, "x": (100.0, 200.0, 300.0)})
    assert "“x”" in wide_spread(report, ENGLISH)
    assert "“control”" not in wide_spread(report, ENGLISH)
    assert wide_spread(report_with({"control": CONTROL}), ENGLISH) == ""


def test_that_a_study_with_nothing_to_test_says_so() -> None:
    assert "Nothing was tested" in " ".join(notes(report_with({"control": CONTROL}), ENGLISH))


def test_that_small_p_are_told_to_be_small() -> None:
    assert p_text(0.00001, ENGLISH) == "p < 0.0001"
    assert p_text(0.00042, FRENCH) == "p = 0,0004"
    assert p_text(0.0234, ENGLISH) == "p = 0.023"
    assert p_text(0.51, ENGLISH) == "p = 0.51"
