"""The sheet that tells how a study was made says how its plan was read, too."""

from __future__ import annotations

import dataclasses

from melcount_app.core.report.study import StudyReport
from melcount_app.core.report.study.made_sheet import SCAN_FACTS, sections
from melcount_app.core.study import Study
from melcount_app.core.wording import ENGLISH, FRENCH, Wording
from tests.core.report.study.conftest import AddCounted, report_of

NOTE = "Ditto marks of “plan.csv” were read as the cell above."


def test_that_how_the_plan_was_read_is_told_in_both_languages(
    study: Study, add: AddCounted
) -> None:
    add("control")
    study.plan.set_notes([NOTE])
    report = report_of(study)
    english, french = (
        dict(sections(report, [], Wording(language))) for language in (ENGLISH, FRENCH)
    )
    assert [fact.value for fact in english["How the plan was read"]] == [NOTE]
    (told,) = french["Comment le plan a été lu"]
    assert str(told.value).startswith("Les guillemets")
    names = [fact.name for fact in french["Programme"]]
    assert ("système" in names, "system" in names) == (True, False)


def test_that_a_plan_of_which_nothing_is_told_has_no_section(full_report: StudyReport) -> None:
    titles = [title for title, _ in sections(full_report, [], Wording(ENGLISH))]
    assert titles == ["Study", "Protocol", "Program"]


def test_that_channels_without_a_name_are_told_in_the_language(full_report: StudyReport) -> None:
    (_, scan) = next(full_report.scans)
    shown = next(column for column in SCAN_FACTS if column.key == "channel")
    for name, found in (("green", "vert"), ("TRP1", "TRP1")):
        channel = dataclasses.replace(scan.request.channel, name=name)
        request = dataclasses.replace(scan.request, channel=channel)
        assert shown.value(dataclasses.replace(scan, request=request), Wording(FRENCH)) == found
