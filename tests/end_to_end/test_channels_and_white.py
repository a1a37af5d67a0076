"""Scans whose label is not the brightest channel, or whose white is not the brightest pixel."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from melcount_app.cli import app

PLAIN = 518
"""Cells that the program finds in the same mosaic without any trap; annotators count 519."""


def counted(path: Path, out: Path, *options: str) -> dict[str, Any]:
    found = CliRunner().invoke(app, ["count", str(path), "--out", str(out), *options])
    assert found.exit_code == 0, found.output
    name = path.name.removesuffix(".tif")
    result: dict[str, Any] = json.loads((out / f"{name}.json").read_text(encoding="utf-8"))
    return result


@pytest.mark.parametrize(
    ("name", "options", "chosen"),
    [
        ("channel_called_trp1_is_dimmer.ome.tif", (), ("TRP1", "called TRP1, a name of the label")),
        ("bright_dapi_dim_fitc_16bit.ome.tif", (), ("FITC", "called FITC, a name of the label")),
        (
            "bright_dapi_dim_fitc_16bit.ome.tif",
            ("--channel", "FITC"),
            ("FITC", "chosen by the user"),
        ),
        ("four_hot_pixels_16bit.tif", (), ("grey", "the only channel of the scan")),
    ],
)
def test_that_the_label_is_counted_by_its_own_white(
    shared_data: Path, tmp_path: Path, name: str, options: tuple[str, ...], chosen: tuple[str, str]
) -> None:
    found = counted(shared_data / "data/field/scans" / name, tmp_path, *options)
    assert (found["channel"], found["channel_reason"]) == chosen
    assert found["cells"] == pytest.approx(PLAIN, rel=0.01)
    assert found["area_mm2"] == pytest.approx(1.2871, abs=1e-3)
    notes = [flag["sentence"] for flag in found["flags"] if flag["name"] == "sixteen_bit"]
    assert len(notes) == ("16bit" in name)
    assert all(f"{found['white']:.0f} was taken" in note for note in notes)


def test_that_a_study_is_counted_on_one_channel_where_a_product_dims_the_label(
    shared_data: Path, tmp_path: Path
) -> None:
    folder = shared_data / "data/field/studies/channel_flips"
    arguments = ["batch", str(folder), "--out", str(tmp_path)]
    told = "channel: FITC in all scans (called FITC, a name of the label)"
    planned = CliRunner().invoke(app, [*arguments, "--dry-run"])
    assert told in planned.output
    done = CliRunner().invoke(app, [*arguments, "--csv"])
    assert done.exit_code == 0, done.output
    assert told in done.output
    cells = {}
    for path in tmp_path.glob("*/*.json"):
        found = json.loads(path.read_text(encoding="utf-8"))
        assert found["channel"] == "FITC"
        cells[Path(found["scan"]).name.split(".")[0]] = found["cells"]
    for number, annotated in enumerate((252, 113, 138), 1):
        for condition in ("control", "treated"):
            assert cells[f"{condition}_{number}"] == pytest.approx(annotated, rel=0.05)
