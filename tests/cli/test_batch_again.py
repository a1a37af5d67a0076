"""A batch that goes on looks at what became of the files: its numbers are of what is there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from typer.testing import Result

from melcount_app.core.report.study import build_study_report
from melcount_app.core.study import Study, audit

Run = Callable[..., Result]


def samples(out: Path) -> dict[str, int]:
    """n by condition; the journal is whole."""
    with Study.open(out / "skin.melcount") as study:
        assert audit(study).is_whole
        report = build_study_report(study)
    return {condition.name: condition.summary.n for condition in report.conditions}


def numbers(out: Path) -> dict[str, float | None]:
    """Cells/mm² by scan."""
    with Study.open(out / "skin.melcount") as study:
        report = build_study_report(study)
    return {scan.name: scan.cells_per_mm2 for _, scan in report.scans}


def test_that_a_scan_that_was_taken_away_is_not_in_n_until_it_is_back_and_folders_are_followed(
    melcount: Run, out: Path, folder: Path, tmp_path: Path
) -> None:
    melcount("--no-reports")
    scan, aside = folder / "msh" / "b 2.tif", tmp_path / "b 2.tif"
    scan.rename(aside)
    result = melcount("--no-reports", "--retry-failed")
    assert result.exit_code == 2
    assert "look: msh/b 2.tif is not there any more, and no longer in the numbers" in result.output
    assert "to count: 0" in result.output
    assert samples(out) == {"msh": 1, "untreated": 2}
    aside.rename(scan)
    (folder / "msh").rename(folder / "msh 10 nM")
    again = melcount("--no-reports")
    assert again.exit_code == 0, again.output
    assert "to count: 0, counted earlier: 4" in again.output
    assert "the folder of the condition “msh” is called “msh 10 nM” now" in again.output
    melcount("--no-reports", "--renamed", "follow")
    assert samples(out) == {"msh 10 nM": 2, "untreated": 2}


def test_that_a_scan_that_was_replaced_is_named_and_counted_anew_on_request(
    melcount: Run, out: Path, add: Callable[..., Path]
) -> None:
    melcount("--no-reports")
    before = numbers(out)
    add("msh/b 2.tif", 77)
    result = melcount("--no-reports")
    assert result.exit_code == 2
    assert "look: msh/b 2.tif is another file now, and no longer in the numbers" in result.output
    assert samples(out) == {"msh": 1, "untreated": 2}
    accepted = melcount("--no-reports", "--accept-changed")
    assert accepted.exit_code == 0, accepted.output
    assert "to count: 1, counted earlier: 3" in accepted.output
    assert samples(out) == {"msh": 2, "untreated": 2}
    after = numbers(out)
    assert after["b 2.tif"] != before["b 2.tif"]
    assert after["b 1.tif"] == before["b 1.tif"]
