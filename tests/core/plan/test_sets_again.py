"""Sets of files that a study knows in part, and tables that name one of the files of a set."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from melcount_app.core.errors import PlanError
from melcount_app.core.plan import (
    FoundScans,
    Plan,
    Wanted,
    parse_table,
    plain_name,
    plan_by_table,
    scans_in,
    scans_with,
)
from melcount_app.core.plan.assignment import Assignment
from melcount_app.core.plan.plan import PlannedScan
from tests.core.set_files import fluorescent_set, write_dicom, write_ome_set, write_set


def names(found: FoundScans) -> list[str]:
    return [scan.place for scan in found.scans]


def test_that_files_of_which_the_study_has_several_are_one_scan(tmp_path: Path) -> None:
    listed = fluorescent_set(tmp_path, "a")
    parts = sorted(tmp_path.glob("*.ndpi"))
    assert names(scans_in(tmp_path, Wanted(paths=set(parts[:1])))) == ["a-DAPI.ndpi"]
    found = scans_in(tmp_path, Wanted(paths=set(parts)))
    assert names(found) == ["a.ndpis"]
    assert found.joined == dict.fromkeys(parts, listed)
    with_list = scans_in(tmp_path, Wanted(paths={listed, parts[1]}))
    assert (names(with_list), with_list.joined) == (["a.ndpis"], {parts[1]: listed})
    read_whole = scans_in(tmp_path, Wanted(paths=set(parts), whole={parts[1]}))
    assert names(read_whole) == ["a-FITC.ndpi"]
    assert read_whole.joined == {parts[0]: parts[1], parts[2]: parts[1]}


def test_that_a_list_may_lie_above_the_folder_of_its_files(tmp_path: Path) -> None:
    fluorescent_set(tmp_path / "control" / "a", "a")
    (tmp_path / "control" / "a" / "a.ndpis").rename(tmp_path / "control" / "a.ndpis")
    assert names(scans_in(tmp_path)) == ["control/a.ndpis"]
    (scan,) = scans_with([tmp_path / "control" / "a" / "a-FITC.ndpi"])
    assert scan.path == tmp_path / "control" / "a.ndpis"
    assert len(scan.parts) == 3


def test_that_a_copy_of_a_list_is_left_out_and_may_be_put_back(tmp_path: Path) -> None:
    listed = fluorescent_set(tmp_path, "a")
    listed.with_name("a - Copie.ndpis").write_bytes(listed.read_bytes())
    found = scans_in(tmp_path)
    assert names(found) == ["a.ndpis"]
    assert [file.reason for file in found.left_out] == ["It names the same files as “a.ndpis”."]
    again = scans_in(tmp_path, Wanted(("a - Copie.ndpis",)))
    assert names(again) == ["a - Copie.ndpis", "a.ndpis"]


ROWS = "file\tcondition\n{}\tcontrol\n{}\t{}\n"


@pytest.mark.parametrize("kind", ["ndpis", "ome", "dicom", "vms"])
def test_that_a_table_may_name_any_file_of_a_set(tmp_path: Path, kind: str) -> None:
    if kind == "ndpis":
        fluorescent_set(tmp_path, "a")
    elif kind == "ome":
        write_ome_set(tmp_path, ("a-1.ome.tif", "a-2.ome.tif"))
    elif kind == "dicom":
        for place, side in enumerate((512, 256)):
            volume = "ORIGINAL\\PRIMARY\\VOLUME\\NONE"
            write_dicom(tmp_path / f"a-{place}.dcm", "1.2.3", volume, side)
    else:
        (tmp_path / "a.vms").write_text("[V]\nImageFile=a-1.jpg\nImageFile(1,0)=a-2.jpg\n")
        for name in ("a-1.jpg", "a-2.jpg"):
            (tmp_path / name).write_bytes(b"\xff\xd8\xff")
    (scan,) = scans_in(tmp_path).scans
    first, second = (part.name for part in [p for p in scan.parts if p.suffix != ".vms"][-2:])
    table = parse_table(ROWS.format(first, Path(second).stem, "control"))
    plan = plan_by_table([scan], table)
    assert [(each.path, each.assignment.condition) for each in plan.scans] == [
        (scan.path, "control")
    ]
    assert not plan.absent
    with pytest.raises(PlanError, match=r"tell different things of .* which are one scan"):
        plan_by_table([scan], parse_table(ROWS.format(first, second, "treated")))
    with pytest.raises(PlanError, match="name the same scan"):
        plan_by_table([scan], parse_table(ROWS.format(first, first, "control")))


def test_that_a_set_of_which_the_table_names_a_file_goes_before_its_export(tmp_path: Path) -> None:
    fluorescent_set(tmp_path, "a")
    (tmp_path / "a.tif").write_bytes((tmp_path / "a-FITC.ndpi").read_bytes())
    named = Wanted(names={plain_name("a-FITC.ndpi")})
    assert names(scans_in(tmp_path, named)) == ["a.ndpis"]


def test_that_counted_replicates_give_way_to_those_that_are_there() -> None:
    there = [Assignment("control", "1"), Assignment("control", "2"), Assignment("dose", "1")]
    new = [("control", "2"), ("control", "1"), ("dose", "7"), ("", "")]
    planned = tuple(
        PlannedScan(Path(str(place)), Assignment(*given)) for place, given in enumerate(new)
    )
    plan = Plan(planned, counted=frozenset(scan.path for scan in planned))
    found = [scan.assignment.replicate for scan in plan.beside(there).scans]
    assert found == ["3", "4", "7", ""]
    told = dataclasses.replace(plan, counted=frozenset())
    assert told.beside(there) == told


def test_that_a_missing_file_of_a_list_above_is_looked_for_beside_it(tmp_path: Path) -> None:
    listed = write_set(tmp_path / "a.ndpis", ["a-FITC.ndpi"])
    (found,) = scans_in(tmp_path).scans
    assert found.parts == (listed.with_name("a-FITC.ndpi"),)
