"""The facts that a model folder tells about its network, in `card.json`."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from melcount_app.core.likeness import TrainingRanges
from melcount_app.training.accuracy import (
    calibration,
    for_json,
    localisation,
)
from melcount_app.training.comparing import interval_facts
from melcount_app.training.config import TrainConfig
from melcount_app.training.counting import count_empty_fields
from melcount_app.training.crossvalidation import CrossValidation, counter_of_network
from melcount_app.training.dataset import Crop, fingerprint
from melcount_app.training.intervals import JudgedIntervals
from melcount_app.training.quantise import Rounding
from melcount_app.training.run_folder import (
    best_epoch,
    epochs_trained,
    is_finished,
    load_network,
)


@dataclass(frozen=True, slots=True)
class TrainingFacts:
    """What the weights were made from.

    Attributes:
        crops: how many training crops.
        cells: annotated cells in them.
        sha256: fingerprint of pixels and points.
        parameters: trained numbers of the network.
        empty_counts: counts on simulated dark fields without cells.
        epochs: how long the weights were trained.
        best_epoch: the epoch whose weights are kept.
        is_finished: whether training came to the end that its recipe sets.
    """

    crops: int
    cells: int
    sha256: str
    parameters: int
    empty_counts: tuple[float, ...]
    epochs: int
    best_epoch: int
    is_finished: bool

    @classmethod
    def of_run(cls, run: Path, crops: Sequence[Crop], factor: float = 1.0) -> TrainingFacts:
        """The facts about a run and the crops it was made from.

        Args:
            run: its folder.
            crops: those it was made from.
            factor: what its counts are multiplied by.

        Raises:
            MelcountError: the folder holds no run with a checkpoint.
        """
        network, config = load_network(run), TrainConfig.load(run)
        return cls(
            crops=len(crops),
            cells=sum(crop.cells for crop in crops),
            sha256=fingerprint(crops),
            parameters=sum(parameter.numel() for parameter in network.parameters()),
            empty_counts=tuple(
                factor * count for count in count_empty_fields(counter_of_network(network, config))
            ),
            epochs=epochs_trained(run),
            best_epoch=best_epoch(run),
            is_finished=is_finished(run),
        )


def training_facts(facts: TrainingFacts, config: TrainConfig) -> dict[str, Any]:
    """The field `training` of `card.json`."""
    return {
        "data": "Lazard et al. 2022, Set 1 (TRP1), derived reading",
        "crops": facts.crops,
        "cells": facts.cells,
        "data_sha256": facts.sha256,
        "channel": "green; on a scan the one that `melcount_app.core.channel` chooses",
        "parameters": facts.parameters,
        "epochs": facts.epochs,
        "receptive_radius_px": config.network.receptive_radius_px,
        "config": dataclasses.asdict(config),
    }


def error_facts(
    validation: CrossValidation,
    empty_counts: Sequence[float],
    looks: CrossValidation | None = None,
) -> dict[str, Any]:
    """The field `errors` of `card.json`; errors are fractions, counts are cells."""
    facts: dict[str, Any] = for_json(
        {
            "kind": validation.kind,
            **dataclasses.asdict(validation.overall),
            "intervals": interval_facts(validation.pooled),
            "held_out_looks": looks and _facts_of(looks),
            "T_err_sd_of_folds": validation.T_err_sd,
            "per_fold": [dataclasses.asdict(errors) for errors in validation.per_fold],
            "seeds": 1 + len(validation.other_seeds),
            "T_err_sd_of_seeds": validation.T_err_sd_of_seeds,
            "calibration": dataclasses.asdict(calibration(validation.pooled)),
            "localisation": dataclasses.asdict(localisation(validation.pooled)),
            "empty_fields": len(empty_counts),
            "empty_mean_cells": sum(empty_counts) / len(empty_counts),
            "empty_most_cells": max(empty_counts),
        }
    )
    return facts


def _facts_of(looks: CrossValidation) -> dict[str, Any]:
    return {
        "kind": looks.kind,
        **dataclasses.asdict(looks.overall),
        "intervals": interval_facts(looks.pooled),
        "per_look": [dataclasses.asdict(errors) for errors in looks.per_fold],
    }


@dataclass(frozen=True, slots=True)
class CardEvidence:
    """All that the card of a network follows from, besides the network.

    Attributes:
        config: the recipe.
        facts: what the weights were made from.
        validation: the counts of crops that the networks had not seen.
        ranges: what the training crops look like.
        looks: the counts of crops whose look the networks had not seen; None where no looks were
            held out.
        intervals: of counts; None where the crops that are counted chose the weights.
        rounding: what its whole numbers do to counts; None for floating point.
    """

    config: TrainConfig
    facts: TrainingFacts
    validation: CrossValidation
    ranges: TrainingRanges
    looks: CrossValidation | None = None
    intervals: JudgedIntervals | None = None
    rounding: Rounding | None = None
