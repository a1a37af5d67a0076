"""Evaluation of a model folder on annotated crops, by the code that counts scans."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from melcount_app.core.errors import OutputError
from melcount_app.core.model import CountingModel
from melcount_app.training.accuracy import CropCount, evaluation_facts
from melcount_app.training.counting import Counter, count_crops
from melcount_app.training.dataset import fingerprint, read_crops


def evaluate_model(
    data: Path, model: Path, *, threads: int = 0
) -> tuple[tuple[CropCount, ...], dict[str, Any]]:
    """Count the crops of a folder with a model; answer the counts and all figures for JSON.

    Args:
        data: folder of crops, see `read_crops`.
        model: folder of the model.
        threads: threads of the network; 0 for one per core.

    Raises:
        MelcountError: crops or model cannot be used, or do not fit each other.
    """
    loaded = CountingModel.load(model, threads=threads)
    crops = read_crops(data)
    counts = count_crops(Counter.of_model(loaded), crops)
    facts = evaluation_facts(counts)
    facts["model"] = {"name": loaded.card.name, "sha256": loaded.card.sha256}
    facts["data"] = {"folder": str(data), "sha256": fingerprint(crops)}
    return counts, facts


def write_facts(facts: dict[str, Any], path: Path) -> None:
    """Write facts as JSON beside their place, then rename them.

    Raises:
        OutputError: the file cannot be written.
    """
    beside = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(facts, indent=2, ensure_ascii=False, allow_nan=False)
        beside.write_text(text + "\n", encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        raise OutputError(f"{path} cannot be written ({error}). Choose another place.") from error
