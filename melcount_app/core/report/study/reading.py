"""What the statistics of a study say, in sentences that claim no more than they do."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from melcount_app.core.report.study.long_table import shortened
from melcount_app.core.report.study.report import ConditionReport, StudyReport
from melcount_app.core.statistics import HIGH_CV, UNEQUAL_P, Comparison
from melcount_app.core.wording import Wording, phrase

SIGNIFICANT_P = 0.05
SMALLEST_P = 0.0001
"""Smaller ones are told to be smaller."""


METHODS = {"": "", "Dunnett": phrase("Dunnett"), "Welch, Holm": phrase("Welch, Holm")}


class Reading(Enum):
    """What a condition comes to beside the control; the value is what people read."""

    CONTROL = phrase("control")
    HIGHER = phrase("higher than the control")
    LOWER = phrase("lower than the control")
    UNCLEAR = phrase("unclear: interval and p disagree")
    NOT_SHOWN = phrase("no difference shown")
    UNTESTED = phrase("cannot be tested: too few samples, or no spread")
    NO_DENSITY = phrase("no sample with a density")
    NOT_COMPARED = phrase("not compared")


def reading_of(report: StudyReport, condition: ConditionReport) -> Reading:
    """What a condition comes to."""
    if condition.summary.n == 0:
        return Reading.NO_DENSITY
    if condition is report.control:
        return Reading.CONTROL
    found = condition.comparison
    if found is None:
        return Reading.NOT_COMPARED
    return _reading_of_test(found)


def _reading_of_test(found: Comparison) -> Reading:
    if found.p is None or found.difference_low is None or found.difference_high is None:
        return Reading.UNTESTED
    is_apart = found.difference_low > 0 or found.difference_high < 0
    if is_apart != (found.p < SIGNIFICANT_P):
        return Reading.UNCLEAR
    if not is_apart:
        return Reading.NOT_SHOWN
    return Reading.HIGHER if found.difference > 0 else Reading.LOWER


def answer(report: StudyReport, say: Wording) -> str:
    """What the whole study says, in a sentence per kind of result."""
    control = report.control
    if control is None:
        return say(
            "No condition of the study has the role “control” or “vehicle”, so nothing is "
            "compared. Give one that role and write the reports again."
        )
    by_reading: dict[Reading, list[str]] = {}
    for condition in report.conditions:
        if condition.name:
            by_reading.setdefault(reading_of(report, condition), []).append(condition.name)
    told = [
        f"{say(reading.value)}{say(': ')}{_listed(by_reading[reading], say)}"
        for reading in Reading
        if reading is not Reading.CONTROL and reading in by_reading
    ]
    name = shortened(control.name)
    return f"{say('Compared with “{control}”:', control=name)} {say('; ').join(told)}."


def _listed(names: list[str], say: Wording) -> str:
    return ", ".join(say("“{name}”", name=shortened(name)) for name in names)


def verdict(report: StudyReport, condition: ConditionReport, say: Wording) -> str:
    """What is said of one condition: interval first, p after."""
    reading, found, control = reading_of(report, condition), condition.comparison, report.control
    if reading is Reading.CONTROL:
        return say("This is the control that the other conditions are compared with.")
    if reading is Reading.NO_DENSITY:
        return say("None of its scans gave a density; the table says why.")
    if not condition.name:
        return say("Nobody said what was done to these samples; they are compared with nothing.")
    if found is None or control is None:
        return say("It is compared with nothing, since the study has no control with a density.")
    facts = {
        "control": shortened(control.name),
        "difference": signed(found.difference, say),
        "low": signed(found.difference_low, say),
        "high": signed(found.difference_high, say),
        "p": p_text(found.p, say),
        "method": say(METHODS[report.statistics.method]),
    }
    return say(VERDICTS[reading], **facts)


VERDICTS = {
    Reading.HIGHER: phrase(
        "Higher than “{control}” by {difference} cells/mm² (95 % interval {low} to {high}; {p}, "
        "{method})."
    ),
    Reading.LOWER: phrase(
        "Lower than “{control}”: {difference} cells/mm² (95 % interval {low} to {high}; {p}, "
        "{method})."
    ),
    Reading.NOT_SHOWN: phrase(
        "No difference from “{control}” is shown: it may lie anywhere between {low} and {high} "
        "cells/mm² (95 % interval; {p}, {method})."
    ),
    Reading.UNCLEAR: phrase(
        "Unclear: the 95 % interval of the difference from “{control}” goes from {low} to {high} "
        "cells/mm², but {p} ({method}) points the other way. More samples would decide."
    ),
    Reading.UNTESTED: phrase(
        "It differs from “{control}” by {difference} cells/mm²; with so few samples, or without "
        "any spread, neither an interval nor a test can be given."
    ),
}


def notes(report: StudyReport, say: Wording) -> Iterator[str]:
    """What the numbers rest on: unit of replication, tests, assumptions, power."""
    if unlike := counted_unlike(report, say):
        yield unlike
    yield replication(report, say)
    yield from _tests(report, say)
    yield from _power(report, say)


def replication(report: StudyReport, say: Wording) -> str:
    """What n counts."""
    if report.is_by_donor:
        return say(
            "n counts donors (or batches), never scans, cells or regions: several scans of one "
            "donor in a condition are technical replicates, whose mean is one sample. A scan "
            "without a donor is a sample of its own. Donors are taken as independent; that the "
            "same donor appears in several conditions is not used."
        )
    if report.donors:
        return say(
            "n counts samples, one scan each, never cells or regions. All come from one donor (or "
            "batch), “{donor}”: the results hold for this donor, and say nothing of others.",
            donor=report.donors[0],
        )
    return say(
        "n counts samples, one scan each, never cells or regions. No donors (or batches) were "
        "named; if scans are technical replicates of one donor, name the donors and write the "
        "reports again."
    )


def counted_unlike(report: StudyReport, say: Wording) -> str:
    """That scans were counted on channels of different names, and which; empty where not."""
    scans: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    for _, scan in report.scans:
        name = scan.request.channel.name
        names.setdefault(name.casefold(), name)
        scans.setdefault(name.casefold(), []).append(scan.name)
    if len(scans) < 2:
        return ""
    told = [
        f"{say('“{name}”', name=names[channel])}{say(': ')}{shortened(', '.join(files))}"
        for channel, files in scans.items()
    ]
    return say(
        "Scans were counted on channels of different names, so conditions can be compared only if "
        "all these channels show the same label: {channels}.",
        channels=say("; ").join(told),
    )


def wide_spread(report: StudyReport, say: Wording) -> str:
    """Which conditions spread so much that somebody should look; empty for none."""
    names = [each.name for each in report.conditions if each.summary.is_spread_wide]
    if not names:
        return ""
    return say(
        "The samples differ by more than {limit} % (coefficient of variation) in: {names}. Look "
        "at their pictures before you trust the mean.",
        limit=say.number(100 * HIGH_CV),
        names=_listed(names, say),
    )


def _tests(report: StudyReport, say: Wording) -> Iterator[str]:
    found = report.statistics
    if found.equal_variances is None:
        yield say(
            "Nothing was tested: that takes two conditions of at least two samples each, that "
            "differ among themselves."
        )
        return
    spread = p_text(found.brown_forsythe_p, say)
    facts = {"anova": p_text(found.anova_p, say), "spread": spread, "limit": UNEQUAL_P}
    yield say(EQUAL if found.equal_variances else UNEQUAL, **facts)
    yield say(
        "Ratios have intervals by Fieller's theorem, each for itself. All this assumes samples "
        "that are independent and about normally distributed, which so few samples cannot prove."
    )


EQUAL = phrase(
    "Whether any condition differs: one-way ANOVA, {anova}. Against the control: Dunnett's test, "
    "whose intervals hold together for all comparisons. The spreads were taken as equal "
    "(Brown-Forsythe test, {spread})."
)
UNEQUAL = phrase(
    "The spreads differ (Brown-Forsythe test, {spread}), so Welch's tests were used. Whether any "
    "condition differs: Welch's ANOVA, {anova}. Against the control: Welch's t tests, p adjusted "
    "by Holm's method; the intervals of differences hold each for itself."
)


def _power(report: StudyReport, say: Wording) -> Iterator[str]:
    detectable, control = report.statistics.detectable, report.control
    if detectable is None:
        return
    share = ""
    if control is not None and control.summary.mean:
        percent = say.number(100 * detectable / control.summary.mean)
        share = say(" ({percent} % of the control)", percent=percent)
    yield say(
        "Power: with samples that spread like these, one study in five would miss a difference "
        "of {detectable} cells/mm²{share}, and more often a smaller one. “No difference shown” "
        "is no proof that there is none.",
        detectable=say.number(detectable),
        share=share,
    )


def p_text(p: float | None, say: Wording) -> str:
    """As people write it."""
    if p is None:
        return say("p not known")
    if p < SMALLEST_P:
        return f"p < {say.number(SMALLEST_P, 4)}"
    return f"p = {say.number(p, 2 if p >= 0.1 else 3 if p >= 0.01 else 4)}"


def signed(value: float | None, say: Wording) -> str:
    """A difference with its sign; empty where it is not known."""
    if value is None:
        return ""
    return f"{'+' if value >= 0 else '−'}{say.number(abs(value), 1)}"
