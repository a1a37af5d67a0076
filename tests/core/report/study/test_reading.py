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
from melcount_app.core.statistics import compare, summarise
from melcount_app.core.wording import Wording
from tests.core.report.study.conftest import CREATED

ENGLISH, FRENCH = Wording("en"), Wording("fr")
CONTROL = (100.0, 110.0, 95.0)


def report_with(
    samples: Mapping[str, Sequence[float]], control: str = "control", donors: tuple[str, ...] = ()
) -> StudyReport:
    """A report of densities alone."""
    found = compare(samples, control)
    conditions = tuple(
        ConditionReport(
            name,
            Role.CONTROL if name == control else Role.TEST,
            scans=(),
            left_out=(),
            samples=(),
            summary=summarise(values),
            comparison=found.comparisons.get(name),
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


def test_that_a_verdict_tells_the_interval_before_p() -> None:
    report = report_with({"control": CONTROL, "x": (200.0, 210.0, 190.0)})
    found = report.conditions[1].comparison
    assert found is not None
    assert found.difference_low is not None
    sentence = verdict(report, report.conditions[1], ENGLISH)
    assert sentence.startswith("Higher than “control” by +98.3 cells/mm² (95 % interval +")
    assert f"+{found.difference_low:.1f}" in sentence
    assert sentence.index("interval") < sentence.index("p ")
    assert "plus élevée" in verdict(report, report.conditions[1], FRENCH).lower()


def test_that_no_difference_shown_is_never_called_equal() -> None:
    report = report_with({"control": CONTROL, "x": (105.0, 98.0, 101.0)})
    sentence = verdict(report, report.conditions[1], ENGLISH)
    assert "may lie anywhere between −" in sentence
    assert "no proof" in " ".join(notes(report, ENGLISH))


def test_that_interval_and_p_that_disagree_are_called_unclear() -> None:
    """Welch's interval of one comparison stays off 0, but Holm's p of two does not hold."""
    report = report_with(
        {
            "control": [100, 101, 99, 100.5, 99.5, 100.2],
            "x": [109, 198, 110, 173, 196, 112],
            "y": [60, 250, 20, 180, 240, 90],
        }
    )
    x = report.conditions[1]
    assert x.comparison is not None
    assert x.comparison.difference_low is not None
    assert x.comparison.difference_low > 0
    assert x.comparison.p is not None
    assert x.comparison.p > 0.05
    assert reading_of(report, x) is Reading.UNCLEAR
    assert "More samples" in verdict(report, x, ENGLISH)
    assert "each for itself" in " ".join(notes(report, ENGLISH))


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
    assert words in replication(report_with({"control": CONTROL}, donors=donors), ENGLISH)


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
