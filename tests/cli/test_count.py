from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import cast

import numpy as np
import numpy.typing as npt
import openpyxl
import pytest
import tifffile
from typer.testing import CliRunner, Result

from melcount_app.cli import app

WriteScan = Callable[..., Path]

KEYS = {
    "scan",
    "cells",
    "area_mm2",
    "cells_per_mm2",
    "um_per_px",
    "um_per_px_source",
    "channel",
    "channel_reason",
    "model",
    "regions",
    "flags",
    "cells_interval",
    "cells_per_mm2_interval",
    "interval_level",
}


def haze(height: int = 240, width: int = 320) -> npt.NDArray[np.uint8]:
    rng = np.random.default_rng(0)
    return rng.integers(30, 60, (height, width)).astype(np.uint8)


def count(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["count", *map(str, arguments)])


def result_of(folder: Path, name: str = "scan") -> dict[str, object]:
    facts: dict[str, object] = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    return facts


def square(path: Path, box: tuple[float, float, float, float], name: str = "mine") -> Path:
    x0, y0, x1, y1 = box
    ring = [[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]]
    feature = {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [ring]},
        "properties": {"name": name},
    }
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    return path


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "results"


def test_that_all_results_are_written(write_scan: WriteScan, linear_model: Path, out: Path) -> None:
    green = haze()
    result = count(write_scan(green), "--out", out, "--model", linear_model)
    assert result.exit_code == 0, result.output
    facts = result_of(out)
    assert facts.keys() >= KEYS
    assert facts["cells"] == pytest.approx(green.sum() / 255 * 0.01, rel=1e-5)
    assert facts["area_mm2"] == pytest.approx(240 * 320 * 1.8092e-3**2, rel=1e-6)
    assert facts["um_per_px"] == pytest.approx(1.8092, rel=1e-6)
    assert facts["um_per_px_source"] == "TIFF resolution tags"
    assert facts["channel"] == "green"
    assert (out / "scan.mask.geojson").exists()
    with tifffile.TiffFile(out / "scan.density.ome.tif") as density:
        assert density.asarray().sum() == pytest.approx(facts["cells"], rel=1e-4)
    assert openpyxl.load_workbook(out / "scan.xlsx").sheetnames


def test_that_the_density_is_told_with_its_interval(
    write_scan: WriteScan, model_with_intervals: Path, out: Path
) -> None:
    result = count(write_scan(haze()), "--out", out, "--model", model_with_intervals)
    facts = result_of(out)
    low, high = cast("list[float]", facts["cells_per_mm2_interval"])
    said = f"{facts['cells_per_mm2']:.1f} cells/mm² (90 %: {low:.1f}–{high:.1f}), "
    assert result.output.startswith(f"scan.tif: {said}")


def test_that_an_interval_that_is_withheld_is_told_once(
    write_scan: WriteScan, model_with_intervals: Path, out: Path
) -> None:
    scan = write_scan(haze(), um_per_px=None)
    result = count(scan, "--out", out, "--model", model_with_intervals)
    assert result.output.count("90 %") == 1
    assert "note: The 90 % intervals are withheld, since " in result.output
    assert result_of(out)["cells_interval"] is None


def test_that_a_profile_says_where_the_time_goes(
    write_scan: WriteScan, linear_model: Path, out: Path
) -> None:
    scan = write_scan(haze())
    without = count(scan, "--out", out, "--model", linear_model)
    result = count(scan, "--out", out, "--model", linear_model, "--profile")
    assert result.exit_code == 0, result.output
    assert "network" not in without.output
    rows = {line[2:29].strip(): line[29:].split() for line in result.output.splitlines()}
    for stage in ("preparing", "counting", "reading", "network", "measuring", "writing", "in all"):
        assert float(rows[stage][0]) >= 0
    assert float(rows["in all"][0]) > 0


def test_that_no_other_file_is_left(write_scan: WriteScan, linear_model: Path, out: Path) -> None:
    count(write_scan(haze()), "--out", out, "--model", linear_model)
    names = {path.name for path in out.iterdir()}
    assert names == {"scan.xlsx", "scan.json", "scan.density.ome.tif", "scan.mask.geojson"}


def test_that_mask_and_regions_are_counted_as_given(
    write_scan: WriteScan, linear_model: Path, out: Path, tmp_path: Path
) -> None:
    green = haze()
    mask = square(tmp_path / "m.geojson", (40, 40, 200, 200))
    regions = square(tmp_path / "r.geojson", (120, 40, 300, 120), name="edge")
    scan = write_scan(green)
    result = count(
        scan, "--out", out, "--mask", mask, "--regions", regions, "--model", linear_model
    )
    assert result.exit_code == 0, result.output
    facts = result_of(out)
    assert facts["cells"] == pytest.approx(green[40:200, 40:200].sum() / 25500, rel=1e-4)
    regions_found = facts["regions"]
    assert isinstance(regions_found, list)
    edge = {region["name"]: region for region in regions_found}["edge"]
    assert edge["cells"] == pytest.approx(green[40:120, 120:200].sum() / 25500, rel=1e-4)
    assert edge["area_mm2"] == pytest.approx(80 * 80 * 1.8092e-3**2, rel=1e-6)


def test_that_a_written_mask_gives_the_same_count_again(
    write_scan: WriteScan, linear_model: Path, out: Path, tmp_path: Path
) -> None:
    scan = write_scan(haze())
    mask = square(tmp_path / "m.geojson", (33, 21, 211, 198))
    count(scan, "--out", out, "--mask", mask, "--model", linear_model)
    again = tmp_path / "again"
    count(scan, "--out", again, "--mask", out / "scan.mask.geojson", "--model", linear_model)
    assert result_of(again)["cells"] == result_of(out)["cells"]


def test_that_without_pixel_size_densities_are_withheld_with_a_sentence(
    write_scan: WriteScan, linear_model: Path, out: Path
) -> None:
    result = count(write_scan(haze(), um_per_px=None), "--out", out, "--model", linear_model)
    assert result.exit_code == 0
    facts = result_of(out)
    assert facts["cells"] is not None
    assert facts["area_mm2"] is None
    assert facts["cells_per_mm2"] is None
    assert "no pixel size" in result.output


def test_that_the_users_pixel_size_goes_before_the_files(
    write_scan: WriteScan, linear_model: Path, out: Path
) -> None:
    scan = write_scan(haze())
    result = count(scan, "--out", out, "--um-per-px", 0.9046, "--model", linear_model)
    assert result.exit_code == 0
    facts = result_of(out)
    assert facts["um_per_px_source"] == "user"
    assert facts["area_mm2"] == pytest.approx(240 * 320 * 0.9046e-3**2, rel=1e-6)


def test_that_the_users_channel_is_counted(
    write_scan: WriteScan, linear_model: Path, out: Path
) -> None:
    count(write_scan(haze()), "--out", out, "--channel", "red", "--model", linear_model)
    facts = result_of(out)
    assert (facts["channel"], facts["channel_reason"]) == ("red", "chosen by the user")


def broken(tmp_path: Path, kind: str) -> Path:
    path = tmp_path / f"{kind}.tif"
    if kind == "empty":
        path.write_bytes(b"")
    elif kind == "text":
        path.write_text("this is no scan")
    elif kind == "folder":
        path.mkdir()
    elif kind == "volume":
        tifffile.imwrite(path, np.zeros((5, 40, 50), np.uint8), photometric="minisblack")
    elif kind == "truncated":
        tifffile.imwrite(path, np.zeros((400, 500), np.uint8), compression="zlib")
        path.write_bytes(path.read_bytes()[:200])
    return path  # "missing" is left out


@pytest.mark.parametrize("kind", ["missing", "empty", "text", "folder", "volume", "truncated"])
def test_that_a_bad_scan_is_named_in_one_sentence_and_leaves_nothing(
    tmp_path: Path, linear_model: Path, out: Path, kind: str
) -> None:
    result = count(broken(tmp_path, kind), "--out", out, "--model", linear_model)
    assert result.exit_code == 2
    assert f"{kind}.tif" in result.output
    assert len(result.output.splitlines()) == 1
    assert "Traceback" not in result.output
    assert not list(out.iterdir())


def test_that_a_bad_scan_does_not_cost_the_others(
    write_scan: WriteScan, linear_model: Path, out: Path, tmp_path: Path
) -> None:
    good = write_scan(haze())
    bad = broken(tmp_path, "text")
    result = count(bad, good, "--out", out, "--model", linear_model)
    assert result.exit_code == 2
    assert result_of(out)["cells"]


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (["--mask", "nowhere.geojson"], "nowhere.geojson"),
        (["--regions", "nowhere.geojson"], "nowhere.geojson"),
        (["--channel", "fitc"], "fitc"),
        (["--um-per-px", "-1"], "-1"),
        (["--um-per-px", "9"], "scan.tif"),
    ],
)
def test_that_a_bad_option_is_named_in_one_sentence(
    write_scan: WriteScan, linear_model: Path, out: Path, options: list[str], named: str
) -> None:
    result = count(write_scan(haze()), "--out", out, "--model", linear_model, *options)
    assert result.exit_code == 2
    assert named in result.output
    assert not list(out.iterdir())


def test_that_a_mask_outside_the_scan_is_refused(
    write_scan: WriteScan, linear_model: Path, out: Path, tmp_path: Path
) -> None:
    mask = square(tmp_path / "far.geojson", (5000, 5000, 6000, 6000))
    result = count(write_scan(haze()), "--out", out, "--mask", mask, "--model", linear_model)
    assert result.exit_code == 2
    assert "far.geojson" in result.output


def test_that_a_missing_model_is_refused(write_scan: WriteScan, out: Path, tmp_path: Path) -> None:
    result = count(write_scan(haze()), "--out", out, "--model", tmp_path / "no_model")
    assert result.exit_code == 2
    assert "no_model" in result.output


def test_that_an_output_folder_that_is_a_file_is_refused_before_counting(
    write_scan: WriteScan, linear_model: Path, tmp_path: Path
) -> None:
    occupied = tmp_path / "occupied"
    occupied.write_text("mine")
    result = count(write_scan(haze()), "--out", occupied, "--model", linear_model)
    assert result.exit_code == 2
    assert "occupied" in result.output
    assert occupied.read_text() == "mine"


def test_that_scans_whose_results_would_overwrite_each_other_are_refused(
    write_scan: WriteScan, linear_model: Path, out: Path, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    first = write_scan(haze())
    second = write_scan(haze(), name="other/scan.tif")
    result = count(first, second, "--out", out, "--model", linear_model)
    assert result.exit_code == 2
    assert "scan.tif" in result.output
    assert not out.exists()


def test_that_reports_say_where_the_scan_is(
    write_scan: WriteScan, linear_model: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan = write_scan(haze())
    monkeypatch.chdir(scan.parent)
    count(scan.name, "--out", out, "--model", linear_model)
    assert result_of(out)["scan"] == str(scan)


def said_by(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "melcount_app", *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True, cwd=folder)


def test_that_a_missing_scan_to_open_is_named_in_one_sentence(tmp_path: Path) -> None:
    said = said_by("missing.tif", folder=tmp_path)
    assert said.returncode == 2
    assert said.stderr.splitlines() == [
        "melcount: There is no file missing.tif. Check its name and folder."
    ]


def test_that_a_file_of_a_commands_name_does_not_hide_the_command(tmp_path: Path) -> None:
    (tmp_path / "count").write_text("")
    said = said_by("count", "--help", folder=tmp_path)
    assert said.returncode == 0
    assert "--regions" in said.stdout


def test_that_the_program_says_its_version() -> None:
    command = [sys.executable, "-m", "melcount_app", "--version"]
    said = subprocess.run(command, check=True, capture_output=True, text=True)
    assert said.stdout.startswith("melcount ")


def test_that_counting_loads_no_slow_library_that_it_does_not_need() -> None:
    script = (
        "import sys; import melcount_app.cli; "
        "slow = ('PySide6', 'torch', 'pyqtgraph', 'matplotlib', 'scipy.sparse', 'scipy.special'); "
        "print([name for name in slow if name in sys.modules])"
    )
    said = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    )
    assert said.stdout.strip() == "[]"


def test_that_another_image_and_plane_can_be_counted(tmp_path: Path, linear_model: Path) -> None:
    path = tmp_path / "stack.ome.tif"
    pixels = np.stack([haze() // (3 - n) for n in range(3)])
    tifffile.imwrite(path, pixels, photometric="minisblack", ome=True, metadata={"axes": "ZYX"})
    usual = count(path, "--out", tmp_path / "out", "--model", linear_model)
    assert "3 focal planes. Counted is number 2 alone." in usual.output
    assert "--plane" in usual.output
    picked = count(path, "--out", tmp_path / "3", "--model", linear_model, "--plane", 3)
    assert picked.exit_code == 0, picked.output
    found = result_of(tmp_path / "3", "stack.ome")
    assert found["plane"] == 3
    first = result_of(tmp_path / "out", "stack.ome")
    assert cast(float, found["cells"]) > 1.5 * cast(float, first["cells"])
    absent = count(path, "--out", tmp_path / "9", "--model", linear_model, "--plane", 9)
    assert absent.exit_code == 2


def test_that_only_the_command_line_speaks_of_its_option_for_the_pixel_size(
    write_scan: WriteScan, tmp_path: Path, linear_model: Path
) -> None:
    path = write_scan(haze(), None)
    told = count(path, "--out", tmp_path / "out", "--model", linear_model)
    assert "Enter the pixel size. (--um-per-px)" in told.output
    assert "--um-per-px" not in (tmp_path / "out" / "scan.json").read_text(encoding="utf-8")
