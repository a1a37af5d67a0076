"""Scans of several files, on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from melcount_app.cli import app
from melcount_app.core.plan import Assignment
from melcount_app.core.study import Study
from tests.core.set_files import fluorescent_set, ome_text, write_ome_set


def test_that_files_of_a_set_that_the_study_had_one_by_one_become_one_sample(
    tmp_path: Path, linear_model: Path
) -> None:
    folder = tmp_path / "skin" / "control"
    fluorescent_set(folder, "a")
    out = tmp_path / "out"
    out.mkdir()
    with Study.open(out / "skin.melcount") as study:
        for part in sorted(folder.glob("*.ndpi")):
            study.plan.assign({study.scans.add(part).key: Assignment("vit C", "7", "D1")})
    words = ["batch", str(tmp_path / "skin"), "--out", str(out), "--model", str(linear_model)]
    counted = CliRunner().invoke(app, [*words, "--no-reports"])
    assert counted.exit_code == 0
    assert counted.output.count("is a part of control/a.ndpis, and no longer a sample") == 3
    with Study.open(out / "skin.melcount") as study:
        (scan,) = study.scans.all()
        assert (scan.path.name, scan.assignment) == ("a.ndpis", Assignment("vit C", "7", "D1"))
        assert study.counts.of(scan.key) is not None


@pytest.mark.parametrize("kind", ["companion", "vms"])
def test_that_what_only_describes_a_scan_and_its_pieces_stand_for_it(
    tmp_path: Path, linear_model: Path, kind: str
) -> None:
    out = tmp_path / "out"
    if kind == "companion":
        files = ("a-1.ome.tif", "a-2.ome.tif")
        write_ome_set(tmp_path, files)
        named = tmp_path / "a.companion.ome"
        named.write_text(ome_text(9, files))
    else:  # which needs a real slide to be opened
        (tmp_path / "slide.vms").write_text("[V]\nImageFile=1.jpg\nImageFile(1,0)=2.jpg\n")
        named = tmp_path / "2.jpg"
        named.write_bytes(b"\xff\xd8\xff")
    words = ["count", str(named), "--model", str(linear_model), "--out", str(out)]
    result = CliRunner().invoke(app, words)
    if kind == "companion":
        assert (out / "a-1.ome.xlsx").is_file(), result.output
    else:
        assert "“slide.vms”" in result.output
