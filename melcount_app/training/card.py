"""What a model folder says about its network: facts for `card.json`, text for `CARD.md`."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from string import Template
from typing import Any

from melcount_app.core.model import ModelCard
from melcount_app.training.config import TrainConfig
from melcount_app.training.dataset import Crop, fingerprint
from melcount_app.training.evaluate import RIM_PX, CountErrors, CrossValidation

_TEXT = Template("""\
# $name

Counts melanocytes on fluorescence scans of reconstructed skin. The network turns one channel
at $um_per_px µm per pixel into a density map; the integral of the map is the count.

## Network

A U-Net after Lazard et al. 2022 with $channels filters per level and $decoder_steps step(s) of
its expanding path: $parameters parameters. One output pixel covers
$output_stride x $output_stride input pixels and sees $receptive_radius_px px around itself.
SHA-256 of `model.onnx`: `$sha256`.

## Data

$crops crops of 256 x 256 px at $um_per_px µm per pixel with $cells annotated cells: Set 1, the
training set of Lazard et al. 2022 (TRP1 staining). Its 76 test crops were not used.

- The pixels come from the authors' follow-up repository peter12398/DGMM2024-comptage-cellule
  (MIT licence), green channel of the published crops, reduced by four.
- Counts and points were read back from that repository's figures, which paint each annotated
  cell on the known image. Counts are exact; positions are within about 1 px; one position each
  in image_25, image_44, image_49 and image_54 is unreliable. This is a derived reading, not
  the authors' label files.
- SHA-256 of pixels and points as read: `$data_sha256`.

## Recipe

$recipe

Each cell is a Gaussian of sigma $sigma_px px and integral 1, put back inside the crop where it
falls off; the map is learned times $target_scale. In $empty_percent % of the pictures a dark
field without cells takes the crop's place. The weights are an average over the last steps.

## Errors

$folds-fold cross-validation over whole crops, the same recipe as the shipped weights, which
were trained on all crops. T_err and A_err as in Lazard et al. 2022 (eq. 3 and 2): the sum of
the absolute errors over the sum of cells, and the mean of the relative absolute errors.

| crops | n | cells | T_err | A_err | bias | inner bias | MAE (cells) |
| --- | --- | --- | --- | --- | --- | --- | --- |
$table

Crops are counted as the program counts scans, mirrored beyond their border. The inner bias
leaves out the outer $rim_px px of every crop: a scan has little border for its area.

Between the folds T_err has a standard deviation of $spread percentage points. Every fold was
trained once, so the spread between seeds is not known.

On $empty_fields simulated dark fields of 256 x 256 px, of the kind shown in training, the
shipped network counts $empty_mean cells on average and $empty_most at most.

The errors are those of crops like these. They say nothing about other stainings, other
scanners or other pixel sizes.

## Licence

The weights are published under the $licence licence. The training pixels
come from a repository under the MIT licence; they are not part of this folder.

## Commands

These write all weights and all figures on this page, from the root of the repository with the
`train` extra installed:

```
python -m melcount_app.training train \\
    --data ../shared/data/trp1/set1 --runs runs/$name --epochs $epochs
python -m melcount_app.training crossvalidate \\
    --data ../shared/data/trp1/set1 --runs runs/$name --epochs $epochs
python -m melcount_app.training export \\
    --data ../shared/data/trp1/set1 --runs runs/$name --model models/$name
```
""")


@dataclass(frozen=True, slots=True)
class TrainingFacts:
    """What the weights were made from.

    Attributes:
        crops: how many training crops.
        cells: annotated cells in them.
        sha256: fingerprint of pixels and points.
        parameters: trained numbers of the network.
        empty_counts: counts on simulated dark fields without cells.
    """

    crops: int
    cells: int
    sha256: str
    parameters: int
    empty_counts: tuple[float, ...]

    @classmethod
    def of(
        cls, crops: Sequence[Crop], parameters: int, empty_counts: tuple[float, ...]
    ) -> TrainingFacts:
        """The facts about some crops and a network."""
        cells = sum(crop.cells for crop in crops)
        return cls(len(crops), cells, fingerprint(crops), parameters, empty_counts)


def training_facts(facts: TrainingFacts, config: TrainConfig) -> dict[str, Any]:
    """The field `training` of `card.json`."""
    return {
        "data": "Lazard et al. 2022, Set 1 (TRP1), derived reading",
        "crops": facts.crops,
        "cells": facts.cells,
        "data_sha256": facts.sha256,
        "parameters": facts.parameters,
        "receptive_radius_px": config.network.receptive_radius_px,
        "config": dataclasses.asdict(config),
    }


def error_facts(validation: CrossValidation, empty_counts: Sequence[float]) -> dict[str, Any]:
    """The field `errors` of `card.json`; errors are fractions, counts are cells."""
    return {
        "kind": f"{len(validation.per_fold)}-fold cross-validation over whole crops",
        **dataclasses.asdict(validation.overall),
        "T_err_sd_of_folds": validation.T_err_sd,
        "per_fold": [dataclasses.asdict(errors) for errors in validation.per_fold],
        "empty_fields": len(empty_counts),
        "empty_mean_cells": sum(empty_counts) / len(empty_counts),
        "empty_most_cells": max(empty_counts),
    }


def card_text(
    card: ModelCard, config: TrainConfig, facts: TrainingFacts, validation: CrossValidation
) -> str:
    """The text of `CARD.md`."""
    return _TEXT.substitute(
        name=card.name,
        sha256=card.sha256,
        um_per_px=card.um_per_px,
        licence=card.licence,
        channels=" / ".join(str(width) for width in config.network.channels),
        decoder_steps=config.network.decoder_steps,
        parameters=facts.parameters,
        output_stride=card.output_stride,
        receptive_radius_px=config.network.receptive_radius_px,
        crops=facts.crops,
        cells=facts.cells,
        data_sha256=facts.sha256,
        recipe=_recipe(config),
        sigma_px=f"{config.sigma_px:g}",
        target_scale=f"{config.target_scale:g}",
        empty_percent=f"{100 * config.augmentation.empty_probability:g}",
        folds=len(validation.per_fold),
        table=_table(validation),
        rim_px=RIM_PX,
        spread=f"{100 * validation.T_err_sd:.2f}",
        empty_fields=len(facts.empty_counts),
        empty_mean=f"{sum(facts.empty_counts) / len(facts.empty_counts):.3f}",
        empty_most=f"{max(facts.empty_counts):.3f}",
        epochs=config.epochs,
    )


def _recipe(config: TrainConfig) -> str:
    windows = ", ".join(str(side) for side in config.windows_px)
    seen = config.augmentation
    cycle = f"one cycle to {config.peak_rate:g}, weight decay {config.weight_decay:g}"
    placing = f"zoom {seen.zoom[0]:g} to {seen.zoom[1]:g}, shifts to {seen.shift_px:g} px"
    light = (
        f"gamma {seen.gamma[0]:g} to {seen.gamma[1]:g}, gain {seen.gain[0]:g} to "
        f"{seen.gain[1]:g}, offset {seen.offset[0]:g} to {seen.offset[1]:g} of white"
    )
    blur = f"sigma {seen.blur_sigma_px[0]:g} to {seen.blur_sigma_px[1]:g} px"
    blurred = f"blur of {blur} in {100 * seen.blur_probability:g} % of the pictures"
    return f"""\
- {config.epochs} epochs, batches of {config.batch}, seed {config.seed}.
- AdamW, {cycle}; averaged weights keep {config.averaging:g} of themselves per step.
- L1 on the map plus {config.window_weight:g} times the L1 of its mean over windows of
  {windows} input pixels.
- Any rotation, flips, {placing}, mirrored beyond the crop
  with its points; the target is drawn from the moved points.
- Photometry: {light},
  {blurred}, noise to {seen.noise:g} of white."""


def _table(validation: CrossValidation) -> str:
    rows = [_row(f"fold {k}", errors) for k, errors in enumerate(validation.per_fold)]
    return "\n".join((*rows, _row("all", validation.overall)))


def _row(crops: str, errors: CountErrors) -> str:
    return (
        f"| {crops} | {errors.n} | {errors.cells} | {100 * errors.T_err:.2f} % "
        f"| {100 * errors.A_err:.2f} % | {100 * errors.bias:+.2f} % "
        f"| {100 * errors.inner_bias:+.2f} % | {errors.mae:.2f} |"
    )
