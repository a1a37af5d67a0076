"""`melcount plan` writes a table that `melcount batch --plan` reads."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import tifffile
from typer.testing import CliRunner

from melcount_app.cli import app


def test_that_a_plan_is_written_filled_in_and_read_back(tmp_path: Path) -> None:
    folder, out, table = tmp_path / "skin", tmp_path / "out", tmp_path / "plan.csv"
    for seed, place in enumerate(("untreated/a 1", "untreated/a 2", "msh/b 1", "msh/b 2")):
        path = folder / f"{place}.tif"
        path.parent.mkdir(parents=True, exist_ok=True)
        grey = np.random.default_rng(seed).integers(30, 60, (60, 80)).astype(np.uint8)
        tifffile.imwrite(path, grey)
    words = ["plan", str(folder), "--out", str(table), "--lang", "fr"]
    assert CliRunner().invoke(app, words).exit_code == 0
    text = table.read_text(encoding="utf-8-sig")
    assert text.startswith("Fichier;Condition;Dose;")
    table.write_text(text.replace(";msh;;", ";msh;10 µM;"), encoding="utf-8-sig")
    batch = ["batch", str(folder), "--out", str(out), "--plan", str(table), "--dry-run"]
    shown = CliRunner().invoke(app, batch)
    assert "msh 10 µM" in shown.output, shown.output
    assert not out.exists()
    refused = CliRunner().invoke(app, [*words[:-1], "xx"])
    assert "'xx' is not one of en, fr" in refused.output
