"""What the statistics of a study say, in sentences that claim no more than they do."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from melcount_app.core.report.study.long_table import shortened
from melcount_app.core.report.study.report import (
    ConditionReport,
    StudyReport,
    without_flagged,
)
from melcount_app.core.statistics import HIGH_CV, Comparison, Response
from melcount_app.core.wording import Wording, phrase

SMALLEST_P = 0.0001
"""Smaller ones are told to be smaller."""


METHODS = {
    "": "",
    "blocks": phrase("donors as blocks, multivariate t"),
    "independent": phrase("separate spreads, multivariate t"),
}
"""What p and intervals are by; the notes say more."""


class Reading(Enum):
    """What a condition comes to beside the control; the value is what people read."""

    CONTROL = phrase("control")
    HIGHER = phrase("higher than the control")
    LOWER = phrase("lower than the control")
    NOT_SHOWN = phrase("no difference shown")
    UNTESTED = phrase("cannot be tested: too few samples, or no spread")
    NO_DENSITY = phrase("no sample with a density")
    NOT_COMPARED = phrase("not compared")


def reading_of(report: StudyReport, condition: ConditionReport) -> Reading:
    """What a condition comes to: by the interval of its ratio, and nothing else."""
    if condition.summary.n == 0:
        return Reading.NO_DENSITY
    found = condition.comparison
    if found is None:
        is_control = condition is report.control or condition.name in report.controls
        return Reading.CONTROL if is_control else Reading.NOT_COMPARED
    if not found.is_tested:
        return Reading.UNTESTED
    if found.is_higher:
        return Reading.HIGHER
    return Reading.LOWER if found.is_lower else Reading.NOT_SHOWN


def answer(report: StudyReport, say: Wording) -> str:
    """What the whole study says, in a sentence per kind of result."""
    control = report.control
    if control is None:
        return say(
            "No condition of the study has the role “control” or “vehicle”, so nothing is "
            "compared. Give one that role and write the reports again."
        )
    tested = [each for each in report.conditions if each.name and not _is_check(each)]
    name = shortened(control.name)
    told = say("Compared with “{control}”:", control=name)
    sentences = [f"{told} {_by_reading(report, tested, say)}."]
    checks = [each for each in report.conditions if each.name and _is_check(each)]
    if checks:
        sentences.append(
            say("Checks of the assay: {found}.", found=_by_reading(report, checks, say))
        )
    return " ".join(sentences)


def _is_check(condition: ConditionReport) -> bool:
    """Whether it only tells whether the assay worked."""
    return condition.comparison is not None and condition.comparison.is_check


def _by_reading(report: StudyReport, conditions: list[ConditionReport], say: Wording) -> str:
    """Names of conditions by what they come to."""
    names: dict[Reading, list[str]] = {}
    for condition in conditions:
        names.setdefault(reading_of(report, condition), []).append(condition.name)
    told = [
        f"{say(reading.value)}{say(': ')}{_listed(names[reading], say)}"
        for reading in Reading
        if reading is not Reading.CONTROL and reading in names
    ]
    return say("; ").join(told)


def _listed(names: list[str], say: Wording) -> str:
    return ", ".join(say("“{name}”", name=shortened(name)) for name in names)


def verdict(report: StudyReport, condition: ConditionReport, say: Wording) -> str:
    """What is said of one condition: interval first, p after."""
    reading, found = reading_of(report, condition), condition.comparison
    if reading is Reading.CONTROL:
        return say("This is the control that the other conditions are compared with.")
    if reading is Reading.NO_DENSITY:
        return say("None of its scans gave a density; the table says why.")
    if not condition.name:
        return say("Nobody said what was done to these samples; they are compared with nothing.")
    if found is None:
        return say("It is compared with nothing, since the study has no control with a density.")
    facts = {
        "control": shortened(found.control),
        "ratio": factor(found.ratio, say),
        "interval": interval_text(found, say),
        "difference": signed(found.difference, say),
        "p": p_text(found.p, say),
        "method": say(METHODS[report.statistics.method]),
    }
    told = say(VERDICTS[reading], **facts)
    return f"{told} {say(CHECK)}" if found.is_check else told


CHECK = phrase("It is a check of the assay, and not among the comparisons that p is adjusted for.")
VERDICTS = {
    Reading.HIGHER: phrase(
        "Higher than “{control}”: {ratio} times as dense (95 % interval {interval}; {p}, "
        "{method}), {difference} cells/mm² at the density of the control."
    ),
    Reading.LOWER: phrase(
        "Lower than “{control}”: {ratio} times as dense (95 % interval {interval}; {p}, "
        "{method}), {difference} cells/mm² at the density of the control."
    ),
    Reading.NOT_SHOWN: phrase(
        "No difference from “{control}” is shown: it may be anywhere from {interval} times as "
        "dense (95 % interval; {p}, {method})."
    ),
    Reading.UNTESTED: phrase(
        "It differs from “{control}” by {difference} cells/mm²; with so few samples, or without "
        "any spread, neither an interval nor a test can be given."
    ),
}


def interval_text(found: Comparison, say: Wording) -> str:
    """Between which ratios the true one lies."""
    low, high = factor(found.ratio_low, say), factor(found.ratio_high, say)
    if found.ratio_low is None:
        return say("at most {high}, no lower limit", high=high)
    if found.ratio_high is None:
        return say("at least {low}, no upper limit", low=low)
    return say("{low} to {high}", low=low, high=high)


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
            "without a donor is a sample of its own."
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


def replicates_apart(report: StudyReport, say: Wording) -> str:
    """Which technical replicates of one donor disagree; empty for none."""
    found = [
        say("“{donor}” in “{name}”", donor=shortened(sample.name), name=shortened(each.name))
        for each in report.conditions
        for sample in each.samples
        if sample.is_spread_wide
    ]
    if not found:
        return ""
    return say(
        "Scans of one donor in one condition differ by more than {limit} % (coefficient of "
        "variation): {names}. Look whether they are of the same sample.",
        limit=say.number(100 * HIGH_CV),
        names=", ".join(found),
    )


def without_flagged_scans(report: StudyReport, say: Wording) -> Iterator[str]:
    """What would be read without flagged scans, of each condition where that differs."""
    other = without_flagged(report)
    if other is None:
        return
    for now, then in zip(report.conditions, other.conditions, strict=True):
        readings = reading_of(report, now), reading_of(other, then)
        if readings[0] is readings[1] and _is_alike(now.comparison, then.comparison):
            continue
        yield say(
            "“{name}” without flagged scans: {then}; with them: {now}.",
            name=shortened(now.name),
            then=_told(readings[1], then.comparison, say),
            now=_told(readings[0], now.comparison, say),
        )


ALIKE = 0.05
"""Share by which a ratio may differ without being told."""


def _is_alike(one: Comparison | None, other: Comparison | None) -> bool:
    if one is None or other is None or one.ratio is None or other.ratio is None:
        return (one is None) == (other is None)
    return abs(one.ratio - other.ratio) <= ALIKE * one.ratio


def _told(reading: Reading, found: Comparison | None, say: Wording) -> str:
    if found is None or not found.is_tested:
        return say(reading.value)
    interval = interval_text(found, say)
    return f"{say(reading.value)}, {factor(found.ratio, say)} ({interval})"


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
    if found.has_blocks is None:
        yield say(
            "Nothing was tested: that takes two conditions of at least two samples each, that "
            "differ among themselves."
        )
        return
    yield say(BLOCKS if found.has_blocks else INDEPENDENT)
    yield say(
        "The main result is the ratio to the control: of geometric means, by the logarithms of "
        "the densities. The difference in cells/mm² is what this ratio means at the density of "
        "the control. p is adjusted and intervals hold together for all comparisons, by the "
        "multivariate t distribution (Dunnett 1955; Hasler and Hothorn 2008), so a verdict and "
        "its interval are one statement. This was declared for all studies; no test of these "
        "densities chose it."
    )
    yield say(
        "Samples below {least} cells/mm², 1 % of the densest condition, are taken as so dense: a "
        "count does not tell them from 0. Of a condition with only such samples it is said how "
        "dense it is at most; of a control, no upper limit is given.",
        least=say.number(found.least, 1),
    )
    yield say(
        "The interval of a single count is not added to these: what is random in counting makes "
        "samples differ, and so is in their spread; what is wrong in all counts alike leaves the "
        "ratio as it is."
    )
    yield from (_response(each, say) for each in found.responses)


BLOCKS = phrase(
    "Conditions share donors (or batches), which are blocks: log density = condition + donor + "
    "residual, by least squares, with one residual spread for all conditions. If conditions "
    "differ much in it, more than 5 % of studies find what is not there."
)
INDEPENDENT = phrase(
    "Samples are independent: each condition has a spread of its own, with degrees of freedom by "
    "Welch and Satterthwaite. Intervals of the densities themselves are by the pooled spread."
)


def _response(found: Response, say: Wording) -> str:
    """How density follows the dose."""
    facts = {
        "substance": shortened(found.substance),
        "doses": found.doses,
        "ratio": factor(found.ratio, say),
        "low": factor(found.ratio_low, say),
        "high": factor(found.ratio_high, say),
        "p": p_text(found.p, say),
    }
    trend = say(
        "Dose-response of “{substance}” ({doses} doses): ten times the dose makes {ratio} "
        "times the density (95 % interval {low} to {high}; {p}; linear contrast of log density on "
        "log dose, not adjusted).",
        **facts,
    )
    if found.half is not None:
        half, low, high = (
            amount(each or 0.0, found.unit, say)
            for each in (found.half, found.half_low, found.half_high)
        )
        curve = say(
            "Half the effect is at {half} (95 % interval {low} to {high}; logistic curve of four "
            "parameters through log densities).",
            half=half,
            low=low,
            high=high,
        )
    else:
        curve = say(
            "The dose of half the effect is not given: that takes four doses that enclose it, and "
            "an effect that is clear."
        )
    return f"{trend} {curve}"


def amount(value: float, unit: str, say: Wording) -> str:
    """A dose with its unit: "2.5 µM"."""
    if unit == "%":
        return f"{value:.2g} %".replace(".", say.number(0.1, 1)[1])
    scale, prefix = next((each for each in SCALES if value >= each[0]), SCALES[-1])
    shown = value / scale
    return f"{say.number(shown, 2 if shown < 10 else 1 if shown < 100 else 0)} {prefix}{unit}"


SCALES = ((1.0, ""), (1e-3, "m"), (1e-6, "µ"), (1e-9, "n"), (1e-12, "p"))
"""Of units, and their prefixes."""


def _power(report: StudyReport, say: Wording) -> Iterator[str]:
    detectable = report.statistics.detectable
    if detectable is None:
        return
    yield say(
        "Power: with samples that spread like these, this test finds a condition {higher} times as "
        "dense as its control, or {lower} times, in four of five studies, and misses smaller "
        "differences more often. “No difference shown” is no proof that there is none.",
        higher=factor(detectable, say),
        lower=factor(1 / detectable, say),
    )


def factor(value: float | None, say: Wording) -> str:
    """A ratio; empty where it is not known."""
    if value is None:
        return ""
    return say.number(value, 3 if value < 0.1 else 2 if value < 100 else 0)


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
