"""Commands of the training package. PyTorch is imported when a command needs it, not before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from melcount_app.core.errors import MelcountError
from melcount_app.terminal import EXIT_BAD_INPUT, refused
from melcount_app.training.folds import HeldOut
from melcount_app.training.telling import (
    beside_the_first,
    follow,
    say_details,
    say_effect,
    say_errors,
)

if TYPE_CHECKING:
    from melcount_app.training.config import TrainConfig
    from melcount_app.training.crossvalidation import CrossValidation
    from melcount_app.training.dataset import Crop
    from melcount_app.training.robustness import Judge

CROSSVALIDATION_FILE = "crossvalidation.json"
FINAL = "final"
"""Folder of the run that is trained on all crops."""

app = typer.Typer(
    help="Train networks, judge them, and write them as models.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


class RecipeName(StrEnum):
    """Names of the recipes in `config.PROTOCOLS`."""

    SHARP = "sharp"
    COMPACT = "compact"
    PAPER = "paper"


Data = Annotated[
    Path, typer.Option(help="Folder with images/ and points.csv or labels/.", metavar="DIR")
]
Runs = Annotated[Path, typer.Option(help="Folder of the training runs.", metavar="DIR")]
Recipe = Annotated[RecipeName, typer.Option(help="Our recipe, or that of Lazard et al. 2022.")]
Epochs = Annotated[
    int | None, typer.Option(help="Epochs at most, in place of the protocol's.", min=1)
]
Seed = Annotated[int, typer.Option(help="Start of every random number.", min=0)]
Folds = Annotated[int, typer.Option(help="Folds over whole crops.", min=2)]
Apart = Annotated[
    HeldOut,
    typer.Option(help="What a fold keeps apart: crops at random, or all crops that look alike."),
]
Threads = Annotated[int, typer.Option(help="Threads of the arithmetic on the CPU.", min=1)]
Device = Annotated[str, typer.Option(help="auto, cpu or cuda.")]


@contextmanager
def _sentences() -> Iterator[None]:
    """An error that the user can mend is one sentence and exit code 2."""
    try:
        yield
    except MelcountError as error:
        raise refused(error) from error
    except ModuleNotFoundError as error:
        if error.name not in {"torch", "onnx", "onnxscript", "matplotlib"}:
            raise
        typer.echo(
            f"melcount: {error.name} is missing; install melcount with its `train` extra.", err=True
        )
        raise typer.Exit(EXIT_BAD_INPUT) from error


@app.command()
@_sentences()
def train(
    data: Data,
    runs: Runs,
    protocol: Recipe = RecipeName.COMPACT,
    epochs: Epochs = None,
    seed: Seed = 0,
    device: Device = "auto",
    threads: Threads = 1,
) -> None:
    """Train the final network on all crops, into RUNS/final; started again, it goes on."""
    from melcount_app.training.crossvalidation import seed_folder
    from melcount_app.training.dataset import read_crops
    from melcount_app.training.train import choose_device, train, use_threads

    use_threads(threads)
    config = _config(protocol, epochs, seed)
    folder = seed_folder(runs, seed) / FINAL
    events = train(read_crops(data), config, folder, device=choose_device(device))
    follow("final", events, config)
    typer.echo(f"final: weights and curves are in {folder}")


@app.command()
@_sentences()
def crossvalidate(
    data: Data,
    runs: Runs,
    protocol: Recipe = RecipeName.COMPACT,
    epochs: Epochs = None,
    folds: Folds = 5,
    fold: Annotated[list[int] | None, typer.Option(help="Only these folds, from 0.")] = None,
    held_out: Apart = HeldOut.CROPS,
    seed: Seed = 0,
    device: Device = "auto",
    threads: Threads = 1,
) -> None:
    """Train one network per fold, into RUNS/fold_N; then judge every crop by the one new to it.

    Started again, it goes on. The figures are printed and written to RUNS/crossvalidation.json,
    with pictures. With `--fold` it only trains. With another `--seed` it trains into
    RUNS/seed_S and also tells the spread between the seeds. With `--held-out looks` every fold
    keeps crops apart that look alike, into RUNS/looks: nearer to a batch that was never seen.
    """
    from melcount_app.training.crossvalidation import fold_folder, train_fold
    from melcount_app.training.dataset import read_crops
    from melcount_app.training.train import choose_device, use_threads

    use_threads(threads)
    crops = read_crops(data)
    config = _config(protocol, epochs, seed)
    chosen = choose_device(device)
    for number, split in enumerate(held_out.folds_of(crops, folds)):
        if not fold or number in fold:
            folder = fold_folder(held_out.folder(runs), number, seed)
            events = train_fold(crops, split, config, folder, device=chosen)
            follow(f"fold {number}", events, config)
    if not fold:
        _judge_folds(crops, runs, folds, seed, held_out)


@app.command()
@_sentences()
def compare(
    data: Data,
    runs: Annotated[
        list[Path],
        typer.Option(help="Folder of the runs of a recipe; the first is what others are beside."),
    ],
    json: Annotated[Path, typer.Option(help="File for all figures.", metavar="OUT")],
    folds: Folds = 5,
    held_out: Apart = HeldOut.CROPS,
    seed: Seed = 0,
) -> None:
    """Compare recipes by their cross-validations: whose T_err is lower, and is it only chance.

    The differences have intervals from resampling whole crops. How well such a choice among
    the recipes counts is judged on crops that took no part in it.
    """
    from melcount_app.training.comparing import comparison_facts
    from melcount_app.training.crossvalidation import cross_validate
    from melcount_app.training.dataset import read_crops
    from melcount_app.training.evaluate import write_facts

    crops = read_crops(data)
    recipes = {str(folder): cross_validate(crops, folder, folds, seed, held_out) for folder in runs}
    facts = comparison_facts(recipes)
    for recipe in facts["recipes"]:
        low, high = (100 * end for end in recipe["intervals"]["T_err"])
        against = (
            "" if recipe["against_first"] is None else beside_the_first(recipe["against_first"])
        )
        typer.echo(
            f"{recipe['runs']}: T_err {100 * recipe['T_err']:.2f} % ({low:.2f} to {high:.2f}), "
            f"A_err {100 * recipe['A_err']:.2f} %, bias {100 * recipe['bias']:+.2f} %{against}"
        )
    typer.echo(
        f"{len(recipes)} recipes compared; one chosen among them, judged on crops that took no "
        f"part: T_err {100 * facts['choice']['T_err']:.2f} %"
    )
    write_facts(facts, json)


@app.command()
@_sentences()
def evaluate(
    data: Data,
    model: Annotated[Path, typer.Option(help="Folder of the model.", metavar="DIR")],
    json: Annotated[Path, typer.Option(help="File for all figures.", metavar="OUT")],
    pictures: Annotated[
        Path | None, typer.Option(help="Folder for scatter and Bland-Altman plot.", metavar="DIR")
    ] = None,
    threads: Annotated[int, typer.Option(help="Threads; 0 for one per core.", min=0)] = 0,
) -> None:
    """Count annotated crops with a model, as the program counts scans, and tell its errors."""
    from melcount_app.training.evaluate import evaluate_model, write_facts

    counts, facts = evaluate_model(data, model, threads=threads)
    write_facts(facts, json)
    say_errors(facts["model"]["name"], counts)
    say_details(counts)
    if pictures is not None:
        from melcount_app.training.pictures import draw_evaluation

        draw_evaluation(counts, pictures, f"{facts['model']['name']} on {data.name}")


@app.command()
@_sentences()
def robustness(
    data: Data,
    json: Annotated[Path, typer.Option(help="File for all figures.", metavar="OUT")],
    runs: Annotated[
        Path | None, typer.Option(help="Folder of the training runs.", metavar="DIR")
    ] = None,
    model: Annotated[
        Path | None, typer.Option(help="A model folder in place of runs.", metavar="DIR")
    ] = None,
    folds: Folds = 5,
    seed: Seed = 0,
    threads: Threads = 1,
) -> None:
    """Tell how counts move when crops are disturbed as scanners do, and whether a flag warns.

    With `--runs` every crop is counted by the network of its fold, which has not seen it.
    """
    from melcount_app.training.dataset import read_crops
    from melcount_app.training.evaluate import write_facts
    from melcount_app.training.robustness import (
        judges_of_model,
        judges_of_runs,
        robustness,
        robustness_facts,
    )
    from melcount_app.training.train import use_threads

    use_threads(threads)
    crops = read_crops(data)
    if runs is not None and model is None:
        judges = judges_of_runs(crops, runs, folds, seed)
    elif model is not None and runs is None:
        judges = judges_of_model(crops, model, folds, threads=threads)
    else:
        raise MelcountError("Choose either the training runs (--runs) or a model (--model).")
    effects = []
    for effect in robustness(judges):
        effects.append(effect)
        say_effect(effect)
    write_facts({"crops": len(crops), "rows": robustness_facts(effects)}, json)


@app.command()
@_sentences()
def export(
    data: Data,
    runs: Runs,
    model: Annotated[Path, typer.Option(help="Model folder to write.", metavar="DIR")],
    folds: Folds = 5,
    integers: Annotated[
        bool, typer.Option("--integers", help="Count in whole numbers of 8 bit: twice as fast.")
    ] = False,
    seed: Seed = 0,
    threads: Threads = 1,
) -> None:
    """Write the network of RUNS/final and its cross-validated errors as a model folder.

    Where there are no folds but the final run held crops back, as the paper's protocol does,
    the errors are those on these crops, and counts have no intervals.
    """
    from melcount_app.training.crossvalidation import judged_by_looks, seed_folder
    from melcount_app.training.dataset import read_crops
    from melcount_app.training.export import Judgement, ModelPlace, export_model
    from melcount_app.training.robustness import robustness, robustness_table
    from melcount_app.training.train import use_threads

    use_threads(threads)
    crops = read_crops(data)
    validation, judges = _judged(crops, runs, folds, seed)
    table = robustness_table(tuple(robustness(judges)))
    final = seed_folder(runs, seed) / FINAL
    judgement = Judgement(validation, judged_by_looks(crops, runs, folds, seed), table)
    exported = export_model(final, ModelPlace(model, integers), crops, judgement)
    typer.echo(
        f"{exported.folder}: ONNX differs from torch by {exported.largest_difference:.1e} at most"
    )


def _judged(
    crops: Sequence[Crop], runs: Path, folds: int, seed: int
) -> tuple[CrossValidation, Sequence[Judge]]:
    """The final run by its folds, or by the crops that it held back where there are none."""
    from melcount_app.training.crossvalidation import (
        count_held_back,
        cross_validate,
        is_judged_by_held_back,
        seed_folder,
    )
    from melcount_app.training.robustness import judge_of_held_back, judges_of_runs

    final = seed_folder(runs, seed) / FINAL
    if is_judged_by_held_back(seed_folder(runs, seed), final):
        return count_held_back(crops, final), judge_of_held_back(crops, final)
    return cross_validate(crops, runs, folds, seed), judges_of_runs(crops, runs, folds, seed)


def _config(protocol: RecipeName, epochs: int | None, seed: int) -> TrainConfig:
    import dataclasses

    from melcount_app.training.config import PROTOCOLS

    config = dataclasses.replace(PROTOCOLS[protocol.value], seed=seed)
    return config if epochs is None else dataclasses.replace(config, epochs=epochs)


def _judge_folds(
    crops: Sequence[Crop], runs: Path, folds: int, seed: int, held_out: HeldOut
) -> None:
    from melcount_app.training.crossvalidation import (
        cross_validate,
        seed_folder,
        validation_facts,
    )
    from melcount_app.training.evaluate import write_facts
    from melcount_app.training.pictures import draw_evaluation

    validation = cross_validate(crops, runs, folds, seed, held_out)
    for number, counts in enumerate(validation.counts):
        say_errors(f"fold {number}", counts)
    say_errors("all", validation.pooled)
    say_details(validation.pooled)
    typer.echo(f"T_err: standard deviation {100 * validation.T_err_sd:.2f} points between folds")
    for other, errors in validation.other_seeds:
        typer.echo(
            f"seed {other}: T_err {100 * errors.T_err:.2f} %, A_err {100 * errors.A_err:.2f} %"
        )
    if validation.other_seeds:
        typer.echo(
            f"T_err: standard deviation {100 * validation.T_err_sd_of_seeds:.2f} points "
            "between seeds"
        )
    folder = seed_folder(held_out.folder(runs), seed)
    write_facts(validation_facts(validation, seed), folder / CROSSVALIDATION_FILE)
    draw_evaluation(validation.pooled, folder, validation.kind)
