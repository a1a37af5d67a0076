"""Some hundred damaged files, each of which ends in a sentence or is read; more: `mutations.py`."""

from __future__ import annotations

from pathlib import Path

import pytest
from mutated import KINDS, OTHER, PART, SENTENCE, UNNAMED, WHOLE, Kind, Trial

TRIES = {"study.melcount": 14, "model.onnx": 12}
USUAL = 24
UNSEEN = ("model.onnx", "study.melcount")
"""Kinds of which nothing else is ever read than was written: a hash or a seal tells."""


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_that_a_damaged_file_is_read_or_refused_by_name(kind: Kind, tmp_path: Path) -> None:
    trial = Trial(kind, tmp_path / "tried")
    words = {trial.run(seed) for seed in range(TRIES.get(kind.name, USUAL))}
    assert SENTENCE in words
    allowed = {SENTENCE, WHOLE, PART} if kind.name in UNSEEN else {SENTENCE, WHOLE, OTHER}
    assert words <= allowed | ({UNNAMED} if kind.name == "plan.csv" else set())
