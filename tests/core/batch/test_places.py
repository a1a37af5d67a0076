"""No two scans of a batch write into the same files."""

from __future__ import annotations

from pathlib import Path

import pytest

from melcount_app.core.batch.places import Place, common_folder, result_places, results_beside

ROOT, OUT = Path("/scans"), Path("/out")


def test_that_sub_folders_are_repeated_among_the_results() -> None:
    scan = ROOT / "control" / "day 1" / "a.ndpi"
    assert result_places([scan], ROOT, OUT) == {scan: Place(OUT / "control" / "day 1", "a")}


def test_that_scans_that_differ_in_their_ending_only_keep_it() -> None:
    scans = [ROOT / "a.ndpi", ROOT / "A.tif", ROOT / "b.tif"]
    places = result_places(scans, ROOT, OUT)
    assert [place.name for place in places.values()] == ["a.ndpi", "A.tif", "b"]


def test_that_scans_of_one_name_in_two_folders_have_two_places() -> None:
    scans = [ROOT / "x" / "a.tif", ROOT / "y" / "a.tif", Path("/else/x/a.tif"), Path("/x/a.tif")]
    assert len(set(result_places(scans, ROOT, OUT).values())) == len(scans)


def test_that_the_common_folder_holds_all_scans() -> None:
    folder = Path("/data/study").resolve()
    assert common_folder([folder / "a" / "1.tif"]) == folder / "a"
    assert common_folder([folder / "a" / "1.tif", folder / "b" / "2.tif"]) == folder


PROGRAM, DOCUMENTS = Path("/opt/melcount/resources"), Path("/home/a/Documents")


@pytest.mark.parametrize(
    ("scans", "expected"),
    [
        (["/data/s/1.tif", "/data/s/dose/2.tif"], (Path("/data"), "s")),
        (["/data/s/1.tif", "/opt/melcount/resources/sample.tif"], (Path("/data"), "s")),
        (["/opt/melcount/resources/sample.tif"], (DOCUMENTS, "")),
        ([], (DOCUMENTS, "")),
        (["/1.tif"], (Path("/"), "")),
        (["/data/1.tif", "/other/2.tif"], (DOCUMENTS, "")),
    ],
)
def test_that_results_lie_beside_the_scans_and_never_in_the_program(
    scans: list[str], expected: tuple[Path, str]
) -> None:
    assert results_beside(map(Path, scans), PROGRAM, DOCUMENTS) == expected
