"""The text of a model folder, `CARD.md`: data, recipe, errors and commands, for people."""

from __future__ import annotations

from string import Template

from melcount_app.core.appearance import STATISTICS
from melcount_app.core.likeness import TrainingRanges
from melcount_app.core.model import ModelCard
from melcount_app.training.accuracy import CountErrors, calibration, localisation
from melcount_app.training.card import CardEvidence, TrainingFacts
from melcount_app.training.comparing import error_intervals
from melcount_app.training.config import TrainConfig, protocol_of
from melcount_app.training.counting import RIM_PX
from melcount_app.training.crossvalidation import CrossValidation
from melcount_app.training.interval_text import words_on_intervals
from melcount_app.training.quantise import Rounding
from melcount_app.training.recipe import describe

_TEXT = Template("""\
# $name

Counts melanocytes on fluorescence scans of reconstructed skin. The network turns one channel
at $um_per_px µm per pixel into a density map; the integral of the map is the count.

## On the paper's test crops

To be measured by the maintainers. All figures below are from crops that were trained or chosen by.

## Network

A U-Net after Lazard et al. 2022 with $channels filters per level and $decoder_steps step(s) of
its expanding path$stem: $parameters parameters.
One output pixel covers $output_stride x $output_stride input pixels and sees
$receptive_radius_px px around itself.
It sees pixel values over the scanner's white (255 for 8 bit). Sides of its input are multiples
of $stride_px px. Its output is cells per output pixel times $target_scale.
$arithmetic
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

## Errors

$judged

T_err and A_err as in Lazard et al. 2022 (eq. 3 and 2): the sum of the absolute errors over the
sum of cells, and the mean of the relative absolute errors.

$table

$unbiased

Crops are counted as the program counts scans, mirrored beyond their border. The inner bias
leaves out the outer $rim_px px of every crop: a scan has little border for its area.

$spread

Counts follow cells with a slope of $slope_origin through the origin, $slope with an
intercept of $intercept cells. Of the local maxima of the maps $precision % lie within
$within_um µm of a cell of their own, of the cells $recall % have one: F1 $F1 %. Counting needs
no maxima; touching cells share one.

On $empty_fields simulated dark fields of 256 x 256 px, of a kind that was $shown in training,
the shipped network counts $empty_mean cells on average and $empty_most at most.

## On looks held out whole

$looks

## Intervals

$intervals

## What training looked like

Between these numbers lie the training crops. A scan is flagged, and its intervals are withheld,
when too many of its cells were counted in places outside them.

| statistic of a window of 256 px | from | to |
| --- | --- | --- |
$ranges

## Robustness

What scanners do, done to the $judged_crops crops: how far the total count moves, the T_err
then, and how many crops are flagged as unlike the training crops.

$robustness

The errors are those of crops like these. They say nothing about other stainings, other
scanners or other pixel sizes.

## Licence

The weights are published under the $licence licence. The training pixels
come from a repository under the MIT licence; they are not part of this folder.

## Commands

$commands
""")

_HEAD = """\
| crops | n | cells | T_err | A_err | bias | inner bias | MAE (cells) |
| --- | --- | --- | --- | --- | --- | --- | --- |"""


def card_text(card: ModelCard, evidence: CardEvidence, robustness: str) -> str:
    """The text of `CARD.md`.

    Args:
        card: what the program reads.
        evidence: what the card follows from.
        robustness: the table of disturbed counts, in Markdown.
    """
    config, facts, validation = evidence.config, evidence.facts, evidence.validation
    return _TEXT.substitute(
        _words_on_network(card, config),
        **_words_on_training(facts, config),
        **_words_on_errors(validation),
        judged=_judged(config, facts, validation),
        unbiased=_unbiased(config, validation),
        arithmetic=_arithmetic(evidence.rounding),
        intervals=words_on_intervals(evidence.intervals, len(validation.pooled)),
        looks=_looks(evidence.looks),
        ranges=_ranges(evidence.ranges),
        robustness=robustness,
        commands=_commands(card, config, validation, facts),
    )


def _words_on_network(card: ModelCard, config: TrainConfig) -> dict[str, object]:
    return {
        "name": card.name,
        "sha256": card.sha256,
        "um_per_px": card.um_per_px,
        "licence": card.licence,
        "channels": " / ".join(str(width) for width in config.network.channels),
        "stem": ", behind a convolution of stride 2" if config.network.stem else "",
        "decoder_steps": config.network.decoder_steps,
        "stride_px": card.stride_px,
        "target_scale": f"{card.target_scale:.6g}",
        "output_stride": card.output_stride,
        "receptive_radius_px": config.network.receptive_radius_px,
    }


def _arithmetic(rounding: Rounding | None) -> str:
    if rounding is None:
        return "It counts in floating point of 32 bit."
    return (
        "It counts in whole numbers (8 bit; weights of 7, so that every processor finds the same), "
        "all but the\nlast layer. That moves the total over the training crops by "
        f"{100 * rounding.total:+.2f} %, which is taken out of the\nscale, and single crops by "
        f"{100 * rounding.per_picture:.2f} % of the total then."
    )


def _words_on_training(facts: TrainingFacts, config: TrainConfig) -> dict[str, object]:
    return {
        "parameters": facts.parameters,
        "crops": facts.crops,
        "cells": facts.cells,
        "data_sha256": facts.sha256,
        "recipe": describe(config, facts.epochs),
        "shown": "shown" if config.augmentation.empty_probability else "not shown",
        "empty_fields": len(facts.empty_counts),
        "empty_mean": f"{sum(facts.empty_counts) / len(facts.empty_counts):.3f}",
        "empty_most": f"{max(facts.empty_counts):.3f}",
    }


def _words_on_errors(validation: CrossValidation) -> dict[str, object]:
    line, found = calibration(validation.pooled), localisation(validation.pooled)
    return {
        "judged_crops": "held back" if validation.is_held_back else "cross-validated",
        "table": _table(validation),
        "rim_px": RIM_PX,
        "spread": _spread(validation),
        "slope_origin": f"{line.slope_through_origin:.3f}",
        "slope": f"{line.slope_with_intercept:.3f}",
        "intercept": f"{line.intercept:+.2f}",
        "within_um": f"{found.within_um:g}",
        "precision": f"{100 * found.precision:.1f}",
        "recall": f"{100 * found.recall:.1f}",
        "F1": f"{100 * found.F1:.1f}",
    }


def _table(validation: CrossValidation) -> str:
    if validation.is_held_back:
        return f"{_HEAD}\n{_row('held back', validation.overall)}"
    rows = [_row(f"fold {k}", errors) for k, errors in enumerate(validation.per_fold)]
    return "\n".join(
        (_HEAD, *rows, _row("all", validation.overall), f"\n{_with_intervals(validation)}")
    )


def _looks(looks: CrossValidation | None) -> str:
    """The errors on looks that were held out, as a table of its own."""
    if looks is None:
        return "How it counts looks that it has never seen was not tried."
    rows = [_row(f"look {k}", errors) for k, errors in enumerate(looks.per_fold)]
    told = (
        "Nearer to new skin: crops grouped by background, brightness, sharpness, coarseness and "
        "density,\nevery group counted by a network that saw none of it.\n"
    )
    return "\n".join(
        (
            told,
            _HEAD,
            *rows,
            _row("all", looks.overall),
            f"\n{_with_intervals(looks)}",
        )
    )


def _with_intervals(validation: CrossValidation) -> str:
    """The errors over all crops with their intervals, in words."""
    found = error_intervals(validation.pooled)
    told = ", ".join(
        f"{name} {100 * interval.low:.1f} to {100 * interval.high:.1f} %"
        for name, interval in (
            ("T_err", found.T_err),
            ("A_err", found.A_err),
            ("bias", found.bias),
        )
    )
    return f"95 % intervals, by resampling whole crops: {told}."


def _row(crops: str, errors: CountErrors) -> str:
    return (
        f"| {crops} | {errors.n} | {errors.cells} | {100 * errors.T_err:.2f} % "
        f"| {100 * errors.A_err:.2f} % | {100 * errors.bias:+.2f} % "
        f"| {100 * errors.inner_bias:+.2f} % | {errors.mae:.2f} |"
    )


def _spread(validation: CrossValidation) -> str:
    if validation.is_held_back:
        return "One network was trained once, so no spread is known, neither of folds nor of seeds."
    folds = (
        f"Between the folds T_err has a standard deviation of {100 * validation.T_err_sd:.2f} "
        "percentage points."
    )
    if not validation.other_seeds:
        return folds + "\nEvery fold was trained once, so the spread between seeds is not known."
    return folds + (
        f"\nBetween {1 + len(validation.other_seeds)} seeds, T_err over all crops has one of "
        f"{100 * validation.T_err_sd_of_seeds:.2f} points."
    )


def _unbiased(config: TrainConfig, validation: CrossValidation) -> str:
    if not config.unbiased:
        return "Counts are what the network says."
    return (
        f"Counts are multiplied by {validation.factor:.4f}, which is part of the scale above; in "
        "the table each\nfold is multiplied by what the other folds say. Annotators mark cells "
        "that a crop's border cuts, so\nnear it they find more than inside, which no scan shows. "
        "The factor makes the bias over whole crops\nand the inner bias equal and opposite."
    )


def _ranges(ranges: TrainingRanges) -> str:
    rows = ((statistic, getattr(ranges, statistic.name)) for statistic in STATISTICS)
    return "\n".join(
        f"| {statistic.number}{statistic.unit and f' ({statistic.unit.strip()})'} "
        f"| {statistic.figure(of.low)} | {statistic.figure(of.high)} |"
        for statistic, of in rows
    )


def _judged(config: TrainConfig, facts: TrainingFacts, validation: CrossValidation) -> str:
    """What the errors are errors of."""
    if not validation.is_held_back:
        return (
            f"{validation.kind}, the same recipe as the shipped weights.\n{_weights(config, facts)}"
        )
    steps = facts.epochs * -(-(facts.crops - config.held_back) // config.batch)
    end = "came to its end" if facts.is_finished else "was stopped before its recipe ends it"
    return (
        f"The errors on {validation.kind}: they are kind, and no cross-validation.\n"
        f"Training {end}, after {facts.epochs} epochs ({steps} steps); the weights are those of "
        f"epoch {facts.best_epoch}."
    )


def _weights(config: TrainConfig, facts: TrainingFacts) -> str:
    if not config.held_back:
        return "They were trained on all crops."
    return (
        f"They were trained on {facts.crops - config.held_back} crops; {config.held_back} more "
        "chose when to stop, and as many did in every fold."
    )


def _commands(
    card: ModelCard, config: TrainConfig, validation: CrossValidation, facts: TrainingFacts
) -> str:
    protocol = protocol_of(config)
    if protocol is None:
        return (
            "The recipe has no name on the command line: it is `training.config` in `card.json`, "
            "for\n`melcount_app.training.train.train`."
        )
    where = f"--data ../shared/data/trp1/set1 --runs runs/{card.name}"
    recipe = f"--protocol {protocol} --epochs {config.epochs}"
    folds = "" if validation.is_held_back else f" --folds {len(validation.per_fold)}"
    seeds = (*(seed for seed, _ in validation.other_seeds), config.seed) if folds else ()
    lines = (
        f"melcount train {where} {recipe} --seed {config.seed}",
        *(f"melcount crossvalidate {where} {recipe} --seed {seed}{folds}" for seed in seeds),
        f"melcount export {where} --seed {config.seed}{folds} --model models/{card.name}",
    )
    code = "\n".join(line.replace(" --", " \\\n    --", 1) for line in lines)
    stopped = "" if facts.is_finished else f" (stop the first after epoch {facts.epochs})"
    return (
        "These write all weights and all figures on this page, from the root of the repository "
        f"with the\n`train` extra installed{stopped}:\n\n```\n{code}\n```"
    )
